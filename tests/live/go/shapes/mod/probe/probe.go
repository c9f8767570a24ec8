// Package probe is what every shape ends in: a variable that holds either a function which tells the
// runtime's own idea of the stack, or one of the standard library, which is denied. Both are called from
// the same place, so that the stacks are the same, and the second has no function of ours inside.
package probe

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// Frame is one of runtime.CallersFrames.
type Frame struct {
	Func string `json:"func"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// Truth is what the event of a path must say.
type Truth struct {
	Path    string  `json:"path"`
	Subject string  `json:"subject"`
	End     string  `json:"end"`
	Wrapper string  `json:"wrapper,omitempty"`
	Frames  []Frame `json:"frames"`
}

// Act is how a shape ends.
var Act func(path string) (*os.File, error)

// Subject and End are what is expected of the shape in turn. Wrapper is a package that takes part by nothing
// but a wrapper of the compiler's, which the runtime's own traces leave out.
var Subject, End, Wrapper string

// Acts are the two ends of the same shape.
var Acts = []func(string) (*os.File, error){Tell, os.Open}

// AtStart is Acts for what runs before main, which is not wanted in every run.
func AtStart(subject string) []func(string) (*os.File, error) {
	Subject, End = subject, "complete"
	if !filepath.IsAbs(os.Args[len(os.Args)-1]) || len(os.Args) > 2 {
		return nil
	}
	return Acts
}

var lock sync.Mutex

// Say tells the callers of its caller, innermost first, and returns the path, so that it fits into the
// line of a call.
//
//go:noinline
func Say(path string) string {
	tell(path, callers(3))
	return path
}

// Tell is Say as an Act.
//
//go:noinline
func Tell(path string) (*os.File, error) {
	tell(path, callers(3))
	return nil, nil
}

// Within is Say for a call of a small function that has nothing but a call in its second line, as seen
// from where it is called.
//
//go:noinline
func Within(path string, small func(string)) string {
	tell(path, append([]Frame{Second(small)}, callers(3)...))
	return path
}

// Nobody tells of a stack that has no Go function outside the standard library.
func Nobody(path string) string {
	tell(path, nil)
	return path
}

func callers(skip int) []Frame {
	out := []Frame{}
	pcs := make([]uintptr, 4096)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(skip, pcs)])
	for {
		f, more := frames.Next()
		out = append(out, Frame{f.Function, f.File, f.Line})
		if !more || len(out) == 80 { // more than an event holds
			return out
		}
	}
}

func tell(path string, frames []Frame) {
	lock.Lock()
	defer lock.Unlock()
	line, err := json.Marshal(Truth{path, Subject, End, Wrapper, frames})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}
