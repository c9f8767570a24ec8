//go:build cgo

// Package c is a dependency's package with C in it.
package c

/*
#include <fcntl.h>
#include <unistd.h>

static void c_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}
*/
import "C"

import "probe.example/probe"

// Open stays a function.
//
//go:noinline
func Open(p string) {
	C.c_open(C.CString(probe.Say(p)))
}

// Small may disappear into its caller.
func Small(p string) { C.c_open(C.CString(probe.Say(p))) }
