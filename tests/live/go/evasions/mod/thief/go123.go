//go:build go1.23

package dep

import (
	"iter"
	"os"

	"good.example/lib"
)

// Seq acts before it yields.
func Seq(p string) iter.Seq[int] {
	return func(yield func(int) bool) {
		lib.Show(os.ReadFile(p))
		yield(1)
	}
}
