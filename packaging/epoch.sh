#!/bin/sh
# epoch.sh: the time that packages carry, in seconds: $SOURCE_DATE_EPOCH, that of the commit, or,
# outside of a checkout, that of the file VERSION, which `make dist` has set to it.
set -eu
[ -n "${SOURCE_DATE_EPOCH:-}" ] && echo "$SOURCE_DATE_EPOCH" && exit 0
[ -e .git ] && git log -1 --format=%ct 2>/dev/null && exit 0
stat -c %Y VERSION
