//go:build go1.24

package main

import (
	"runtime"
	"strings"

	"alpha.example/render"
	"probe.example/probe"
)

func init() {
	more = append(more, []shape{
		{"cleanup", byMain, func(p string) { cleaned(func(int) { _, _ = probe.Act(p); final <- 1 }) }, "", false},
		{"cleanup of a method value", byMain, func(p string) { cleaned((&timedFinal{p}).act) }, "", false},
		{"generic alias", byAlpha, func(p string) { new(aliased[pair]).Do(p) }, "", false},
		{"strings.SplitSeq", byMain, func(p string) {
			for range strings.SplitSeq("x", ",") {
				_, _ = probe.Act(p)
			}
		}, "", false},
	})
}

type aliased[T any] = render.List[string, T]

type timedFinal struct{ path string }

func (t *timedFinal) act(int) { _, _ = probe.Act(t.path); final <- 1 }

// cleaned waits for the cleanup f of an object that nobody has.
func cleaned(f func(int)) {
	func() { runtime.AddCleanup(&pair{1, 2}, f, 1) }()
	for {
		runtime.GC()
		select {
		case <-final:
			return
		default:
			runtime.Gosched()
		}
	}
}
