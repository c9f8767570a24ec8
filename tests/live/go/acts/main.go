// Acts does one thing and says by its exit status how that went: 0, or the errno (1 to 125), or 126
// for an error that has none, or 127 for a mistake in the arguments. Live tests use it for single
// questions; what it finds besides goes to stdout, what went wrong to stderr.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

// act is one subcommand: args is what must follow it (a minimum), help is for people.
type act struct {
	args int
	help string
	run  func(args []string) error
}

var errUsage = errors.New("wrong arguments")

func main() {
	acts := map[string]act{"each": {1, "ACT ARGS... , ACT ARGS...: one after the other, print how each went", nil}}
	for _, table := range []map[string]act{fileActs, netActs, processActs, rawActs} {
		for name, a := range table {
			acts[name] = a
		}
	}
	if len(os.Args) < 2 {
		usage(acts)
		os.Exit(127)
	}
	if os.Args[1] == "each" {
		os.Exit(each(acts, os.Args[2:]))
	}
	os.Exit(one(acts, os.Args[1:]))
}

func one(acts map[string]act, words []string) int {
	if len(words) == 0 {
		return 127
	}
	a, ok := acts[words[0]]
	if !ok || a.run == nil || len(words)-1 < a.args {
		usage(acts)
		return 127
	}
	return status(words[0], a.run(words[1:]))
}

// each prints a line for each act: its number, its name and its status.
func each(acts map[string]act, words []string) int {
	n := 0
	for from, i := 0, 0; i <= len(words); i++ {
		if i < len(words) && words[i] != "," {
			continue
		}
		n++
		got := one(acts, words[from:i])
		if from < i {
			fmt.Printf("= %d %s %d\n", n, words[from], got)
		}
		from = i + 1
	}
	return 0
}

func status(name string, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(os.Stderr, "acts %s: %v\n", name, err)
	var errno syscall.Errno
	var exit *exec.ExitError
	switch {
	case errors.Is(err, errUsage):
		return 127
	case errors.As(err, &errno) && errno > 0 && errno <= 125:
		return int(errno)
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	}
	return 126
}

func usage(acts map[string]act) {
	names := make([]string, 0, len(acts))
	for name := range acts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(os.Stderr, "acts %s %s\n", name, acts[name].help)
	}
}

// number reads decimal, 0x and 0o forms, negative ones too, as 64 bits.
func number(s string) (uintptr, error) {
	if strings.HasPrefix(s, "-") {
		n, err := strconv.ParseInt(s, 0, 64)
		return uintptr(n), err
	}
	n, err := strconv.ParseUint(s, 0, 64)
	return uintptr(n), err
}

func numbers(args []string) ([]uintptr, error) {
	out := make([]uintptr, len(args))
	for i, s := range args {
		n, err := number(s)
		if err != nil {
			return nil, errUsage
		}
		out[i] = n
	}
	return out, nil
}
