//go:build cgo

// Package c is the part of the dependency that is in C.
package c

/*
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static void c_read(const char *path)
{
	char buf[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf));

	if (n > 0 && write(1, buf, (size_t)n) != n)
		_exit(4);
}

static void *thread(void *path)
{
	c_read(path);
	return NULL;
}

static void c_thread(char *path)
{
	pthread_t t;

	if (pthread_create(&t, NULL, thread, path) == 0)
		pthread_join(t, NULL);
}
*/
import "C"

// Read acts in C.
//
//go:noinline
func Read(p string) { C.c_read(C.CString(p)) }

// Thread acts on a thread that Go does not know.
func Thread(p string) { C.c_thread(C.CString(p)) }
