// Hello is what is started, thousands of times.
package main

import "os"

func main() { os.Stdout.WriteString("hello\n") }
