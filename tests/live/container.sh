# shellcheck shell=bash
# Helpers of the test in containers; after lib.sh:  . "$(dirname "$0")/container.sh"
#
# Owns bundles: a root file system of what this machine has anyway, and the config.json that an
# engine would write for it, with limits that have the effect of Docker's defaults: its seccomp
# profile, its capabilities, its masked and read-only paths. Relies on lib.sh and jq; an OCI runtime
# does the work. As root the container's user is another one; as another user the runtime starts
# in a user namespace, and the container has one in which that user is root without capabilities. Does not pull images and leaves no container behind.
RUNTIME=crun
BUNDLE=$GG_TMP/bundle
ROOT=$BUNDLE/rootfs
RUNDIR=$GG_TMP/run # is /run/goguard in the container
USER_ID=1000
[ "$(id -u)" = 0 ] || USER_ID=0
IMAGE_LIB=${GG_IMAGE_LIB:-/usr/local/lib/libgoguard.so}
containers=0

# --- the image -----------------------------------------------------------------------------------
# add_program FILE [PATH]: FILE with the libraries that it loads, to PATH in the image (or its own)
add_program() {
	local lib
	install -D -m 755 "$(readlink -f "$1")" "$ROOT${2:-$1}"
	ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' | while read -r lib; do
		[ -e "$ROOT$lib" ] || install -D -m 755 "$(readlink -f "$lib")" "$ROOT$lib"
	done
}
# new_image: a shell and some tools, goguard, the shim and the test program
new_image() {
	mkdir -p "$ROOT"/{proc,sys,dev,tmp,run/goguard,etc/goguard,app/data} "$RUNDIR" || return 1
	chmod 1777 "$ROOT/tmp" # which is what runc gives to the mount
	local p
	for p in sh cat sleep env id; do add_program "$(command -v $p)" "/bin/$p"; done
	add_program "$GG" /usr/local/bin/goguard
	[ -e "$GG_SO" ] && install -D -m 644 "$GG_SO" "$ROOT$IMAGE_LIB"
	add_program "$(go_bin acts)" /app/acts
	add_program "$(go_bin acts pie)" /app/acts-pie
	[ -x "$PROBE" ] && add_program "$PROBE" /app/probe
	echo "user:x:$USER_ID:$USER_ID::/:/bin/sh" >"$ROOT/etc/passwd"
	echo hello >"$ROOT/app/data/greeting"
	echo secret | tee "$ROOT/etc/secret" >"$ROOT/etc/shadow"
	chmod 777 "$RUNDIR"
	chmod -R a+rX "$BUNDLE"
}

# --- what Docker's default seccomp profile comes to -----------------------------------------------
# Its effect on amd64 for a container without added capabilities, on Linux 4.8 and later: everything
# is allowed but what is named here, what is younger than the profile, and some arguments.
REFUSED='_sysctl acct add_key afs_syscall bpf clock_settime clone3 create_module delete_module
	fanotify_init file_getattr file_setattr finit_module fsconfig fsmount fsopen fspick
	get_kernel_syms get_mempolicy getpmsg getxattrat init_module io_uring_enter io_uring_register
	io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl listmount listxattrat
	lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr mbind migrate_pages mount
	mount_setattr move_mount move_pages mseal nfsservctl open_by_handle_at open_tree open_tree_attr
	perf_event_open pidfd_getfd pivot_root process_madvise putpmsg query_module quotactl
	quotactl_fd reboot removexattrat request_key security set_mempolicy set_mempolicy_home_node
	setdomainname sethostname setns settimeofday setxattrat statmount swapoff swapon sysfs syslog
	tuxcall umount2 unshare uprobe uretprobe uselib userfaultfd ustat vhangup vserver
	clone personality socket'
docker_seccomp() {
	tr '{' '\n' <"$top/lib/base/calls_table.c" | sed -n 's/^ *"\([a-z0-9_]*\)".*/\1/p' |
		jq -Rn --arg refused "$REFUSED" '
		def only(name; args): { names: [name], action: "SCMP_ACT_ALLOW", args: args };
		def arg(i; op; v): { index: i, op: "SCMP_CMP_\(op)", value: v };
		{
			defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 1,
			architectures: [ "SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32" ],
			syscalls: [
				{ names: ([inputs] - ($refused | [splits("\\s+")])), action: "SCMP_ACT_ALLOW" },
				{ names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: 38 },
				# no new namespaces: CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID and NET are clear
				only("clone"; [ arg(0; "MASKED_EQ"; 2114060288) + { valueTwo: 0 } ]),
				# no AF_VSOCK
				only("socket"; [ arg(0; "NE"; 40) ]),
				(0, 8, 131072, 131080, 4294967295 | . as $v | only("personality"; [ arg(0; "EQ"; $v) ]))
			]
		}'
}

# --- config.json -------------------------------------------------------------------------------
# configure ENV COMMAND...: ENV is space-separated NAME=VALUEs; then `adjust FILTER` can change it
configure() {
	local env=$1
	shift
	jq -n --argjson seccomp "$SECCOMP" --argjson uid "$USER_ID" --argjson me "$(id -u)" \
		--arg env "$env" --arg run "$RUNDIR" '
	def mount(to; type; options): { destination: to, type: type, source: type, options: options };
	["CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP",
	 "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE" | "CAP_" + .] as $caps |
	{
		ociVersion: "1.0.2",
		process: {
			terminal: false, user: { uid: $uid, gid: $uid }, cwd: "/", args: $ARGS.positional,
			env: (["PATH=/usr/local/bin:/bin", "HOME=/"] + ($env | split(" "))),
			# the bounding set alone gives a user nothing who is not root
			capabilities: { bounding: (if $me == 0 then $caps else [] end), effective: [], permitted: [], inheritable: [], ambient: [] },
			noNewPrivileges: false
		},
		root: { path: "rootfs", readonly: false },
		mounts: [
			mount("/proc"; "proc"; ["nosuid", "noexec", "nodev"]),
			mount("/dev"; "tmpfs"; ["nosuid", "strictatime", "mode=755", "size=65536k"]),
			mount("/dev/shm"; "tmpfs"; ["nosuid", "noexec", "nodev", "mode=1777", "size=1m"]),
			mount("/tmp"; "tmpfs"; ["nosuid", "nodev", "mode=1777", "size=16m"]),
			{ destination: "/run/goguard", type: "bind", source: $run, options: ["bind", "rw"] }
		],
		linux: {
			namespaces: [ { type: ("pid", "mount", "ipc", "uts", "network") } ],
			seccomp: $seccomp,
			maskedPaths: ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
				"/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi",
				"/sys/firmware"],
			readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
		}
	} | if $me == 0 then . else
		.linux.namespaces += [{ type: "user" }] |
		.linux.uidMappings = [{ containerID: $uid, hostID: 0, size: 1 }] |
		.linux.gidMappings = [{ containerID: $uid, hostID: 0, size: 1 }]
	end' --args -- "$@" >"$BUNDLE/config.json"
}
adjust() { jq "$1" "$BUNDLE/config.json" >"$BUNDLE/new.json" && mv "$BUNDLE/new.json" "$BUNDLE/config.json"; }

# --- containers --------------------------------------------------------------------------------
# A mount namespace with nothing but the unified hierarchy, since crun refuses to work beside others;
# another user than root gets it together with a user namespace
OWN_NS=(unshare --mount --cgroup)
[ "$(id -u)" = 0 ] || OWN_NS+=(--user --map-root-user)
OWN_NS+=(sh -c 'mount -t cgroup2 none /sys/fs/cgroup && exec "$@"' sh)
# container: the command line that runs the bundle, in ${CTR[@]}, and its name in $ID
container() {
	ID=goguard-$$-$((containers += 1))
	CTR=("${OWN_NS[@]}" "$RUNTIME" --root "$GG_TMP/state")
	[ "$RUNTIME" = crun ] && CTR+=(--cgroup-manager=disabled)
	CTR+=(run --bundle "$BUNDLE" "$ID")
}
in_container() { container && run "${CTR[@]}"; } # runs it, keeps OUT, ERR, STATUS
