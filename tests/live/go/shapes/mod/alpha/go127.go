//go:build go1.27

package render

import "probe.example/probe"

// Generic is a method with type parameters.
//
//go:noinline
func (b Base) Generic[T any](p string, v T) { _, _ = probe.Act(p); last = v }

// Generic is one of a generic type.
//
//go:noinline
func (l *List[K, V]) Generic[T any](p string, v T) { _, _ = probe.Act(p); last = v }
