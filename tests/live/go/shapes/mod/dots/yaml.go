// Package yaml has a dot in its path, which symbols escape.
package yaml

import "probe.example/probe"

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { _, _ = probe.Act(p); counter++ }

// Small disappears into its caller.
func Small(p string) { _, _ = probe.Act(p) }

// Node has a method.
type Node struct{ Path string }

// Decode acts.
//
//go:noinline
func (n *Node) Decode() { _, _ = probe.Act(n.Path); counter++ }

// Make leaves a closure.
func Make(p string) func() {
	return func() { _, _ = probe.Act(p); counter++ }
}
