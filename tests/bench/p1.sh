# shellcheck shell=bash
# P1 and P2: starting a static Go program, from a ready plan and from policy text.
hello=$bin/hello
ours() {
	line none "$hello"
	line floor "$bin/floor" "$work/floor.bpf" "$hello"
	line 'floor that answers' "$bin/floor" -a "$work/notify.bpf" "$hello"
	line 'goguard run, plan' "$GG" run -p "$work/hello.plan" -- "$hello"
	line 'goguard run, plan, no supervisor' "$GG" run -p "$work/alone.plan" -- "$hello"
	line 'goguard run, policy text' "$GG" run -p "$work/hello.cfg" -- "$hello"
	line 'none, by env' /usr/bin/env "$hello"
	line 'preload by env, plan' "+LD_PRELOAD=$SO" "+GOGUARD_POLICY=$work/hello.plan" "+GOGUARD_BIN=$GG" /usr/bin/env "$hello"
	line 'preload by env, policy text' "+LD_PRELOAD=$SO" "+GOGUARD_POLICY=$work/hello.cfg" "+GOGUARD_BIN=$GG" /usr/bin/env "$hello"
}
# Often by themselves, since the differences are small; then beside the peers, some of which are slow
ours | measure p1 -w 3 -r $((ROUNDS * 8))
{
	ours
	while IFS='|' read -r name _; do
		[ -n "$name" ] || continue
		if [ "$name" = sandlock ]; then # it measures itself
			peer "$name" "$hello" | sed 's/^sandlock\t/&%\t/'
		else
			peer "$name" "$hello"
		fi
	done <<<"$peer_table"
} | measure p1-peers -w 2

# The same by hyperfine, which runs each command in a block: a second opinion on the medians
hyperfine -N --style none --warmup 3 --runs "$ROUNDS" --export-json "$work/hyperfine.json" -n none "$hello" \
	-n floor "$bin/floor $work/floor.bpf $hello" -n 'goguard run, plan' "$GG run -p $work/hello.plan -- $hello" >/dev/null 2>&1 &&
	jq -c '.results[] | { id: "p1-hyperfine", case: .command, values: { ns: (.times | map(. * 1e9)) }, failed: null }' \
		"$work/hyperfine.json" >>"$work/results.jsonl"

# Where perf works, and be it for the kernel's own counters
for c in "none $hello" "floor $bin/floor $work/floor.bpf $hello" "goguard $GG run -p $work/hello.plan -- $hello"; do
	# shellcheck disable=SC2086
	perf stat -x, -r 20 -e task-clock,context-switches,cpu-migrations,page-faults ${c#* } 2>"$work/perf" >/dev/null || continue
	while IFS=, read -r value _ event _; do
		case $value in '' | *[!0-9.]*) continue ;; esac
		fact p1-perf "${c%% *}" "${event//-/_}" "$value"
	done <"$work/perf"
done
