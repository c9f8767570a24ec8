package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// reply is what every URL answers.
type reply struct {
	OK    bool   `json:"ok"`
	Text  string `json:"text,omitempty"`
	Errno string `json:"errno,omitempty"`
	Error string `json:"error,omitempty"`
}

// answer runs one act: 200 when it worked, 403 when it was denied, 500 for anything else.
func answer(w http.ResponseWriter, r *http.Request, act func(*http.Request) (string, error)) {
	text, err := act(r)
	out, status := reply{OK: err == nil, Text: text}, http.StatusOK
	if err != nil {
		out.Error, out.Errno, status = err.Error(), errnoName(err), http.StatusInternalServerError
		if out.Errno == "EACCES" || out.Errno == "EPERM" {
			status = http.StatusForbidden
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(out)
}

// errnoName finds the errno inside an error, "" when there is none.
func errnoName(err error) string {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return ""
	}
	names := map[syscall.Errno]string{
		syscall.EPERM: "EPERM", syscall.EACCES: "EACCES", syscall.ENOENT: "ENOENT", syscall.ENOSYS: "ENOSYS",
		syscall.ECONNREFUSED: "ECONNREFUSED", syscall.ENETUNREACH: "ENETUNREACH",
		syscall.EHOSTUNREACH: "EHOSTUNREACH", syscall.ESRCH: "ESRCH", syscall.EINVAL: "EINVAL",
	}
	if name, ok := names[errno]; ok {
		return name
	}
	return fmt.Sprintf("errno %d", int(errno))
}

// fetch asks another service. Its client keeps no connection and gives up soon.
func fetch(url string) (string, error) {
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1000))
	return string(text), err
}

// save writes a greeting for name into the data folder.
func save(folder, name string) (string, error) {
	if name == "" || name != filepath.Base(name) {
		return "", fmt.Errorf("no name for a file: %q", name)
	}
	path := filepath.Join(folder, name+".txt")
	return "saved " + filepath.Base(path), os.WriteFile(path, []byte("hello, "+name+"\n"), 0o600)
}

// readSecret reads a file that the function has no business with.
func readSecret(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("read %d bytes of secrets", len(text)), nil
}

// runShell runs a command as an injected one would run.
func runShell() (string, error) {
	out, err := exec.Command("/bin/sh", "-c", "id").CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// tamperWithParent attaches to the process that started this one, and lets go of it at once.
func tamperWithParent() (string, error) {
	runtime.LockOSThread() // a tracer is a thread
	defer runtime.UnlockOSThread()
	parent := os.Getppid()
	if err := syscall.PtraceAttach(parent); err != nil {
		return "", fmt.Errorf("attach to process %d: %w", parent, err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(parent, &status, syscall.WALL, nil); err != nil {
		return "", err
	}
	return "held the parent, could read and change its memory", syscall.PtraceDetach(parent)
}
