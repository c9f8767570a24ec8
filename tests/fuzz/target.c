/*
 * The process that a fuzzed supervisor watches.
 *
 * Owns its descriptors: folders, files, a pipe and sockets of every kind, the same numbers every
 * time. Relies on namespaces, so that no act of the supervisor reaches beyond them: loopback is the
 * only network, the folder the only place that others may write to.
 */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

uint8_t *gg_target_arena;

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	perror(what);
	exit(1);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	must(fd, path);
	must(write(fd, text, strlen(text)), path);
	close(fd);
}

static void be_root_of_nothing(void)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	must(unshare(CLONE_NEWUSER), "a user namespace");
	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", uid);
	write_file("/proc/self/uid_map", map);
	snprintf(map, sizeof(map), "0 %u 1", gid);
	write_file("/proc/self/gid_map", map);
}

/** gg_target_isolate() - see target.h */
void gg_target_isolate(const char *path)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd;

	if (geteuid() != 0)
		be_root_of_nothing();
	must(unshare(CLONE_NEWNS | CLONE_NEWNET), "namespaces");
	must(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL), "/");
	must(mount("fuzz", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755"), path);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	must(ioctl(fd, SIOCSIFFLAGS, &lo), "lo");
	close(fd);
	gg_target_arena = mmap(NULL, GG_TARGET_ARENA, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (gg_target_arena == MAP_FAILED)
		exit(1);
	(void)signal(SIGPIPE, SIG_IGN);
}

static void put(int fd, int at)
{
	if (fd != at && (fd < 0 || dup2(fd, at) < 0))
		_exit(1);
}

/* Nothing here may keep what others hold: 0 to 2 are no terminals, nor anybody's log. */
static void hold(int top)
{
	int pair[2];

	put(open("/dev/null", O_RDONLY), 0);
	put(open("/dev/null", O_WRONLY), 1);
	put(1, 2);
	put(openat(top, "rw", O_RDONLY | O_DIRECTORY), 3);
	put(openat(top, "rw/f", O_RDWR), 4);
	put(openat(top, "ro/f", O_RDONLY), 5);
	put(openat(top, "no", O_PATH | O_DIRECTORY), 6);
	put(openat(top, "rw/a/f", O_PATH), 7);
	if (pipe(pair) < 0)
		_exit(1);
	put(pair[0], 8);
	put(pair[1], 9);
	put(socket(AF_INET, SOCK_STREAM, 0), 10);
	put(socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), 11);
	put(socket(AF_INET, SOCK_DGRAM, 0), 12);
	put(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), 13);
	put(socket(AF_UNIX, SOCK_DGRAM, 0), 14);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		_exit(1);
	put(pair[0], 15);
}

/** gg_target_start() - see target.h */
pid_t gg_target_start(int top, int nobody)
{
	int ready[2];
	pid_t pid;
	char c;

	must(pipe2(ready, O_CLOEXEC), "a pipe");
	do { /* a machine that is full for a moment is no finding; libFuzzer has a timer */
		pid = fork();
	} while (pid < 0 && errno == EAGAIN && sched_yield() == 0);
	must(pid, "a process");
	if (pid == 0) {
		int word = fcntl(ready[1], F_DUPFD_CLOEXEC, 900), folder = fcntl(top, F_DUPFD_CLOEXEC, 900);

		hold(folder);
		(void)umask(022);
		if (fchdir(folder) < 0 || (nobody && (setgid(65534) < 0 || setuid(65534) < 0)))
			_exit(1);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)prctl(PR_SET_DUMPABLE, 1);
		if (write(word, "r", 1) != 1)
			_exit(1);
		(void)close(word);
		for (;;)
			pause();
	}
	close(ready[1]);
	errno = 0;
	while (read(ready[0], &c, 1) != 1) /* as above */
		must(errno == EINTR ? 0 : -1, "the target");
	close(ready[0]);
	return pid;
}

/** gg_target_end() - see target.h */
void gg_target_end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, __WALL);
}
