package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func at(name string) string { return filepath.Join(*dir, name) }

func same(path, want string) error {
	got, err := os.ReadFile(path)
	if err == nil && string(got) != want {
		err = fmt.Errorf("%s holds %q, not %q", path, got, want)
	}
	return err
}

func files() error {
	a, b := at("a"), at("b")
	if err := os.WriteFile(a, []byte("one"), 0o644); err != nil {
		return err
	}
	f, err := os.OpenFile(a, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(" two")
	if err = first(err, f.Sync(), f.Close(), same(a, "one two")); err != nil {
		return err
	}
	if err = first(os.Truncate(a, 3), same(a, "one"), os.Rename(a, b), same(b, "one")); err != nil {
		return err
	}
	if f, err = os.OpenFile(b, os.O_RDWR, 0); err != nil {
		return err
	}
	defer f.Close()
	buf := make([]byte, 2)
	if _, err = f.ReadAt(buf, 1); err != nil || string(buf) != "ne" {
		return fmt.Errorf("ReadAt: %q, %v", buf, err)
	}
	_, errWrite := f.WriteAt([]byte("x"), 0)
	if _, err = os.Stat(a); !os.IsNotExist(err) {
		return fmt.Errorf("the old name is still there: %v", err)
	}
	return first(errWrite, f.Truncate(2), same(b, "xn"), os.Remove(b))
}

func links() error {
	a, hard, soft := at("linked"), at("hard"), at("soft")
	if err := first(os.WriteFile(a, []byte("text"), 0o644), os.Link(a, hard), os.Symlink("linked", soft),
		same(hard, "text"), same(soft, "text")); err != nil {
		return err
	}
	if target, err := os.Readlink(soft); err != nil || target != "linked" {
		return fmt.Errorf("readlink: %q, %v", target, err)
	}
	if real, err := filepath.EvalSymlinks(soft); err != nil || filepath.Base(real) != "linked" {
		return fmt.Errorf("real path: %q, %v", real, err)
	}
	return first(os.Remove(a), os.Remove(hard), os.Remove(soft))
}

func walk() error {
	top := at("tree")
	if err := first(os.MkdirAll(filepath.Join(top, "x/y/z"), 0o755),
		os.WriteFile(filepath.Join(top, "x/y/file"), nil, 0o600)); err != nil {
		return err
	}
	n := 0
	err := filepath.WalkDir(top, func(_ string, _ fs.DirEntry, err error) error { n++; return err })
	if err == nil && n != 5 {
		err = fmt.Errorf("walked over %d entries, not 5", n)
	}
	found, errGlob := filepath.Glob(filepath.Join(top, "*/y/f*"))
	if errGlob == nil && len(found) != 1 {
		errGlob = fmt.Errorf("glob found %v", found)
	}
	return first(err, errGlob, os.RemoveAll(top))
}

func temp() error {
	f, err := os.CreateTemp(*dir, "temp-*")
	if err != nil {
		return err
	}
	d, err := os.MkdirTemp(*dir, "temp-*")
	return first(err, f.Close(), os.Remove(f.Name()), os.RemoveAll(d))
}

func meta() error {
	path, then := at("meta"), time.Unix(1000000000, 0)
	if err := first(os.WriteFile(path, nil, 0o644), os.Chmod(path, 0o600), os.Chtimes(path, then, then)); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err == nil && (info.Mode().Perm() != 0o600 || !info.ModTime().Equal(then)) {
		err = fmt.Errorf("mode %v, time %v", info.Mode(), info.ModTime())
	}
	return first(err, os.Remove(path))
}

func flock() error {
	a, err := os.Create(at("lock"))
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := os.Open(at("lock"))
	if err != nil {
		return err
	}
	defer b.Close()
	if err = syscall.Flock(int(a.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if err = syscall.Flock(int(b.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EWOULDBLOCK {
		return fmt.Errorf("a second lock: %v", err)
	}
	return first(syscall.Flock(int(a.Fd()), syscall.LOCK_UN), os.Remove(at("lock")))
}

func mapped() error {
	if err := os.WriteFile(at("map"), bytes.Repeat([]byte("m"), 8192), 0o600); err != nil {
		return err
	}
	f, err := os.Open(at("map"))
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := syscall.Mmap(int(f.Fd()), 0, 8192, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	if m[8191] != 'm' {
		return fmt.Errorf("the map holds %q", m[8191])
	}
	return first(syscall.Munmap(m), os.Remove(at("map")))
}

// bigFile makes a file of 4 MiB.
func bigFile(name string) (*os.File, error) {
	f, err := os.Create(at(name))
	if err != nil {
		return nil, err
	}
	for i := 0; i < 64; i++ {
		if _, err = f.Write(bytes.Repeat([]byte{byte(i)}, 65536)); err != nil {
			return nil, err
		}
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}

// copies goes from file to file: copy_file_range in newer versions of Go.
func copies() error {
	from, err := bigFile("from")
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(at("to"))
	if err != nil {
		return err
	}
	n, err := io.Copy(to, from)
	if err == nil && n != 4<<20 {
		err = fmt.Errorf("copied %d bytes", n)
	}
	return first(err, to.Close(), os.Remove(at("from")), os.Remove(at("to")))
}

// sendfile goes from file to TCP socket, and from there back into a file (splice).
func sendfile() error {
	from, err := bigFile("sent")
	if err != nil {
		return err
	}
	defer from.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	sent := make(chan error, 1)
	go func() {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			l.Close()
			sent <- err
			return
		}
		_, err = io.Copy(c, from)
		sent <- first(err, c.Close())
	}()
	c, err := l.Accept()
	if err != nil {
		return first(<-sent, err)
	}
	defer c.Close()
	to, err := os.Create(at("received"))
	if err != nil {
		return err
	}
	n, err := io.Copy(to, c)
	if err == nil && n != 4<<20 {
		err = fmt.Errorf("received %d bytes", n)
	}
	return first(<-sent, err, to.Close(), os.Remove(at("sent")), os.Remove(at("received")))
}
