# The embedding examples, built against an installed tree, guard a command as goguard does.
. "$(dirname "$0")/lib.sh"
ACTS=$(go_bin acts)
echo secret >"$GG_TMP/secret" && echo open >"$GG_TMP/open"
policy good <<END
version = 1; extends = ( "go-base" );
files = ( { path = "$GG_TMP/open"; allow = "read"; } );
END
good=$POLICY
policy bad <<END
version = 1;
filez = ( );
END
bad=$POLICY
export GOGUARD_LOG=$GG_TMP/embed.json GOGUARD_BIN=$GG
for lang in c go; do
	embed=$GG_BUILD/tests/live/embed-$lang
	[ -x "$embed" ] || { skip "$lang" "$embed is not built" && continue; }
	rm -f "$GOGUARD_LOG"
	run "$embed" "$good" "$ACTS" read "$GG_TMP/open"
	status_is "$lang: allowed read" 0
	run "$ACTS" read "$GG_TMP/secret"
	status_is "$lang: unguarded, the secret can be read" 0
	run "$embed" "$good" "$ACTS" read "$GG_TMP/secret"
	status_is "$lang: denied read" EACCES
	ok "$lang: it is logged" jq -es 'any(.kind == "violation" and (.path | endswith("/secret")))' "$GOGUARD_LOG"
	run "$embed" "$good" "$ACTS" exit 7
	status_is "$lang: the status is passed on" 7
	run "$embed" "$bad" "$ACTS" exit 0
	status_is "$lang: a bad policy does not start anything" 125
	ok "$lang: and says where" err_has "bad\.cfg:2: .*filez"
	run "$embed" "$GG_TMP/none.cfg" "$ACTS" exit 0
	status_is "$lang: no policy, no start" 125
	GOGUARD_BIN=$GG_TMP/none run "$embed" "$good" "$ACTS" exit 0
	status_is "$lang: no goguard, no start" 125
done
done_testing
