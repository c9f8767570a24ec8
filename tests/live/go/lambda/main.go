// Lambda is a function with its own client of the Runtime API: it asks for the next event, handles it,
// and posts the answer or the error, until it is ended.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"goguard.test/live/lambda/handler"
)

const version = "/2018-06-01/runtime"

type failure struct {
	Message string   `json:"errorMessage"`
	Type    string   `json:"errorType"`
	Stack   []string `json:"stackTrace"`
}

var base = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + version

// The next event may be hours away: no timeout
var client = &http.Client{}

func post(path, kind string, body interface{}) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if kind != "" {
		r.Header.Set("Lambda-Runtime-Function-Error-Type", kind)
	}
	response, err := client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusAccepted {
		return fmt.Errorf("POST %s: %s", path, response.Status)
	}
	return nil
}

func postError(path, kind string, err error) error {
	return post(path, kind, failure{err.Error(), kind, []string{}})
}

func invoke(id string, deadline time.Time, event []byte) error {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	var e handler.Event
	if err := json.Unmarshal(event, &e); err != nil {
		return postError("/invocation/"+id+"/error", "Function.BadEvent", err)
	}
	answer, err := handler.Handle(ctx, e)
	if err != nil {
		return postError("/invocation/"+id+"/error", "Function.Failed", err)
	}
	return post("/invocation/"+id+"/response", "", answer)
}

// next asks for one event and handles it.
func next() error {
	r, err := client.Get(base + "/invocation/next")
	if err != nil {
		return err
	}
	event, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("GET next: %s", r.Status)
	}
	os.Setenv("_X_AMZN_TRACE_ID", r.Header.Get("Lambda-Runtime-Trace-Id"))
	ms, err := strconv.ParseInt(r.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64)
	if err != nil {
		return err
	}
	return invoke(r.Header.Get("Lambda-Runtime-Aws-Request-Id"), time.UnixMilli(ms), event)
}

func main() {
	err := handler.Init()
	if err != nil {
		if e := postError("/init/error", "Function.Init", err); e != nil {
			err = e
		}
	}
	for err == nil {
		err = next()
	}
	fmt.Fprintln(os.Stderr, "lambda:", err)
	os.Exit(1)
}
