#!/bin/bash
# seeds.sh FILE.hex FOLDER: a file for every line, which holds the bytes of an input as hexadecimal digits;
# what stands behind them, and lines that begin with #, are for people
set -eu
n=0
while read -r hex _; do
	case $hex in '' | '#'*) continue ;; esac
	# shellcheck disable=SC2059
	printf "$(sed 's/../\\x&/g' <<<"$hex")" >"$2/seed-$((n += 1))"
done <"$1"
