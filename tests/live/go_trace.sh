# shellcheck shell=bash
# What Go prints when it is ended by a signal, from the output of the last command. For tests that compare.

# traceback: the frames of the goroutine that runs, as "FUNCTION FILE:LINE"
traceback() {
	awk '/^goroutine / { on = /running|syscall/ && !seen; seen = seen || on; next }
		/^$/ || /^created by/ { on = 0 }
		on && /^\t/ { sub(/^\t/, ""); sub(/ \+0x.*/, ""); print f, $0; next }
		on { f = $0; sub(/\([^()]*\)$/, "", f) }' "$ERR"
}
