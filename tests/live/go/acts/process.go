package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

var processActs = map[string]act{
	"preempt":      {4, "GOROUTINES ROUNDS PATH DENIED: open both, stopped for garbage all the time", preemptAct},
	"exec":         {1, "PATH ARGS...: replace this program", execAct},
	"spawn":        {1, "PATH ARGS...: start a program, wait, end as it did", spawnAct},
	"spawn-many":   {2, "COUNT PATH ARGS...: all at once", spawnManyAct},
	"orphan":       {1, "SECONDS: leave a child behind that sleeps, print its pid", orphanAct},
	"ptrace":       {0, "[PID]: attach to a process (the parent) and detach", ptraceAct},
	"chroot":       {1, "PATH", func(a []string) error { return syscall.Chroot(a[0]) }},
	"mount":        {1, "PATH: a tmpfs", func(a []string) error { return syscall.Mount("none", a[0], "tmpfs", 0, "") }},
	"unshare":      {0, "[FLAGS]: CLONE_NEWUSER", unshareAct},
	"kill":         {2, "PID|self|parent SIGNAL", killAct},
	"setuid":       {1, "UID", setuidAct},
	"print-fds":    {0, "the open descriptors and what they are", printFdsAct},
	"env":          {1, "NAME: print it; ENOENT when it is not set", envAct},
	"environ":      {0, "print the whole environment", func([]string) error { printAll(os.Environ()); return nil }},
	"pid":          {0, "print pid, ppid, pgrp, sid", pidAct},
	"exit":         {1, "STATUS", exitAct},
	"abort":        {0, "die by SIGABRT", func([]string) error { return die(syscall.SIGABRT) }},
	"segfault":     {0, "die by SIGSEGV", func([]string) error { return die(syscall.SIGSEGV) }},
	"panic":        {0, "die as Go programs die", func([]string) error { panic("as asked") }},
	"sleep":        {1, "SECONDS", sleepAct},
	"spin":         {1, "SECONDS: use the processor", spinAct},
	"sleep-signal": {0, "[SIGNAL...]: print ready, wait for SIGTERM (or one of these), print it, end with 0", waitAct},
	"stdin":        {0, "print what comes in", func([]string) error { return catAct([]string{"/dev/stdin"}) }},
	"limits":       {0, "print soft limits: address space, files, processes, file size, core", limitsAct},
	"memory":       {1, "MEGABYTES: allocate and touch", memoryAct},
	"collect":      {2, "COUNT PATH: open a file COUNT times by each of some threads, collecting garbage all the while", collectAct},
	"uids":         {0, "print real and effective uid and gid, and no_new_privs and seccomp of this thread", uidsAct},
}

func printAll(lines []string) {
	sort.Strings(lines)
	for _, l := range lines {
		fmt.Println(l)
	}
}

// Collecting stops the world, which is done by signals where threads do not come by themselves.
func collectAct(a []string) error {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return err
	}
	const threads = 4
	done := make(chan error)
	for t := 0; t < threads; t++ {
		go func() {
			runtime.LockOSThread()
			for i := 0; i < n; i++ {
				f, err := os.Open(a[1])
				if err != nil {
					done <- err
					return
				}
				f.Close()
			}
			done <- nil
		}()
	}
	var keep [][]byte
	for left := threads; left > 0; {
		select {
		case err = <-done:
			if err != nil {
				return err
			}
			left--
		default:
			keep = append(keep[:len(keep)%64], make([]byte, 1<<16))
			runtime.GC()
		}
	}
	return nil
}

func execAct(a []string) error { return syscall.Exec(a[0], a, os.Environ()) }

func command(a []string) *exec.Cmd {
	c := exec.Command(a[0], a[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	return c
}

func spawnAct(a []string) error {
	err := command(a).Run()
	if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() < 0 {
		fmt.Fprintln(os.Stderr, exit) // ended by a signal
	}
	return err
}

func spawnManyAct(a []string) error {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return errUsage
	}
	results := make(chan error, n)
	for i := 0; i < n; i++ {
		go func() { results <- command(a[1:]).Run() }()
	}
	for i := 0; i < n; i++ {
		if e := <-results; e != nil {
			err = e
		}
	}
	return err
}

func orphanAct(a []string) error {
	c := exec.Command("/proc/self/exe", "sleep", a[0])
	if err := c.Start(); err != nil {
		return err
	}
	fmt.Println(c.Process.Pid)
	return nil
}

func ptraceAct(a []string) error {
	pid := os.Getppid()
	if len(a) > 0 {
		n, err := strconv.Atoi(a[0])
		if err != nil {
			return errUsage
		}
		pid = n
	}
	runtime.LockOSThread()
	if err := syscall.PtraceAttach(pid); err != nil {
		return err
	}
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &ws, syscall.WALL, nil); err != nil {
		return err
	}
	return syscall.PtraceDetach(pid)
}

func unshareAct(a []string) error {
	flags := uintptr(syscall.CLONE_NEWUSER)
	if len(a) > 0 {
		n, err := number(a[0])
		if err != nil {
			return errUsage
		}
		flags = n
	}
	runtime.LockOSThread()
	return syscall.Unshare(int(flags))
}

func killAct(a []string) error {
	pid := os.Getpid()
	if a[0] == "parent" {
		pid = os.Getppid()
	} else if a[0] != "self" {
		n, err := strconv.Atoi(a[0])
		if err != nil {
			return errUsage
		}
		pid = n
	}
	sig, err := strconv.Atoi(a[1])
	if err != nil {
		return errUsage
	}
	return syscall.Kill(pid, syscall.Signal(sig))
}

func setuidAct(a []string) error {
	n, err := number(a[0])
	if err != nil {
		return errUsage
	}
	// by number: syscall.Setuid would ask every thread, and die when they disagree
	if _, _, e := syscall.RawSyscall(syscall.SYS_SETUID, n, 0, 0); e != 0 {
		return e
	}
	return nil
}

// printFdsAct asks the kernel about each number, so it needs no /proc; what it is comes from /proc.
func printFdsAct([]string) error {
	for fd := 0; fd < 1024; fd++ {
		flags, _, e := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
		if e != 0 {
			continue
		}
		target, err := os.Readlink(filepath.Join("/proc/self/fd", strconv.Itoa(fd)))
		if err != nil {
			target = "?"
		}
		fmt.Println(fd, target, map[bool]string{true: "cloexec", false: "kept"}[flags&syscall.FD_CLOEXEC != 0])
	}
	return nil
}

func envAct(a []string) error {
	value, ok := os.LookupEnv(a[0])
	if !ok {
		return syscall.ENOENT
	}
	fmt.Println(value)
	return nil
}

func pidAct([]string) error {
	sid, _, e := syscall.Syscall(syscall.SYS_GETSID, 0, 0, 0)
	fmt.Println(os.Getpid(), os.Getppid(), syscall.Getpgrp(), sid)
	if e != 0 {
		return e
	}
	return nil
}

func exitAct(a []string) error {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return errUsage
	}
	os.Exit(n)
	return nil
}

// die ends the process by a signal, as a C program ends by it: the default action is put back by
// hand, because the handler of the Go runtime would print and exit with 2.
func die(sig syscall.Signal) error {
	var byDefault struct{ handler, flags, restorer, mask uintptr }
	if _, _, e := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(sig),
		uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0); e != 0 {
		return e
	}
	if err := syscall.Kill(os.Getpid(), sig); err != nil {
		return err
	}
	time.Sleep(5 * time.Second)
	return fmt.Errorf("still alive after %v", sig)
}

func duration(s string) (time.Duration, error) {
	seconds, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, errUsage
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func sleepAct(a []string) error {
	d, err := duration(a[0])
	time.Sleep(d)
	return err
}

func spinAct(a []string) error {
	d, err := duration(a[0])
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
	return err
}

func waitAct(a []string) error {
	c := make(chan os.Signal, 8)
	if len(a) == 0 {
		signal.Notify(c, syscall.SIGTERM)
	}
	for _, s := range a {
		n, err := strconv.Atoi(s)
		if err != nil {
			return errUsage
		}
		signal.Notify(c, syscall.Signal(n))
	}
	fmt.Println("ready")
	fmt.Println("got", (<-c).String())
	return nil
}

func limitsAct([]string) error {
	for _, l := range []struct {
		name string
		nr   int
	}{{"as", syscall.RLIMIT_AS}, {"nofile", syscall.RLIMIT_NOFILE}, {"nproc", 6}, {"fsize", syscall.RLIMIT_FSIZE},
		{"core", syscall.RLIMIT_CORE}, {"data", syscall.RLIMIT_DATA}} {
		var r syscall.Rlimit
		if err := syscall.Getrlimit(l.nr, &r); err != nil {
			return err
		}
		fmt.Println(l.name, int64(r.Cur), int64(r.Max))
	}
	return nil
}

func memoryAct(a []string) error {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return errUsage
	}
	block := make([]byte, n<<20)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	fmt.Println(len(block))
	return nil
}

func uidsAct([]string) error {
	fmt.Println("uid", os.Getuid(), os.Geteuid(), "gid", os.Getgid(), os.Getegid())
	text, err := os.ReadFile("/proc/thread-self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "NoNewPrivs") || strings.HasPrefix(line, "Seccomp") {
			fmt.Println(line)
		}
	}
	return err
}

// Each collection stops all goroutines, those in system calls by a signal.
func preemptAct(a []string) error {
	goroutines, err := strconv.Atoi(a[0])
	if err != nil {
		return errUsage
	}
	rounds, err := strconv.Atoi(a[1])
	if err != nil {
		return errUsage
	}
	var left, wrong int32 = int32(goroutines), 0
	for g := 0; g < goroutines; g++ {
		go func() {
			defer atomic.AddInt32(&left, -1)
			for i := 0; i < rounds; i++ {
				f, err := os.Open(a[2])
				if err != nil {
					atomic.AddInt32(&wrong, 1)
				} else {
					f.Close()
				}
				if _, err := os.Open(a[3]); !errors.Is(err, syscall.EACCES) {
					atomic.AddInt32(&wrong, 1)
				}
			}
		}()
	}
	for atomic.LoadInt32(&left) > 0 {
		runtime.GC()
	}
	fmt.Printf("wrong %d\n", wrong)
	if wrong > 0 {
		return fmt.Errorf("%d wrong answers", wrong)
	}
	return nil
}
