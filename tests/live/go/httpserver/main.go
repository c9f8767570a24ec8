// Httpserver answers on $PORT or -port, of every address or the one in -host: / says hello, /save keeps the
// body in -dir, /file sends a file, /abuse?act=A&object=O does an act of abuse (403 and its errno when
// it fails). SIGTERM ends it when the last answer is out.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"goguard.test/live/abuse"
)

var (
	host = flag.String("host", "", "address to listen on")
	port = flag.String("port", os.Getenv("PORT"), "port to listen on")
	dir  = flag.String("dir", "", "folder for /save and /file")
)

func fail(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

func save(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err == nil {
		err = os.WriteFile(filepath.Join(*dir, "saved"), text, 0o600)
	}
	if err != nil {
		fail(w, err)
		return
	}
	fmt.Fprintf(w, "saved %d bytes", len(text))
}

func doAbuse(w http.ResponseWriter, r *http.Request) {
	err := abuse.Do(r.FormValue("act"), r.FormValue("object"))
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
	}
	fmt.Fprintf(w, "%d", abuse.Errno(err))
}

func main() {
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
	http.HandleFunc("/save", save)
	http.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(*dir, "saved"))
	})
	http.HandleFunc("/abuse", doAbuse)
	l, err := net.Listen("tcp", net.JoinHostPort(*host, *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, "httpserver:", err)
		os.Exit(abuse.Errno(err))
	}
	fmt.Println("listening on", l.Addr())
	s := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	stop := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		s.Shutdown(ctx)
		close(done)
	}()
	if err := s.Serve(l); err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, "httpserver:", err)
		os.Exit(1)
	}
	<-done
	fmt.Println("done")
}
