# The shim as a file: what it exports, what it needs, and where it loads.
# needs: nothing
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"
[ -e "$GG_SO" ] || skip_all "no $GG_SO"
golden=$(dirname "$0")/../golden

# symbols HOW: dynamic symbols of the shim, sorted
symbols() { nm -D "$1" "$GG_SO" | awk '{ print $NF }' | LC_ALL=C sort; }

if command -v nm >/dev/null && command -v readelf >/dev/null; then
	is 'exports the wrapped names and nothing else' "$(symbols --defined-only)" "$(cat "$golden/exports")"
	is 'looks at no other symbol of libc' \
		"$(symbols --undefined-only | LC_ALL=C comm -23 - "$golden/undefined")" ''
	is 'needs none of them' "$(nm -D --undefined-only "$GG_SO" | awk '$1 != "w"')" ''
	is 'needs no library, no version, no executable stack' \
		"$(readelf -dVlW "$GG_SO" | grep -E 'NEEDED|VERNEED|TEXTREL|GNU_STACK.*E ')" ''
	# What it looks at is in every libc: in glibc since 2.26 or longer, and in musl
	libc=$(ldd /bin/sh | awk '$1 == "libc.so.6" { print $3 }')
	if [ -n "$libc" ]; then
		is 'glibc has had them since 2.26' "$(nm -D --defined-only --with-symbol-versions "$libc" |
			awk '{ print $NF }' | sed -n 's/@@GLIBC_/ /p' | while read -r name version; do
			grep -qxF "$name" "$golden/undefined" &&
				[ "$(printf '%s\n' 2.26 "$version" | sort -V | tail -n 1)" = 2.26 ] && echo "$name"
		done | LC_ALL=C sort)" "$(cat "$golden/undefined")"
	fi
	musl=/lib/ld-musl-$(uname -m).so.1
	if [ -e "$musl" ]; then
		is 'and musl has them' "$(nm -D --defined-only "$musl" | awk '{ print $NF }' | sed 's/@.*//' |
			grep -xFf "$golden/undefined" | LC_ALL=C sort -u)" "$(cat "$golden/undefined")"
	else
		skip 'musl has them' 'no musl'
	fi
	cp "$GG_SO" "$GG_TMP/stripped.so" && strip "$GG_TMP/stripped.so"
	size=$(wc -c <"$GG_TMP/stripped.so")
	ok "is at most 64 KiB when stripped ($size)" [ "$size" -le 65536 ]
	case $(uname -m) in aarch64) page=65536 ;; *) page=4096 ;; esac
	is "loads where pages have $page bytes" "$(readelf -lW "$GG_SO" |
		awk '$1 == "LOAD" { print $NF }' | while read -r align; do ((align < page)) && echo "$align"; done)" ''
else
	skip 'symbols and size' 'no binutils'
fi

# loads NAME COMMAND...: with the shim the command says and does the same as without
said() { printf '%s\n%s\n%s\n' "$STATUS" "$(cat "$OUT")" "$(cat "$ERR")"; }
loads() {
	local name=$1 without
	shift
	run "$@"
	without=$(said)
	GOGUARD_POLICY=$POLICY GOGUARD_BIN=$GG run env LD_PRELOAD="$GG_SO" "$@"
	is "$name" "$(said)" "$without"
}

# Deferred to a program that never runs, the shim arms nothing: this is about loading alone
policy never <<'END'
version = 1;
name = "never";
END
export GOGUARD_TARGET=/nonexistent/target
probes=$GG_BUILD/tests/live
echo 'a line' >"$GG_TMP/file"
loads 'shell' sh -c 'cd / && ls -d etc | cat; exit 3'
loads 'bash' bash -c 'read -r l <'"$GG_TMP/file"'; echo "$l"; (exec echo b); exit 4'
for libc in glibc musl; do
	[ -x "$probes/$libc/wrap_probe" ] || continue
	loads "$libc, open" "$probes/$libc/wrap_probe" open "$GG_TMP/file"
	loads "$libc, errno is left alone" "$probes/$libc/wrap_probe" errno "$GG_TMP/file"
	loads "$libc, a missing file" "$probes/$libc/wrap_probe" fopen "$GG_TMP/none" r
	for act in execve execv execvp execl execlp execle fexecve vfork posix_spawn posix_spawnp; do
		loads "$libc, $act" "$probes/$libc/wrap_probe" $act /bin/echo word
	done
	loads "$libc, posix_spawnp searches" "$probes/$libc/wrap_probe" posix_spawnp echo word
	loads "$libc, execvp finds nothing" "$probes/$libc/wrap_probe" execvp gg-no-such-program
done
if command -v python3 >/dev/null; then
	loads 'python' python3 -c 'import subprocess; print(subprocess.run(["echo", "p"]).returncode)'
fi
for variant in static pie cgo; do
	[ -x "$(go_bin everything $variant)" ] && loads "go, $variant" "$(go_bin everything $variant)"
done

# What other libraries do before main is guarded as well, and so are their threads. Only a glibc before 2.34
# begins with its libpthread: then a thread that is there already is none of the program's any more, and
# nothing starts where it would stay.
unset GOGUARD_TARGET
export EARLY=$GG_TMP/early
echo secret >"$EARLY"
early() { # SUPERVISOR: with such a layer
	policy "early-$1" <<-END
		version = 1;
		name = "early-$1";
		extends = ( "go-base" );
		layers = { supervisor = "$1"; };
		files = ( { path = "/proc/self"; allow = "read"; } );
	END
	GOGUARD_POLICY=$POLICY GOGUARD_BIN=$GG run env LD_PRELOAD="$GG_SO" "$program"
}
begins_with_pthread() { # LIBC: is it a glibc before 2.34?
	[ "$1" != musl ] && [ "$(printf '%s\n' "$1" 2.34 | sort -V | head -n 1)" != 2.34 ]
}
for libc in glibc musl; do
	program=$probes/$libc/wrap_early
	[ -x "$program" ] || continue
	run "$program"
	version=$(awk '{ print $NF }' "$OUT")
	is "$libc, a library with a thread: works unguarded" "$(cat "$OUT")" "constructor 0 thread 0 libc $version"
	for layer in prefer off; do
		early $layer
		if begins_with_pthread "$version" && [ $layer = off ]; then
			is "$libc $version, a library with a thread, supervisor $layer: nothing starts" "$STATUS" 125
			ok "$libc $version, a library with a thread, supervisor $layer: and why" err_has 'has started threads before main'
		elif begins_with_pthread "$version"; then
			ok "$libc $version, a library with a thread, supervisor $layer: no thread is left" out_has '^constructor 0 thread -1 '
		else
			is "$libc $version, a library with a thread, supervisor $layer: both are denied" \
				"$(cat "$OUT")" "constructor 13 thread 13 libc $version"
		fi
	done
done
done_testing
