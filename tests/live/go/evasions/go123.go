//go:build go1.23

package main

import (
	"iter"

	"thief.example/dep"
)

func init() {
	more = append(more,
		trick{"iterator", dependency, func(p string) {
			for range dep.Seq(p) {
				counter++
			}
		}},
		trick{"iterator-that-is-pulled", dependency, func(p string) {
			next, stop := iter.Pull(dep.Seq(p))
			next()
			stop()
		}})
}
