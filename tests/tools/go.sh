#!/bin/sh
# go.sh: prints the first Go that is new enough (1.19): $GO, `go` on PATH, the usual places. Fails
# when there is none. go.sh all: every one of another version, as VERSION:PATH.
try() {
	[ -x "$1" ] || return 1
	v=$(GOTOOLCHAIN=local GOENV=off "$1" env GOVERSION 2>/dev/null) || return 1
	case $v in
	go1.[0-9] | go1.[0-9].* | go1.[0-9]rc* | go1.1[0-8] | go1.1[0-8].* | go1.1[0-8]rc*) return 1 ;;
	go[1-9]* | devel*) v=${v%% *} ;;
	*) return 1 ;;
	esac
}
found=' '
for candidate in "${GO:-}" "$(command -v go)" /usr/local/go/bin/go /usr/lib/go/bin/go /usr/lib/go-*/bin/go; do
	[ -n "$candidate" ] && try "$candidate" || continue
	[ "${1:-}" = all ] || { echo "$candidate" && exit 0; }
	case $found in *" $v:"*) continue ;; esac
	found="$found$v:$candidate "
done
[ "$found" != ' ' ] && echo $found
