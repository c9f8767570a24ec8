// names: every call that takes a path, on every shape of path, each on a fresh tree.
//
// Prints a line for each, in the form of a Go test: what the call answered and what became of the
// tree. A guard that lets everything happen must not change one of them. Linux only.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"
)

const (
	atCwd     = -0x64
	atRemove  = 0x200
	atFollow  = 0x400
	noFollow  = 0x100
	tmpFile   = 0x410000
	pathOnly  = 0x200000
	exchange  = 2
	noReplace = 1
)

func ptr(s string) uintptr {
	p, err := syscall.BytePtrFromString(s)
	if err != nil {
		panic(err)
	}
	keep = append(keep, p)
	return uintptr(unsafe.Pointer(p))
}

var keep []*byte // until the call is over

func call(nr uintptr, args ...uintptr) error {
	var a [6]uintptr
	copy(a[:], args)
	_, _, e := syscall.Syscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
	keep = nil
	if e != 0 {
		return e
	}
	return nil
}

func at(fd int) uintptr { return uintptr(fd) }

func open(flags int) func(string) error {
	return func(p string) error {
		fd, err := syscall.Open(p, flags|syscall.O_CLOEXEC, 0o640)
		if err == nil {
			if flags&syscall.O_ACCMODE != 0 && flags&pathOnly == 0 {
				_, _ = syscall.Write(fd, []byte("w"))
			}
			got, _, _ := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFL, 0)
			fdfl, _, _ := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
			got &^= syscall.O_NOFOLLOW // a flag of no use any more, and so not kept
			err = fmt.Errorf("ok %#x %d", got, fdfl)
			_ = syscall.Close(fd)
		}
		return err
	}
}

func renames(from, to string, flags uintptr) error {
	return call(sysRenameat2, at(atCwd), ptr(from), at(atCwd), ptr(to), flags)
}

func links(from, to string, flags uintptr) error {
	return call(syscall.SYS_LINKAT, at(atCwd), ptr(from), at(atCwd), ptr(to), flags)
}

func socket(kind int, do func(fd int, sa syscall.Sockaddr) error) func(string) error {
	return func(p string) error {
		fd, err := syscall.Socket(syscall.AF_UNIX, kind|syscall.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer syscall.Close(fd)
		return do(fd, &syscall.SockaddrUnix{Name: p})
	}
}

var calls = []struct {
	name string
	do   func(p string) error
}{
	{"open", open(syscall.O_RDONLY)},
	{"open-write", open(syscall.O_WRONLY)},
	{"open-append", open(syscall.O_RDWR | syscall.O_APPEND | syscall.O_NONBLOCK)},
	{"open-trunc", open(syscall.O_WRONLY | syscall.O_TRUNC)},
	{"open-create", open(syscall.O_WRONLY | syscall.O_CREAT)},
	{"open-create-read", open(syscall.O_RDONLY | syscall.O_CREAT)},
	{"open-create-trunc", open(syscall.O_RDWR | syscall.O_CREAT | syscall.O_TRUNC)},
	{"open-excl", open(syscall.O_WRONLY | syscall.O_CREAT | syscall.O_EXCL)},
	{"open-create-nofollow", open(syscall.O_WRONLY | syscall.O_CREAT | syscall.O_NOFOLLOW)},
	{"open-create-directory", open(syscall.O_RDONLY | syscall.O_CREAT | syscall.O_DIRECTORY)},
	{"open-directory", open(syscall.O_RDONLY | syscall.O_DIRECTORY)},
	{"open-nofollow", open(syscall.O_RDONLY | syscall.O_NOFOLLOW)},
	{"open-directory-nofollow", open(syscall.O_RDONLY | syscall.O_DIRECTORY | syscall.O_NOFOLLOW)},
	{"open-path", open(pathOnly)},
	{"open-path-nofollow", open(pathOnly | syscall.O_NOFOLLOW)},
	{"open-tmpfile", open(syscall.O_RDWR | tmpFile)},
	{"mkdir", func(p string) error { return call(syscall.SYS_MKDIRAT, at(atCwd), ptr(p), 0o751) }},
	{"mknod-fifo", func(p string) error {
		return call(syscall.SYS_MKNODAT, at(atCwd), ptr(p), syscall.S_IFIFO|0o640, 0)
	}},
	{"mknod-file", func(p string) error { return call(syscall.SYS_MKNODAT, at(atCwd), ptr(p), 0o640, 0) }},
	{"symlink", func(p string) error { return call(syscall.SYS_SYMLINKAT, ptr("file"), at(atCwd), ptr(p)) }},
	{"symlink-empty", func(p string) error { return call(syscall.SYS_SYMLINKAT, ptr(""), at(atCwd), ptr(p)) }},
	{"unlink", func(p string) error { return call(syscall.SYS_UNLINKAT, at(atCwd), ptr(p), 0) }},
	{"rmdir", func(p string) error { return call(syscall.SYS_UNLINKAT, at(atCwd), ptr(p), atRemove) }},
	{"link-from", func(p string) error { return links(p, "new", 0) }},
	{"link-from-follow", func(p string) error { return links(p, "new", atFollow) }},
	{"link-to", func(p string) error { return links("file", p, 0) }},
	{"link-directory-to", func(p string) error { return links("dir", p, 0) }},
	{"rename-from", func(p string) error { return renames(p, "new", 0) }},
	{"rename-from-slash", func(p string) error { return renames(p, "new/", 0) }},
	{"rename-to", func(p string) error { return renames("file", p, 0) }},
	{"rename-to-noreplace", func(p string) error { return renames("file", p, noReplace) }},
	{"rename-directory-to", func(p string) error { return renames("dir", p, 0) }},
	{"rename-empty-to", func(p string) error { return renames("empty/", p, 0) }},
	{"rename-link-to", func(p string) error { return renames("to-dir", p, 0) }},
	{"rename-nothing-to", func(p string) error { return renames("nothing", p, 0) }},
	{"rename-self", func(p string) error { return renames(p, p, 0) }},
	{"exchange", func(p string) error { return renames("file", p, exchange) }},
	{"exchange-directory", func(p string) error { return renames("dir/", p, exchange) }},
	{"chmod", func(p string) error { return syscall.Chmod(p, 0o711) }},
	{"chown", func(p string) error { return call(syscall.SYS_FCHOWNAT, at(atCwd), ptr(p), 1, 1, 0) }},
	{"lchown", func(p string) error { return call(syscall.SYS_FCHOWNAT, at(atCwd), ptr(p), 1, 1, noFollow) }},
	{"truncate", func(p string) error { return call(syscall.SYS_TRUNCATE, ptr(p), 3) }},
	{"utimes", func(p string) error {
		ts := [2]syscall.Timespec{{Sec: 7}, {Sec: 7}}
		return call(syscall.SYS_UTIMENSAT, at(atCwd), ptr(p), uintptr(unsafe.Pointer(&ts)), 0)
	}},
	{"lutimes", func(p string) error {
		ts := [2]syscall.Timespec{{Sec: 7}, {Sec: 7}}
		return call(syscall.SYS_UTIMENSAT, at(atCwd), ptr(p), uintptr(unsafe.Pointer(&ts)), noFollow)
	}},
	{"setxattr", func(p string) error { return syscall.Setxattr(p, "user.x", []byte("1"), 0) }},
	{"removexattr", func(p string) error { return syscall.Removexattr(p, "user.x") }},
	{"exec", func(p string) error {
		pid, err := syscall.ForkExec(p, []string{"x"}, nil)
		if err == nil {
			var status syscall.WaitStatus
			_, err = syscall.Wait4(pid, &status, 0, nil)
			if err == nil {
				err = fmt.Errorf("exit %d", status.ExitStatus())
			}
		}
		return err
	}},
	{"bind", socket(syscall.SOCK_STREAM, syscall.Bind)},
	{"connect", socket(syscall.SOCK_STREAM, syscall.Connect)},
	{"connect-datagram", socket(syscall.SOCK_DGRAM, syscall.Connect)},
	{"send", socket(syscall.SOCK_DGRAM, func(fd int, sa syscall.Sockaddr) error {
		return syscall.Sendto(fd, []byte("x"), 0, sa)
	})},
	{"chdir", func(p string) error {
		err := syscall.Chdir(p)
		if err == nil {
			here, _ := syscall.Getwd()
			err = fmt.Errorf("in %s", strings.TrimPrefix(here, filepath.Dir(base)))
		}
		return err
	}},
}

var ends = []string{"", "/", "/.", "/..", "//", "/new", "/new/", "/../file", "/./inner"}

var names = []string{
	"file", "dir", "empty", "nothing", "to-file", "to-dir", "to-nothing", "to-file-slash",
	"to-dir-slash", "to-nothing-slash", "to-dots", "to-loop", "to-long", "to-absolute", "script", "fifo", "socket",
}

var others = []string{
	"", ".", "..", "/", "./file", ".//dir//inner", "dir/inner", "dir/inner/", "dir/../dir/inner", "dir/to-up",
	"dir/to-up/empty", "/proc/self/cwd/file", "/proc/self/root/dev/null", "/dev/null", "/dev/null/", "/proc/self/fd/9",
	"/proc/thread-self/cwd/dir", "/dev/fd/9", "/proc/self/fd/99", "/proc/self/exe/", "/proc/self/nothing", "/proc/self/cwd/",
	"/nothing/at/all", strings.Repeat("n", 255), strings.Repeat("n", 256), strings.Repeat("n", 256) + "/x",
	"dir/" + strings.Repeat("n", 256), strings.Repeat("./", 2045) + "file", strings.Repeat("./", 2046) + "file",
	strings.Repeat("dir/../", 500) + "file",
}

var base string

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// A tree in which every name is of another kind. Descriptor 9 is a file without a name.
func plant() {
	must(os.Chdir("/"))
	must(os.RemoveAll(base))
	must(os.Mkdir(base, 0o755))
	must(os.Chdir(base))
	must(os.WriteFile("file", []byte("contents"), 0o644))
	must(os.WriteFile("script", []byte("#!/nothing\n"), 0o755))
	must(os.Mkdir("dir", 0o755))
	must(os.Mkdir("empty", 0o755))
	must(os.WriteFile("dir/inner", []byte("inner"), 0o644))
	must(syscall.Mkfifo("fifo", 0o644))
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	must(err)
	must(syscall.Bind(fd, &syscall.SockaddrUnix{Name: "socket"}))
	must(syscall.Close(fd))
	for name, to := range map[string]string{
		"to-file": "file", "to-dir": "dir", "to-nothing": "nothing", "to-file-slash": "file/",
		"to-dir-slash": "dir/", "to-nothing-slash": "nothing/", "to-dots": "dir/..", "to-loop": "to-loop",
		"to-long": strings.Repeat("./", 1500) + "dir", "to-absolute": base + "/dir", "dir/to-up": "..",
	} {
		must(os.Symlink(to, name))
	}
	gone, err := os.Create("gone")
	must(err)
	must(syscall.Dup3(int(gone.Fd()), 9, 0))
	must(gone.Close())
	must(os.Remove("gone"))
}

// What became of the tree: names, kinds, modes, owners, sizes, times that were set
func look() string {
	h := sha256.New()
	must(os.Chdir("/"))
	must(filepath.Walk(base, func(p string, info os.FileInfo, err error) error {
		if err != nil {
			return nil
		}
		st := info.Sys().(*syscall.Stat_t)
		to, _ := os.Readlink(p)
		size := st.Size
		if !info.Mode().IsRegular() { // of a link: as long as the name of the scratch folder
			size = 0
		}
		fmt.Fprintln(h, strings.TrimPrefix(p, base), info.Mode(), st.Uid, st.Gid, size, st.Nlink,
			strings.TrimPrefix(to, base), info.ModTime().Unix() == 7)
		return nil
	}))
	return fmt.Sprintf("%x", h.Sum(nil)[:4])
}

func answer(err error) string {
	if err == nil {
		return "ok"
	}
	return strings.ReplaceAll(err.Error(), " ", "_")
}

// Nothing outside of the tree is made, removed or changed, nor is waited for somebody.
func sensible(call, p string) bool {
	fifo := strings.HasPrefix(p, "fifo") && strings.HasPrefix(call, "open")
	inside := !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "/proc/self/cwd/file")
	safe := inside || strings.HasPrefix(call, "open") && !strings.Contains(call, "create") &&
		!strings.Contains(call, "tmpfile") && !strings.Contains(call, "excl") ||
		call == "exec" || call == "chdir" || strings.HasPrefix(call, "connect")
	return safe && !fifo
}

func main() {
	temp, err := os.MkdirTemp("", "names")
	must(err)
	base = filepath.Join(temp, "tree")
	syscall.Umask(0o022)
	paths := others
	for _, n := range names {
		for _, e := range ends {
			paths = append(paths, n+e)
		}
	}
	for _, c := range calls {
		for _, p := range paths {
			if !sensible(c.name, p) {
				continue
			}
			plant()
			got := answer(c.do(p))
			short := p
			if len(short) > 40 {
				short = fmt.Sprintf("%s...%d", short[:20], len(short))
			}
			fmt.Printf("--- PASS: %s(%q)=%s,%s\n", c.name, short, got, look())
		}
	}
	must(os.RemoveAll(temp))
}
