package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

const patience = 5 * time.Second

var netActs = map[string]act{
	"dial":      {2, "NET ADDR [TEXT]: connect, send TEXT, print the answer", dialAct},
	"unix-dial": {1, "PATH|@NAME [TEXT]", func(a []string) error { return dialAct(append([]string{"unix"}, a...)) }},
	"listen":    {2, "NET ADDR: listen and close again", listenAct},
	"serve":     {2, "NET ADDR [COUNT]: listen, print the address, echo to COUNT callers (1)", serveAct},
	"udp-send":  {1, "ADDR [TEXT]: one datagram from a socket that is not connected", udpSendAct},
	"udp-serve": {1, "ADDR: print the address, echo one datagram", udpServeAct},
	"socket":    {3, "DOMAIN TYPE PROTOCOL: numbers", socketAct},
	"lookup":    {1, "NAME: by the resolver of Go", lookupAct},
}

func dialAct(a []string) error {
	c, err := net.DialTimeout(a[0], a[1], patience)
	if err != nil {
		return err
	}
	defer c.Close()
	if len(a) < 3 {
		return nil
	}
	c.SetDeadline(time.Now().Add(patience))
	if _, err = io.WriteString(c, a[2]); err != nil {
		return err
	}
	buf := make([]byte, len(a[2]))
	n, err := io.ReadFull(c, buf)
	fmt.Println(string(buf[:n]))
	return err
}

func listenAct(a []string) error {
	l, err := net.Listen(a[0], a[1])
	if err != nil {
		return err
	}
	return l.Close()
}

func serveAct(a []string) error {
	count := 1
	if len(a) > 2 {
		if _, err := fmt.Sscan(a[2], &count); err != nil {
			return errUsage
		}
	}
	l, err := net.Listen(a[0], a[1])
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Println(l.Addr())
	for ; count > 0; count-- {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		io.Copy(c, c)
		c.Close()
	}
	return nil
}

func udpSendAct(a []string) error {
	to, err := net.ResolveUDPAddr("udp", a[0])
	if err != nil {
		return err
	}
	c, err := net.ListenUDP("udp", nil)
	if err != nil {
		return err
	}
	defer c.Close()
	text := "datagram"
	if len(a) > 1 {
		text = a[1]
	}
	_, err = c.WriteTo([]byte(text), to)
	return err
}

func udpServeAct(a []string) error {
	c, err := net.ListenPacket("udp", a[0])
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Println(c.LocalAddr())
	buf := make([]byte, 2048)
	n, from, err := c.ReadFrom(buf)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, string(buf[:n]))
	_, err = c.WriteTo(buf[:n], from)
	return err
}

func socketAct(a []string) error {
	n, err := numbers(a[:3])
	if err != nil {
		return err
	}
	fd, err := syscall.Socket(int(n[0]), int(n[1]), int(n[2]))
	if err != nil {
		return err
	}
	return syscall.Close(fd)
}

func lookupAct(a []string) error {
	addrs, err := net.LookupHost(a[0])
	for _, addr := range addrs {
		fmt.Println(addr)
	}
	return err
}
