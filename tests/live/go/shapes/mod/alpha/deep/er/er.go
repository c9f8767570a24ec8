// Package er is deep in its module, and partly assembly.
package er

import "probe.example/probe"

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { _, _ = probe.Act(p); counter++ }

// CallFromAssembly calls f, without a frame worth mentioning.
func CallFromAssembly(f func())

// CallFromFrame calls f with a kilobyte on the stack.
func CallFromFrame(f func())
