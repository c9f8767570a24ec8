package probe

import (
	"reflect"
	"runtime"
)

// Second is the second line of a function.
func Second(f interface{}) Frame {
	pc := reflect.ValueOf(f).Pointer()
	fn := runtime.FuncForPC(pc)
	file, line := fn.FileLine(pc)
	return Frame{fn.Name(), file, line + 1}
}
