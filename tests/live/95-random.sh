# Random attacks on rules that take something away within what others grant: nothing of that is reached or changed.
# needs: supervisor
# shellcheck shell=bash
. "$(dirname "$0")/acts.sh"
PROBE=("$GG_BUILD/tests/live/attack_random")
[ -x "${PROBE[0]}" ] || skip_all "${PROBE[0]} is not built (make probes)"
W=$UNIT

# In "kept" each file that must not change has a second name.
lay_out() {
	mkdir -p "$W/ok/d" "$W/ok/keys" "$W/ok/e" "$W/no" "$W/ro" "$W/rm" "$W/cr" "$W/kept"
	echo SECRET | tee "$W/ok/secret" "$W/ok/k.key" "$W/ok/keys/f" "$W/ok/d/k.key" "$W/no/f" >/dev/null
	echo kept | tee "$W/ro/f" "$W/ok/wr" >/dev/null
	echo text >"$W/rm/f"
	ln -s keys "$W/ok/l"
	ln "$W/ro/f" "$W/kept/ro"
	ln "$W/ok/wr" "$W/kept/wr"
	ln "$W/no/f" "$W/kept/no"
}

rules() { # EXTRA-KEY
	cat <<END
version = 1;
name = "random";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write" ]; };
files = (
  { path = "$W/ok"; allow = "read write create remove"; },
  { path = "$W/ro"; allow = "read"; },
  { path = "$W/rm"; allow = "read remove"; },
  { path = "$W/cr"; allow = "create remove"; },
  { path = "$W/ok/secret"; deny = "read"; },
  { path = "$W/ok/**/*.key"; deny = "read"; },
  { path = "$W/ok/keys"; deny = "read"; },
  { path = "$W/ok/**/wr"; deny = "write"; }
);
log = { rate_per_s = 0; };
$1
END
}

for l in prefer off; do
	world "landlock $l" < <(rules "layers = { landlock = \"$l\"; };")
	for seed in 1 2 36 37; do
		bare run "$seed" 4000 "$W"
		is "$(short "run $seed"): reaches what is secret unguarded" "$STATUS" 0
		guard run "$seed" 4000 "$W"
		status_is "$(short "run $seed"): does not" EACCES
		is "$(short "run $seed"): changes nothing" "$(cat "$W/kept/"*)" $'SECRET\nkept\nkept'
	done
done
done_testing
