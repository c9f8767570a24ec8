#!/bin/sh
# Prints gg_self_calls.h: the system calls that goguard's own code makes inside a guarded process,
# between its filter and the program (the wrappers make do with what the policy grants),
# collected from the "#syscalls NAME..." lines in the comments of the files that make them.
set -eu
echo '/* Made by tests/tools/self_calls.sh from the #syscalls comments. */'
echo 'static const char *const gg_self_calls[] = {'
find lib/enforce -name '*.[ch]' | LC_ALL=C sort | xargs awk '
	/^[ \t]*(\/?\*+|\/\/)?[ \t]*#syscalls[ \t]/ {
		sub(/.*#syscalls/, ""); sub(/\*\/.*/, "")
		for (i = 1; i <= NF; i++) print "\t\"" $i "\","
	}
	END { print "\t\"exit_group\"," }' | LC_ALL=C sort -u
echo '};'
