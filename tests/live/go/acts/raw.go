package main

import (
	"fmt"
	"strconv"
	"syscall"
	"unsafe"
)

var rawActs = map[string]act{
	"raw":       {1, "NUMBER [ARG...]: any system call, up to six numeric arguments; print what it returned", rawAct},
	"raw-path":  {2, "NUMBER PATH [ARG...]: PATH is the first argument", rawPathAct},
	"raw-at":    {2, "NUMBER PATH [ARG...]: AT_FDCWD first, then PATH", rawAtAct},
	"getrandom": {0, "16 bytes, by the system call", getrandomAct},
}

func call(nr uintptr, n []uintptr) error {
	var args [6]uintptr
	copy(args[:], n)
	r, _, errno := syscall.Syscall6(nr, args[0], args[1], args[2], args[3], args[4], args[5])
	if errno != 0 {
		return errno
	}
	fmt.Println(strconv.FormatInt(int64(r), 10))
	return nil
}

func rawAct(a []string) error {
	n, err := numbers(a)
	if err != nil || len(n) > 7 {
		return errUsage
	}
	return call(n[0], n[1:])
}

func rawPathAct(a []string) error { return withPath(a, nil) }

func rawAtAct(a []string) error {
	const atFdcwd = -100
	cwd := atFdcwd
	return withPath(a, []uintptr{uintptr(cwd)})
}

func withPath(a []string, before []uintptr) error {
	nr, err := number(a[0])
	if err != nil {
		return errUsage
	}
	rest, err := numbers(a[2:])
	if err != nil || len(rest)+len(before) > 5 {
		return errUsage
	}
	path, err := syscall.BytePtrFromString(a[1])
	if err != nil {
		return errUsage
	}
	pinned = path
	return call(nr, append(append(before, uintptr(unsafe.Pointer(path))), rest...))
}

// pinned keeps a path on the heap, where it does not move, while only a number stands for it.
var pinned *byte

func getrandomAct([]string) error {
	var buf [16]byte
	n, _, errno := syscall.Syscall(sysGetrandom, uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0)
	if errno != 0 {
		return errno
	}
	fmt.Println(n)
	return nil
}
