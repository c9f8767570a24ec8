# shellcheck shell=bash
# Beneath a refusal: what is lost, and what a test promises all the same. Read by lib.sh.
#
# Owns the one table of refusals. Relies on GG_BENEATH, the names that the filter of probe_refuse
# around this test refuses (none: nothing is lost), and on a line `# needs: WORDS` in the head of a
# test that needs other layers than the shipped profiles do, or nothing. A test that needs a layer
# that is gone is replaced: where that layer is required nothing starts, where it is preferred the
# posture says that it is gone. "programs", which a listed program starts by rule, are gone where
# nothing verifies them: without ptrace and Landlock. "sockets" are gone where they can neither be
# duplicated nor given: without pidfd_getfd and ADDFD. Does not judge what a kernel refuses by itself.

# NAME | LAYERS that are gone, or the "log" of what is denied, or "pairs": sendmsg on streams that are
# connected, and on sockets that are accepted or come in pairs | CALLS (and acts of probes) that nobody
# can make any more | what the posture says, a jq filter
REFUSALS='
landlock         | landlock            | landlock | .layers.landlock.state == "missing" and (.layers.landlock.why | test("Landlock"))
listener         | supervisor log      |  | .layers.supervisor.state == "missing" and (.layers.supervisor.why | test("NEW_LISTENER"))
busy             | supervisor log      |  | .layers.supervisor.state == "missing" and (.layers.supervisor.why | test("EBUSY"))
addfd            | supervisor          |  | .layers.supervisor.state == "partial" and (.layers.supervisor.why | test("ADDFD"))
no_new_privs     | seccomp supervisor log landlock | prctl | [.layers.seccomp, .layers.landlock] | any(.state == "missing" and (.why | test("NO_NEW_PRIVS")))
seccomp          | seccomp supervisor log | seccomp | .layers.seccomp.state == "missing"
wait_killable    |  |  | .notes | any(test("asyncpreemptoff"))
sync_wake_up     |  |  | true
pidfd_getfd      | pairs | pidfd_getfd | .notes | any(test("pidfd_getfd is refused"))
process_vm_readv |  | process_vm_readv process_vm_writev vm-read | true
ptrace           |  | ptrace | .notes | any(test("ptrace is refused"))
close_range      |  |  | true
'
# refusal NAME: its line, as REFUSED_LAYERS, REFUSED_CALLS and REFUSED_SAYS
refusal() {
	local name
	while IFS='|' read -r name REFUSED_LAYERS REFUSED_CALLS REFUSED_SAYS; do
		[ "${name// /}" = "$1" ] && return
	done <<<"$REFUSALS"
	note "refusal: '$1' is none"
	return 1
}
# refusals: the names. Only root can install a filter without no_new_privs, and so refuse that.
refusals() {
	awk 'NF { print $1 }' <<<"$REFUSALS" | if [ "$(id -u)" = 0 ]; then cat; else grep -vx no_new_privs; fi
}
# lost NAME[,NAME...]: what is gone beneath these, one a line; layers_lost: only the layers
lost() {
	local name
	for name in ${1//,/ }; do
		# shellcheck disable=SC2086 # words
		refusal "$name" && printf '%s\n' $REFUSED_LAYERS
	done | grep . | sort -u
	case ,$1, in *,ptrace,*) ! lost_landlock "$1" || echo programs ;; esac
	case ,$1, in *,addfd,*pidfd_getfd,* | *,pidfd_getfd,*addfd,*) echo sockets ;; esac
}
lost_landlock() { [[ ",$1," =~ ,(landlock|no_new_privs), ]]; }
layers_lost() { lost "$1" | grep -xE 'seccomp|landlock|supervisor'; }
# beneath NAME: is this test beneath that refusal?
beneath() { [[ ",${GG_BENEATH:-}," == *",$1,"* ]]; }
# promised LAYER|log|pairs|sockets: is it still there?
promised() {
	[ -n "${GG_BENEATH:-}" ] || return 0
	[ -n "${LOST+set}" ] || LOST=$(lost "$GG_BENEATH") # a test is beneath the same all the time
	[[ $'\n'$LOST$'\n' != *$'\n'"$1"$'\n'* ]]
}
# callable CALL: can it be made at all, were it not for the guard?
callable() {
	local name names=${GG_BENEATH:-}
	for name in ${names//,/ }; do
		refusal "$name" && [[ " $REFUSED_CALLS " == *" $1 "* ]] && return 1
	done
	return 0
}

# left_out NAME REASON: in place of an assertion that nothing promises here
left_out() { n_tests=$((n_tests + 1)) && echo "ok $n_tests - $1 # SKIP not promised: $2"; }

# instead LAYER...: what holds of every guard that needs these, which are gone. That is the same whatever test
# they are gone for: a run of many shows it once for each user, and keeps in $GG_SHOWN that it did.
instead() {
	local layer way own=$GG_TMP/instead.json ran=$GG_TMP/instead.ran acts ways=run name all=$*
	local shown=${GG_SHOWN:+$GG_SHOWN/${all// /-}}
	[ -z "$shown" ] || [ ! -e "$shown" ] || instead_of_the_rest
	[ "$all" != programs ] || no_programs
	set -- ${all/programs/}
	[ -e "$GG_SO" ] && ways='run preload'
	for way in $ways; do
		acts=$(go_bin acts "$([ "$way" = run ] && echo static || echo pie)")
		for layer in "$@"; do
			instead_policy "$layer" require
			rm -f "$ran" "$own"
			instead_start "$way" "$acts" create "$ran"
			is "$way, $layer required: 125" "$STATUS" 125
			ok "$way, $layer required: the layer is named" err_has "^goguard: error: cannot use layer '$layer': .+"
			nok "$way, $layer required: the function did not run" test -e "$ran"
		done
		instead_policy "$1" prefer
		instead_start "$way" "$acts" exit 7
		is "$way, preferred: it runs with what is left" "$STATUS" 7
		for layer in "$@"; do
			ok "$way, preferred: the posture says that $layer is gone, and why" posture_has "$own" \
				".layers.$layer | (.state == \"missing\" or .state == \"partial\") and (.why | length) > 0"
		done
		for name in ${GG_BENEATH//,/ }; do
			hidden "$name" && continue
			refusal "$name" && [ -n "${REFUSED_LAYERS// /}" ] &&
				ok "$way, preferred: the posture says that $name is refused" posture_has "$own" "$REFUSED_SAYS"
		done
	done
	[ -z "$shown" ] || ((n_failed)) || : >"$shown"
	instead_of_the_rest
}
instead_of_the_rest() {
	left_out 'the rest of this test' "needs $all"
	done_testing
}
# hidden NAME: nobody gets as far as that, since what comes before it is refused
hidden() {
	case $1 in
	busy) beneath listener || beneath seccomp ;;
	addfd | pidfd_getfd) beneath listener || beneath busy || beneath seccomp || beneath no_new_privs ;;
	*) false ;;
	esac
}
no_programs() {
	local acts
	acts=$(go_bin acts)
	instead_policy landlock prefer
	echo "exec = ( { path = \"$acts\"; } );" >>"$POLICY"
	instead_start run "$acts" exec "$acts" exit 0
	status_is 'no program is executed by rule' EACCES
	ok 'as the posture says' posture_has "$GG_TMP/instead.json" '.notes | any(test("ptrace is refused"))'
	instead_start run "$acts" exit 7
	is 'but for the one that is started' "$STATUS" 7
	left_out 'the rest of this test' 'needs programs, which nothing verifies without ptrace and Landlock'
	done_testing
}
instead_policy() { # LAYER WORD: every other layer is preferred
	policy instead <<-END
		version = 1; extends = ( "go-base" );
		layers = { $(for l in seccomp landlock supervisor; do
			[ $l = "$1" ] && echo "$l = \"$2\";" || echo "$l = \"prefer\";"; done) };
		syscalls = { allow = [ "@file-write", "@process" ]; };
		files = ( { path = "$(realpath "$GG_TMP")"; allow = "read write create"; } );
	END
}
instead_start() { # WAY COMMAND...
	local way=$1
	shift
	case $way in
	run) run "$GG" run -p "$POLICY" --log "$GG_TMP/instead.json" -- "$@" ;;
	preload) GOGUARD_BIN=$GG GOGUARD_POLICY=$POLICY GOGUARD_LOG=$GG_TMP/instead.json run env LD_PRELOAD="$GG_SO" "$@" ;;
	esac
}
posture_has() { jq -es "any(.kind == \"posture\" and ($2))" "$1" >/dev/null; }

if [ -n "${GG_BENEATH:-}" ]; then
	needs=$(sed -n 's/^# needs: //p' "$0")
	gone=$(for layer in ${needs:-seccomp supervisor programs}; do promised "$layer" || echo "$layer"; done |
		sed 's/^log$/supervisor/' | sort -u) # who writes it
	# shellcheck disable=SC2086
	[ -z "$gone" ] || instead $gone
fi
