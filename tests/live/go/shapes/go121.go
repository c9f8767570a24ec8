//go:build go1.21

package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"probe.example/probe"
)

func init() {
	more = append(more, []shape{
		{"sync.OnceFunc", byMain, func(p string) { sync.OnceFunc(func() { _, _ = probe.Act(p); sink++ })() }, "", false},
		{"sync.OnceValue", byMain, func(p string) { sink = sync.OnceValue(func() int { _, _ = probe.Act(p); return 1 })() }, "", false},
		{"slices.SortFunc", byMain, func(p string) {
			once := false
			slices.SortFunc([]int{2, 1}, func(a, b int) int {
				if !once {
					once = true
					_, _ = probe.Act(p)
				}
				return a - b
			})
		}, "", false},
		{"slices.IndexFunc", byMain, func(p string) { slices.IndexFunc([]int{1}, func(int) bool { _, _ = probe.Act(p); return true }) }, "", false},
		{"maps.DeleteFunc", byMain, func(p string) {
			maps.DeleteFunc(map[int]int{1: 2}, func(int, int) bool { _, _ = probe.Act(p); return true })
		}, "", false},
		{"context.AfterFunc", byMain, func(p string) {
			w := make(chan int)
			ctx, cancel := context.WithCancel(context.Background())
			context.AfterFunc(ctx, func() { _, _ = probe.Act(p); close(w) })
			cancel()
			<-w
		}, "", false},
		{"slog", byMain, func(p string) { slog.New(slog.NewTextHandler(acting{p}, nil)).Info("x") }, "", false},
		{"slog.LogValuer", byMain, func(p string) { slog.New(slog.NewTextHandler(&lost{}, nil)).Info("x", "y", valuer{p}) }, "", false},
	})
}

type valuer struct{ path string }

func (v valuer) LogValue() slog.Value { _, _ = probe.Act(v.path); return slog.IntValue(1) }

type lost struct{}

func (*lost) Write(b []byte) (int, error) { return len(b), nil }
