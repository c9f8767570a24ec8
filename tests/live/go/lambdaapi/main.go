// Lambdaapi is the platform's side of the Runtime API, on loopback: it hands out the events in a file,
// one line of JSON each, in order, and prints what the function made of them:
//
//	listening on ADDRESS:PORT
//	response ID BODY
//	error ID TYPE BODY
//	init-error TYPE BODY
//	done                      the last event was answered; who asks for one more waits
//
// It ends by itself after some minutes.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	version  = "/2018-06-01/runtime/"
	lifetime = 5 * time.Minute
)

type api struct {
	mu      sync.Mutex
	events  []string
	given   int
	pending string // id of the event that was given and not answered yet
}

func (a *api) next(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	if a.pending != "" || a.given == len(a.events) {
		a.mu.Unlock()
		<-r.Context().Done() // no event any more
		return
	}
	event := a.events[a.given]
	a.given++
	a.pending = fmt.Sprintf("id-%d", a.given)
	id := a.pending
	a.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", id)
	h.Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(30*time.Second).UnixMilli()))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:test")
	h.Set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
	io.WriteString(w, event)
}

// answered takes "ID/response" and "ID/error".
func (a *api) answered(w http.ResponseWriter, r *http.Request) {
	id, what, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, version+"invocation/"), "/")
	body, err := io.ReadAll(io.LimitReader(r.Body, 6<<20))
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil || r.Method != http.MethodPost || id != a.pending || (what != "response" && what != "error") {
		http.Error(w, "no such invocation", http.StatusBadRequest)
		return
	}
	a.pending = ""
	line := []string{what, id, r.Header.Get("Lambda-Runtime-Function-Error-Type"), string(body)}
	fmt.Println(strings.Join(strings.Fields(strings.Join(line, " ")), " "))
	w.WriteHeader(http.StatusAccepted)
	if a.given == len(a.events) {
		fmt.Println("done")
	}
}

func initError(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	fmt.Printf("init-error %s %s\n", r.Header.Get("Lambda-Runtime-Function-Error-Type"), body)
	w.WriteHeader(http.StatusAccepted)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "lambdaapi:", err)
	os.Exit(1)
}

func main() {
	if len(os.Args) != 2 {
		fail(errors.New("usage: lambdaapi EVENTS"))
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err)
	}
	a := &api{events: strings.Split(strings.TrimSpace(string(text)), "\n")}
	http.HandleFunc(version+"invocation/next", a.next)
	http.HandleFunc(version+"invocation/", a.answered)
	http.HandleFunc(version+"init/error", initError)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	fmt.Println("listening on", l.Addr())
	time.AfterFunc(lifetime, func() { os.Exit(1) })
	fail(http.Serve(l, nil))
}
