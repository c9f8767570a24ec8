// Postcard is a function that has a dependency draw a picture, writes it to a file, and says so to an
// upstream service. It is here to be guarded: see postcard.cfg.
//
//	postcard collect          the upstream service: print its port, then every request
//	postcard draw FILE        the function, with UPSTREAM_PORT in its environment
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"example.com/render"
)

func draw(file string) error {
	var picture bytes.Buffer
	if err := render.Card(&picture, 160, 100); err != nil {
		return err
	}
	if err := os.WriteFile(file, picture.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", file, picture.Len())
	return report(picture.Len())
}

// report is the function's own call, to the address that its dependency calls, too.
func report(size int) error {
	c, err := net.Dial("tcp", "127.0.0.1:"+os.Getenv("UPSTREAM_PORT"))
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintf(c, "POST /done?bytes=%d HTTP/1.1\r\nHost: upstream\r\nContent-Length: 0\r\n\r\n", size)
	answer, err := io.ReadAll(c)
	if err == nil && !strings.HasPrefix(string(answer), "HTTP/1.1 204 ") {
		err = fmt.Errorf("upstream says %q", answer)
	}
	return err
}

func collect() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("port", l.Addr().(*net.TCPAddr).Port)
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		request, _ := bufio.NewReader(c).ReadString('\n')
		fmt.Println(strings.TrimSpace(request))
		fmt.Fprint(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
		c.Close()
	}
}

func main() {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == "collect":
		err = collect()
	case len(os.Args) == 3 && os.Args[1] == "draw":
		err = draw(os.Args[2])
	default:
		err = fmt.Errorf("usage: postcard collect | draw FILE")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "postcard:", err)
		os.Exit(1)
	}
}
