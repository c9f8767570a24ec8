// Command evasions lets a dependency that may do nothing try to read a file, in all the ways that could make it look
// like somebody else: evasions TRICK FILE. Without arguments it prints the tricks, a line each, with what is behind
// them: "dependency", "nobody" or "c". What could be read is on standard output. "cat" is what a dependency starts.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"text/template"

	"good.example/lib"
	"thief.example/dep"
)

type trick struct {
	name, who string
	run       func(path string)
}

const (
	dependency = "dependency"
	nobody     = "nobody"
)

// Files with build constraints add to this.
var more []trick

var tricks = []trick{
	{"direct", dependency, dep.Direct},
	{"system-call", dependency, dep.Open},
	{"inlined", dependency, func(p string) { lib.Show(dep.Small(p)) }},
	{"inlined-into-a-named-function", dependency, inlined},
	{"closure", dependency, func(p string) { call(dep.Make(p)) }},
	{"closure-of-a-named-function", dependency, closure},
	{"closure-on-a-goroutine", dependency, func(p string) { wait(dep.Make(p)) }},
	{"closure-deferred", dependency, func(p string) { defer dep.Make(p)() }},
	{"method-value", dependency, func(p string) { call(dep.T{Path: p}.Read) }},
	{"promoted-method", dependency, func(p string) { call(reader(outer{dep.T{Path: p}}).Read) }},
	{"promoted-method-on-a-goroutine", dependency, func(p string) { wait(reader(&outer{dep.T{Path: p}}).Read) }},
	{"generic", dependency, func(p string) { dep.Generic(p, outer{}) }},
	{"by-another", dependency, dep.ByOther},
	{"by-another-deep-down", nobody, dep.ByOtherDeep},
	{"by-callback", dependency, dep.ByCallback},
	{"panic", dependency, dep.Panics},
	{"goroutine", dependency, dep.Goroutine},
	{"another-on-a-goroutine", dependency, dep.OtherOnGoroutine},
	{"timer", dependency, dep.Timer},
	{"once", dependency, dep.Once},
	{"reflect", dependency, dep.Reflected},
	{"stringer", dependency, func(p string) { fmt.Print(dep.T{Path: p}) }},
	{"sort", dependency, func(p string) { sort.Sort(sorting{dep.Make(p)}) }},
	{"json", dependency, func(p string) { _, _ = json.Marshal(marshaler{dep.Make(p)}) }},
	{"template", dependency, templated},
	{"http-handler", dependency, served},
	{"linkname-pushed", dependency, lib.Pushed},
	{"linkname-pulled", dependency, dep.Pulls},
	{"line", dependency, dep.Faked},
	{"stack-left-behind", nobody, dep.Switched},
	{"exec", dependency, dep.Exec},
	{"exec-on-a-goroutine", dependency, dep.ExecOnGoroutine},
	{"exec-by-finalizer", nobody, dep.ExecByFinalizer},
	{"exec-by-reflection", nobody, dep.ExecByReflection},
}

var counter int

// It looks as if main read.
func inlined(p string) {
	lib.Show(dep.Small(p))
}

func closure(p string) {
	call(dep.Make(p))
}

//go:noinline
func call(f func()) { f(); counter++ }

func wait(f func()) {
	w := make(chan int)
	go func() { f(); close(w) }()
	<-w
}

//go:noinline
func unexported(p string) { lib.Show(os.ReadFile(p)); counter++ }

type reader interface{ Read() }

type outer struct{ dep.T }

type sorting struct{ f func() }

func (s sorting) Len() int           { return 2 }
func (s sorting) Less(_, _ int) bool { s.f(); return false }
func (s sorting) Swap(_, _ int)      {}

type marshaler struct{ f func() }

func (m marshaler) MarshalJSON() ([]byte, error) { m.f(); return []byte("1"), nil }

func templated(p string) {
	f := dep.Make(p)
	act := template.FuncMap{"act": func() string { f(); return "" }}
	_ = template.Must(template.New("x").Funcs(act).Parse("{{act}}")).Execute(&bytes.Buffer{}, nil)
}

func served(p string) {
	f := dep.Make(p)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "evasions:", err)
		os.Exit(3)
	}
	go func() { _ = http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { f() })) }()
	// not by a client of net/http, which dials on a goroutine where nobody stands behind it
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return
	}
	_, _ = io.WriteString(c, "GET / HTTP/1.0\r\n\r\n")
	_, _ = io.Copy(io.Discard, c)
}

func main() {
	all := append(tricks, more...)
	if len(os.Args) != 3 {
		for _, t := range all {
			fmt.Println(t.name, t.who)
		}
		return
	}
	if os.Args[1] == "cat" {
		lib.Show(os.ReadFile(os.Args[2]))
	}
	for _, t := range all {
		if t.name == os.Args[1] {
			t.run(os.Args[2])
		}
	}
	_ = unexported
}
