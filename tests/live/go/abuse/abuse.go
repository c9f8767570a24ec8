// Package abuse does what a function should never do, when it is told to: what a bad dependency or a
// request that became code would try.
package abuse

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"syscall"
	"time"
)

var acts = map[string]func(string) error{
	"read":  read,
	"write": write,
	"run":   run,
	"tcp":   tcp,
	"udp":   udp,
}

// Do does one act on one object: a path, a program, an address.
func Do(act, object string) error {
	f, ok := acts[act]
	if !ok {
		return fmt.Errorf("abuse: there is no act '%s'", act)
	}
	return f(object)
}

// Errno is the error number in err: 0 for nil, 255 where there is none.
func Errno(err error) int {
	var number syscall.Errno
	switch {
	case err == nil:
		return 0
	case errors.As(err, &number):
		return int(number)
	}
	return 255
}

// read reads a file, or lists a folder.
func read(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		_, err = os.ReadDir(path)
	} else if err == nil {
		_, err = os.ReadFile(path)
	}
	return err
}

// write makes a file beside nothing else of that name and removes it again.
func write(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString("text\n")
	if e := f.Close(); err == nil {
		err = e
	}
	if e := os.Remove(path); err == nil {
		err = e
	}
	return err
}

func run(program string) error {
	arguments := []string{}
	if filepath.Base(program) == "sh" {
		arguments = []string{"-c", ":"}
	}
	return exec.Command(program, arguments...).Run()
}

func tcp(address string) error {
	c, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return err
	}
	return c.Close()
}

// udp sends one byte.
func udp(address string) error {
	c, err := net.Dial("udp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write([]byte{0})
	return err
}

// Names are those of all acts.
func Names() []string {
	var names []string
	for name := range acts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
