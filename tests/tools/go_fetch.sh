#!/bin/sh
# go_fetch.sh VERSION: downloads that Go as a module, with the Go at hand, into $GO_HOME; prints the
# path of its `go`.
set -u
go=$(sh "$(dirname "$0")/go.sh") || { echo "goguard: error: cannot download $1: there is no go" >&2; exit 1; }
export GOENV=off GOTOOLCHAIN="$1" GOPATH="$GO_HOME/path" GOCACHE="$GO_HOME/cache" GOFLAGS=
root=$(cd / && timeout 300 "$go" env GOROOT) && [ -x "$root/bin/go" ] && echo "$root/bin/go" && exit 0
echo "goguard: error: cannot download $1: the module proxy was not reached, or '$go' is older than 1.21" >&2
exit 1
