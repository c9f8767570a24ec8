package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"time"
)

// selfSigned makes a certificate for 127.0.0.1 and a pool that trusts it.
func selfSigned() (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "everything"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool, nil
}

func overTLS(protocol string, attemptHTTP2 bool) error {
	cert, pool, err := selfSigned()
	if err != nil {
		return err
	}
	next := []string{"http/1.1"}
	if attemptHTTP2 {
		next = []string{"h2", "http/1.1"}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.Proto)) }),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: next},
	}
	go s.ServeTLS(l, "", "")
	defer s.Close()
	c := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2: attemptHTTP2,
	}}
	defer c.CloseIdleConnections()
	for i := 0; i < 5; i++ {
		if err := get(c, "https://"+l.Addr().String()+"/", protocol); err != nil {
			return err
		}
	}
	// The system's certificates are read the first time somebody asks for them; none may be there
	if _, err := x509.SystemCertPool(); err != nil {
		return err
	}
	return nil
}

func tlsHTTP() error { return overTLS("HTTP/1.1", false) }
func http2() error   { return overTLS("HTTP/2.0", true) }
