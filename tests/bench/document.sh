# shellcheck shell=bash
# docs/benchmarks.md and its plots, from build/bench/results.json; sourced by run.sh,
# alone by `make bench-document`.
results=$BUILD/bench/results.json
mkdir -p "$docs/bench"
jq -r --rawfile notes "$here/notes.md" -f "$here/document.jq" "$results" >"$BUILD/bench/benchmarks.md" &&
	cat -s "$BUILD/bench/benchmarks.md" >"$docs/benchmarks.md" || fail 'cannot write the document'

# bars ID KEY SCALE TITLE FILE: medians of one measure, side by side
bars() {
	jq -r --arg id "$1" --arg key "$2" --argjson scale "$3" '.results[] | select(.id == $id and .failed == null and .values[$key]) |
		"\"\(.case)\"\t\(.values[$key] | sort | .[length / 2 | floor] / $scale)"' "$results" >"$BUILD/bench/bars"
	[ -s "$BUILD/bench/bars" ] && gnuplot <<-END
		set terminal svg size 760,420 font "sans-serif,11" background "white"
		set output "$docs/bench/$5"
		set datafile separator "\t"
		set title "$4"
		set style fill solid 0.8
		set boxwidth 0.7
		set logscale y
		set grid ytics
		set xtics rotate by -35 nomirror
		set bmargin 8
		set rmargin 9
		unset key
		plot "$BUILD/bench/bars" using 0:2:xtic(1) with boxes lc rgb "#4472a8" title "medians", \
			"" using 0:2:(sprintf("%.3g", \$2)) with labels offset 0,0.7 title "values"
	END
}
bars p1-peers ns 1e6 'Start of a static Go program, ms (logarithmic)' p1.svg
bars p4-open ns 1e3 'One supervised open and close, µs (logarithmic)' p4.svg
bars p7-rules-open ns 1e3 'One supervised open, µs, by number of rules' p7.svg
