#!/bin/sh
# groups.sh [TABLE]: the list of system call groups for goguard-policy.5, from the table in the code
# (lib/policy/groups_table.c). What it prints stands between the two marks in that page; after a
# change of the table:  sh docs/man/groups.sh -w
here=$(dirname "$0")
page=$here/goguard-policy.5
write=
[ "${1:-}" = -w ] && write=1 && shift
table=${1:-$here/../../lib/policy/groups_table.c}

list() {
	awk '
	/^static const char \*const group_/ { # static const char *const group_NAME[] = {
		match($0, /group_[a-z_]*/)
		name = substr($0, RSTART, RLENGTH); reading = 1; next
	}
	reading {
		line = $0
		while (match(line, /"[^"]*"/)) {
			word = substr(line, RSTART + 1, RLENGTH - 2)
			members[name] = members[name] (members[name] == "" ? "" : ", ") word
			line = substr(line, RSTART + RLENGTH)
		}
		if (line ~ /};/) reading = 0
		next
	}
	/^const struct gg_group gg_group_table/ { rows = 1; next }
	rows && /^};/ { exit }
	rows { text = text " " $0 }
	rows && /},$/ {
		group = help = ""
		line = text
		if (match(line, /"@[^"]*"/)) {
			group = substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
		}
		while (match(line, /"[^"]*"/)) {
			help = help substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
		}
		match(line, /group_[a-z_]*/)
		print ".It Cm " group
		print toupper(substr(help, 1, 1)) substr(help, 2) ":"
		print members[substr(line, RSTART, RLENGTH)] "."
		text = ""
	}' "$table" | fold -s -w 95 | sed 's/ *$//'
}

if [ -z "$write" ]; then
	list
	exit
fi
list >"$page.list" && awk -v list="$page.list" '
	/^\.\\" groups: end/ { skipping = 0 }
	!skipping { print }
	/^\.\\" groups: begin/ { skipping = 1; while ((getline line <list) > 0) print line }' \
	"$page" >"$page.new" && mv "$page.new" "$page"
rm -f "$page.list" "$page.new"
