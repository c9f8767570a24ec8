# shellcheck shell=bash
# What people would use instead of goguard: how each is had, and what it cannot say.
#
# Owns the table of peers, installing them below $PEERS and the words that run a command under each,
# with a policy as near to the one for goguard as it can express. Relies on run.sh. Nothing here is
# kept: Debian packages stay installed, the rest is in the build folder.

# name | where it comes from | what of the policy it cannot express
peer_table='
minijail0|Debian has no package of it|file rules come by mounts or Landlock flags; no addresses, no log of what files are denied
bubblewrap|Debian: bubblewrap|the function sees a file system of its own; network all or nothing; no system calls, no log
bubblewrap + filter|Debian: bubblewrap|as bubblewrap, and the system calls of the same list, from the bytes that goguard compiled
firejail|Debian: firejail|set-user-ID root; network all or nothing; no addresses, events only in the system log
sandlock|PyPI: sandlock|no rules per Go package, no Go stacks; ports and hosts, not networks by prefix; measured inside Python, its command line is not on PyPI
landrun|Go module github.com/zouuup/landrun|files and TCP ports by Landlock; no system calls, no UDP, no log
gomodjail|Go module github.com/AkihiroSuda/gomodjail|all or nothing for each module; by ptrace
syd|crates.io: syd|no rules per Go package, no Go stacks
strace -f|Debian: strace|forbids nothing, only logs; every call stops twice
crun|Debian: crun|a container: namespaces and the same filter; no paths beyond mounts, no addresses, no log
runc|Debian: runc|as crun
runsc|Debian: runsc|a kernel of its own in front of the real one; no addresses, no log
'
declare -A WHY=() # peers that are not there: the reason

debian_peer() { # PEER PROGRAM PACKAGE
	command -v "$2" >/dev/null && return
	apt_get "$3" || { WHY[$1]="apt-get cannot install '$3'"; return 1; }
	command -v "$2" >/dev/null || { WHY[$1]="package '$3' has no '$2'"; return 1; }
}

last_words() { grep -vE '^[[:space:]]*$' "$1" | tail -n 1 | sed "s#$PEERS#…#g" | cut -c1-160; }

go_peer() { # PEER MODULE PACKAGE
	[ -x "$PEERS/$1" ] && return
	mkdir -p "$PEERS/$1.mod"
	(cd "$PEERS/$1.mod" && printf 'module peers\n' >go.mod &&
		env -u GOFLAGS -u GOPROXY GOENV=off timeout 300 "$GO" get "$2@latest" &&
		env -u GOFLAGS -u GOPROXY GOENV=off timeout 300 "$GO" build -o "$PEERS/$1" "$3") >"$PEERS/$1.log" 2>&1 && return
	WHY[$1]="not to be had from the Go module proxy: $(grep -m 1 -oE '[0-9]{3} (Forbidden|Not Found).*|no required module.*' "$PEERS/$1.log" || last_words "$PEERS/$1.log")"
	return 1
}

python_peer() {
	[ -x "$PEERS/venv/bin/python" ] && "$PEERS/venv/bin/python" -c 'import sandlock' 2>/dev/null && return
	command -v python3 >/dev/null || apt_get python3 || { WHY[sandlock]='there is no python3'; return 1; }
	python3 -m venv "$PEERS/venv" >"$PEERS/sandlock.log" 2>&1 || {
		apt_get python3-venv && python3 -m venv --clear "$PEERS/venv" >"$PEERS/sandlock.log" 2>&1
	} || { WHY[sandlock]='python3 cannot make a virtual environment'; return 1; }
	timeout 300 "$PEERS/venv/bin/pip" install -q sandlock >>"$PEERS/sandlock.log" 2>&1 &&
		"$PEERS/venv/bin/python" -c 'import sandlock' 2>>"$PEERS/sandlock.log" && return
	WHY[sandlock]="pip cannot install it: $(last_words "$PEERS/sandlock.log")"
	return 1
}

# A compiler for C23 and a new Rust are more than Debian 12 has: tried only where cargo is there
rust_peer() {
	[ -x "$PEERS/syd/bin/syd" ] && return
	command -v cargo >/dev/null || { WHY[syd]="needs Rust 1.85, Debian 12 has 1.63"; return 1; }
	echo "int x;" | "${CC:-cc}" -std=c23 -fsyntax-only -x c - 2>/dev/null || { WHY[syd]="its allocator needs a compiler for C23, which Debian 12 does not have"; return 1; }
	nice timeout "${BENCH_SYD_SECONDS:-300}" cargo install -q syd --locked --root "$PEERS/syd" \
		--target-dir "$PEERS/syd.build" >"$PEERS/syd.log" 2>&1 && return
	WHY[syd]="not built within ${BENCH_SYD_SECONDS:-300} s: $(grep -m 1 -oE 'error: unrecognized.*|error: rustc.*' "$PEERS/syd.log" || last_words "$PEERS/syd.log")"
	return 1
}

get_peers() {
	mkdir -p "$PEERS"
	debian_peer bubblewrap bwrap bubblewrap || WHY['bubblewrap + filter']=${WHY[bubblewrap]}
	debian_peer firejail firejail firejail
	debian_peer 'strace -f' strace strace
	debian_peer crun crun crun
	debian_peer runc runc runc
	debian_peer runsc runsc runsc
	command -v minijail0 >/dev/null || WHY[minijail0]='neither Debian 12 nor crates.io nor PyPI has it'
	python_peer
	go_peer landrun github.com/zouuup/landrun github.com/zouuup/landrun/cmd/landrun
	go_peer gomodjail github.com/AkihiroSuda/gomodjail github.com/AkihiroSuda/gomodjail/cmd/gomodjail
	rust_peer
}

# --- a container with nothing in it but the program and the files it may read ---------------------
bundle() { # NAME PROGRAM WORDS…: makes $work/NAME
	local name=$1 filter=false
	shift
	mkdir -p "$work/$name/rootfs/proc" "$work/$name/rootfs/dev"
	install -D "$1" "$work/$name/rootfs$1"
	[ "$name" = runsc ] || filter=true
	jq -n --arg work "$work" --argjson filter "$filter" --slurpfile calls "$work/calls.json" '
	def mount(to; type; options): { destination: to, type: type, source: type, options: options };
	{
		ociVersion: "1.0.2",
		process: { terminal: false, user: { uid: 0, gid: 0 }, cwd: "/", args: $ARGS.positional,
			env: ["PATH=/usr/bin:/bin"], noNewPrivileges: true,
			capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] } },
		root: { path: "rootfs", readonly: true },
		mounts: [ mount("/proc"; "proc"; ["nosuid", "noexec", "nodev"]),
			mount("/dev"; "tmpfs"; ["nosuid", "strictatime", "mode=755", "size=65536k"]) ],
		linux: { namespaces: [ { type: ("pid", "mount", "ipc", "uts", "network") } ] }
	} | if $filter then .linux.seccomp = { defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 1,
		architectures: ["SCMP_ARCH_X86_64"],
		syscalls: [ { names: $calls[0], action: "SCMP_ACT_ALLOW" } ] } else . end' \
		--args -- "$@" >"$work/$name/config.json"
}

# crun refuses to work beside other hierarchies than the unified one
OWN_CGROUP='mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null; exec "$@"'

# peer NAME COMMAND…: a line for interleave, if the peer is there
peer() {
	local name=$1 b="$work/$1"
	shift
	[ -n "${WHY[$name]:-}" ] && return
	case $name in
	minijail0) line "$name" minijail0 -n --seccomp-bpf-binary "$work/peer.bpf" -- "$@" ;;
	bubblewrap) line "$name" bwrap --ro-bind / / --dev-bind /dev /dev --unshare-all --share-net --die-with-parent "$@" ;;
	'bubblewrap + filter')
		line "$name" "@9=$work/peer.bpf" bwrap --ro-bind / / --dev-bind /dev /dev --unshare-all --share-net \
			--die-with-parent --seccomp 9 "$@"
		;;
	firejail)
		line "$name" firejail --quiet --noprofile --read-only=/ --caps.drop=all --nonewprivs \
			"--seccomp.keep=$(jq -r 'join(",")' "$work/calls.json")" -- "$@"
		;;
	sandlock) line "$name" "$PEERS/venv/bin/python" "$here/in_sandlock.py" "$@" ;;
	landrun) line "$name" "$PEERS/landrun" --rox / "$@" ;;
	gomodjail) line "$name" "$PEERS/gomodjail" run --go-mod="$here/hello/go.mod" -- "$@" ;;
	syd) line "$name" "$PEERS/syd/bin/syd" -poff -m 'sandbox/read,write:on' -m 'allow/read,write+/***' -- "$@" ;;
	'strace -f') line "$name" strace -f -o /dev/null "$@" ;;
	crun)
		bundle crun "$@"
		line "$name" unshare --mount --cgroup sh -c "$OWN_CGROUP" sh crun --root "$work/state" \
			--cgroup-manager=disabled run --bundle "$b" "goguard-bench"
		;;
	runc)
		bundle runc "$@"
		line "$name" unshare --mount --cgroup sh -c "$OWN_CGROUP" sh runc --root "$work/state" \
			run --bundle "$b" "goguard-bench"
		;;
	runsc) line "$name" runsc --rootless --network=none --ignore-cgroups do "$@" ;;
	esac
}
