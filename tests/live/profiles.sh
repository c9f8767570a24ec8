# shellcheck shell=bash
# Helpers of the tests of shipped profiles; after lib.sh:  . "$(dirname "$0")/profiles.sh"
#
# Owns the secrets that nobody may read and the words for acts of abuse. Relies on lib.sh, and on
# tests/live/go/abuse for the acts. Promises to remove the one file that it makes outside $GG_TMP.
SECRET=$(mktemp /var/tmp/goguard-secret.XXXXXX) || exit 1 # $GG_TMP is below /tmp, which profiles grant
echo secret >"$SECRET"
chmod 600 "$SECRET"
trap 'rm -f "$SECRET" "$SECRET.new"; at_end' EXIT
ENVIRON=/proc/$$/environ # that of another process of this user
CREDENTIALS=169.254.169.254:80 # only ever asked for guarded
SHELL_PATH=$(readlink -f /bin/sh)

# What is tried, one a line: ACT OBJECT | ERRNO | JQFILTER for the violation; $OTHER is an address that
# something listens on and no policy names
abuses() {
	cat <<END
read $SECRET | EACCES | .op == "open" and .path == "$SECRET"
read $ENVIRON | EACCES | .op == "open" and (.path | endswith("/environ"))
write $SECRET.new | EACCES | .op == "create" and .path == "$SECRET.new"
run $SHELL_PATH | EACCES | .op == "exec" and .path == "$SHELL_PATH"
tcp $OTHER | EACCES | .op == "connect" and .proto == "tcp" and .port == ${OTHER#*:}
tcp $CREDENTIALS | EACCES | .op == "connect" and .addr == "169.254.169.254"
END
}
each_abuse() { # COMMAND: COMMAND NAME ACT OBJECT ERRNO FILTER for each
	local act object errno filter rest
	while IFS='|' read -r rest errno filter; do
		read -r act object <<<"$rest"
		read -r errno <<<"$errno"
		"$1" "$act $object" "$act" "$object" "$errno" "$filter"
	done < <(abuses)
}
# May this be tried without a guard? Nothing is ever sent to a credential endpoint.
harmless() { [ "$1" != "$CREDENTIALS" ]; }
# free_port: one that nobody listened on a moment ago
free_port() { "$(go_bin httpclient)" -free-port; }
# guard POLICY COMMAND...: starts it guarded in the background, its output in $BG_OUT
guard() {
	local policy=$1
	shift
	background "$GG" run -p "$policy" --log "$SOCK" -- "$@"
	BG_OUT=$GG_TMP/bg.${#pids[@]}.out
}
# finish: ends what guard or background started last; its status is in $STATUS
finish() {
	kill "$BG" 2>/dev/null
	wait "$BG" 2>/dev/null
	STATUS=$?
}
