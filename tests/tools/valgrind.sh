#!/bin/bash
# valgrind.sh [NAME...]: unit tests under valgrind's memcheck, but those named. BUILD: the products.
#
# A finding, or a failed test, fails the run. What is reachable at the end is no leak; what a child of
# a test leaves when it ends by _exit() is its own affair.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v valgrind >/dev/null || { echo "goguard: error: cannot check: no valgrind (install it)" >&2 && exit 1; }
status=0
for t in "$BUILD"/tests/test_*; do
	name=$(basename "$t")
	[ -x "$t" ] && [ -f "tests/unit/$name.c" ] || continue
	case " $* " in *" $name "*) continue ;; esac
	log=$(mktemp) || exit 1
	if timeout -k 10 900 valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
		--show-leak-kinds=definite --child-silent-after-fork=yes "$t" >"$log" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name: exit status $?"
		grep -E '^==|FAILED|ERROR|LINE' "$log" | head -n 40
		status=1
	fi
	rm -f "$log"
done
exit "$status"
