// Package dep is a dependency that is allowed nothing, and tries to read a file all the same.
package dep

import (
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"sync"
	"syscall"
	"time"
	_ "unsafe" // for go:linkname

	"good.example/lib"
)

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(p string) { lib.Show(os.ReadFile(p)); counter++ }

// Small disappears into its caller.
func Small(p string) ([]byte, error) { return os.ReadFile(p) }

// Make disappears and leaves a closure, which Go 1.21 to 1.26 name after the caller.
func Make(p string) func() {
	return func() { lib.Show(os.ReadFile(p)); counter++ }
}

// Open is an act by the system calls.
//
//go:noinline
func Open(p string) {
	var b [64]byte
	fd, err := syscall.Open(p, syscall.O_RDONLY, 0)
	if err == nil {
		n, _ := syscall.Read(fd, b[:])
		lib.Show(b[:n], nil)
	}
}

// T has methods.
type T struct{ Path string }

// Read acts.
//
//go:noinline
func (t T) Read() { lib.Show(os.ReadFile(t.Path)); counter++ }

// String is called by fmt.
func (t T) String() string { b, _ := os.ReadFile(t.Path); return string(b) }

// Generic acts for any type.
//
//go:noinline
func Generic[V any](p string, _ V) { lib.Show(os.ReadFile(p)); counter++ }

// ByOther lets somebody act who may.
//
//go:noinline
func ByOther(p string) { lib.Read(p); counter++ }

// ByOtherDeep hides behind more calls than are walked.
//
//go:noinline
func ByOtherDeep(p string) { lib.Deep(p, 20000); counter++ }

// ByCallback lets somebody call it who may.
//
//go:noinline
func ByCallback(p string) { lib.With(func() { lib.Show(os.ReadFile(p)); counter++ }) }

// Panics acts while it panics.
func Panics(p string) {
	defer func() {
		lib.Show(os.ReadFile(p))
		_ = recover()
	}()
	panic("on purpose")
}

// Goroutine acts on a stack of its own.
func Goroutine(p string) {
	w := make(chan int)
	go func() { lib.Show(os.ReadFile(p)); close(w) }()
	<-w
}

// OtherOnGoroutine has nothing but the compiler's wrapper there.
func OtherOnGoroutine(p string) {
	n := runtime.NumGoroutine()
	go lib.Read(p)
	settle(n)
}

func settle(n int) {
	for runtime.NumGoroutine() > n {
		runtime.Gosched()
	}
}

// Timer acts on a stack of the runtime's making.
func Timer(p string) {
	w := make(chan int)
	time.AfterFunc(0, func() { lib.Show(os.ReadFile(p)); close(w) })
	<-w
}

// Once acts below the standard library.
func Once(p string) {
	var o sync.Once
	o.Do(func() { lib.Show(os.ReadFile(p)) })
}

// Reflected acts below reflect.
func Reflected(p string) {
	reflect.ValueOf(Direct).Call([]reflect.Value{reflect.ValueOf(p)})
}

func cat(p string) *exec.Cmd {
	c := exec.Command(os.Args[0], "cat", p)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	return c
}

// Exec lets a program read.
//
//go:noinline
func Exec(p string) { _ = cat(p).Run() }

// ExecOnGoroutine has only the standard library there, and the compiler's wrapper.
func ExecOnGoroutine(p string) {
	n := runtime.NumGoroutine()
	go cat(p).Run()
	settle(n)
}

// ExecByFinalizer lets the runtime call the standard library: nobody stands behind it.
func ExecByFinalizer(p string) {
	func() { runtime.SetFinalizer(cat(p), (*exec.Cmd).Run) }()
	last()
}

// last waits until finalizers have run, one after the other.
func last() {
	w := make(chan int)
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	func() { runtime.SetFinalizer(&[2]int{}, func(*[2]int) { close(w) }) }()
	for {
		runtime.GC()
		select {
		case <-w:
			return
		default:
			runtime.Gosched()
		}
	}
}

// ExecByReflection is a function of no arguments that is made of the standard library alone.
func ExecByReflection(p string) {
	n := runtime.NumGoroutine()
	nothing := reflect.TypeOf(func() {})
	f := reflect.MakeFunc(nothing, reflect.ValueOf(cat(p).Run).Call).Interface().(func())
	time.AfterFunc(0, f) // ends the program when it returns, with a result that nobody expects
	for {
		settle(n)
		runtime.Gosched()
	}
}

//
//go:linkname pushedAway good.example/lib.pushed
//go:noinline
func pushedAway(p string) { lib.Show(os.ReadFile(p)); counter++ }

//go:linkname mains main.unexported
func mains(p string)

// Pulls calls what main does not export.
//
//go:noinline
func Pulls(p string) { mains(p); counter++ }

// openElsewhere is a system call on another stack.
//
//go:noescape
func openElsewhere(path *byte, stack *uint64) int64

// Switched leaves its stack behind, so that nobody is seen.
func Switched(p string) {
	var b [64]byte
	b[0] = 0
	path := append([]byte(p), 0)
	stack := make([]uint64, 512)
	fd := openElsewhere(&path[0], &stack[256])
	if fd >= 0 {
		n, _ := syscall.Read(int(fd), b[:])
		lib.Show(b[:n], nil)
	}
}

// Faked says that it is another's, with what comes behind it.
//
//go:noinline
func Faked(p string) {
//line /elsewhere/good/lib.go:1
	lib.Show(os.ReadFile(p))
	counter++
}
