//go:build go1.25

package main

import (
	"sync"

	"probe.example/probe"
)

func init() {
	more = append(more, []shape{
		{"sync.WaitGroup.Go", byMain, func(p string) { var w sync.WaitGroup; w.Go(func() { _, _ = probe.Act(p) }); w.Wait() }, "", false},
	})
}
