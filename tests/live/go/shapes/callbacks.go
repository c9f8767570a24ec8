package main

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"expvar"
	"flag"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template"

	"probe.example/probe"
)

// What the standard library calls back
var callbacks = []shape{
	{"reflect", byMain, func(p string) { reflect.ValueOf(direct).Call([]reflect.Value{reflect.ValueOf(p)}) }, "", false},
	{"reflect, method by name", byMain, func(p string) {
		reflect.ValueOf(pair{}).MethodByName("Call").Call([]reflect.Value{reflect.ValueOf(p)})
	}, "", false},
	{"reflect, promoted method by name", byAlpha, func(p string) {
		reflect.ValueOf(outer{}).MethodByName("Call").Call([]reflect.Value{reflect.ValueOf(p)})
	}, "", false},
	{"reflect, method value", byMain, func(p string) { reflect.ValueOf(pair{}).MethodByName("Call").Interface().(func(string))(p) }, "", false},
	{"reflect, function made", byMain, reflectMade, "", false},
	{"reflect, large arguments", byMain, func(p string) {
		reflect.ValueOf(large).Call([]reflect.Value{reflect.ValueOf(p), reflect.ValueOf([100]int{}), reflect.ValueOf([100]int{})})
	}, "", false},
	{"reflect, variadic", byMain, func(p string) {
		reflect.ValueOf(variadic).Call([]reflect.Value{reflect.ValueOf(p), reflect.ValueOf(1)})
	}, "", false},
	{"reflect, goroutine", byMain, func(p string) { onOther(func() { reflect.ValueOf(direct).Call([]reflect.Value{reflect.ValueOf(p)}) }) }, "", false},

	{"sort.Slice", byMain, sortSlice, "", false},
	{"sort.Sort", byMain, func(p string) { sort.Sort(&sortable{p, 0}) }, "", false},
	{"sort.Stable", byMain, func(p string) { sort.Stable(sort.Reverse(&sortable{p, 0})) }, "", false},
	{"sort.Search", byMain, func(p string) { sort.Search(1, func(int) bool { _, _ = probe.Act(p); return true }) }, "", false},
	{"strings.Map", byMain, func(p string) { strings.Map(func(r rune) rune { _, _ = probe.Act(p); return r }, "x") }, "", false},
	{"strings.FieldsFunc", byMain, func(p string) { strings.FieldsFunc("x", func(rune) bool { _, _ = probe.Act(p); return true }) }, "", false},
	{"bytes.IndexFunc", byMain, func(p string) { bytes.IndexFunc([]byte("x"), func(rune) bool { _, _ = probe.Act(p); return true }) }, "", false},
	{"regexp", byMain, func(p string) {
		regexp.MustCompile("x").ReplaceAllStringFunc("x", func(s string) string { _, _ = probe.Act(p); return s })
	}, "", false},
	{"text template", byMain, func(p string) { textTemplate(p, &bytes.Buffer{}) }, "", false},
	{"text template, method", byMain, func(p string) {
		_ = template.Must(template.New("x").Parse("{{.String}}")).Execute(&bytes.Buffer{}, acting{p})
	}, "", false},
	{"text template, writer", byMain, func(p string) { _ = template.Must(template.New("x").Parse("x")).Execute(acting{p}, nil) }, "", false},
	{"html template", byMain, func(p string) {
		f := htmltemplate.FuncMap{"act": func() string { _, _ = probe.Act(p); return "" }}
		_ = htmltemplate.Must(htmltemplate.New("x").Funcs(f).Parse("<a href='{{act}}'>")).Execute(&bytes.Buffer{}, nil)
	}, "", false},
	{"nested templates", byMain, func(p string) {
		f := template.FuncMap{"act": func() string { _, _ = probe.Act(p); return "" }}
		t := `{{define "a"}}{{range .}}{{if .}}{{template "b" .}}{{end}}{{end}}{{end}}{{define "b"}}{{with .}}{{act}}{{end}}{{end}}{{template "a" .}}`
		_ = template.Must(template.New("x").Funcs(f).Parse(t)).Execute(&bytes.Buffer{}, []int{1})
	}, "", false},
	{"filepath.Walk", byMain, func(p string) {
		_ = filepath.Walk("/dev/null", func(string, os.FileInfo, error) error { _, _ = probe.Act(p); return nil })
	}, "", false},
	{"filepath.WalkDir", byMain, func(p string) {
		_ = filepath.WalkDir("/dev/null", func(string, fs.DirEntry, error) error { _, _ = probe.Act(p); return nil })
	}, "", false},
	{"fs.WalkDir", byMain, func(p string) { _ = fs.WalkDir(acting{p}, ".", func(string, fs.DirEntry, error) error { return nil }) }, "", false},
	{"fmt.Stringer", byMain, func(p string) { fmt.Fprint(io.Discard, acting{p}) }, "", false},
	{"fmt.Formatter", byMain, func(p string) { fmt.Fprintf(io.Discard, "%v", formatting{p}) }, "", false},
	{"fmt.Scanner", byMain, func(p string) { _, _ = fmt.Sscan("x", &formatting{p}) }, "", false},
	{"error of errors", byMain, func(p string) { fmt.Fprint(io.Discard, fmt.Errorf("x: %w", formatting{p})) }, "", false},
	{"errors.Is", byMain, func(p string) { _ = errors.Is(fmt.Errorf("x: %w", formatting{p}), io.EOF) }, "", false},
	{"json.Marshaler", byMain, func(p string) { _, _ = json.Marshal([]any{map[string]any{"x": acting{p}}}) }, "", false},
	{"json.Unmarshaler", byMain, func(p string) { _ = json.Unmarshal([]byte(`[1]`), &[]*acting{{p}}) }, "", false},
	{"xml.Marshaler", byMain, func(p string) { _, _ = xml.Marshal(acting{p}) }, "", false},
	{"gob", byMain, func(p string) { _ = gob.NewEncoder(io.Discard).Encode(acting{p}) }, "", false},
	{"io.Copy to a writer", byMain, func(p string) { _, _ = io.Copy(acting{p}, strings.NewReader("x")) }, "", false},
	{"io.Copy from a reader", byMain, func(p string) { _, _ = io.Copy(io.Discard, acting{p}) }, "", false},
	{"io.MultiWriter", byMain, func(p string) { _, _ = io.MultiWriter(io.Discard, acting{p}).Write([]byte("x")) }, "", false},
	{"io.Pipe", byMain, ioPipe, "", false},
	{"bufio.Writer", byMain, func(p string) { w := bufio.NewWriter(acting{p}); _, _ = w.WriteString("x"); _ = w.Flush() }, "", false},
	{"bufio.Scanner", byMain, func(p string) {
		s := bufio.NewScanner(strings.NewReader("x"))
		s.Split(func(b []byte, end bool) (int, []byte, error) {
			_, _ = probe.Act(p)
			return len(b), b, bufio.ErrFinalToken
		})
		s.Scan()
	}, "", false},
	{"log", byMain, func(p string) { log.New(acting{p}, "", 0).Print("x") }, "", false},
	{"flag", byMain, func(p string) {
		f := flag.NewFlagSet("x", flag.ContinueOnError)
		f.Func("x", "", func(string) error { _, _ = probe.Act(p); return nil })
		_ = f.Parse([]string{"-x", "1"})
	}, "", false},
	{"expvar", byMain, func(p string) { _ = expvar.Func(func() any { _, _ = probe.Act(p); return 1 }).String() }, "", false},
	{"http handler", byMain, func(p string) {
		serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { _, _ = probe.Act(p) }))
	}, "", false},
	{"http middleware", byMain, func(p string) {
		m := http.NewServeMux()
		m.HandleFunc("/", func(http.ResponseWriter, *http.Request) { _, _ = probe.Act(p) })
		serve(http.StripPrefix("", http.TimeoutHandler(http.MaxBytesHandler(m, 1), 1<<40, "")))
	}, "", false},
	{"http transport", byMain, func(p string) {
		c := http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { _, _ = probe.Act(p); return nil, io.EOF })}
		_, _ = c.Get("http://127.0.0.1/") //nolint:bodyclose // there is none
	}, "", false},
	{"http dialer", byMain, func(p string) {
		var once sync.Once
		c := http.Client{Transport: &http.Transport{Dial: func(string, string) (net.Conn, error) { once.Do(func() { _, _ = probe.Act(p) }); return nil, io.EOF }}}
		_, _ = c.Get("http://127.0.0.1/") //nolint:bodyclose // there is none
	}, "", false},
}

func reflectMade(p string) {
	f := func(in []reflect.Value) []reflect.Value { _, _ = probe.Act(in[0].String()); return nil }
	call(reflect.MakeFunc(reflect.TypeOf(direct), f).Interface().(func(string)), p)
}

func sortSlice(p string) {
	once := false
	a := []int{3, 1, 2}
	sort.Slice(a, func(i, j int) bool {
		if !once {
			once = true
			_, _ = probe.Act(p)
		}
		return a[i] < a[j]
	})
}

// sortable acts the first time that it is asked to swap.
type sortable struct {
	path  string
	swaps int
}

func (s *sortable) Len() int           { return 2 }
func (s *sortable) Less(i, j int) bool { return s.swaps == 0 }
func (s *sortable) Swap(_, _ int) {
	if s.swaps == 0 {
		_, _ = probe.Act(s.path)
	}
	s.swaps++
}

func textTemplate(p string, to io.Writer) {
	f := template.FuncMap{"act": func() string { _, _ = probe.Act(p); return "" }}
	_ = template.Must(template.New("x").Funcs(f).Parse("{{act}}")).Execute(to, nil)
}

// acting acts whatever it is asked for.
type acting struct{ path string }

func (a acting) String() string               { _, _ = probe.Act(a.path); return "" }
func (a acting) Write(b []byte) (int, error)  { _, _ = probe.Act(a.path); return len(b), nil }
func (a acting) Read([]byte) (int, error)     { _, _ = probe.Act(a.path); return 0, io.EOF }
func (a acting) Open(string) (fs.File, error) { _, _ = probe.Act(a.path); return nil, io.EOF }
func (a acting) MarshalJSON() ([]byte, error) { _, _ = probe.Act(a.path); return []byte("1"), nil }
func (a *acting) UnmarshalJSON([]byte) error  { _, _ = probe.Act(a.path); return nil }
func (a acting) MarshalXML(*xml.Encoder, xml.StartElement) error {
	_, _ = probe.Act(a.path)
	return nil
}
func (a acting) GobEncode() ([]byte, error) { _, _ = probe.Act(a.path); return nil, nil }

// formatting has the methods that would get in the way of those.
type formatting struct{ path string }

func (f formatting) Format(fmt.State, rune)          { _, _ = probe.Act(f.path) }
func (f formatting) Error() string                   { _, _ = probe.Act(f.path); return "" }
func (f formatting) Is(error) bool                   { _, _ = probe.Act(f.path); return true }
func (f *formatting) Scan(fmt.ScanState, rune) error { _, _ = probe.Act(f.path); return nil }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func ioPipe(p string) {
	r, w := io.Pipe()
	done := make(chan int)
	go func() { _, _ = io.Copy(acting{p}, r); close(done) }()
	_, _ = w.Write([]byte("x"))
	_ = w.Close()
	<-done
}

func listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "shapes:", err)
		os.Exit(3)
	}
	return l
}

// serve answers one request.
func serve(h http.Handler) {
	l := listen()
	go func() { _ = http.Serve(l, h) }()
	get(l, "/")
	_ = l.Close()
}

func get(l net.Listener, path string) {
	if r, err := http.Get("http://" + l.Addr().String() + path); err == nil {
		_ = r.Body.Close()
	}
}
