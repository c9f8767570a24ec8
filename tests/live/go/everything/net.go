package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// serveOn answers with the path of the request until the returned function is called.
func serveOn(l net.Listener) (stop func()) {
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto, " ", r.URL.Path)
	})}
	go s.Serve(l)
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		s.Shutdown(ctx)
	}
}

func get(c *http.Client, url, want string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && string(text) != want {
		err = fmt.Errorf("%s answers %q, not %q", url, text, want)
	}
	return err
}

func plainHTTP() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer serveOn(l)()
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 10}}
	defer c.CloseIdleConnections()
	url := "http://" + l.Addr().String()
	for i := 0; i < 20; i++ { // kept alive: one connection
		if err := get(c, url+"/one", "HTTP/1.1 /one"); err != nil {
			return err
		}
	}
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for i := 0; i < 100; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			path := fmt.Sprintf("/%d", i)
			errs <- get(c, url+path, "HTTP/1.1 "+path)
		}(i)
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// echo sends text from one end and expects it back.
func echo(c net.Conn, text string) error {
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		return err
	}
	buf := make([]byte, len(text))
	if _, err := io.ReadFull(c, buf); err != nil {
		return err
	}
	if string(buf) != text {
		return fmt.Errorf("echo says %q, not %q", buf, text)
	}
	return nil
}

func udp() error {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()
	go echoPackets(server)
	c, err := net.Dial("udp", server.LocalAddr().String()) // connected
	if err != nil {
		return err
	}
	defer c.Close()
	if err := echo(c, "connected"); err != nil {
		return err
	}
	free, err := net.ListenPacket("udp", "127.0.0.1:0") // each datagram with its address
	if err != nil {
		return err
	}
	defer free.Close()
	free.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := free.WriteTo([]byte("free"), server.LocalAddr()); err != nil {
		return err
	}
	buf := make([]byte, 16)
	n, _, err := free.ReadFrom(buf)
	if err == nil && string(buf[:n]) != "free" {
		err = fmt.Errorf("echo says %q", buf[:n])
	}
	return err
}

func echoPackets(c net.PacketConn) {
	buf := make([]byte, 2048)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		c.WriteTo(buf[:n], from)
	}
}

func unixSockets() error {
	for _, addr := range []string{at("stream.sock"), "@" + *address} {
		if err := unixStream(addr); err != nil {
			return fmt.Errorf("%s: %w", addr, err)
		}
	}
	return unixDatagrams(at("server.sock"), at("client.sock"))
}

func unixStream(addr string) error {
	l, err := net.Listen("unix", addr)
	if err != nil {
		return err
	}
	defer l.Close() // removes the path
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.Copy(c, c)
			c.Close()
		}
	}()
	c, err := net.Dial("unix", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	return echo(c, "unix")
}

func unixDatagrams(serverPath, clientPath string) error {
	server, err := net.ListenPacket("unixgram", serverPath)
	if err != nil {
		return err
	}
	defer os.Remove(serverPath)
	defer server.Close()
	go echoPackets(server)
	client, err := net.DialUnix("unixgram", &net.UnixAddr{Name: clientPath, Net: "unixgram"},
		&net.UnixAddr{Name: serverPath, Net: "unixgram"})
	if err != nil {
		return err
	}
	defer os.Remove(clientPath)
	defer client.Close()
	return echo(client, "datagram")
}

func interfaces() error {
	all, err := net.Interfaces()
	if err != nil {
		return err
	}
	for _, i := range all {
		if _, err := i.Addrs(); err != nil {
			return err
		}
	}
	_, err = net.InterfaceAddrs()
	return err
}
