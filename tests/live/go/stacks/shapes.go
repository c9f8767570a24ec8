package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"text/template"
	"time"

	"goguard.test/live/stacks/dep"
)

var shapes = []struct {
	name, party string
	run         func()
}{
	{"direct", deps, direct},
	{"inlined", deps, func() { dep.Inlined(stop) }},
	{"inlined twice", deps, inlinedTwice},
	{"closure", "", closure},
	{"closure of an inlined function", deps, closureOfInlined},
	{"generic function", deps, func() { dep.Map([]string{"x"}, func(string) { stop() }) }},
	{"generic function of a struct", deps, func() { dep.Map([]pair{{}}, pair.plain) }},
	{"generic method", deps, func() { (&dep.List[string, []pair]{F: stop}).Each() }},
	{"method value", "", func() { call(pair{1, 2}.plain) }},
	{"method expression", "", func() { f := pair.stop; f(pair{}, pair{}); sink++ }},
	{"interface method", deps, func() { callOn(&dep.Base{F: stop}) }},
	{"promoted method", deps, func() { callOn(dep.Outer{Base: &dep.Base{F: stop}}) }},
	{"method value of an interface", deps, func() { call(dep.Caller(dep.Outer{Base: &dep.Base{F: stop}}).Call) }},
	{"defer", "", deferred},
	{"defer of a closure with arguments", "", deferredArguments},
	{"defer in a loop", "", deferredLoop},
	{"panic", "", func() { recovered(func() { panic("on purpose") }) }},
	{"fault", "", func() { recovered(func() { sink = *nowhere }) }},
	{"goroutine", "", func() { onOther(func() { stop() }) }},
	{"goroutine of a function value", "", func() { onOther(stop) }},
	{"goroutine with arguments", "", goArguments},
	{"goroutine of a dependency", "", func() { w := make(chan int); dep.Later(func(f func()) { f(); close(w) }, stop); <-w }},
	{"sync.Once", "", func() { var o sync.Once; o.Do(stop); sink++ }},
	{"reflect", "", func() { reflect.ValueOf(stop).Call(nil); sink++ }},
	{"reflect method", "", func() { reflect.ValueOf(pair{}).MethodByName("Exported").Call(nil); sink++ }},
	{"reflect made", "", reflectMade},
	{"sort", "", sorted},
	{"strings.Map", "", func() { strings.Map(func(r rune) rune { stop(); return r }, "x"); sink++ }},
	{"template", "", templated},
	{"walk", "", func() { _ = filepath.Walk("/dev/null", func(string, os.FileInfo, error) error { stop(); return nil }) }},
	{"writer", "", func() { _, _ = bytes.NewBufferString("x").WriteTo(writer{}); sink++ }},
	{"timer", "", func() { w := make(chan int); time.AfterFunc(0, func() { stop(); close(w) }); <-w }},
	{"finalizer", "", finalized},
	{"recursion", "", func() { recurse(300) }},
	{"mutual recursion", "", func() { even(21) }},
	{"huge frame", "", func() { huge(0) }},
	{"many arguments", "", func() { many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }},
	{"line directive", deps, func() { dep.Faked(stop) }},
	{"switch", "", func() { chosen(2) }},
	{"anonymous struct", deps, func() { callOn(struct{ *dep.Base }{&dep.Base{F: stop}}) }},
}

var (
	sink    int
	nowhere *int
)

type pair struct{ a, b int }

//go:noinline
func (p pair) stop(pair) { stop(); sink += p.a }

//go:noinline
func (p pair) plain() { stop(); sink += p.b }

// Exported is found by name.
func (p pair) Exported() { stop(); sink++ }

//go:noinline
func call(f func()) { f(); sink++ }

//go:noinline
func callOn(c dep.Caller) { c.Call(); sink++ }

func direct() { dep.Direct(stop) }

func inlinedTwice() {
	dep.Twice(stop)
}

func closure() {
	n := sink
	call(func() { stop(); sink = n })
}

func closureOfInlined() {
	call(dep.Make(stop))
}

func deferred() {
	defer stop()
	sink++
}

func deferredArguments() {
	defer func(n int) { stop(); sink += n }(sink)
	sink++
}

func deferredLoop() {
	for i := 0; i < 1; i++ {
		defer stop()
	}
}

func recovered(f func()) {
	defer func() {
		stop()
		_ = recover()
	}()
	f()
}

func onOther(f func()) {
	var w sync.WaitGroup
	w.Add(1)
	go func() { defer w.Done(); f() }()
	w.Wait()
}

func goArguments() {
	w := make(chan int)
	go func(n int, s string) { stop(); sink += n + len(s); close(w) }(1, "x")
	<-w
}

func reflectMade() {
	f := func([]reflect.Value) []reflect.Value { stop(); return nil }
	reflect.MakeFunc(reflect.TypeOf(stop), f).Interface().(func())()
	sink++
}

func sorted() {
	once := false
	a := []int{3, 1, 2}
	sort.Slice(a, func(i, j int) bool {
		if !once {
			once = true
			stop()
		}
		return a[i] < a[j]
	})
}

func templated() {
	f := template.FuncMap{"stop": func() string { stop(); return "" }}
	_ = template.Must(template.New("x").Funcs(f).Parse("{{stop}}")).Execute(&bytes.Buffer{}, nil)
}

type writer struct{}

func (writer) Write(p []byte) (int, error) { stop(); return len(p), nil }

func finalized() {
	w := make(chan int)
	func() {
		p := &pair{1, 2}
		runtime.SetFinalizer(p, func(*pair) { stop(); close(w) })
		runtime.KeepAlive(p)
	}()
	for {
		runtime.GC()
		select {
		case <-w:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

//go:noinline
func recurse(n int) int {
	if n == 0 {
		stop()
		return 0
	}
	return recurse(n-1) + 1
}

//go:noinline
func even(n int) {
	if n == 0 {
		stop()
	} else {
		odd(n - 1)
	}
	sink++
}

//go:noinline
func odd(n int) {
	if n == 0 {
		stop()
	} else {
		even(n - 1)
	}
	sink++
}

//go:noinline
func huge(i int) byte {
	var big [300000]byte
	big[i] = 1
	stop()
	return big[i+1]
}

//go:noinline
func many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o int) int {
	stop()
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o
}

func chosen(n int) {
	switch {
	case n == 1:
		sink++
	case n == 2:
		func() {
			stop()
		}()
	}
}

// dependencies stop by themselves: the stack is theirs.
func dependencies() {
	expectDep := func(shape string) {
		next = report{Shape: shape, End: "complete", Subject: deps, Party: deps}
	}
	expectDep("inlined dependency")
	dep.Wait(say)
	expectDep("closure of an inlined dependency")
	call(dep.Waiter(say))
	expectDep("goroutine of the standard library by a dependency")
	say()
	w := closer(make(chan int))
	dep.Gone(w)
	<-w
}

type closer chan int

func (c closer) Write(p []byte) (int, error) { close(c); return len(p), nil }

// orphan blocks in a method of the standard library that the runtime calls: nobody stands behind it.
func orphan() {
	next = report{Shape: "orphan", End: "orphan", Subject: "unknown"}
	say()
	w := make(chan int)
	func() {
		r := bufio.NewReaderSize(os.Stdin, 16)
		runtime.SetFinalizer(r, (*bufio.Reader).ReadByte)
		sink += r.Size()
	}()
	// finalizers run one after the other: the second waits for the first
	func() {
		for n := 0; n < 3; n++ {
			runtime.GC()
		}
		p := &pair{1, 2}
		runtime.SetFinalizer(p, func(*pair) { close(w) })
	}()
	for {
		runtime.GC()
		select {
		case <-w:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
