# Plans in files, JSON everywhere, help everywhere.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/process.sh"
start_logs || skip_all 'no log reader'
fn_policy plans
plan=$GG_TMP/fn.plan
run "$GG" plan "$POLICY" -o "$plan"
status_is 'plan -o' 0
# What is there and no file is written to, and stays: a device that were replaced would be gone for everybody
pipe=$GG_TMP/pipe link=$GG_TMP/link
mkfifo "$pipe"
cat "$pipe" >"$GG_TMP/piped.plan" &
reader=$!
run "$GG" plan "$POLICY" -o "$pipe"
status_is 'plan -o to a pipe' 0
ok 'the pipe is still one' [ -p "$pipe" ]
[ -p "$pipe" ] && wait "$reader"
ok 'and got the plan' cmp -s "$plan" "$GG_TMP/piped.plan"
echo old >"$GG_TMP/linked.plan" && ln -s linked.plan "$link"
run "$GG" plan "$POLICY" -o "$link"
ok 'plan -o to a link: the link is still one' [ -L "$link" ]
ok 'and what it leads to is the plan' cmp -s "$plan" "$GG_TMP/linked.plan"
ln -s /proc/self/fd/1 "$GG_TMP/stdout"
run "$GG" plan "$POLICY" -o "$GG_TMP/stdout"
ok 'plan -o to standard output' cmp -s "$plan" "$OUT"
kill "$reader" 2>/dev/null
[ -e "$GG_SO" ] && ways='run preload env shell-exec named' || ways=run

# What differs from start to start is left out
told() { events | jq -c 'del(.ts, .pid, .tid, .seq, .peak_kb)'; }
for w in $ways; do
	bin=$(go_bin acts "$([ "$w" = preload ] && echo pie || echo static)")
	for act in "read $SECRET" "create $WORK/new" "dial tcp 127.0.0.1:80" 'exec /sbin/none' "chroot $WORK" 'exit 7'; do
		new_case
		rm -f "$WORK/new"
		# shellcheck disable=SC2086
		as "$w" "$POLICY" "$bin" $act
		wait_short all_sent
		text="$STATUS $(told)"
		new_case
		rm -f "$WORK/new"
		# shellcheck disable=SC2086
		as "$w" "$plan" "$bin" $act
		wait_short all_sent
		is "$w, ${act%% *}: the plan tells the same as the text" "$STATUS $(told)" "$text"
	done
done
# The target that a plan names
sed "s|^name = .*|&\ntarget = \"$(go_bin acts)\";|" "$POLICY" >"$GG_TMP/target.cfg"
"$GG" plan "$GG_TMP/target.cfg" -o "$GG_TMP/target.plan"
for p in target.cfg target.plan; do
	[ -e "$GG_SO" ] || continue
	new_case
	# shellcheck disable=SC2016
	preloaded "$GG_TMP/$p" sh -c 'read -r line <"$1"; echo "$line"; exec "$0" read "$1"' "$(go_bin acts)" "$SECRET"
	status_is "$p: the target is guarded" EACCES
	ok "$p: what comes before is not" out_has '^secret$'
	event "$p: posture" '.kind == "posture"'
done
# A plan is made for one mode
run "$GG" run -p "$plan" --mode enforce -- "$(go_bin acts)" exit 0
status_is 'a plan in its own mode' 0
run "$GG" run -p "$plan" --mode audit -- "$(go_bin acts)" create "$RAN"
refused 'a plan in another mode' 'it was made for mode enforce'
run "$GG" plan "$POLICY" --mode audit -o "$GG_TMP/audit.plan"
new_case
guarded "$GG_TMP/audit.plan" "$(go_bin acts)" read "$SECRET"
status_is 'a plan for auditing lets it happen' 0
event 'and says what would be denied' '.kind == "violation" and .verdict == "audit"'
# Writing is whole or not at all
cp "$plan" "$GG_TMP/before"
run "$GG" plan "$GG_TMP/none.cfg" -o "$plan"
is 'a policy that is not there: 1' "$STATUS" 1
ok 'the old plan stays' cmp -s "$plan" "$GG_TMP/before"
run "$GG" plan "$POLICY" -o "$GG_TMP/none/fn.plan"
is 'a folder that is not there: 1' "$STATUS" 1
ok 'and one line that says so' one_error
run "$GG" plan "$POLICY" -o "$plan"
ok 'a plan is the same each time' cmp -s "$plan" "$GG_TMP/before"

# JSON
json() { # NAME COMMAND...
	local name=$1
	shift
	run "$@"
	ok "$name: JSON" jq -e . "$OUT"
	nok "$name: nothing on standard error" [ -s "$ERR" ]
}
for p in "$POLICY" "$plan" "$GG_TMP/target.cfg"; do
	json "plan --json ${p##*/}" "$GG" plan --json "$p"
done
json 'check --json' "$GG" check --json "$POLICY"
status_is 'check: fine' 0
json 'keys --json' "$GG" keys --json
status_is 'keys: fine' 0
printf 'version = 1;\nnme = "x";\nmode = "on \\"\\\\";\n' >"$GG_TMP/bad.cfg"
run "$GG" check --json "$GG_TMP/bad.cfg"
status_is 'check --json of mistakes: 1' 1
ok 'check --json of mistakes: JSON' jq -e . "$OUT"
ok 'check --json of mistakes: with their lines' sh -c 'jq -r ".. | .line? // empty" "$1" | grep -qx 2' sh "$OUT"
run "$GG" plan --json "$GG_TMP/bad.cfg"
is 'plan --json of mistakes: 1' "$STATUS" 1
ok 'logs --json' jq -e . "$EVENTS"
run "$GG" logs --json "$EVENTS"
ok 'logs --json of a file' jq -e . "$OUT"
run "$GG" logs "$EVENTS"
status_is 'logs of a file' 0
for p in "$POLICY" "$plan"; do
	run "$GG" plan "$p"
	status_is "plan of ${p##*/}, for people" 0
	ok "plan of ${p##*/}: says the layers" out_has 'seccomp +require'
done
"$GG" plan "$POLICY" >"$GG_TMP/from-text"
"$GG" plan "$plan" >"$GG_TMP/from-plan"
ok 'plan: the same from text and plan' cmp -s "$GG_TMP/from-text" "$GG_TMP/from-plan"

# Help, and what is no option
run "$GG" --help
status_is '--help' 0
verbs=$(awk '/^  [a-z]/ { print $1 }' "$OUT")
ok 'it lists the verbs' [ "$(echo "$verbs" | wc -l)" -ge 6 ]
for verb in $verbs; do
	run "$GG" "$verb" --help
	status_is "$verb --help" 0
	ok "$verb --help: says how to use it" out_has "^usage: goguard $verb"
	run "$GG" "$verb" -h
	status_is "$verb -h" 0
	run "$GG" "$verb" --no-such-option
	status_is "$verb with an unknown option" 2
	ok "$verb with an unknown option: one line" one_error
	run "$GG" "$verb" -Z
	status_is "$verb with an unknown letter" 2
done
run "$GG"
status_is 'no verb' 2
run "$GG" nothing
status_is 'an unknown verb' 2
run "$GG" --version
status_is '--version' 0
for verb in run plan check; do
	run "$GG" "$verb"
	status_is "$verb without words" 2
done
run "$GG" run -p
status_is 'an option without its value' 2
run "$GG" run -p "$POLICY" -- "$(go_bin acts)" exit 2 --help
is 'options behind the command are the command'\''s' "$STATUS" 2
if [ -w /dev/full ]; then
	for words in keys "plan $POLICY" "plan --json $POLICY" 'keys --json'; do
		# shellcheck disable=SC2086
		run sh -c '"$@" >/dev/full' sh "$GG" $words
		nok "$words on a full disk is no success" [ "$STATUS" = 0 ]
	done
fi
done_testing
