// Package lib is a dependency that may do what the program may.
package lib

import "os"

var counter int

// Read is an act for others.
//
//go:noinline
func Read(p string) { Show(os.ReadFile(p)) }

// Show prints what was read.
func Show(b []byte, err error) {
	if err == nil {
		_, _ = os.Stdout.Write(b)
	}
}

// With calls f.
//
//go:noinline
func With(f func()) { f(); counter++ }

// Deep reads at the end of many calls.
//
//go:noinline
func Deep(p string, n int) {
	if n == 0 {
		Read(p)
	} else {
		Deep(p, n-1)
	}
	counter++
}

// Pushed has its body elsewhere.
func Pushed(p string) { pushed(p); counter++ }

func pushed(p string)
