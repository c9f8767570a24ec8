#!/bin/bash
# type_in.sh: types what /io/displays holds into one shell, display after display, command after command.
#
# Owns /io/said, a line "DISPLAY<tab>STATUS<tab>COMMAND" for each, and /io/out/DISPLAY, what a terminal would
# show: prompts, commands, what they print. Relies on examples.awk for the names of displays, on
# /io/not-run and /io/until for what cannot be typed or does not end by itself. Judges nothing.
gg_said() { printf '%s\t%s\t%s\n' "$gg_display" "$1" "$2" >&9; }
# As a person does, who goes on when the reader that was started is there
gg_settle() {
	local socket
	case $1 in
	*'goguard logs '*' &') socket=${1% &} && socket=${socket##* } ;;
	*) return 0 ;;
	esac
	until [ -S "$socket" ]; do sleep 0.02; done
}
# Started, shown an event, and interrupted as by Ctrl-C
gg_until() { # COMMAND SOCKET
	local job
	set -m
	eval "$1" &
	job=$!
	set +m
	until [ -S "$2" ]; do sleep 0.02; done
	goguard run --log "$2" true
	until [ -s "/io/out/$gg_display" ]; do sleep 0.02; done
	kill -INT -- "-$job"
	wait "$job"
}
gg_type() { # COMMAND
	local until
	grep -qxF -- "$1" /io/not-run && gg_said not-run "$1" && return
	until=$(grep -F -- "$1|" /io/until)
	if [ -n "$until" ]; then gg_until "$1" "${until##*|}"; else eval "$1"; fi
	gg_said "$?" "$1"
	gg_settle "$1"
}
gg_commands() {
	local line
	while IFS= read -r -u 8 line; do
		if [ "$gg_kind" = session ]; then
			[ "${line#'$ '}" != "$line" ] || continue
			printf '%s\n' "$line"
			line=${line#'$ '}
		fi
		[ -z "$line" ] || gg_type "$line"
	done
}
# What a build of an image and a start of its container would do
gg_dockerfile() {
	local word rest argv
	while read -r word rest; do
		case $word in
		COPY) eval "cp $rest" ;;
		ENV) export "${rest?}" ;;
		ENTRYPOINT)
			mapfile -t argv < <(jq -r '.[]' <<<"$rest")
			"${argv[@]}"
			;;
		*) false ;;
		esac || return
	done
}
exec 9>/io/said </dev/null
for gg_file in /io/displays/*; do
	gg_display=${gg_file##*/}
	gg_kind=${gg_display##*.}
	exec >"/io/out/$gg_display" 2>&1
	case $gg_kind in
	session | commands) gg_commands 8<"$gg_file" ;;
	script)
		cp "$gg_file" ./script && chmod 755 ./script && ./script
		gg_said "$?" script
		;;
	dockerfile)
		(gg_dockerfile <"$gg_file")
		gg_said "$?" dockerfile
		;;
	json)
		mapfile -t gg_argv < <(jq -r '.customHandler.description | .defaultExecutablePath, .arguments[]' "$gg_file")
		"${gg_argv[@]}"
		gg_said "$?" json
		;;
	esac
done
