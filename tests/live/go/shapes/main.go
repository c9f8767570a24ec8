// Command shapes makes calls that are denied, in as many shapes of call stacks as it can think of, and says
// each time what its own runtime thinks of the stack: a line of JSON for the path that the event will name.
//
//	shapes DIR          every shape; the paths are DIR/SHAPE
//	shapes -load N DIR  N calls by each of 64 goroutines, half of them by dependencies
//	shapes -once        one call that no policy allows
//	shapes -list        the names of the shapes that need a file, a line each
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"probe.example/probe"
)

// A shape: whose stack it is, and what it does. How it ends: "" is complete. Direct ones call the standard
// library by themselves and are run once; the others run probe.Act, once to tell and once to be denied.
type shape struct {
	name    string
	subject string
	run     func(path string)
	end     string
	direct  bool
}

const (
	byMain  = "main"
	byInner = "goguard.test/shapes/inner"
	byAlpha = "alpha.example/render"
	byDeep  = "alpha.example/render/deep/er"
	byBeta  = "beta.example/io/v2"
	byDots  = "dots.example/yaml.v3"
	byPlain = "plain/local"
)

// Tables of files with build constraints add to this.
var more [][]shape

func (s shape) expect() {
	probe.Subject, probe.End, probe.Wrapper = s.subject, s.end, ""
	if s.end == "" {
		probe.End = "complete"
	}
}

func (s shape) path(dir string) string {
	return filepath.Join(dir, strings.NewReplacer(" ", "-", ",", "", "'", "").Replace(s.name))
}

func (s shape) try(dir string) {
	s.expect()
	if s.direct {
		s.run(s.path(dir))
		return
	}
	for _, probe.Act = range probe.Acts {
		s.run(s.path(dir))
	}
}

func dir() string { return os.Args[len(os.Args)-1] }

// once is for a policy whose filter answers with a signal, upon which Go prints the stack and ends: from where
// the signal came, unless the runtime was told that this is a system call.
//
//go:noinline
func once() {
	_, _, err := syscall.RawSyscall(syscall.SYS_ACCT, 0, 0, 0)
	fmt.Println(err)
}

func tables() [][]shape { return append(more, calls, defers, generics, starts, callbacks) }

// list names the files that have to be there.
func list() {
	names := []string{"variable", "init", "init-that-calls", "init-of-a-dependency"}
	for _, table := range tables() {
		for _, s := range table {
			if !strings.HasPrefix(s.name, "os.Mkdir") {
				names = append(names, s.path(""))
			}
		}
	}
	for g := 0; g < loaded; g++ {
		names = append(names, loadPath("", g))
	}
	fmt.Println(strings.Join(names, "\n"))
}

func main() {
	n := flag.Int("load", 0, "calls by each goroutine")
	single := flag.Bool("once", false, "one call")
	names := flag.Bool("list", false, "names of files that have to be there")
	flag.Parse()
	switch {
	case *names:
		list()
	case *single:
		once()
	case *n > 0:
		load(*n)
	default:
		for _, table := range tables() {
			for _, s := range table {
				s.try(dir())
			}
		}
	}
}
