//go:build go1.27

package main

import (
	"alpha.example/render"
	"probe.example/probe"
)

func init() {
	more = append(more, []shape{
		{"method with type parameters", byMain, func(p string) { (&pair{}).generic(p, 1) }, "", false},
		{"method with type parameters of a dependency", byAlpha, func(p string) { (&render.Base{}).Generic(p, pair{}) }, "", false},
		{"method with type parameters of a generic type", byAlpha, func(p string) { (&render.List[int, string]{}).Generic(p, pair{}) }, "", false},
		{"method value with type parameters", byAlpha, func(p string) { callInt(render.Base{}.Generic[int], p) }, "", false},
	})
}

//go:noinline
func (x *pair) generic[T any](p string, _ T) { _, _ = probe.Act(p); sink += x.a }

//go:noinline
func callInt(f func(string, int), p string) { f(p, 1); sink++ }
