#!/bin/sh
# The law of layers, and one door per foreign thing. Prints every breach; fails when there is one.
set -u
bad=0
breach() { # text on stdin: one breach a line
	while IFS= read -r line; do
		[ -n "$line" ] && printf 'layers: %s: %s\n' "$1" "$line"
	done
}
report=$(
	# 1. A file includes its own folder and lower ones only; 2. no cycles among the files
	find lib -name '*.[ch]' | sort | xargs awk '
	BEGIN { while ((getline f < "lib/LAYERS") > 0) rank[f] = ++n }
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, q, "\""); inc = q[2]; split(FILENAME, p, "/"); split(inc, d, "/")
		if (inc !~ /\//) {
			if (inc ~ /^gg_/) next # made in the build folder
			if (inc != "goguard.h") print FILENAME ":" FNR ": \"" inc "\" names no folder"
			else if (rank[p[2]] < rank["shim"]) print FILENAME ":" FNR ": the public header is for shim and tool"
			next
		}
		if (!(d[1] in rank)) print FILENAME ":" FNR ": \"" inc "\" is in no layer"
		else if (rank[d[1]] > rank[p[2]]) print FILENAME ":" FNR ": " p[2] " includes upwards: \"" inc "\""
		# modules that neither of the other three may know
		if (p[2] != d[1] && p[2] ~ /^(enforce|supervise|wrap)$/ && d[1] ~ /^(enforce|supervise|wrap)$/)
			print FILENAME ":" FNR ": " p[2] " and " d[1] " do not include one another"
		a = FILENAME; sub(/^lib\//, "", a); sub(/\.[ch]$/, "", a); b = inc; sub(/\.h$/, "", b)
		# "calls" and "calls_table" are one noun in two files
		if (index(a, b "_") == 1 || index(b, a "_") == 1) next
		if (a != b && !((a, b) in edge)) { edge[a, b] = 1; to[a] = to[a] " " b; if (!(a in seen)) from[++n_from] = a; seen[a] = 1 }
	}
	# depth first; a module that is still being visited closes a cycle
	function visit(m, depth,   k, i, j, list, way) {
		state[m] = 1
		stack[depth] = m
		k = split(to[m], list, " ")
		for (i = 1; i <= k; i++) {
			if (state[list[i]] == 1) {
				for (j = depth; stack[j] != list[i]; j--) way = " -> " stack[j] way
				print "a cycle: " list[i] way " -> " list[i]
				way = ""
			} else if (!state[list[i]]) visit(list[i], depth + 1)
		}
		state[m] = 2
	}
	END { for (i = 1; i <= n_from; i++) if (!state[from[i]]) visit(from[i], 1) }
	' | breach include

	# 3. The doors. A line that is only a comment does not count.
	door() { # NAME PATTERN ALLOWED-FILES-REGEX FILES...
		name=$1 pattern=$2 allowed=$3
		shift 3
		grep -nE "$pattern" "$@" /dev/null | grep -vE "^($allowed):" |
			grep -vE '^[^:]*:[0-9]+:[[:space:]]*(\*|/\*|//)' | breach "$name"
	}
	all=$(find lib -name '*.[ch]' | sort)
	silent=$(find lib -name '*.[ch]' ! -path 'lib/shim/*' ! -path 'lib/tool/*' | sort)
	door 'libconfig outside its door' '#[[:space:]]*include[[:space:]]*<libconfig\.h>' 'lib/policy/text\.c' $all
	door 'libseccomp outside its door' '#[[:space:]]*include[[:space:]]*<seccomp\.h>' \
		'lib/enforce/seccomp_compile\.c' $all
	door 'libcrypto outside its door' '#[[:space:]]*include[[:space:]]*<openssl/' 'lib/base/digest\.c' $all
	door 'raw system call outside its door' \
		'(^|[^_"[:alnum:]])syscall\(|asm[^;]*"(syscall|svc|int[[:space:]]+\$)' 'lib/base/sys[a-z0-9_]*\.[ch]' $all
	door 'a policy outside its layers' 'struct gg_policy[^_[:alnum:]]' 'lib/(policy|plan|start|embed|tool)/.*' $all
	# writing to a FILE that the caller hands in is a printer's work, naming a standard stream is not
	door 'the library speaks' '(^|[^_[:alnum:]])(printf|vprintf|puts|putchar|perror)[[:space:]]*\(' 'none' $silent
	door 'the library speaks' '(^|[^_[:alnum:]])std(out|err)([^_[:alnum:]]|$)' 'none' $silent
	door 'the library ends the process' '(^|[^_[:alnum:]])(exit|abort|_exit|_Exit|err|errx)[[:space:]]*\(' \
		'lib/base/sys[a-z_]*\.[ch]|lib/supervise/(child|children|handoff|start)[a-z_]*\.c' $silent
)
[ -z "$report" ] || { printf '%s\n' "$report" >&2; bad=1; }
exit $bad
