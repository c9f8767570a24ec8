package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

var fileActs = map[string]act{
	"read":     {1, "PATH: read it all, print how much", readAct},
	"cat":      {1, "PATH: print it", catAct},
	"write":    {1, "PATH [TEXT]: write into a file that is there", openAct(os.O_WRONLY)},
	"create":   {1, "PATH [TEXT]: make a file that is not there", openAct(os.O_WRONLY | os.O_CREATE | os.O_EXCL)},
	"replace":  {1, "PATH [TEXT]: write, made or emptied first", openAct(os.O_WRONLY | os.O_CREATE | os.O_TRUNC)},
	"append":   {1, "PATH [TEXT]: append to a file that is there", openAct(os.O_WRONLY | os.O_APPEND)},
	"rdwr":     {1, "PATH: open for reading and writing", openAct(os.O_RDWR)},
	"mkdir":    {1, "PATH", func(a []string) error { return os.Mkdir(a[0], 0o755) }},
	"remove":   {1, "PATH: a file or an empty folder", func(a []string) error { return os.Remove(a[0]) }},
	"rename":   {2, "FROM TO", func(a []string) error { return os.Rename(a[0], a[1]) }},
	"link":     {2, "OLD NEW", func(a []string) error { return os.Link(a[0], a[1]) }},
	"symlink":  {2, "TARGET NEW", func(a []string) error { return os.Symlink(a[0], a[1]) }},
	"readlink": {1, "PATH", readlinkAct},
	"readdir":  {1, "PATH: print the names", readdirAct},
	"stat":     {1, "PATH: print mode and size", statAct},
	"chmod":    {1, "PATH: to 0600", func(a []string) error { return os.Chmod(a[0], 0o600) }},
	"chown":    {1, "PATH: to oneself", func(a []string) error { return os.Chown(a[0], os.Getuid(), os.Getgid()) }},
	"chtimes":  {1, "PATH", func(a []string) error { return os.Chtimes(a[0], time.Unix(1, 0), time.Unix(1, 0)) }},
	"truncate": {1, "PATH: to nothing, by name", func(a []string) error { return os.Truncate(a[0], 0) }},
	"chdir-read": {2, "FOLDER PATH: read a path that is relative to a folder", func(a []string) error {
		if err := os.Chdir(a[0]); err != nil {
			return err
		}
		return readAct(a[1:])
	}},
	"getwd": {0, "print the working directory", func([]string) error {
		dir, err := os.Getwd()
		fmt.Println(dir)
		return err
	}},
}

func readAct(a []string) error {
	f, err := os.Open(a[0])
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(io.Discard, f)
	fmt.Printf("%d bytes\n", n)
	return err
}

func catAct(a []string) error {
	text, err := os.ReadFile(a[0])
	os.Stdout.Write(text)
	return err
}

func openAct(flags int) func([]string) error {
	return func(a []string) error {
		f, err := os.OpenFile(a[0], flags, 0o644)
		if err != nil {
			return err
		}
		defer f.Close()
		if len(a) > 1 {
			_, err = f.WriteString(a[1])
		}
		return err
	}
}

func readlinkAct(a []string) error {
	target, err := os.Readlink(a[0])
	fmt.Println(target)
	return err
}

func readdirAct(a []string) error {
	entries, err := os.ReadDir(a[0])
	for _, e := range entries {
		fmt.Println(e.Name())
	}
	return err
}

func statAct(a []string) error {
	info, err := os.Stat(a[0])
	if err == nil {
		fmt.Println(info.Mode(), info.Size())
	}
	return err
}
