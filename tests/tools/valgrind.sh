#!/bin/bash
# valgrind.sh [NAME...]: unit tests under valgrind's memcheck (all, without NAMEs). BUILD: the products.
#
# A finding, or a failed test, fails the run. What is reachable at the end is no leak; what a child of
# a test leaves when it ends by _exit() is its own affair. What is left out is said, with the reason;
# what a test does on purpose is in valgrind.supp.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v valgrind >/dev/null || { echo "goguard: error: cannot check: no valgrind (install it)" >&2 && exit 1; }
# NAME | reason
LEFT_OUT='
test_sys | valgrind has no clone(2) of a process that shares memory, which is what it looks at
test_exec_stop | valgrind has no clone(2) of a process that shares descriptors only, which is how it gets the listener
test_mapped | a SIGBUS that another process sends does not end a process there, and the test waits for that
test_registers | it compares what /proc/TID/syscall says with the stack, and says of valgrind where valgrind waits
'
status=0
for t in "$BUILD"/tests/test_*; do
	name=$(basename "$t")
	[ -x "$t" ] && [ -f "tests/unit/$name.c" ] || continue
	case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
	why=$(awk -F' [|] ' -v name="$name" '$1 == name { print $2 }' <<<"$LEFT_OUT")
	[ -z "$why" ] || { echo "left out $name: $why" && continue; }
	log=$(mktemp) || exit 1
	if timeout -k 10 900 valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
		--show-leak-kinds=definite --child-silent-after-fork=yes --suppressions=tests/tools/valgrind.supp "$t" >"$log" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name: exit status $?"
		grep -E '^==|FAILED|ERROR|LINE' "$log" | head -n 40
		status=1
	fi
	rm -f "$log"
done
exit "$status"
