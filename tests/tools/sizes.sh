#!/bin/sh
# Sizes: .c at most 300 lines, .h at most 120, functions at most 50 with a median near 15, lines at most
# 120 columns, tabs and no blanks before them, nothing behind the last word.
# tests/tools/sizes.except names the files and functions that may be longer, each with its reason.
set -u
find lib $(ls -d include 2>/dev/null) -name '*.[ch]' | sort | xargs awk '
BEGIN {
	while ((getline line < "tests/tools/sizes.except") > 0)
		if (line !~ /^#/ && split(line, w, " ") > 1) except[w[1]] = 1
}
function complain(what, key, text) {
	if (key in except) { used[key] = 1; return }
	print "sizes: " what ": " text
	bad = 1
}
function end_file() {
	if (file == "") return
	limit = file ~ /\.c$/ ? 300 : 120
	if (lines > limit) complain(file, file, lines " lines, " limit " are allowed")
}
FNR == 1 { end_file(); file = FILENAME; start = 0 }
{
	lines = FNR
	flat = $0
	while ((tab = index(flat, "\t")) > 0)
		flat = substr(flat, 1, tab - 1) substr("        ", (tab - 1) % 8 + 1) substr(flat, tab + 1)
	if (length(flat) > 120) complain(file ":" FNR, file ":width", length(flat) " columns, 120 are allowed")
	if (/[ \t]$/) complain(file ":" FNR, "", "blanks at the end")
	if (/^ +[^ *]/) complain(file ":" FNR, "", "indented by blanks")
}
/^[a-zA-Z_].*\(/ && !/;[ \t]*$/ { head = $0; sub(/\(.*/, "", head); sub(/.*[ *]/, "", head) }
# A function opens with a brace in column 0 after a line with its name, and closes the same way
/^\{/ { start = FNR; name = head }
/^\}/ && start {
	n = FNR - start - 1
	size[++count] = n
	if (n > 50) complain(file ":" start, file ":" name, name " has " n " lines, 50 are allowed")
	start = 0
}
END {
	end_file()
	for (i = 2; i <= count; i++) {
		v = size[i]
		for (j = i - 1; j > 0 && size[j] > v; j--) size[j + 1] = size[j]
		size[j + 1] = v
	}
	for (k in except) if (!(k in used)) { print "sizes: " k ": needs no exception any more"; bad = 1 }
	printf "sizes: %d functions, median %d lines, longest %d\n", count, size[int((count + 1) / 2)], size[count]
	exit bad
}'
