// Calls makes one system call again and again and prints what one took: "ns=" the median, "p90=",
// and "per_s=" all of them together.
//
//	calls open FILE | connect HOST:PORT | exec PROGRAM | getppid | write [flags]
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

var (
	count   = flag.Int("n", 2000, "calls of each thread, at most")
	limit   = flag.Duration("for", time.Second, "time, at most")
	threads = flag.Int("threads", 1, "threads")
	depth   = flag.Int("depth", 10, "functions between main and the call")
	warm    = flag.Int("warm", 50, "calls that do not count")
	rate    = flag.Int("rate", 0, "calls a second of each thread, 0: as many as there can be")
	again   = flag.Int("again", 0, "after a line on standard input, so many calls once more, and then wait for another line")
	procs   = flag.Int("processes", 0, "processes, each of which does this; they are counted together")
	held    = flag.Bool("held", false, "begin when standard input ends")
	fails   = flag.Bool("fails", false, "the call is to fail")
)

func die(err error) {
	fmt.Fprintln(os.Stderr, "calls:", err)
	os.Exit(1)
}

func check(err error) {
	if (err != nil) != *fails {
		die(fmt.Errorf("the call gave %v", err))
	}
}

func opener(path string) func() {
	return func() {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		check(err)
		if err == nil {
			syscall.Close(fd)
		}
	}
}

func connecter(addr string) func() {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		die(err)
	}
	to := &syscall.SockaddrInet4{}
	copy(to.Addr[:], net.ParseIP(host).To4())
	to.Port, _ = strconv.Atoi(port)
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		die(err)
	}
	return func() { check(syscall.Connect(fd, to)) }
}

func execer(program string) func() {
	return func() {
		pid, err := syscall.ForkExec(program, []string{program}, &syscall.ProcAttr{Env: os.Environ(), Files: []uintptr{0, 1, 2}})
		check(err)
		if err == nil {
			var status syscall.WaitStatus
			syscall.Wait4(pid, &status, 0, nil)
		}
	}
}

func act() func() {
	switch flag.Arg(0) {
	case "open":
		return opener(flag.Arg(1))
	case "connect":
		return connecter(flag.Arg(1))
	case "exec":
		return execer(flag.Arg(1))
	case "getppid":
		return func() { syscall.Getppid() }
	case "write":
		fd, err := syscall.Open("/dev/null", syscall.O_WRONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			die(err)
		}
		buf := make([]byte, 64)
		return func() { syscall.Write(fd, buf) }
	}
	die(fmt.Errorf("what is '%s'?", flag.Arg(0)))
	return nil
}

//go:noinline
func deeper(n int, f func()) {
	if n > 0 {
		deeper(n-1, f)
	} else {
		f()
	}
}

func many(f func(), end time.Time) []int64 {
	took := make([]int64, 0, *count)
	for i := 0; i < *warm; i++ {
		f()
	}
	var pause time.Duration
	if *rate > 0 {
		pause = time.Second / time.Duration(*rate)
	}
	next := time.Now()
	for i := 0; i < *count; i++ {
		begin := time.Now()
		if begin.After(end) {
			break
		}
		f()
		took = append(took, int64(time.Since(begin)))
		if pause > 0 {
			next = next.Add(pause)
			time.Sleep(time.Until(next))
		}
	}
	return took
}

// Many processes, which begin together: each prints how many calls it made
func spread() {
	var args []string
	for _, arg := range os.Args[1:] {
		if !strings.HasPrefix(arg, "-processes") {
			args = append(args, arg)
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		die(err)
	}
	outs := make([]bytes.Buffer, *procs)
	cmds := make([]*exec.Cmd, *procs)
	for i := range cmds {
		cmds[i] = exec.Command(os.Args[0], append([]string{"-held"}, args...)...)
		cmds[i].Stdin, cmds[i].Stdout, cmds[i].Stderr = read, &outs[i], os.Stderr
		if err := cmds[i].Start(); err != nil {
			die(err)
		}
	}
	begin := time.Now()
	write.Close()
	sum := 0
	for i, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			die(err)
		}
		_, after, _ := strings.Cut(outs[i].String(), "calls=")
		n, _ := strconv.Atoi(strings.TrimSpace(after))
		sum += n
	}
	fmt.Printf("per_s=%.0f\n", float64(sum)/time.Since(begin).Seconds())
}

func main() {
	flag.Parse()
	if *procs > 0 {
		spread()
		return
	}
	if *held {
		io.Copy(io.Discard, os.Stdin)
	}
	measure()
	if *again > 0 {
		*count = *again
		bufio.NewReaderSize(os.Stdin, 16).ReadString('\n')
		measure()
		bufio.NewReaderSize(os.Stdin, 16).ReadString('\n')
	}
}

func measure() {
	f := act()
	all := make([][]int64, *threads)
	begin := time.Now()
	var wait sync.WaitGroup
	for i := range all {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			runtime.LockOSThread()
			deeper(*depth, func() { all[i] = many(f, begin.Add(*limit)) })
		}(i)
	}
	wait.Wait()
	seconds := time.Since(begin).Seconds()
	var took []int64
	for _, t := range all {
		took = append(took, t...)
	}
	if len(took) == 0 {
		die(fmt.Errorf("no call ended in time"))
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	fmt.Printf("ns=%d p10=%d p90=%d per_s=%.0f calls=%d\n", took[len(took)/2], took[len(took)/10], took[len(took)*9/10],
		float64(len(took))/seconds, len(took))
}
