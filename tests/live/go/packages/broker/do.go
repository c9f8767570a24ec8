// Package do makes calls. The same file stands in several packages (by links), so that each makes them by
// functions of its own, and nobody else's stand in the stack.
package do

import (
	"errors"
	"net"
	"os"
)

// Do makes one call itself: no other package outside the standard library takes part.
//
//go:noinline
func Do(act, arg string) error {
	switch act {
	case "read":
		f, err := os.Open(arg)
		if err == nil {
			err = f.Close()
		}
		return err
	case "write":
		return os.WriteFile(arg, []byte("written\n"), 0o600)
	case "remove":
		return os.Remove(arg)
	case "exec":
		p, err := os.StartProcess(arg, []string{arg}, &os.ProcAttr{})
		if err == nil {
			_, err = p.Wait()
		}
		return err
	case "connect":
		c, err := net.Dial("tcp", arg)
		if err == nil {
			err = c.Close()
		}
		return err
	case "unix":
		c, err := net.Dial("unix", arg)
		if err == nil {
			err = c.Close()
		}
		return err
	case "send":
		c, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		to, err := net.ResolveUDPAddr("udp", arg)
		if err == nil {
			_, err = c.WriteTo([]byte("x"), to)
		}
		_ = c.Close()
		return err
	case "listen":
		l, err := net.Listen("tcp", arg)
		if err == nil {
			err = l.Close()
		}
		return err
	}
	return errors.New("no such act: " + act)
}
