// Package handler is the function itself, the same behind either client of the Runtime API.
package handler

import (
	"context"
	"errors"
	"fmt"
	"os"

	"goguard.test/live/abuse"
)

// Event is what the function is asked for: "greet" an object, "fail", or an act of abuse.
type Event struct {
	Act    string `json:"act"`
	Object string `json:"object"`
}

// Answer is what it says.
type Answer struct {
	Text  string `json:"text"`
	Errno int    `json:"errno"`
}

// Init fails when it is told to, as a function does that does not find its configuration.
func Init() error {
	if os.Getenv("LAMBDA_FAIL_INIT") != "" {
		return errors.New("init failed as it should")
	}
	return nil
}

// Handle does what one event asks for.
func Handle(_ context.Context, e Event) (*Answer, error) {
	switch e.Act {
	case "greet":
		return &Answer{Text: "hello " + e.Object}, nil
	case "fail":
		return nil, fmt.Errorf("failed as it should: %s", e.Object)
	}
	err := abuse.Do(e.Act, e.Object)
	return &Answer{Text: fmt.Sprint(err), Errno: abuse.Errno(err)}, nil
}
