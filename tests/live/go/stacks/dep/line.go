package dep

// Faked says that it is from somewhere else.
//
//go:noinline
func Faked(f func()) {
//line /elsewhere/victim/faked.go:77
	f()
	counter++
}
