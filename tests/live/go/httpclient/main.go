// Httpclient asks servers by HTTP, HTTPS and HTTP/2, looks names up, and prints what it got; one line
// for each request. With -serve it is the other side, unguarded: servers and a resolver on loopback.
// With -act it does one act of abuse and ends with its errno.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"goguard.test/live/abuse"
)

var (
	serve    = flag.String("serve", "", "serve, and write ca.pem and the addresses into this folder")
	plain    = flag.String("plain", "", "port of the HTTP server")
	secure   = flag.String("tls", "", "port of the HTTPS server")
	resolver = flag.String("resolver", "", "address of the resolver")
	ca       = flag.String("ca", "", "file with the server's authority")
	act      = flag.String("act", "", "one of "+strings.Join(abuse.Names(), " "))
	object   = flag.String("object", "", "what to do it to")
	freePort = flag.Bool("free-port", false, "print a port that nobody listens on")
)

const name = "service.goguard.test"

func main() {
	flag.Parse()
	switch {
	case *freePort:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			fmt.Println(l.Addr().(*net.TCPAddr).Port)
		}
		end(err)
	case *serve != "":
		end(serveAll(*serve))
	case *act != "":
		err := abuse.Do(*act, *object)
		if err != nil {
			fmt.Fprintln(os.Stderr, "httpclient:", err)
		}
		os.Exit(abuse.Errno(err))
	}
	end(askAll())
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "httpclient:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// client trusts the authority in -ca besides those of the system, and asks -resolver for names, as a
// program does that finds this address in /etc/resolv.conf.
func client(http2 bool) (*http.Client, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(*ca)
	if err != nil {
		return nil, err
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate in " + *ca)
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, *resolver)
		},
	}}
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		DialContext:       dialer.DialContext,
		TLSClientConfig:   &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2: http2,
	}}, nil
}

func ask(c *http.Client, url, body string) error {
	var r *http.Response
	var err error
	if body == "" {
		r, err = c.Get(url)
	} else {
		r, err = c.Post(url, "text/plain", strings.NewReader(body))
	}
	if err != nil {
		return err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	fmt.Printf("%d %s %s\n", r.StatusCode, r.Proto, text)
	return err
}

func askAll() error {
	for _, http2 := range []bool{false, true} {
		c, err := client(http2)
		if err != nil {
			return err
		}
		for _, base := range []string{"http://" + name + ":" + *plain, "https://" + name + ":" + *secure} {
			if err := ask(c, base+"/", ""); err != nil {
				return err
			}
			if err := ask(c, base+"/", strings.Repeat("x", 100000)); err != nil {
				return err
			}
		}
		c.CloseIdleConnections()
	}
	return nil
}
