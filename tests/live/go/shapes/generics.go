package main

import (
	"alpha.example/render"
	"beta.example/io/v2"
	"probe.example/probe"
)

var generics = []shape{
	{"generic function", byMain, func(p string) { each([]string{p}, direct) }, "", false},
	{"generic function of a dependency", byAlpha, func(p string) { render.Opens(p, 1) }, "", false},
	{"generic function of a dependency, own type", byAlpha, func(p string) { render.Opens(p, pair{}) }, "", false},
	{"generic function of a dependency, type of another", byAlpha, func(p string) { render.Opens(p, io.Kind{}) }, "", false},
	{"generic function of a dependency, anonymous type", byAlpha, func(p string) { render.Opens(p, struct{ a, b []map[string]*pair }{}) }, "", false},
	{"generic function of a dependency calls back", byMain, func(p string) { render.Each([]pair{{}}, func(pair) { _, _ = probe.Act(p); sink++ }) }, "", false},
	{"generic function inlined", byAlpha, func(p string) { render.Tiny(p, pair{}) }, "", false},
	{"generic closure of an inlined dependency", byAlpha, func(p string) { call(render.Makes(pair{}), p) }, "", false},
	{"generic closure of an inlined dependency, generic caller", byAlpha, func(p string) { makesAndCalls(p, pair{}) }, "", false},
	{"generic method", byAlpha, func(p string) { (&render.List[string, []pair]{}).Do(p) }, "", false},
	{"generic method by interface", byAlpha, func(p string) { callOn(render.List[int, string]{}, p) }, "", false},
	{"generic method by pointer and interface", byAlpha, func(p string) { callOn(&render.List[int, string]{}, p) }, "", false},
	{"generic method value", byAlpha, func(p string) { call((&render.List[string, pair]{}).Do, p) }, "", false},
	{"generic method promoted", byAlpha, func(p string) { callOn(struct{ render.List[bool, pair] }{}, p) }, "", false},
	{"method of a type argument", byMain, func(p string) { render.ByConstraint(pair{}, p) }, "", false},
	{"method of a type argument, pointer", byMain, func(p string) { render.ByConstraint(&pair{}, p) }, "", false},
	{"method of a type argument, promoted", byAlpha, func(p string) { render.ByConstraint(outer{}, p) }, "", false},
	{"local type", byAlpha, localType, "", false},
	{"generic recursion", byMain, func(p string) { grow(p, 3, pair{}) }, "", false},
	{"generic goroutine", byMain, func(p string) { w := make(chan int); go genericGo(p, w, pair{}); <-w }, "", false},
	{"generic defer", byMain, func(p string) { defer each([]string{p}, direct); sink++ }, "", false},
}

//go:noinline
func each[T any](in []T, f func(T)) {
	for _, v := range in {
		f(v)
	}
	sink++
}

//go:noinline
func makesAndCalls[T any](p string, v T) { call(render.Makes(v), p); sink++ }

func localType(p string) {
	type here struct{ a [3]int }
	render.Opens(p, here{})
}

//go:noinline
func grow[T any](p string, n int, v T) {
	if n == 0 {
		_, _ = probe.Act(p)
	} else {
		grow(p, n-1, v)
	}
	sink++
}

//go:noinline
func genericGo[T any](p string, w chan int, _ T) { _, _ = probe.Act(p); close(w) }
