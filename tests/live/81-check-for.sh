# goguard check --for: patterns of packages that mean nothing in a program.
# needs: nothing
. "$(dirname "$0")/lib.sh"
program=$(go_bin packages)
[ -x "$program" ] || skip_all "$program is not built"
policy patterns <<END
version = 1;
extends = ( "go-base", "go-packages" );
log = { socket = "/run/goguard/events.sock"; };
files = (
  { path = "/srv/a"; allow = "read"; by = "example.com/broker"; },
  { path = "/srv/b"; allow = "read"; by = "example.com/brokr"; }
);
network = { connect = ( { to = "tcp://10.0.0.1:1"; by = "unknown"; } ); };
packages = (
  { match = "module:example.com/render@v0.0.1"; exec = ( ); },
  { match = "deps"; exec = ( ); }
);
END
run "$GG" check "$POLICY"
is 'without a program: nothing is said' "$(cat "$ERR")" ''
run "$GG" check --for "$program" "$POLICY"
status_is 'with one: warnings' 0
is 'each where it was written, with a hint' "$(sed "s|$GG_TMP/||; s|'/[^']*packages.static'|PROGRAM|" "$ERR")" \
	"patterns.cfg:6: warning: files[].by: 'example.com/brokr' matches no package of PROGRAM (did you mean 'example.com/broker'?)
patterns.cfg:10: warning: packages[].match: 'module:example.com/render@v0.0.1' matches no package of PROGRAM (it has (devel) of that module)"
ok 'and counted' out_has ': ok, 2 warnings$'
run "$GG" check --strict --for="$program" "$POLICY"
status_is '--strict: they are findings' 1
run "$GG" check --json --for "$program" "$POLICY"
is '--json: an object each' "$(jq -c '[.severity, .line]' "$OUT" | tr '\n' ' ')" '["warning",6] ["warning",10] '
# What cannot be looked into
echo text >"$GG_TMP/text"
for what in "$GG_TMP/text" "$GG_TMP" "$GG_TMP/none" "$GG" /dev/null; do
	run "$GG" check --for "$what" "$POLICY"
	status_is "no Go program: ${what#"$GG_TMP"}" 1
	ok 'and that is said' err_has "^goguard: error: cannot check for '$what': "
done
run "$GG" check --json --for "$GG_TMP/text" "$POLICY"
is 'also as JSON' "$(jq -r '[.severity, .line, .text] | join(" ")' "$OUT")" \
	"error 0 cannot check for '$GG_TMP/text': it is no Go program"
run "$GG" check --for "$program"
status_is 'no policy is wrong usage' 2
run "$GG" check --for
status_is 'no program, too' 2
done_testing
