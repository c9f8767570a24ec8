package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

const (
	dnsName  = "service.everything.test."
	typeA    = 1
	typeAAAA = 28
)

// dnsAnswer answers one question: A 192.0.2.7 and AAAA 2001:db8::7 for dnsName, else "no such name".
// truncate leaves the answer out and says so, which sends a resolver to TCP.
func dnsAnswer(query []byte, truncate bool) []byte {
	if len(query) < 12 {
		return nil
	}
	end, name := 12, ""
	for end < len(query) && query[end] != 0 {
		n := int(query[end])
		if end+1+n > len(query) {
			return nil
		}
		name += string(query[end+1:end+1+n]) + "."
		end += 1 + n
	}
	if end+5 > len(query) {
		return nil
	}
	kind := binary.BigEndian.Uint16(query[end+1:])
	question := query[12 : end+5]
	var data []byte
	switch kind {
	case typeA:
		data = []byte{192, 0, 2, 7}
	case typeAAAA:
		data = net.ParseIP("2001:db8::7")
	}
	out := append([]byte{query[0], query[1], 0x84, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
	switch {
	case name != dnsName:
		out[3] |= 3 // no such name
	case truncate:
		out[2] |= 2
	case data != nil:
		out[7] = 1
		out = append(out, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 60, 0, byte(len(data)))
		out = append(out, data...)
	}
	return out
}

func dnsOverUDP(c net.PacketConn, truncate bool) {
	buf := make([]byte, 1500)
	for {
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		c.WriteTo(dnsAnswer(buf[:n], truncate), from)
	}
}

func dnsOverTCP(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			for {
				var size [2]byte
				if _, err := io.ReadFull(c, size[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(c, query); err != nil {
					return
				}
				out := dnsAnswer(query, false)
				c.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...))
			}
		}()
	}
}

// dns asks a name server of its own with Go's resolver, by UDP and, when cut short there, by TCP.
func dns() error {
	for _, truncate := range []bool{false, true} {
		if err := resolve(truncate); err != nil {
			return fmt.Errorf("truncated %v: %w", truncate, err)
		}
	}
	return nil
}

func resolve(truncate bool) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer p.Close()
	go dnsOverTCP(l)
	go dnsOverUDP(p, truncate)
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		if network == "tcp" {
			return d.DialContext(ctx, "tcp", l.Addr().String())
		}
		return d.DialContext(ctx, "udp", p.LocalAddr().String())
	}}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	addrs, err := r.LookupIPAddr(ctx, dnsName)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, a := range addrs {
		found[a.IP.String()] = true
	}
	if !found["192.0.2.7"] || !found["2001:db8::7"] {
		return fmt.Errorf("found %v", addrs)
	}
	_, err = r.LookupHost(ctx, "nobody.everything.test.")
	if dnsErr, ok := err.(*net.DNSError); !ok || !dnsErr.IsNotFound {
		return fmt.Errorf("a name that is not there: %v", err)
	}
	return nil
}
