// Command stacks stops in as many shapes of call stacks as it can think of, and says each time what its
// own runtime thinks of the stack: a line of JSON, then a read of one byte from standard input.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// A frame as runtime.CallersFrames has it
type frame struct {
	Func string `json:"func"`
	File string `json:"file"`
	Line int    `json:"line"`
}

type report struct {
	Shape   string  `json:"shape"`
	Stop    string  `json:"stop"`            // function that reports, whose callers are compared
	End     string  `json:"end"`             // how a walk ends
	Subject string  `json:"subject"`         // whose stack it is
	Party   string  `json:"party,omitempty"` // another package that takes part
	Frames  []frame `json:"frames"`
}

const (
	live = "goguard.test/live/stacks"
	deps = live + "/dep"
)

// What the next stop reports beside its frames
var next report

func expect(shape, party string) {
	next = report{Shape: shape, End: "complete", Subject: "main", Party: party, Stop: "main.stop"}
}

// callers are those of the caller's caller
func callers() []frame {
	var out []frame
	pcs := make([]uintptr, 512)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		out = append(out, frame{f.Function, f.File, f.Line})
		if !more {
			return out
		}
	}
}

func say() {
	line, err := json.Marshal(next)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func wait() {
	var b [1]byte
	for {
		n, err := syscall.Read(0, b[:])
		if err == syscall.EINTR {
			continue
		}
		if n != 1 {
			os.Exit(3)
		}
		return
	}
}

//go:noinline
func stop() {
	next.Frames = callers()
	say()
	wait()
}

func init() {
	expect("init", "")
	stop()
}

var atStart = func() int {
	expect("variable", "")
	stop()
	return 1
}()

func main() {
	if atStart != 1 {
		os.Exit(4)
	}
	for _, s := range shapes {
		expect(s.name, s.party)
		s.run()
	}
	dependencies()
	orphan()
	inC()
}
