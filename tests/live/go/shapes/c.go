//go:build cgo

package main

/*
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void goAct(char *);
extern int goCompare(void *, void *);

static const char *comparing;

static void c_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

static void c_syscall(const char *path)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);

	if (fd >= 0)
		close((int)fd);
}

static int c_deep(const char *path, int n)
{
	volatile char big[900];

	memset((char *)big, n, sizeof(big));
	if (n == 0)
		c_open(path);
	else
		c_deep(path, n - 1);
	return big[5];
}

static void c_call_go(char *path) { goAct(path); }

static int c_call_go_deep(char *path, int n)
{
	volatile char big[3000];

	memset((char *)big, n, sizeof(big));
	if (n == 0)
		goAct(path);
	else
		c_call_go_deep(path, n - 1);
	return big[5];
}

static int compare(const void *a, const void *b) { return goCompare((void *)a, (void *)b); }

static void c_sort(char *path)
{
	int a[2] = { 2, 1 };

	comparing = path;
	qsort(a, 2, sizeof(a[0]), compare);
}

static char *c_comparing(void) { return (char *)comparing; }

static void *thread_opens(void *path)
{
	c_open(path);
	return NULL;
}

static void *thread_calls_go(void *path)
{
	goAct(path);
	return NULL;
}

static void on_thread(void *(*start)(void *), char *path)
{
	pthread_t t;

	if (pthread_create(&t, NULL, start, path) != 0)
		_exit(6);
	pthread_join(t, NULL);
}

static void c_thread(char *path) { on_thread(thread_opens, path); }
static void c_thread_calls_go(char *path) { on_thread(thread_calls_go, path); }
*/
import "C"

import (
	"unsafe"

	"alpha.example/render/c"
	"probe.example/probe"
)

// From Go to C and back
func init() {
	more = append(more, []shape{
		{"C", byMain, func(p string) { C.c_open(cString(probe.Say(p))) }, "", true},
		{"C, by the system call", byMain, func(p string) { C.c_syscall(cString(probe.Say(p))) }, "", true},
		{"C, deep", byMain, func(p string) { C.c_deep(cString(probe.Say(p)), 50) }, "", true},
		{"C, goroutine", byMain, func(p string) { onOther(func() { C.c_open(cString(probe.Say(p))) }) }, "", true},
		{"C, defer", byMain, func(p string) { defer C.c_open(cString(p)); sink++; probe.Nobody(p) }, "", true},
		{"C of a dependency", byAlpha + "/c", c.Open, "", true},
		{"C of an inlined dependency", byAlpha + "/c", func(p string) { c.Small(p) }, "", true},
		{"back from C", byMain, func(p string) { C.c_call_go(cString(p)) }, "", false},
		{"back from deep C", byMain, func(p string) { C.c_call_go_deep(cString(p), 30) }, "", false},
		{"back from C, goroutine", byMain, func(p string) { onOther(func() { C.c_call_go(cString(p)) }) }, "", false},
		{"back from C, and again", byMain, func(p string) { times = 4; C.c_call_go(cString(p)) }, "", false},
		{"back from C into C", byMain, func(p string) { within = true; C.c_call_go(cString(p)) }, "", true},
		{"qsort", byMain, func(p string) { C.c_sort(cString(p)) }, "", false},
		{"panic over C", byMain, func(p string) { panics = true; recovered("", func() { C.c_call_go(cString(p)) }) }, "", false},
		{"thread of C", "c", func(p string) { C.c_thread(cString(probe.Nobody(p))) }, "c-thread", true},
		{"thread of C calls Go", byMain, func(p string) { C.c_thread_calls_go(cString(p)) }, "", false},
		{"thread of C calls Go that calls C", byMain, func(p string) { within = true; C.c_thread_calls_go(cString(p)) }, "", true},
		{"goroutine after a thread of C", byMain, func(p string) { onOther(func() { direct(p) }) }, "", false},
	})
}

// What goAct does beside acting
var (
	times          int
	within, panics bool
)

func cString(s string) *C.char { return C.CString(s) }

//export goAct
func goAct(path *C.char) {
	p := C.GoString(path)
	switch {
	case times > 0:
		times--
		C.c_call_go(path)
	case within:
		within = false
		C.c_open(cString(probe.Say(p)))
	case panics:
		defer func() { _, _ = probe.Act(p) }()
		panics = false
		panic("over C")
	default:
		_, _ = probe.Act(p)
	}
}

//export goCompare
func goCompare(a, b unsafe.Pointer) C.int {
	_, _ = probe.Act(C.GoString(C.c_comparing()))
	return 1
}
