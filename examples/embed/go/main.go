// Guard a command from Go (cgo): embed POLICY CMD...
package main

// #cgo pkg-config: --static goguard
// #include <goguard.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: embed POLICY CMD...")
		os.Exit(2)
	}
	runtime.LockOSThread()
	var policy *C.struct_goguard_policy
	var plan *C.struct_goguard_plan
	var err C.struct_goguard_error
	argv := make([]*C.char, len(os.Args)-1) // ends in NULL
	for i, arg := range os.Args[2:] {
		argv[i] = C.CString(arg)
	}
	if C.goguard_policy_read(C.CString(os.Args[1]), &policy, &err) == 0 &&
		C.goguard_plan_make(policy, &plan, &err) == 0 {
		C.goguard_exec(plan, nil, &argv[0], &err) // returns only on failure
	}
	fmt.Fprintf(os.Stderr, "embed: %s:%d: %s\n", C.GoString(&err.file[0]), err.line, C.GoString(&err.text[0]))
	os.Exit(125)
}
