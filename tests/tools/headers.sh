#!/bin/sh
# headers.sh FLAGS...: every header compiles alone.
set -u
bad=0
for h in $(find lib $(ls -d include 2>/dev/null) -name '*.h' | sort); do
	${CC:-gcc} "$@" -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -x c "$h" || {
		echo "headers: $h does not compile alone" >&2
		bad=1
	}
done
exit $bad
