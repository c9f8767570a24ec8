// Package dep is a dependency: it gets functions to call and calls them in its own ways.
package dep

// Inlined disappears into its caller.
func Inlined(f func()) {
	f()
}

// Twice disappears, with what it calls.
func Twice(f func()) {
	Inlined(f)
}

// Make disappears and leaves a closure, whose name Go 1.21 to 1.26 get wrong.
func Make(f func()) func() {
	return func() {
		f()
		counter++
	}
}

var counter int

// Direct stays a function.
//
//go:noinline
func Direct(f func()) {
	f()
	counter++
}

// Later has only the compiler's wrapper on the new stack, if that.
func Later(f func(func()), g func()) {
	go f(g)
}

// Map is generic.
//
//go:noinline
func Map[T any](in []T, f func(T)) {
	for _, v := range in {
		f(v)
	}
	counter++
}

// List is generic and has methods.
type List[K comparable, V any] struct {
	items map[K]V
	F     func()
}

// Each calls F.
//
//go:noinline
func (l *List[K, V]) Each() {
	l.F()
	counter++
}

// Caller is what interfaces and embedding are shown with.
type Caller interface{ Call() }

// Base calls.
type Base struct{ F func() }

// Call does it.
//
//go:noinline
func (b *Base) Call() {
	b.F()
	counter++
}

// Outer promotes Call, for which the compiler makes a wrapper.
type Outer struct {
	pad int
	*Base
}
