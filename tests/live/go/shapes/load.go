package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"alpha.example/render"
	"beta.example/io/v2"
	"goguard.test/shapes/inner"
	"probe.example/probe"
)

const loaded = 64 // goroutines

// Whose calls these are is in their paths: DIR/load-WHO-GOROUTINE.
var owners = []struct {
	who string
	act func(path string)
}{
	{"main", direct},
	{"alpha", func(p string) { call(render.Make(), p) }},
	{"beta", io.ByAlpha},
	{"inner", inner.Direct},
}

func loadPath(dir string, g int) string {
	return filepath.Join(dir, fmt.Sprintf("load-%s-%d", owners[g%len(owners)].who, g))
}

// load lets goroutines make n calls each, on stacks of different sizes, while there is garbage to collect.
func load(n int) {
	probe.Act = os.Open
	var w sync.WaitGroup
	for g := 0; g < loaded; g++ {
		w.Add(1)
		go func(g int) {
			defer w.Done()
			o := owners[g%len(owners)]
			path := loadPath(dir(), g)
			for i := 0; i < n; i++ {
				deeper(g%7*5, func() { o.act(path) })
				garbage[g] = make([]byte, 1<<14)
				if i%16 == 0 {
					runtime.GC()
				}
			}
		}(g)
	}
	w.Wait()
}

var garbage [loaded][]byte

//go:noinline
func deeper(n int, f func()) {
	if n == 0 {
		f()
	} else {
		deeper(n-1, f)
	}
}
