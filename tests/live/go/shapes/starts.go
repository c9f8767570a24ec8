package main

import (
	"net/http"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"alpha.example/render"
	"probe.example/probe"
)

// What runs on a stack of its own, or before main
var starts = []shape{
	{"goroutine", byMain, func(p string) { onOther(func() { direct(p) }) }, "", false},
	{"goroutine of a literal", byMain, func(p string) { w := make(chan int); go func() { _, _ = probe.Act(p); close(w) }(); <-w }, "", false},
	{"goroutine with arguments", byMain, func(p string) { w := make(chan int); go actAndClose(p, w); <-w }, "", false},
	{"goroutine of a literal with arguments", byMain, func(p string) {
		w := make(chan int)
		go func(p string, n int) { _, _ = probe.Act(p); sink += n; close(w) }(p, 1)
		<-w
	}, "", false},
	{"goroutine of a method", byMain, func(p string) { w := make(waiter); go w.act(p); <-w }, "", false},
	{"goroutine of a method value", byMain, func(p string) { w := make(waiter); f := w.act; go f(p); <-w }, "", false},
	{"goroutine of an interface method", byMain, func(p string) { w := make(waiter); go render.Caller(w).Call(p); <-w }, "", false},
	{"goroutine of a dependency", byMain, func(p string) { w := make(chan int); render.Go(func() { _, _ = probe.Act(p); close(w) }); <-w }, "", false},
	{"goroutine of a dependency's function", byAlpha, func(p string) { var w sync.WaitGroup; w.Add(1); render.Goes(p, &w); w.Wait() }, "", false},
	{"goroutine of a dependency with arguments", byMain, func(p string) {
		w := make(chan int)
		probe.Wrapper = byAlpha
		render.GoWith(actAndClose, p, w)
		<-w
	}, "", false},
	{"goroutine of a goroutine", byMain, func(p string) { onOther(func() { onOther(func() { direct(p) }) }) }, "", false},
	{"goroutine locked to its thread", byMain, func(p string) { onOther(func() { runtime.LockOSThread(); direct(p) }) }, "", false},
	{"goroutine whose stack grows", byMain, func(p string) { onOther(func() { recurse(p, 500) }) }, "", false},
	{"goroutine in a loop", byMain, func(p string) {
		var w sync.WaitGroup
		for i := 0; i < 3; i++ {
			w.Add(1)
			go func(n int) { defer w.Done(); _, _ = probe.Act(p); sink += n }(i)
			w.Wait()
		}
	}, "", false},
	{"timer", byMain, func(p string) { w := make(chan int); time.AfterFunc(0, func() { _, _ = probe.Act(p); close(w) }); <-w }, "", false},
	{"timer that is reset", byMain, func(p string) {
		w := make(chan int)
		t := time.AfterFunc(time.Hour, func() { _, _ = probe.Act(p); close(w) })
		t.Reset(0)
		<-w
	}, "", false},
	{"timer of a method value", byMain, func(p string) { t := timed{p, make(chan int)}; time.AfterFunc(0, t.act); <-t.done }, "", false},
	{"finalizer", byMain, func(p string) { finalized(func(*pair) { _, _ = probe.Act(p); final <- 1 }) }, "", false},
	{"finalizer of a method", byMain, func(p string) { finalPath = p; finalized((*pair).final) }, "", false},
	{"sync.Once", byMain, func(p string) { var o sync.Once; o.Do(func() { _, _ = probe.Act(p); sink++ }) }, "", false},
	{"sync.Once again", byMain, func(p string) { var o sync.Once; o.Do(func() { sink++ }); o.Do(nil); direct(p) }, "", false},
	{"sync.Pool", byMain, func(p string) { (&sync.Pool{New: func() any { _, _ = probe.Act(p); return 1 }}).Get() }, "", false},
	{"sync.Map", byMain, func(p string) {
		var m sync.Map
		m.Store(1, 2)
		m.Range(func(a, b any) bool { _, _ = probe.Act(p); return true })
	}, "", false},
	{"goroutine of the standard library", byAlpha, readsOther, "", true},
	{"http.FileServer", "unknown", fileServer, "orphan", true},
	{"finalizer of the standard library", "unknown", finalStart, "orphan", true},
}

func onOther(f func()) {
	var w sync.WaitGroup
	w.Add(1)
	go func() { defer w.Done(); f() }()
	w.Wait()
}

//go:noinline
func actAndClose(p string, w chan int) { _, _ = probe.Act(p); close(w) }

type waiter chan int

func (w waiter) act(p string) { _, _ = probe.Act(p); close(w) }

// Call makes a waiter a render.Caller.
func (w waiter) Call(p string) { _, _ = probe.Act(p); close(w) }

type timed struct {
	path string
	done chan int
}

func (t *timed) act() { _, _ = probe.Act(t.path); close(t.done) }

var (
	final     = make(chan int)
	finalPath string
)

func (*pair) final() { _, _ = probe.Act(finalPath); final <- 1 }

// finalized waits for the finalizer f of a pair that nobody has.
func finalized(f interface{}) {
	func() { runtime.SetFinalizer(&pair{1, 2}, f) }()
	for {
		runtime.GC()
		select {
		case <-final:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// The runtime's own trace leaves out the compiler's wrapper, which is all there is of the dependency.
func readsOther(p string) {
	n := runtime.NumGoroutine()
	probe.Wrapper = byAlpha
	probe.Nobody(p)
	render.Reads(p)
	for runtime.NumGoroutine() > n {
		runtime.Gosched()
	}
}

// Finalizers run one after the other: the second waits for the first.
func finalStart(p string) {
	func() {
		c := exec.Command(probe.Nobody(p))
		runtime.SetFinalizer(c, (*exec.Cmd).Start)
	}()
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	finalized(func(*pair) { final <- 1 })
}

// A server of files: nobody's code is on the stack of a request.
func fileServer(p string) {
	l := listen()
	go func() { _ = http.Serve(l, http.FileServer(http.Dir(dir()))) }()
	get(l, probe.Nobody(p)[len(dir()):])
	_ = l.Close()
}
