// Package inner is part of the main module, but not of its command.
package inner

import (
	_ "unsafe" // for go:linkname

	"probe.example/probe"
)

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { _, _ = probe.Act(p); counter++ }

// Pushed calls what has its body in alpha.example/render.
func Pushed(p string) { pushed(p); counter++ }

func pushed(p string)

// Faked says that it is from somewhere else.
//
//go:noinline
func Faked(p string) {
//line /elsewhere/victim/faked.go:77
	_, _ = probe.Act(p)
	counter++
}
