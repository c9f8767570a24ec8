# An event says which Go code made the call, whatever the binary was built like.
. "$(dirname "$0")/lib.sh"
echo secret >"$GG_TMP/secret"
start_logs || skip_all 'no log reader'
policy plain <<END
version = 1; extends = ( "go-base" );
files = ( { path = "$GG_TMP/open"; allow = "read"; } );
END
plain=$POLICY
policy none <<END
version = 1; extends = ( "go-base" );
log = { stacks = "none"; };
END
none=$POLICY
policy all <<END
version = 1; extends = ( "go-base" );
files = ( { path = "$GG_TMP/open"; allow = "read"; } );
log = { stacks = "all"; allowed = true; };
END
all=$POLICY
echo open >"$GG_TMP/open"

says() { # NAME: what the event of this case must hold
	event "$1: subject, function, package" '.kind == "violation" and .subject == "main" and
		(.go.function | startswith("main.")) and .go.package == "main" and .go.end == "complete"'
	event "$1: module" '.kind == "violation" and (.go.module | type == "string")'
	event "$1: the stack goes from the call to the start" '.kind == "violation" and
		(.go.stack | map(.func) | (index("os.Open") != null or index("os.OpenFile") != null) and
		index("main.main") != null and last == "runtime.goexit")'
	event "$1: with files and lines" '.kind == "violation" and
		(.go.stack | any(.func == "main.main" and (.file | endswith("main.go")) and .line > 0))'
}
for variant in static stripped pie cgo; do
	acts=$(go_bin acts "$variant")
	[ -x "$acts" ] || { skip "$variant" "$acts is not built" && continue; }
	new_case
	guarded "$plain" "$acts" read "$GG_TMP/secret"
	status_is "run, $variant: denied" EACCES
	says "run, $variant"
done
for variant in pie cgo; do
	new_case
	preloaded "$plain" "$(go_bin acts "$variant")" read "$GG_TMP/secret"
	status_is "preload, $variant: denied" EACCES
	says "preload, $variant"
done

acts=$(go_bin acts)
new_case
guarded "$none" "$acts" read "$GG_TMP/secret"
event 'stacks none: no stack' '.kind == "violation" and (has("go") | not) and (has("subject") | not)'
new_case
guarded "$all" "$acts" read "$GG_TMP/open"
event 'stacks all: allowed calls have one, too' '.kind == "allowed" and .subject == "main" and (.go.stack | length > 3)'
new_case
guarded "$plain" /bin/cat "$GG_TMP/secret"
event 'another program goes by its path' ".kind == \"violation\" and (.subject | startswith(\"program:/\"))"

new_case
guarded "$plain" "$acts" read "$GG_TMP/secret"
event 'an event to print' '.kind == "violation"'
events >"$GG_TMP/one.json"
run "$GG" logs "$GG_TMP/one.json"
ok 'logs names function and line' out_has 'by main in main\.[^ ]* at .*[.]go:[0-9]+'
run "$GG" logs --stack "$GG_TMP/one.json"
ok '--stack: what its code calls, what calls that, and the rest in few lines' awk '
	/ DENY / && / in main\./ { f = $0; sub(/.* in /, "", f); sub(/ at .*/, "", f); getline; lib = $1 ~ /^os\./ && /more of the standard library/
		getline; own = index($0, f " at ") && /\.go:[0-9]+$/ }
	/^ +main\.main at .*\.go:[0-9]+$/ { main = 1 }
	{ last = $1 }
	END { exit !(lib && own && main && last == "runtime.main,") }' <(grep -v 'EXIT' "$OUT")
run "$GG" logs --function 'main.*' --json "$GG_TMP/one.json"
ok 'logs filters by function' out_has '"violation"'
done_testing
