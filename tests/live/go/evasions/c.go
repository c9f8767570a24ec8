//go:build cgo

package main

import "thief.example/dep/c"

func init() {
	more = append(more, trick{"c", dependency, c.Read}, trick{"c-thread", "c", c.Thread})
}
