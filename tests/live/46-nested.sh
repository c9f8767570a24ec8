# A guard inside a guard, the shim in a guarded program, and programs with rights of their own.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
start_logs || skip_all 'no log reader'
fn_policy nested
acts=$(go_bin acts)
pie=$(go_bin acts pie)
inner=$WORK/inner.cfg
cp "$POLICY" "$inner"
[ -e "$GG_SO" ] && ways='run preload env shell-exec target' || ways=run

for w in $ways; do
	if [ "$w" != preload ]; then # goguard itself is static: the shim alone does not reach it
		rm -f "$RAN"
		as "$w" "$POLICY" "$GG" run -p "$inner" -- "$acts" create "$RAN"
		refused "$w, goguard run inside" 'cannot guard a command inside a guard'
	fi
	[ -e "$GG_SO" ] || continue
	# The shim again: the program is guarded already, so it runs, under the outer policy
	new_case
	as "$w" "$POLICY" /bin/sh -c 'LD_PRELOAD=$0 GOGUARD_POLICY=/nonexistent exec "$@"' "$GG_SO" \
		"$pie" read "$SECRET"
	status_is "$w, the shim inside: guarded by the outer policy" EACCES
	event "$w, the shim inside: one violation" '.kind == "exit"'
	is "$w, the shim inside: logged once" "$(count_events '.kind == "violation"')" 1
	is "$w, the shim inside: one posture" "$(count_events '.kind == "posture"')" 1
	as "$w" "$POLICY" /bin/sh -c 'LD_PRELOAD=$0 GOGUARD_POLICY=/nonexistent exec "$@"' "$GG_SO" \
		"$pie" create "$RAN"
	status_is "$w, the shim inside: and what that allows" 0
	rm -f "$RAN"
done

# C code in a guarded program: the wrappers say who, once
cgo=$(go_bin cgo cgo)
if [ -e "$GG_SO" ] && [ -x "$cgo" ]; then
	for w in $ways; do
		new_case
		as "$w" "$POLICY" "$cgo" fopen "$SECRET"
		status_is "$w, C code: EACCES" EACCES
		event "$w, C code: named" ".kind == \"violation\" and .layer == \"wrappers\" and .syscall == \"fopen\" and
			.path == \"$SECRET\" and (.c.module | type) == \"string\""
		event "$w, C code: the end" '.kind == "exit"'
		is "$w, C code: logged once" "$(count_events '.kind == "violation"')" 1
		new_case
		as "$w" "$POLICY" "$cgo" go-open "$SECRET"
		status_is "$w, Go code: EACCES" EACCES
		event "$w, Go code: the supervisor says so" '.kind == "violation" and .layer == "supervisor"'
	done
fi

# Programs that change the user: the loader starts them in secure mode
if [ "$(id -u)" = 0 ] && [ -e "$GG_SO" ] && command -v setpriv >/dev/null; then
	dir=$(mktemp -d /tmp/goguard-setid.XXXXXX) && chmod 755 "$dir"
	cp "$GG_SO" "$GG" "$pie" "$dir/" && mv "$dir/${pie##*/}" "$dir/acts" && chmod 755 "$dir"/*
	chown 12345 "$dir/acts" && chmod 4755 "$dir/acts"
	way preload "$POLICY" "$dir/acts" uids
	run setpriv --reuid=65534 --regid=65534 --clear-groups "${CMD[@]}"
	if grep -q 'uid 65534 12345' "$OUT"; then
		status_is 'a set-id program: the shim does nothing' 0
		is 'a set-id program: no filter of ours' "$(grep '^Seccomp' "$OUT")" "$(grep '^Seccomp' /proc/$$/status)"
		ok 'a set-id program: no_new_privs is not set' grep -qE '^NoNewPrivs:.*0$' "$OUT"
	else
		skip 'a set-id program' 'this file system ignores the bit'
	fi
	# Where it is loaded all the same, it sees that the execution is secure, and does nothing
	export GOGUARD_POLICY=/nonexistent GOGUARD_BIN=$GG
	run "$PROBE" load "$GG_SO"
	is 'loaded in a program like any other: it guards, or refuses' "$STATUS" 125
	run setpriv --ruid=65534 "$PROBE" load "$GG_SO"
	is 'loaded in secure execution: it does nothing' "$STATUS $(cat "$OUT")" \
		"0 secure 1, seccomp $(awk '/^Seccomp:/ { print $2 }' /proc/$$/status), no_new_privs 0"
	unset GOGUARD_POLICY GOGUARD_BIN
	# Under the guard the bit means nothing: no_new_privs
	as run "$POLICY" /bin/sh -c 'exec "$0" uids' "$dir/acts"
	nok 'under the guard a set-id program gains nothing' grep -q ' 12345' "$OUT"
	rm -rf "$dir"
else
	note 'set-id programs: only root can make them'
fi
done_testing
