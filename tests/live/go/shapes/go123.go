//go:build go1.23

package main

import (
	"iter"
	"slices"

	"alpha.example/render"
	"probe.example/probe"
)

func init() {
	more = append(more, []shape{
		{"iterator", byMain, func(p string) {
			for x := range twice {
				if x == 1 {
					_, _ = probe.Act(p)
				}
			}
		}, "", false},
		{"iterator acts", byMain, func(p string) {
			for range acts1(p) {
				sink++
			}
		}, "", false},
		{"iterator of a dependency", byMain, func(p string) {
			for range render.Seq(1) {
				_, _ = probe.Act(p)
			}
		}, "", false},
		{"iterator of a dependency acts", byAlpha, func(p string) {
			for range render.SeqActs(p) {
				sink++
			}
		}, "", false},
		{"loop of a dependency over its iterator", byAlpha, render.Loop, "", false},
		{"loop of an inlined dependency over its iterator", byAlpha, func(p string) { render.SmallLoop(p) }, "", false},
		{"iterators in each other", byMain, func(p string) {
			for x := range twice {
				for y := range twice {
					if x == 1 && y == 1 {
						_, _ = probe.Act(p)
					}
				}
			}
		}, "", false},
		{"defer in a loop over an iterator", byMain, func(p string) {
			for range twice {
				defer func() { _, _ = probe.Act(p) }()
			}
		}, "", false},
		{"closure in a loop over an iterator", byMain, func(p string) {
			for x := range twice {
				call(func(p string) { _, _ = probe.Act(p); sink += x }, p)
			}
		}, "", false},
		{"iterator that is pulled", byMain, func(p string) {
			next, stop := iter.Pull(acts1(p))
			next()
			stop()
		}, "", false},
		{"iterator of a dependency that is pulled", byAlpha, func(p string) {
			next, stop := iter.Pull(render.SeqActs(p))
			next()
			stop()
		}, "", false},
		{"iterator that is collected", byMain, func(p string) { sink += len(slices.Collect(acts1(p))) }, "", false},
		{"iterator that is chained", byMain, func(p string) {
			for range slices.Chunk(slices.Collect(acts1(p)), 1) {
				_, _ = probe.Act(p)
			}
		}, "", false},
		{"loop that is left by a return", byMain, func(p string) { sink += leaves(p) }, "", false},
	})
}

func twice(yield func(int) bool) {
	if yield(0) {
		yield(1)
	}
}

func acts1(p string) iter.Seq[int] {
	return func(yield func(int) bool) {
		_, _ = probe.Act(p)
		yield(1)
	}
}

func leaves(p string) int {
	for x := range twice {
		for range twice {
			_, _ = probe.Act(p)
			return x + 1
		}
	}
	return 0
}
