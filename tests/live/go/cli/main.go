// Cli is a command-line tool: it copies standard input, or the files that are named, in capital
// letters to standard output, or to the file of -o, which it writes beside and renames. At a terminal
// it says how large that is. With -act it does one act of abuse and ends with its errno.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unsafe"

	"goguard.test/live/abuse"
)

var (
	output = flag.String("o", "", "file to write")
	wait   = flag.Bool("wait", false, "wait for Ctrl-C")
	act    = flag.String("act", "", "one of "+strings.Join(abuse.Names(), " "))
	object = flag.String("object", "", "what to do it to")
)

// size is that of the terminal at f, if it is one.
func size(f *os.File) (rows, columns uint16, ok bool) {
	var window [4]uint16
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ,
		uintptr(unsafe.Pointer(&window[0])))
	return window[0], window[1], errno == 0
}

func capitals(w io.Writer, r io.Reader) error {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, err := w.Write(append(bytes.ToUpper(lines.Bytes()), '\n')); err != nil {
			return err
		}
	}
	return lines.Err()
}

func allOf(w io.Writer, names []string) error {
	if len(names) == 0 {
		return capitals(w, os.Stdin)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = capitals(w, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func work() error {
	if *output == "" {
		return allOf(os.Stdout, flag.Args())
	}
	f, err := os.OpenFile(*output+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	err = allOf(f, flag.Args())
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(*output+".new", *output)
}

func main() {
	flag.Parse()
	var err error
	switch {
	case *act != "":
		err = abuse.Do(*act, *object)
	case *wait:
		interrupt := make(chan os.Signal, 1)
		signal.Notify(interrupt, os.Interrupt)
		if rows, columns, ok := size(os.Stdout); ok {
			fmt.Printf("terminal of %d by %d\n", rows, columns)
		}
		fmt.Println("waiting")
		<-interrupt
		fmt.Println("interrupted")
	default:
		err = work()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cli:", err)
	}
	os.Exit(abuse.Errno(err))
}
