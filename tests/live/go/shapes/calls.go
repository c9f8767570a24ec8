package main

import (
	"os"
	"syscall"

	"alpha.example/render"
	"alpha.example/render/deep/er"
	"beta.example/io/v2"
	"dots.example/yaml.v3"
	"goguard.test/shapes/inner"
	"plain/local"
	"probe.example/probe"
)

// How a function comes to be called
var calls = []shape{
	{"direct", byMain, direct, "", false},
	{"os.Open itself", byMain, func(p string) { _, _ = os.Open(probe.Say(p)) }, "", true},
	{"os.ReadFile itself", byMain, func(p string) { _, _ = os.ReadFile(probe.Say(p)) }, "", true},
	{"os.Create itself", byMain, func(p string) { _, _ = os.Create(probe.Say(p)) }, "", true},
	{"os.Remove itself", byMain, func(p string) { _ = os.Remove(probe.Say(p)) }, "", true},
	{"os.Mkdir itself", byMain, func(p string) { _ = os.Mkdir(probe.Say(p), 0o700) }, "", true},
	{"syscall.Open itself", byMain, func(p string) { _, _ = syscall.Open(probe.Say(p), syscall.O_RDONLY, 0) }, "", true},
	{"another package", byInner, inner.Direct, "", false},
	{"dependency", byAlpha, render.Direct, "", false},
	{"dependency of a dependency", byBeta, io.ByAlpha, "", false},
	{"package deep in a module", byDeep, er.Direct, "", false},
	{"path with a dot", byDots, yaml.Direct, "", false},
	{"path with a dot, method", byDots, func(p string) { (&yaml.Node{Path: p}).Decode() }, "", false},
	{"path with a dot, closure", byDots, func(p string) { yaml.Make(p)() }, "", false},
	{"module without a dot", byPlain, local.Direct, "", false},

	{"inlined", byMain, func(p string) { small(p) }, "", false},
	{"inlined in turn", byMain, func(p string) { small3(p) }, "", false},
	{"inlined far", byAlpha, func(p string) { render.Chain(p); sink++ }, "", false},
	{"inlined dependency", byAlpha, func(p string) { render.Small(p) }, "", false},
	{"inlined dependency by itself", byAlpha, func(p string) { render.Open(probe.Within(p, render.Open)) }, "", true},
	{"inlined dependency of a dependency", byDots, func(p string) { io.Yaml(p) }, "", false},
	{"inlined twice in a function", byAlpha, func(p string) { render.Small(p); render.Small(p) }, "", false},

	{"method", byMain, func(p string) { pair{1, 2}.value(p) }, "", false},
	{"method of a pointer", byMain, func(p string) { (&pair{1, 2}).pointer(p) }, "", false},
	{"promoted method", byAlpha, func(p string) { outer{}.Call(p) }, "", false},
	{"promoted method by interface", byAlpha, func(p string) { callOn(outer{}, p) }, "", false},
	{"promoted method by pointer and interface", byAlpha, func(p string) { callOn(&pointing{&render.Base{}}, p) }, "", false},
	{"method by interface", byMain, func(p string) { callOn(pair{1, 2}, p) }, "", false},
	{"method by pointer and interface", byMain, func(p string) { callOn(&pair{1, 2}, p) }, "", false},
	{"anonymous struct", byAlpha, func(p string) { callOn(struct{ render.Base }{}, p) }, "", false},
	{"interface in a struct", byAlpha, func(p string) { callOn(holder{&render.Base{}}, p) }, "", false},
	{"method value", byMain, func(p string) { call(pair{1, 2}.value, p) }, "", false},
	{"method value of a pointer", byMain, func(p string) { call((&pair{1, 2}).pointer, p) }, "", false},
	{"method value of an interface", byAlpha, func(p string) { call(render.Caller(outer{}).Call, p) }, "", false},
	{"method value of a promoted method", byAlpha, func(p string) { call(outer{}.Call, p) }, "", false},
	{"method expression", byMain, func(p string) { f := pair.value; callTwo(f, p) }, "", false},
	{"method expression of an interface", byAlpha, func(p string) { callCaller(render.Caller.Call, &render.Base{}, p) }, "", false},
	{"named function type", byMain, func(p string) { callOn(fn(direct), p) }, "", false},
	{"method of a map", byMain, func(p string) { callOn(table{"x": direct}, p) }, "", false},

	{"closure", byMain, func(p string) { n := sink; call(func(p string) { _, _ = probe.Act(p); sink = n }, p) }, "", false},
	{"closure in a closure", byMain, closureInClosure, "", false},
	{"closure called at once", byMain, func(p string) { func() { _, _ = probe.Act(p); sink++ }() }, "", false},
	{"closure of an inlined function", byMain, func(p string) { call(maker(), p) }, "", false},
	{"closure of an inlined dependency", byAlpha, func(p string) { call(render.Make(), p) }, "", false},
	{"closure of an inlined dependency, named caller", byAlpha, closureOfInlined, "", false},
	{"closure of an inlined method, named caller", byAlpha, closureOfInlinedMethod, "", false},
	{"closure of an inlined dependency of a dependency, named caller", byDots, func(p string) { io.CallsYaml(p) }, "", false},
	{"os.Mkdir itself, named caller", byMain, mkdir, "", true},
	{"closure of an inlined dependency in it", byAlpha, func(p string) { call(render.MakeTwice()(), p) }, "", false},
	{"closure of an inlined method", byAlpha, func(p string) { call(render.Base{}.Later(), p) }, "", false},
	{"closure given to an inlined dependency", byMain, func(p string) { render.With(func() { _, _ = probe.Act(p); sink++ }) }, "", false},
	{"function in a field", byMain, func(p string) { holding.f(p) }, "", false},
	{"function in a map", byMain, func(p string) { table{"x": direct}["x"](p) }, "", false},
	{"function in a channel", byMain, func(p string) { c := make(chan func(string), 1); c <- direct; (<-c)(p) }, "", false},
	{"variadic", byMain, func(p string) { variadic(p, 1, 2, 3) }, "", false},
	{"many results", byMain, func(p string) { a, b, c := results(p); sink += a + b + c }, "", false},
	{"many arguments", byMain, func(p string) { many(p, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }, "", false},
	{"large arguments", byMain, func(p string) { large(p, [100]int{1}, [100]int{2}) }, "", false},
	{"loops and switches", byMain, loops, "", false},

	{"recursion", byMain, func(p string) { recurse(p, 30) }, "", false},
	{"deep recursion", byMain, func(p string) { recurse(p, 400) }, "", false},
	{"deeper recursion", byMain, func(p string) { recurse(p, 3000) }, "", false},
	{"mutual recursion", byMain, func(p string) { even(p, 21) }, "", false},
	{"recursion of closures", byMain, recursiveClosure, "", false},
	{"huge frame", byMain, func(p string) { huge(p, 0) }, "", false},
	{"huge frames", byMain, func(p string) { hugeTimes(p, 8) }, "", false},
	{"line directive", byInner, inner.Faked, "", false},
	{"line directive into the standard library", byBeta, io.Faked, "", false},
	{"linkname pushed", byInner, inner.Pushed, "", false},
	{"linkname pulled", byAlpha, io.Pulled, "", false},
	{"assembly calls", byMain, func(p string) { er.CallFromAssembly(func() { _, _ = probe.Act(p); sink++ }) }, "", false},
	{"assembly with a frame calls", byMain, func(p string) { er.CallFromFrame(func() { _, _ = probe.Act(p); sink++ }) }, "", false},
	{"assembly is called and calls", byAlpha, func(p string) { er.CallFromAssembly(func() { render.Small(p) }) }, "", false},
	{"exec", byMain, startIt, "", true},
	{"exec by a dependency", byBeta, func(p string) { io.Exec(p) }, "", true},
}

var sink int

//go:noinline
func direct(p string) { _, _ = probe.Act(p); sink++ }

func small(p string)  { _, _ = probe.Act(p) }
func small2(p string) { small(p) }
func small3(p string) { small2(p) }

type pair struct{ a, b int }

//go:noinline
func (x pair) value(p string) { _, _ = probe.Act(p); sink += x.a }

//go:noinline
func (x *pair) pointer(p string) { _, _ = probe.Act(p); sink += x.a }

// Call makes a pair a render.Caller.
func (x pair) Call(p string) { _, _ = probe.Act(p); sink += x.b }

type (
	outer    struct{ render.Base }
	pointing struct{ *render.Base }
	holder   struct{ render.Caller }
	fn       func(string)
	table    map[string]func(string)
)

func (f fn) Call(p string)    { f(p) }
func (t table) Call(p string) { t["x"](p) }

//go:noinline
func call(f func(string), p string) { f(p); sink++ }

//go:noinline
func callTwo(f func(pair, string), p string) { f(pair{}, p); sink++ }

//go:noinline
func callOn(c render.Caller, p string) { c.Call(p); sink++ }

//go:noinline
func callCaller(f func(render.Caller, string), c render.Caller, p string) { f(c, p); sink++ }

func closureInClosure(p string) {
	n := 1
	call(func(p string) {
		m := n
		call(func(p string) { _, _ = probe.Act(p); sink += m }, p)
	}, p)
}

func maker() func(string) {
	return func(p string) { _, _ = probe.Act(p); sink++ }
}

func closureOfInlined(p string) {
	call(render.Make(), p)
}

func closureOfInlinedMethod(p string) {
	call(render.Base{}.Later(), p)
}

func mkdir(p string) { _ = os.Mkdir(probe.Say(p), 0o700) }

var holding = struct{ f func(string) }{direct}

//go:noinline
func variadic(p string, n ...int) { _, _ = probe.Act(p); sink += len(n) }

//go:noinline
func results(p string) (int, int, int) { _, _ = probe.Act(p); return 1, 2, sink }

//go:noinline
func many(p string, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o int) int {
	_, _ = probe.Act(p)
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o
}

//go:noinline
func large(p string, a, b [100]int) int {
	_, _ = probe.Act(p)
	return a[sink&1] + b[sink&1]
}

func loops(p string) {
	for i := 0; i < 2; i++ {
		switch {
		case i == 1:
			for range []int{1} {
				func() {
					_, _ = probe.Act(p)
					sink++
				}()
			}
		default:
			sink++
		}
	}
}

//go:noinline
func recurse(p string, n int) int {
	if n == 0 {
		_, _ = probe.Act(p)
		return 0
	}
	return recurse(p, n-1) + 1
}

//go:noinline
func even(p string, n int) {
	if n == 0 {
		_, _ = probe.Act(p)
	} else {
		odd(p, n-1)
	}
	sink++
}

//go:noinline
func odd(p string, n int) {
	if n == 0 {
		_, _ = probe.Act(p)
	} else {
		even(p, n-1)
	}
	sink++
}

func recursiveClosure(p string) {
	var f func(int)
	f = func(n int) {
		if n == 0 {
			_, _ = probe.Act(p)
		} else {
			f(n - 1)
		}
		sink++
	}
	f(5)
}

//go:noinline
func huge(p string, i int) byte {
	var big [300000]byte
	big[i] = 1
	_, _ = probe.Act(p)
	return big[i+1]
}

//go:noinline
func hugeTimes(p string, n int) byte {
	var big [70000]byte
	big[n] = 1
	if n == 0 {
		_, _ = probe.Act(p)
		return 0
	}
	return hugeTimes(p, n-1) + big[n+1]
}
