// Packages has one of its packages make one call, and says by its exit status how that went: 0, or the
// errno, or 126 for an error that has none. Live tests of rules per package use it.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"os"
	"syscall"

	broker "example.com/broker"
	store "example.com/fn/internal/store"
	render "example.com/render"
	sub "example.com/render/sub"
)

type do func(act, arg string) error

var who = map[string]do{
	"main":     act,
	"store":    store.Do,
	"render":   render.Do,
	"sub":      sub.Do,
	"broker":   broker.Do,
	"deferred": render.Deferred,
	"go":       render.Go,
	"generic":  render.Generic[string],
	"method":   render.Doer{}.Do,
	// main, and the store, called back by the dependency
	"callback": func(act, arg string) error { return render.Call(store.Do, act, arg) },
	"callback-value": func(act, arg string) error {
		return render.Call(interface{ Do(a, b string) error }(render.Doer{}).Do, act, arg)
	},
	// the dependency, called by the store; and the broker, called by the dependency
	"called":   func(act, arg string) error { return call(render.Do, act, arg) },
	"brokered": func(act, arg string) error { return render.Call(broker.Do, act, arg) },
	// nobody outside the standard library
	"nobody": nobody,
}

//go:noinline
func call(f do, act, arg string) error {
	err := f(act, arg)
	return err
}

func act(act, arg string) error {
	switch act {
	case "read":
		_, err := os.ReadFile(arg)
		return err
	case "exec":
		p, err := os.StartProcess(arg, []string{arg}, &os.ProcAttr{})
		if err == nil {
			_, err = p.Wait()
		}
		return err
	}
	return call(store.Do, act, arg)
}

// net/http dials in a goroutine of its own, which has no other frames.
func nobody(act, arg string) error {
	if act != "connect" {
		return errors.New("nobody can only connect")
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) { done <- err; cancel() },
	})
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+arg, nil)
	if err != nil {
		return err
	}
	_, _ = http.DefaultTransport.RoundTrip(r) // which ends with the connect
	return <-done
}

func main() {
	if len(os.Args) != 4 || who[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: packages WHO ACT ARG")
		os.Exit(127)
	}
	err := who[os.Args[1]](os.Args[2], os.Args[3])
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "packages %v: %v\n", os.Args[1:], err)
	var errno syscall.Errno
	if errors.As(err, &errno) && errno > 0 && errno < 126 {
		os.Exit(int(errno))
	}
	os.Exit(126)
}
