//go:build go1.23

package render

import (
	"iter"

	"probe.example/probe"
)

// Seq yields once.
func Seq[T any](v T) iter.Seq[T] {
	return func(yield func(T) bool) { yield(v) }
}

// SeqActs acts before it yields.
func SeqActs(p string) iter.Seq[int] {
	return func(yield func(int) bool) {
		_, _ = probe.Act(p)
		yield(1)
	}
}

// Loop acts in the body of a loop.
//
//go:noinline
func Loop(p string) {
	for range Seq("x") {
		_, _ = probe.Act(p)
	}
	counter++
}

// SmallLoop does, too, and may disappear.
func SmallLoop(p string) {
	for range Seq(1) {
		_, _ = probe.Act(p)
	}
}
