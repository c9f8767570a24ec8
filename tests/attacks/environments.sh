# shellcheck shell=bash
# The environments of the defence matrix, one for each of its columns: for matrix.sh, which writes it,
# and tests/live/96-corpus.sh, which holds it against the plans.
#
# NAME | TITLE | is there a supervisor | what stands before goguard
environments() {
	cat <<-'END'
		full|full kernel|yes|
		no-landlock|no Landlock|yes|probe_refuse landlock --
		landlock-1|Landlock ABI 1|yes|probe_landlock 1 --
		landlock-4|Landlock ABI 4|yes|probe_landlock 4 --
		no-supervisor|no supervisor|no|probe_refuse listener --
		no-ptrace|no ptrace|yes|probe_refuse ptrace --
		no-vm-readv|no process_vm_readv|yes|probe_refuse process_vm_readv --
		no-pidfd-getfd|no pidfd_getfd|yes|probe_refuse pidfd_getfd --
		no-wait-killable|no WAIT_KILLABLE|yes|probe_refuse wait_killable --
		wrappers|wrappers only|no|probe_refuse landlock,seccomp --
	END
}

beneath_words() { # WORDS of the table: BENEATH is what goguard is started beneath
	read -ra BENEATH <<<"$1"
	[ "${#BENEATH[@]}" = 0 ] || BENEATH[0]=$GG_BUILD/tests/live/${BENEATH[0]}
}

# What the document DOCUMENT calls open in column N, from 1: "ATTACK WORD", one line each
open_cells() { # DOCUMENT N
	awk -F' *[|] *' -v at=$(($2 + 2)) '$2 ~ /^[a-z0-9-]+$/ && $at ~ /^[*][*]open[*][*] / { print $2, substr($at, 10) }' "$1"
}
