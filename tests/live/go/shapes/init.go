package main

import "probe.example/probe"

// Before main: while variables get their values, and in functions for it
var early = func() int {
	for _, probe.Act = range probe.AtStart(byMain) {
		_, _ = probe.Act(dir() + "/variable")
	}
	return 1
}()

func init() {
	for _, probe.Act = range probe.AtStart(byMain) {
		_, _ = probe.Act(dir() + "/init")
		direct(dir() + "/init-that-calls")
	}
	sink += early
}
