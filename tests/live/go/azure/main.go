// Azure is a custom handler of Azure Functions: an HTTP server on $FUNCTIONS_CUSTOMHANDLER_PORT that
// is asked with {"Data":{...},"Metadata":{...}} and answers {"Outputs":{...},"Logs":[...],
// "ReturnValue":...}. /hello greets Data.name and keeps a note below -dir; /abuse does Data.act to
// Data.object and returns the errno.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"goguard.test/live/abuse"
)

type request struct {
	Data     map[string]json.RawMessage
	Metadata map[string]interface{}
}

type response struct {
	Outputs     map[string]interface{}
	Logs        []string
	ReturnValue interface{}
}

var dir = flag.String("dir", os.TempDir(), "folder for notes")

// text is Data[key], a string of JSON.
func (r *request) text(key string) string {
	var s string
	json.Unmarshal(r.Data[key], &s)
	return s
}

func hello(r *request) (*response, error) {
	greeting := "hello " + r.text("name")
	if err := os.WriteFile(filepath.Join(*dir, "note"), []byte(greeting), 0o600); err != nil {
		return nil, err
	}
	return &response{
		Outputs:     map[string]interface{}{"res": map[string]interface{}{"body": greeting}},
		Logs:        []string{"greeted"},
		ReturnValue: greeting,
	}, nil
}

func doAbuse(r *request) (*response, error) {
	err := abuse.Do(r.text("act"), r.text("object"))
	return &response{Logs: []string{fmt.Sprint(err)}, ReturnValue: abuse.Errno(err)}, nil
}

func handle(f func(*request) (*response, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in request
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := f(&in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(out)
	}
}

func main() {
	flag.Parse()
	http.HandleFunc("/hello", handle(hello))
	http.HandleFunc("/abuse", handle(doAbuse))
	l, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("FUNCTIONS_CUSTOMHANDLER_PORT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())
	log.Fatal(http.Serve(l, nil))
}
