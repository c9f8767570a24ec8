package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// copyThrough sends text through the program by pipes.
func copyThrough(text string) error {
	c := exec.Command(*program)
	c.Stdin = strings.NewReader(text)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, os.Stderr
	if err := c.Run(); err != nil {
		return err
	}
	if out.String() != text {
		return fmt.Errorf("%s gave back %q", *program, out.String())
	}
	return nil
}

func subprocesses() error {
	if err := copyThrough("through two pipes\n"); err != nil {
		return err
	}
	// An exit status other than 0: a file that is not there
	err := exec.Command(*program, at("not-there")).Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() < 1 {
		return fmt.Errorf("no exit status: %v", err)
	}
	// One with a pipe in each hand, and a working folder and an environment of its own
	c := exec.Command(*program)
	c.Dir, c.Env = *dir, []string{"ONLY=this"}
	in, errIn := c.StdinPipe()
	out, errOut := c.StdoutPipe()
	if err := first(errIn, errOut, c.Start()); err != nil {
		return err
	}
	if _, err := in.Write([]byte("12345678")); err != nil {
		return err
	}
	buf := make([]byte, 8)
	_, err = out.Read(buf)
	return first(err, in.Close(), c.Wait())
}

func manySubprocesses() error {
	const n = 20
	errs := make(chan error, n)
	for i := 0; i < n; i++ {
		go func(i int) { errs <- copyThrough(strings.Repeat(fmt.Sprint(i), 1000)) }(i)
	}
	var err error
	for i := 0; i < n; i++ {
		err = first(err, <-errs)
	}
	return err
}

func killedSubprocess() error {
	c := exec.Command(*program)
	in, err := c.StdinPipe() // never closed: it waits
	if err != nil {
		return err
	}
	defer in.Close()
	if err := first(c.Start(), c.Process.Kill()); err != nil {
		return err
	}
	c.Wait()
	if ws, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || ws.Signal() != syscall.SIGKILL {
		return fmt.Errorf("it ended with %v", c.ProcessState)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	late := exec.CommandContext(ctx, *program)
	lateIn, err := late.StdinPipe()
	if err != nil {
		return err
	}
	defer lateIn.Close()
	if err := late.Run(); err == nil || ctx.Err() == nil {
		return fmt.Errorf("the time limit did not end it: %v", err)
	}
	return nil
}
