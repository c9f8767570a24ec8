# examples/packages: a dependency that phones home may draw, and no more; the function itself calls the
# very same address.
. "$(dirname "$0")/lib.sh"
program=$GG_BUILD/examples/postcard
policy=$top/examples/packages/postcard.cfg
[ -x "$program" ] || skip_all "$program is not built"
[ -r "$policy" ] || skip_all 'the example is not here'
start_logs || skip_all 'no log reader'
export PICTURES=$GG_TMP/pictures
mkdir "$PICTURES"
background "$program" collect
collected=$GG_TMP/bg.1.out
wait_for grep -q port "$collected" || skip_all 'the collector does not start'
UPSTREAM_PORT=$(sed -n 's/^port //p' "$collected")
export UPSTREAM_PORT
came() { tail -n +2 "$collected" | sed 's/?.*//'; }  # requests so far
is_png() { [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ]; }

run "$program" draw "$PICTURES/free.png"
status_is 'unguarded: it draws' 0
ok 'a picture' is_png "$PICTURES/free.png"
is 'its dependency phones home, and it reports itself' "$(came)" $'POST /usage\nPOST /done'

guarded "$policy" "$program" draw "$PICTURES/guarded.png"
status_is 'guarded: it draws' 0
ok 'the same picture' cmp "$PICTURES/free.png" "$PICTURES/guarded.png"
is 'nobody phones home, and its own report comes' "$(came)" $'POST /usage\nPOST /done\nPOST /done'
at=$(grep -n 'match *=' "$policy" | cut -d: -f1)
event 'the event names dependency, function, address and entry' ".kind == \"violation\" and .op == \"connect\" and
	.errno == \"EACCES\" and .port == $UPSTREAM_PORT and .subject == \"example.com/render\" and
	.go.function == \"example.com/render.phoneHome\" and .go.module == \"example.com/render\" and
	.rule == \"packages\" and (.rule_at | endswith(\"postcard.cfg:$at\"))"
no_event 'nothing else was denied' '.kind == "violation" and .go.function != "example.com/render.phoneHome"'

shown=$(awk '/^```policy$/ { on = 1; next } /^```/ { on = 0 } on' "$top/examples/packages/README.md")
stands_in() { [ -n "$1" ] && [[ $(<"$2") = *"$1"* ]]; } # TEXT FILE
ok 'what README shows of the policy stands in it' stands_in "$shown" "$policy"
run "$GG" check --for "$program" "$policy"
status_is 'the policy is a good one' 0
nok 'and every pattern is of that program' err_has 'matches no package'
done_testing
