# What became of each attack: "ROW NAME OUTCOME GAP STATUS", one line each.
#
# Input: the catalogue, then "LINE NAME STATUS" of a run, then its events as tab-separated comm, op,
# errno and path. Variables: user (0: root), how (bare, full, or other: a kernel that lacks something).
# Outcome: open, denied, logged (denied, and in the log), or what must not be: missing, broken, hung,
# strange (another errno than the documented one), unlogged. A race need not have come to a denial.
BEGIN {
	FS = "[ \t]+"
	n = 0
	split("EPERM 1 ENOENT 2 ESRCH 3 EINTR 4 EIO 5 ENXIO 6 EBADF 9 EACCES 13 EFAULT 14 EXDEV 18 ENODEV 19 " \
		"EINVAL 22 ENOTTY 25 ENOSYS 38 EPROTONOSUPPORT 93 ESOCKTNOSUPPORT 94 EOPNOTSUPP 95 " \
		"EAFNOSUPPORT 97 SIGILL 132 SIGKILL 137 SIGSYS 159", list, " ")
	for (i = 1; i in list; i += 2)
		number[list[i]] = list[i + 1]
	# what a layer answers when it refuses; EINVAL: a kernel that does not know a flag
	split("EPERM EACCES EXDEV ENOSYS EINVAL EPROTONOSUPPORT EBADF SIGKILL SIGSYS", list, " ")
	for (i in list)
		refusal[number[list[i]]] = 1
}
function has(words, status, list, n, i) {
	n = split(words, list, "/")
	words = user == 0 || n == 1 ? list[1] : list[2]
	n = split(words, list, "|")
	for (i = 1; i <= n; i++)
		if (list[i] == status || (list[i] in number && number[list[i]] == status))
			return 1
	return 0
}
function logged(i, status, list, n, k, m) {
	if (how != "full")
		return events[i] != ""
	n = split(events[i], list, "\n")
	m = split(event[i], ops, "|")
	for (k = 1; k < n; k++) {
		split(list[k], seen, "\t")
		for (j = 1; j <= m; j++)
			if ((ops[j] == "any" || seen[1] == ops[j]) && (status > 128 || number[seen[2]] == status))
				return 1
	}
	return 0
}
function judge(i, s) {
	s = ended[i]
	if (s == "")
		return "missing"
	if (s == 99)
		return "broken"
	if (s == 142)
		return "hung"
	if (how == "bare")
		return bare[i] == "-" || has(bare[i], s) ? "open" : "strange"
	if (has(want[i], s) && s != 0) {
		if (logged(i, s))
			return "logged"
		return how == "full" && event[i] !~ /-/ && name[i] !~ /^race-/ ? "unlogged" : "denied"
	}
	if (s == 0 || (bare[i] != "-" && has(bare[i], s)))
		return "open"
	if (how == "full" || !(s in refusal))
		return "strange"
	return logged(i, s) ? "logged" : "denied"
}
FNR == 1 { part++ }
part == 1 && /^[0-9]/ {
	row[n] = $1; name[n] = $2; bare[n] = $3; want[n] = $4; event[n] = $5; gap[n] = $6
	line[$2] = n++
}
part == 2 { ended[$1] = $3 }
# by the name of the process, or of the folder when another program was executed
part == 3 {
	split($0, words, "\t")
	i = sub(/^attack\./, "", words[1]) ? words[1] + 0 : -1
	m = split(words[4], folders, "/")
	for (k = 1; i < 0 && k <= m; k++)
		if (folders[k] in line)
			i = line[folders[k]]
	events[i] = events[i] words[2] "\t" words[3] "\n"
}
END {
	for (at = 0; at < n; at++)
		print row[at], name[at], judge(at), gap[at], (ended[at] == "" ? "-" : ended[at])
}
