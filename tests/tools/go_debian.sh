#!/bin/sh
# go_debian.sh SERIES...: downloads those Go (1.21, 1.22, ...) as Debian's packages into $GO_HOME/debian and
# prints, for each, VERSION:PATH of its `go`. Nothing is installed and apt's own settings and lists stay as they
# are. A series that no suite has is said and left out; then it fails.
set -u
home=${GO_HOME:?}/debian
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=${GG_DEBIAN_MIRROR:-http://deb.debian.org/debian}
mkdir -p "$home/apt/lists/partial" "$home/apt/cache/archives/partial" || exit 1
list=$home/apt/sources.list
apt() {
	tool=$1
	shift
	"$tool" -o Dir::Etc::sourcelist="$list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$home/apt/lists" \
		-o Dir::Cache="$home/apt/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root -qq "$@"
}
ready() { # SERIES: prints it if it is there
	go=$home/$1/usr/lib/go-$1/bin/go
	v=$(GOTOOLCHAIN=local GOENV=off "$go" env GOVERSION 2>/dev/null) && echo "${v%% *}:$go"
}
update() { # once
	[ -e "$list" ] && return
	for suite in bookworm bookworm-backports trixie trixie-backports; do
		echo "deb [signed-by=$keyring] $mirror $suite main"
	done >"$list"
	apt apt-get update >&2 || { rm -f "$list"; return 1; }
}
fetch() { # SERIES
	update && mkdir -p "$home/$1" && cd "$home/apt" &&
		apt apt-get download "golang-$1-go" "golang-$1-src" >&2 || return 1
	for deb in golang-"$1"-*.deb; do
		dpkg-deb -x "$deb" "$home/$1" || return 1
	done
	rm -f golang-"$1"-*.deb
}
status=0
for series; do
	ready "$series" || { fetch "$series" && ready "$series"; } || {
		echo "goguard: error: cannot download Go $series: no suite of Debian at '$mirror' has it, or it was not reached" >&2
		status=1
	}
done
exit $status
