#!/bin/bash
# http.sh PATH PORT SECONDS COMMAND…: starts a server, asks it for PATH by wrk, prints per_s= and p99_us=
set -u
path=$1 port=$2 seconds=$3
shift 3
exec 8< <("$@" 2>&1 & echo "pid $!"; wait)
read -r _ pid <&8
while read -r line <&8; do case $line in *listening*) break ;; esac; done
[ -n "${line:-}" ] || { echo "the server did not start" >&2; exit 1; }
said=$(wrk -t1 -c8 -d"$seconds" --latency "http://127.0.0.1:$port$path")
# shellcheck disable=SC2046
kill $(cat /proc/"$pid"/task/"$pid"/children 2>/dev/null) "$pid" # a tracer lets go of what it traces
wait
awk '/99%/ { v = $2; u = v; sub(/[0-9.]+/, "", u); v += 0
		if (u == "ms") v *= 1000; if (u == "s") v *= 1000000; p = v }
	/Requests\/sec/ { r = $2 }
	/Non-2xx|Socket errors/ { bad = $0 }
	END { if (bad || !r) { print "wrk: " bad >"/dev/stderr"; exit 1 }
		printf "per_s=%s p99_us=%s\n", r, p }' <<<"$said"
