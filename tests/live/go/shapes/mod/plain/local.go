// Package local is of a module whose path could be one of the standard library's.
package local

import "probe.example/probe"

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { _, _ = probe.Act(p); counter++ }
