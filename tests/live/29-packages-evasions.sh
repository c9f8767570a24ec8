# A dependency that may do nothing tries to look like somebody else, or nobody: nothing of it works. Where another
# dependency is restricted, all of it works, but for what nobody stands behind.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
dir=$(realpath "$GG_TMP")/w
mkdir "$dir"
echo 'top secret' >"$dir/secret"
policies() {
	for who in thief other; do
		policy "$who" <<END
version = 1;
name    = "evasions";
extends = ( "go-base" );
syscalls = { allow = [ "@process", "@net-client", "@net-server" ]; };
files    = ( { path = "$dir/secret"; allow = "read"; } );
exec     = ( { path = "$bin"; } );
network  = { connect = ( "tcp://127.0.0.1" ); listen = ( "tcp://127.0.0.1" ); };
packages = ( { match = "$who.example/..."; files = ( ); exec = ( ); network = { connect = ( ); listen = ( ); }; } );
log      = { rate_per_s = 0; };
END
	done
}
log=$GG_TMP/events

told() { grep -q 'top secret' "$OUT"; } # the file could be read
try() { # POLICY TRICK: its events into $log
	: >"$log"
	run "$GG" run -p "$GG_TMP/$1.cfg" --log "$log" -- "$bin" "$2" "$dir/secret"
}
violation() { # FILTER: of the last run
	jq -e -n "[inputs | select(.kind == \"violation\" and ($1))] != []" "$log" >/dev/null
}
for bin in ${GG_GO_EVASIONS:-"$GO_BIN"/evasions.* "$GG_BUILD"/tests/go-versions/*/evasions.*}; do
	[ -x "$bin" ] || continue
	name=${bin##*/}
	case $bin in */go-versions/*) name=$(basename "${bin%/*}")/$name ;; esac
	policies
	works=() fails=() seen=() allowed=() all=0
	while read -r trick who; do
		all=$((all + 1))
		run "$bin" "$trick" "$dir/secret"
		told || works+=("$trick")
		try thief "$trick"
		told && fails+=("$trick")
		case $who in # how the event names them
		nobody) of='.subject == "unknown"' ;;
		c) of='.subject == "c"' ;;
		*) of='.go.end == "complete" and any(.go.stack[]; (.func | startswith("thief.example/dep")) or (.file | test("/thief/")))' ;;
		esac
		violation "(.path == \"$dir/secret\" or .op == \"exec\") and .errno == \"EACCES\" and $of" || seen+=("$trick")
		try other "$trick"
		[ "$who" = dependency ] && { told || allowed+=("$trick"); }
		[ "$who" = dependency ] || { told && allowed+=("$trick"); }
	done < <("$bin")
	is "$name: $all tricks that work without a guard" "${works[*]}" ''
	is "$name: none works for a dependency that may do nothing" "${fails[*]}" ''
	is "$name: each is in an event" "${seen[*]}" ''
	is "$name: all do where it is allowed, but for nobody" "${allowed[*]}" ''
done
[ $n_tests -gt 0 ] || skip_all 'no program was built'
done_testing
