// Cgo does single acts from C, through libc, and the same from Go, to tell the two apart. It ends
// with the errno (0: it worked), and 127 when the arguments are wrong.
package main

/*
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int c_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int c_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int c_fopen(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return errno;
	fclose(f);
	return 0;
}

static int c_unlink(const char *path)
{
	return unlink(path) ? errno : 0;
}

static int c_connect(const char *ip, int port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
	int err = 0, fd;

	if (inet_pton(AF_INET, ip, &sa.sin_addr) != 1)
		return EINVAL;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		err = errno;
	close(fd);
	return err;
}

static int c_system(const char *command)
{
	int status = system(command);

	if (status < 0)
		return errno;
	return (status >> 8) & 0x7f;
}

extern int goOpen(char *path);

// From Go into C and back into Go: a stack of three parts.
static int c_callback(char *path)
{
	return goOpen(path);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

//export goOpen
func goOpen(path *C.char) C.int { return C.int(errnoOf(openFile(C.GoString(path)))) }

func openFile(path string) error {
	f, err := os.Open(path)
	if err == nil {
		f.Close()
	}
	return err
}

func errnoOf(err error) int {
	var errno syscall.Errno
	switch {
	case err == nil:
		return 0
	case errors.As(err, &errno):
		return int(errno)
	}
	return 126
}

// inC calls a C function with a path.
func inC(f func(*C.char) C.int) func([]string) int {
	return func(a []string) int {
		text := C.CString(a[0])
		defer C.free(unsafe.Pointer(text))
		return int(f(text))
	}
}

func connectInC(a []string) int {
	host, port, err := net.SplitHostPort(a[0])
	n, errPort := strconv.Atoi(port)
	if err != nil || errPort != nil {
		return 127
	}
	ip := C.CString(host)
	defer C.free(unsafe.Pointer(ip))
	return int(C.c_connect(ip, C.int(n)))
}

func connectInGo(a []string) int {
	c, err := net.Dial("tcp", a[0])
	if err == nil {
		c.Close()
	}
	return errnoOf(err)
}

func main() {
	acts := map[string]func([]string) int{
		"open":       inC(func(p *C.char) C.int { return C.c_open(p) }),
		"create":     inC(func(p *C.char) C.int { return C.c_create(p) }),
		"fopen":      inC(func(p *C.char) C.int { return C.c_fopen(p) }),
		"unlink":     inC(func(p *C.char) C.int { return C.c_unlink(p) }),
		"callback":   inC(func(p *C.char) C.int { return C.c_callback(p) }),
		"system":     inC(func(p *C.char) C.int { return C.c_system(p) }),
		"connect":    connectInC,
		"go-open":    func(a []string) int { return errnoOf(openFile(a[0])) },
		"go-connect": connectInGo,
	}
	if len(os.Args) < 3 || acts[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "cgo open|create|fopen|unlink|callback|system|connect|go-open|go-connect WHAT")
		os.Exit(127)
	}
	n := acts[os.Args[1]](os.Args[2:])
	fmt.Println(os.Args[1], n, syscall.Errno(n))
	os.Exit(n & 0x7f)
}
