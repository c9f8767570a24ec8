// Everything does what Go programs do, part by part, and must see no denial under a policy that
// grants what it needs (tests/live/everything.cfg). One line for each part: "ok NAME" or "FAIL
// NAME: error". Ends with 1 when one failed.
package main

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"
)

var (
	dir     = flag.String("dir", "", "folder to work in (its own, it is filled and emptied)")
	program = flag.String("program", "/bin/cat", "program to start: copies stdin to stdout")
	address = flag.String("abstract", "goguard.everything", "abstract unix address to use")
	only    = flag.String("only", "", "parts to run, with commas between them; all when empty")
	except  = flag.String("except", "", "parts to leave out")
	patient = flag.Duration("timeout", 60*time.Second, "time that one part may take, a safety net")
)

var parts = map[string]func() error{
	"files": files, "links": links, "walk": walk, "temp": temp, "meta": meta, "flock": flock, "mmap": mapped,
	"copy": copies, "sendfile": sendfile,
	"dns": dns, "tls": tlsHTTP, "http2": http2, "http": plainHTTP, "udp": udp, "unix": unixSockets,
	"run": subprocesses, "run-many": manySubprocesses, "run-kill": killedSubprocess,
	"signals": signals, "timers": timers, "goroutines": goroutines, "gc": collect,
	"random": randomBytes, "zones": zones, "who": whoAmI, "interfaces": interfaces, "pipe": pipes,
}

func main() {
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "everything: -dir is missing")
		os.Exit(2)
	}
	names := chosen()
	failed := 0
	for _, name := range names {
		if err := bounded(parts[name]); err != nil {
			failed++
			fmt.Printf("FAIL %s: %v\n", name, err)
		} else {
			fmt.Printf("ok %s\n", name)
		}
	}
	if failed > 0 || len(names) == 0 {
		os.Exit(1)
	}
}

func chosen() []string {
	var names []string
	if *only != "" {
		names = strings.Split(*only, ",")
	} else {
		for name := range parts {
			names = append(names, name)
		}
		sort.Strings(names)
	}
	var out []string
	for _, name := range names {
		if parts[name] == nil {
			fmt.Fprintf(os.Stderr, "everything: there is no part %q\n", name)
			os.Exit(2)
		}
		if !strings.Contains(","+*except+",", ","+name+",") {
			out = append(out, name)
		}
	}
	return out
}

// bounded runs a part; one that hangs fails, and so does one that panics.
func bounded(part func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- part()
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(*patient):
		return fmt.Errorf("not done after %v", *patient)
	}
}

// first returns the first error of several steps that were all tried.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
