package main

import (
	"os/exec"
	"runtime"

	"alpha.example/render"
	"probe.example/probe"
)

// What runs when a function returns or does not
var defers = []shape{
	{"defer", byMain, func(p string) { defer direct(p); sink++ }, "", false},
	{"defer of a closure", byMain, func(p string) { defer func() { _, _ = probe.Act(p); sink++ }(); sink++ }, "", false},
	{"defer of a closure with arguments", byMain, func(p string) { defer func(n int) { _, _ = probe.Act(p); sink += n }(sink); sink++ }, "", false},
	{"defer of a method", byMain, func(p string) { defer pair{1, 2}.value(p); sink++ }, "", false},
	{"defer of an interface method", byAlpha, func(p string) { defer render.Caller(outer{}).Call(p); sink++ }, "", false},
	{"defer in a loop", byMain, deferLoop, "", false},
	{"defer in a dependency", byAlpha, render.Defers, "", false},
	{"defer of a defer", byMain, func(p string) { defer func() { defer direct(p); sink++ }(); sink++ }, "", false},
	{"panic", byMain, func(p string) { recovered(p, func() { panic("on purpose") }) }, "", false},
	{"panic deep down", byMain, func(p string) { recovered(p, func() { panicAt(20) }) }, "", false},
	{"panic in a deferred function", byMain, func(p string) { recovered(p, func() { defer func() { panic("again") }(); panic("on purpose") }) }, "", false},
	{"after a recovered panic", byMain, func(p string) { recovered("", func() { panic("on purpose") }); direct(p) }, "", false},
	{"panic that runs a loop of defers", byMain, func(p string) { recovered("", func() { deferLoop(p); panic("on purpose") }) }, "", false},
	{"fault", byMain, func(p string) { recovered(p, func() { sink = *nowhere }) }, "", false},
	{"fault in an inlined function", byMain, func(p string) { recovered(p, func() { sink = load4(nowhere) }) }, "", false},
	{"division by zero", byMain, func(p string) { recovered(p, func() { sink = 1 / zero }) }, "", false},
	{"index out of range", byMain, func(p string) { recovered(p, func() { sink = nothing[sink] }) }, "", false},
	{"nil map", byMain, func(p string) { recovered(p, func() { noMap[p] = 1 }) }, "", false},
	{"type assertion", byMain, func(p string) { recovered(p, func() { sink = noType.(int) }) }, "", false},
	{"wrapper of a nil pointer", byMain, func(p string) { recovered(p, func() { callOn((*pair)(nil), p) }) }, "", false},
	{"wrapper of a nil embedded pointer", byMain, func(p string) { recovered(p, func() { callOn(pointing{}, p) }) }, "", false},
	{"nil function", byMain, func(p string) { recovered(p, func() { noFunc() }) }, "", false},
	{"closed channel", byMain, func(p string) { recovered(p, func() { close(noChan) }) }, "", false},
	{"runtime.Goexit", byMain, goexit, "", false},
}

var (
	zero    int
	nowhere *int
	nothing []int
	noMap   map[string]int
	noType  interface{}
	noFunc  func()
	noChan  chan int
)

func load4(p *int) int { return *p }

func recovered(p string, f func()) {
	defer func() {
		if p != "" {
			_, _ = probe.Act(p)
		}
		_ = recover()
	}()
	f()
}

//go:noinline
func panicAt(n int) {
	if n == 0 {
		panic("deep down")
	}
	panicAt(n - 1)
	sink++
}

//go:noinline
func deferLoop(p string) {
	for i := 0; i < 2; i++ {
		defer direct(p)
	}
}

func goexit(p string) {
	w := make(chan int)
	go func() {
		defer close(w)
		defer direct(p)
		runtime.Goexit()
	}()
	<-w
}

func startIt(p string) {
	_ = exec.Command(probe.Say(p)).Start()
}
