package render

import (
	"os"

	"probe.example/probe"
)

func init() {
	for _, probe.Act = range probe.AtStart("alpha.example/render") {
		_, _ = probe.Act(os.Args[len(os.Args)-1] + "/init-of-a-dependency")
	}
}
