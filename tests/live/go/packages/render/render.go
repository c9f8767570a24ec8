package do

// Call makes somebody else do it: the caller takes part all the same.
//
//go:noinline
func Call(f func(act, arg string) error, act, arg string) error {
	err := f(act, arg)
	return err
}

// Go does it in a goroutine of its own.
func Go(act, arg string) error {
	done := make(chan error)
	go func() { done <- Do(act, arg) }()
	return <-done
}

// Deferred does it while it returns.
func Deferred(act, arg string) (err error) {
	defer func() { err = Do(act, arg) }()
	return nil
}

// Generic does it from an instance made in the package of its caller.
func Generic[T ~string](act, arg T) error {
	err := Do(string(act), string(arg))
	return err
}

// Doer does it behind an interface.
type Doer struct{}

// Do is Do.
func (Doer) Do(act, arg string) error { return Do(act, arg) }
