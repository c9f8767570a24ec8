# Every shape of call stack that Go makes: the event says what the program's own runtime says.
# The programs are build/tests/go/shapes.VARIANT, and those that GG_GO_SHAPES names.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/go_trace.sh"
dir=$(realpath "$GG_TMP")/w
policy shapes <<END
version = 1;
name    = "shapes";
extends = ( "go-base" );
syscalls = { allow = [ "@file-write", "@net-client", "@net-server", "@process" ]; };
network = { connect = ( "tcp://127.0.0.1" ); listen = ( "tcp://127.0.0.1" ); };
log     = { stacks = "violations"; rate_per_s = 0; };
END
files=$POLICY
log=$GG_TMP/events

shapes() { # POLICY BIN WORDS...: one run, its events into $log
	local policy=$1
	shift
	: >"$log"
	run "$GG" run -p "$policy" --log "$log" -- "$@"
}
files() { # BIN: what it will try to open
	rm -rf "$dir" && mkdir "$dir"
	(cd "$dir" && "$1" -list | sed 's/^/.\//' | xargs -d '\n' touch)
	chmod -R a+rx "$dir"
}
compare() { # into $GG_TMP/compared
	jq -n -r --slurpfile truth "$OUT" --slurpfile events "$log" -f "$top/tests/live/go_shapes.jq" >"$GG_TMP/compared"
}
all_shapes() { # NAME BIN
	files "$2"
	shapes "$files" "$2" "$dir"
	status_is "$1: it ends as it should" 0
	compare
	grep -v ': exact$' "$GG_TMP/compared" | while read -r line; do note "$line"; done
	is "$1: $(grep -c . "$GG_TMP/compared") shapes, all exact" \
		"$(grep -vc ': exact$' "$GG_TMP/compared") wrong of $(jq -r .path "$OUT" | sort -u | grep -c .)" \
		"0 wrong of $(grep -c ': exact$' "$GG_TMP/compared")"
}
# The filter's own answer is a signal, upon which Go prints every frame, down to the system call, and ends
policy trap <<END
version = 1; extends = ( "go-base" );
syscalls = { otherwise = "trap"; };
layers = { supervisor = "off"; };
END
trap=$POLICY
policy eperm <<END
version = 1; extends = ( "go-base" );
END
eperm=$POLICY
innermost() { # NAME BIN
	local told
	export GOTRACEBACK=system
	shapes "$trap" "$2" -once
	told=$(traceback)
	shapes "$eperm" "$2" -once
	is "$1: each frame down to the system call" \
		"$(jq -r 'select(.kind == "violation") | .go.stack[] | "\(.func) \(.file):\(.line)"' "$log")" "$told"
}

# 64 goroutines at once, of four packages: every call has its own chain, whole
load() { # NAME BIN
	local n=40
	files "$2"
	shapes "$files" "$2" -load $n "$dir"
	status_is "$1: under load, it ends as it should" 0
	is "$1: under load, an event for each call" "$(grep -c '"violation"' "$log")" $((64 * n))
	is "$1: under load, every chain is complete and its own" "$(jq -r 'select(.kind == "violation")
		| (.path | sub(".*/load-"; "") | sub("-.*"; "")) as $who
		| { main: "main", alpha: "alpha.example/render", beta: "beta.example/io/v2",
			inner: "goguard.test/shapes/inner" }[$who] as $owner
		| select(.subject != $owner or .go.end != "complete" or (.go.stack | last.func) != "runtime.goexit")
		| "\($who): \(.subject), \(.go.end)"' "$log" | sort | uniq -c)" ''
}

for bin in ${GG_GO_SHAPES:-"$GO_BIN"/shapes.* "$GG_BUILD"/tests/go-versions/*/shapes.*}; do
	[ -x "$bin" ] || continue
	name=${bin##*/}
	case $bin in */go-versions/*) name=$(basename "${bin%/*}")/$name ;; esac
	all_shapes "$name" "$bin"
	innermost "$name" "$bin"
	case $name in shapes.static | shapes.cgo) load "$name" "$bin" ;; esac
done
[ $n_tests -gt 0 ] || skip_all 'no program was built'
done_testing
