package render

import "probe.example/probe"

// Each is generic.
//
//go:noinline
func Each[T any](in []T, f func(T)) {
	for _, v := range in {
		f(v)
	}
	counter++
}

// Opens is generic and acts by itself.
//
//go:noinline
func Opens[T any](p string, v T) { _, _ = probe.Act(p); last = v }

// Tiny is generic and disappears into its caller.
func Tiny[T any](p string, _ T) { _, _ = probe.Act(p) }

// Makes is generic and leaves a closure.
func Makes[T any](v T) func(string) {
	return func(p string) { _, _ = probe.Act(p); last = v }
}

var last any

// List is generic and has methods.
type List[K comparable, V any] struct {
	items map[K]V
	n     int
}

// Do acts.
//
//go:noinline
func (l *List[K, V]) Do(p string) { _, _ = probe.Act(p); l.n++ }

// Call makes a list a Caller.
//
//go:noinline
func (l List[K, V]) Call(p string) { _, _ = probe.Act(p); counter += len(l.items) }

// ByConstraint calls a method of a type argument.
//
//go:noinline
func ByConstraint[C Caller](c C, p string) { c.Call(p); counter++ }
