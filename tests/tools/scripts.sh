#!/bin/sh
# Every script can be parsed, also those that a test seldom runs. Prints what the shell says of others; fails when
# there is one. What begins with #!/bin/sh is sh's, everything else bash's.
set -u
command -v bash >/dev/null || { echo 'goguard: error: cannot check scripts: no bash (install it)' >&2 && exit 1; }
bad=0
for script in .ci/run tests/run $(find examples packaging tests -name '*.sh' -o -name bootstrap -type f | sort); do
	shell=bash
	[ "$(head -n 1 "$script")" != '#!/bin/sh' ] || shell=sh
	"$shell" -n "$script" || bad=1
done
exit "$bad"
