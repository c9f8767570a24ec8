package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// A server lives no longer than this, whatever becomes of who started it
const lifetime = 5 * time.Minute

func authority() (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: name},
		DNSNames:              []string{name},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, text, err
}

func count(w http.ResponseWriter, r *http.Request) {
	n, _ := io.Copy(io.Discard, r.Body)
	fmt.Fprintf(w, "%s %d bytes", r.Method, n)
}

// resolve answers A questions with 127.0.0.1 and 127.0.0.2, the second of which nobody listens on, and
// every other with nothing.
func resolve(c net.PacketConn) {
	query := make([]byte, 1500)
	for {
		n, from, err := c.ReadFrom(query)
		if err != nil {
			return
		}
		end := 12
		for end < n && query[end] != 0 {
			end += 1 + int(query[end])
		}
		if end+5 > n {
			continue
		}
		out := append([]byte{query[0], query[1], 0x84, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, query[12:end+5]...)
		if binary.BigEndian.Uint16(query[end+1:]) == 1 {
			out[7] = 2
			for _, last := range []byte{1, 2} {
				out = append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, last)
			}
		}
		c.WriteTo(out, from)
	}
}

// serveAll starts everything on free ports and writes "PLAIN TLS DNS OTHER" into DIR/ports, when all
// of them are there. Nobody is supposed to ask OTHER.
func serveAll(dir string) error {
	cert, text, err := authority()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), text, 0o644); err != nil {
		return err
	}
	var listeners []net.Listener
	for i := 0; i < 3; i++ {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		listeners = append(listeners, l)
	}
	dns, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go resolve(dns)
	handler := http.HandlerFunc(count)
	go http.Serve(listeners[0], handler)
	go http.Serve(listeners[2], handler)
	secure := &http.Server{Handler: handler, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}}
	go secure.ServeTLS(listeners[1], "", "")
	port := func(i int) int { return listeners[i].Addr().(*net.TCPAddr).Port }
	line := fmt.Sprintf("%d %d %d %d\n", port(0), port(1), dns.LocalAddr().(*net.UDPAddr).Port, port(2))
	ready := filepath.Join(dir, "ports")
	if err := os.WriteFile(ready+".new", []byte(line), 0o644); err != nil {
		return err
	}
	if err := os.Rename(ready+".new", ready); err != nil {
		return err
	}
	time.Sleep(lifetime)
	return nil
}
