#!/bin/sh
# Prepares what the function finds, with everything that the container may do, and ends in the
# function, which may do what /etc/goguard/policy.cfg says. TOKEN is for this script only.
set -eu
mkdir -p /tmp/hello/data
printf '{ "greeting": "%s", "upstream": "%s", "data": "/tmp/hello/data" }\n' \
	"${GREETING:-hello}" "${UPSTREAM:-http://127.0.0.1:8081/}" >/tmp/hello/hello.json
unset TOKEN

# exec, so that the shell does not stay: the supervisor becomes pid 1, the function its child
exec /app/hello -config /tmp/hello/hello.json -port "${PORT:-8080}"
