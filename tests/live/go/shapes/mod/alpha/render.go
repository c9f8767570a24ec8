// Package render is a dependency.
package render

import (
	"os"
	"sync"
	_ "unsafe" // for go:linkname

	"probe.example/probe"
)

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { _, _ = probe.Act(p); counter++ }

// Small disappears into its caller.
func Small(p string) { _, _ = probe.Act(p) }

// Open disappears into its caller, with os.Open.
func Open(p string) {
	_, _ = os.Open(p)
}

// Chain disappears in steps.
func Chain(p string)  { chain2(p) }
func chain2(p string) { chain3(p) }
func chain3(p string) { chain4(p) }
func chain4(p string) { chain5(p) }
func chain5(p string) { chain6(p) }
func chain6(p string) { chain7(p) }
func chain7(p string) { chain8(p) }
func chain8(p string) { Small(p) }

// Make disappears and leaves a closure, whose name Go 1.21 to 1.26 get wrong.
func Make() func(string) {
	return func(p string) { _, _ = probe.Act(p); counter++ }
}

// MakeTwice leaves a closure that leaves another.
func MakeTwice() func() func(string) {
	n := counter
	return func() func(string) {
		return func(p string) { _, _ = probe.Act(p); counter += n }
	}
}

// With calls something.
func With(f func()) { f() }

// Caller is what interfaces and embedding are shown with.
type Caller interface{ Call(p string) }

// Base is a Caller.
type Base struct{ pad int }

// Call does it.
//
//go:noinline
func (b Base) Call(p string) { _, _ = probe.Act(p); counter += b.pad }

// Later leaves a closure.
func (b Base) Later() func(string) {
	return func(p string) { _, _ = probe.Act(p); counter += b.pad }
}

// Go starts f on a goroutine.
//
//go:noinline
func Go(f func()) { go f() }

// GoWith starts f on a goroutine, for which it needs a wrapper.
//
//go:noinline
func GoWith(f func(string, chan int), p string, w chan int) { go f(p, w) }

// Goes has nothing but the compiler's wrapper on the new stack.
//
//go:noinline
func Goes(p string, w *sync.WaitGroup) { go open(p, w) }

func open(p string, w *sync.WaitGroup) {
	_, _ = probe.Act(p)
	w.Done()
}

// Reads has only the wrapper on the new stack: what it calls is the standard library's.
//
//go:noinline
func Reads(p string) { go os.ReadFile(p) }

// Defers has the standard library's function called when it returns.
//
//go:noinline
func Defers(p string) {
	defer func(p string) { _, _ = probe.Act(p) }(p)
	counter++
}

//
//go:linkname pushedToInner goguard.test/shapes/inner.pushed
//go:noinline
func pushedToInner(p string) { _, _ = probe.Act(p); counter++ }

//go:noinline
func hidden(p string) { _, _ = probe.Act(p); counter++ }
