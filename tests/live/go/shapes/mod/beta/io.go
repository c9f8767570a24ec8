// Package io is another dependency, with a major version and the name of one of the standard library.
package io

import (
	"os/exec"
	_ "unsafe" // for go:linkname

	"dots.example/yaml.v3"
	"probe.example/probe"
)

var counter int

// ByAlpha is called by nobody of alpha's, but stays a function.
//
//go:noinline
func ByAlpha(p string) { _, _ = probe.Act(p); counter++ }

// Yaml disappears, with what it calls.
func Yaml(p string) { yaml.Small(p) }

// CallsYaml calls a closure of an inlined function.
//
//go:noinline
func CallsYaml(p string) { f := yaml.Make(p); f(); counter++ }

// Exec starts a program.
//
//go:noinline
func Exec(p string) { _ = exec.Command(probe.Say(p)).Run() }

// Pulled calls a function that its package does not export.
func Pulled(p string) { hidden(p); counter++ }

//go:linkname hidden alpha.example/render.hidden
func hidden(p string)

// Kind is a type for others.
type Kind struct{ Name string }

// Faked says that it is the standard library's.
//
//go:noinline
func Faked(p string) {
//line /usr/lib/go/src/os/file.go:77
	_, _ = probe.Act(p)
	counter++
}
