//go:build cgo

package main

/*
#include <pthread.h>
#include <unistd.h>

extern void goCallback(void);

static void c_wait(void)
{
	char c;

	if (read(0, &c, 1) != 1)
		_exit(5);
}

static int c_wait_deep(int n)
{
	volatile char big[1000];

	big[n % 1000] = 1;
	if (n == 0)
		c_wait();
	else
		c_wait_deep(n - 1);
	return big[n % 1000];
}

static void c_callback(void)
{
	goCallback();
}

static void *thread(void *arg)
{
	c_wait();
	return arg;
}

static void *calls_back(void *arg)
{
	goCallback();
	return arg;
}

static void on_thread(void *(*start)(void *))
{
	pthread_t t;

	if (pthread_create(&t, NULL, start, NULL) != 0)
		_exit(6);
	pthread_join(t, NULL);
}

static void c_thread(void) { on_thread(thread); }
static void c_thread_callback(void) { on_thread(calls_back); }
*/
import "C"

//go:noinline
func stopInC() {
	next.Frames = callers()
	say()
	C.c_wait()
}

//go:noinline
func stopDeepInC() {
	next.Frames = callers()
	say()
	C.c_wait_deep(300)
}

//export goCallback
func goCallback() {
	stop()
}

func inC() {
	expect("C", "")
	next.Stop = "main.stopInC"
	stopInC()
	expect("C on another goroutine", "")
	next.Stop = "main.stopInC"
	onOther(stopInC)
	expect("deep in C", "")
	next.Stop = "main.stopDeepInC"
	stopDeepInC()
	expect("back from C", "")
	C.c_callback()
	next = report{Shape: "thread of C", End: "c-thread", Subject: "c"}
	say()
	C.c_thread()
	expect("back from a thread of C", "")
	C.c_thread_callback()
}
