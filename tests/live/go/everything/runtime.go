package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func signals() error {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP)
	defer signal.Stop(c)
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	for _, sig := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP} {
		if err := syscall.Kill(os.Getpid(), sig); err != nil {
			return err
		}
		if got := <-c; got != sig {
			return fmt.Errorf("got %v, not %v", got, sig)
		}
	}
	if err := self.Signal(syscall.SIGUSR1); err != nil {
		return err
	}
	<-c
	return nil
}

func timers() error {
	t := time.NewTicker(2 * time.Millisecond)
	defer t.Stop()
	for i := 0; i < 20; i++ {
		<-t.C
	}
	fired := make(chan bool)
	time.AfterFunc(5*time.Millisecond, func() { close(fired) })
	<-fired
	return nil
}

// goroutines: a thousand, each with a file and a channel.
func goroutines() error {
	const n = 1000
	if err := os.MkdirAll(at("many"), 0o755); err != nil {
		return err
	}
	numbers := make(chan int)
	errs := make(chan error, n)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			path := at(fmt.Sprintf("many/%d", <-numbers))
			errs <- first(os.WriteFile(path, []byte(path), 0o600), same(path, path), os.Remove(path))
		}()
	}
	for i := 0; i < n; i++ {
		numbers <- i
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return os.Remove(at("many"))
}

// collect keeps the garbage collector busy, which preempts threads by signals, while system calls run.
func collect() error {
	stop := make(chan bool)
	var wg sync.WaitGroup
	errs := make(chan error, 4)
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			path := at(fmt.Sprintf("gc%d", i))
			for {
				select {
				case <-stop:
					errs <- os.Remove(path)
					return
				default:
				}
				if err := os.WriteFile(path, make([]byte, 4096), 0o600); err != nil {
					errs <- err
					return
				}
			}
		}(i)
	}
	for i := 0; i < 50; i++ {
		_ = make([]byte, 1<<20)
		runtime.GC()
	}
	close(stop)
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func randomBytes() error {
	var a, b [32]byte
	if _, err := rand.Read(a[:]); err != nil {
		return err
	}
	if _, err := rand.Read(b[:]); err != nil {
		return err
	}
	if a == b {
		return fmt.Errorf("random bytes repeat")
	}
	return nil
}

func zones() error {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return err
		}
		_ = time.Unix(0, 0).In(zone).Format(time.RFC1123Z)
	}
	_ = time.Now().Local().String()
	return nil
}

func whoAmI() error {
	_, err := os.Hostname()
	_, errWd := os.Getwd()
	_, errHome := os.UserHomeDir()
	_, errUser := user.Current()
	_, errExe := os.Executable()
	return first(err, errWd, errHome, errUser, errExe)
}

func pipes() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	go func() {
		io.WriteString(w, "through a pipe")
		w.Close()
	}()
	text, err := io.ReadAll(r)
	if err == nil && string(text) != "through a pipe" {
		err = fmt.Errorf("read %q", text)
	}
	return first(err, r.Close())
}
