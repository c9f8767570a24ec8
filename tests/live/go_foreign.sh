# A program that others built, stripped and without build information: the event says what Go's own trace says.
# Run by `make check-go-matrix`; $GG_ESBUILD is the program.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/go_trace.sh"
dir=$(realpath "$GG_TMP")/w
mkdir "$dir"
echo 'export const a: number = 1' >"$dir/in.ts"
log=$GG_TMP/events
for how in trap EPERM; do # mkdirat is not allowed; a filter that traps needs no supervisor
	[ $how = trap ] && supervisor=off || supervisor=require
	policy $how <<END
version = 1; extends = ( "go-base" );
syscalls = { otherwise = "$how"; };
layers = { supervisor = "$supervisor"; };
files = ( { path = "$dir"; allow = "read"; } );
END
done
bundle() { # POLICY
	: >"$log"
	GOTRACEBACK=system run "$GG" run -p "$GG_TMP/$1.cfg" --log "$log" -- "$GG_ESBUILD" "$dir/in.ts" --outfile="$dir/new/out.js"
}
bundle trap
told=$(traceback)
ok 'Go prints a trace' grep -q '^os\.Mkdir' <<<"$told"
bundle EPERM
made='.kind == "violation" and .syscall == "mkdirat"'
# where the runtime is told that a system call begins is another line than where it is made
frames=$(jq -r "select($made) | .go.stack[] | \"\(.func) \(.file):\(.line)\"" "$log" | sed '0,/^syscall\.Syscall /d')
is 'its frames are those of the event, but for wrappers' "$frames" \
	"$(sed '0,/^syscall\.Syscall /d' <<<"$told" | grep -Ev '\.gowrap[0-9]+ ')"
is 'the walk, the subject' "$(jq -r "select($made) | \"\(.go.end) \(.subject)\"" "$log" | sort -u)" \
	"complete $(sed -n 's|^\(github\.com/evanw/esbuild/[a-z/]*\)\..*|\1|p' <<<"$told" | head -n 1)"
done_testing
