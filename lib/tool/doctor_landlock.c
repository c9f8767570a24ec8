/*
 * Probes of Landlock's rights over files: each is tried inside a domain that does not grant it.
 *
 * Owns a scratch folder per probe with two sets of things in it: set 1 for the act outside of any
 * domain, set 2 for the act inside. Relies on one folder that can be written in. Clears it away.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

/** gg_probe_landlock_abi() - is there Landlock, and which rights does it know? */
void gg_probe_landlock_abi(const struct gg_probe *probe, struct gg_sight *f)
{
	long abi = gg_sys_landlock_create(NULL, 0, GG_LL_CREATE_VERSION);

	(void)probe;
	if (abi <= 0)
		gg_sight_code(f, false, "landlock_create_ruleset(VERSION)", abi);
	else
		gg_sight_say(f, GG_GRANT_YES, "landlock_create_ruleset(VERSION) said ABI %ld", abi);
}

/** gg_probe_landlock_errata() - which mistakes of early versions are corrected */
void gg_probe_landlock_errata(const struct gg_probe *probe, struct gg_sight *f)
{
	long errata = gg_sys_landlock_create(NULL, 0, GG_LL_CREATE_ERRATA);

	(void)probe;
	if (errata < 0)
		gg_sight_say(f, GG_GRANT_INFO, "landlock_create_ruleset(ERRATA) said %s",
			     gg_code_name(errata));
	else
		gg_sight_say(f, GG_GRANT_INFO, "landlock_create_ruleset(ERRATA) said 0x%lx", errata);
}

/* --- acts: on things of set @arg ("1" or "2") in the working folder --- */

static long code_of(int ret)
{
	if (ret < 0)
		return -errno;
	return ret;
}

/* KIND + SET + REST: "d1", "d1/l"; good until the call after the next */
static const char *name_in(const char *kind, const void *set, const char *rest)
{
	static char names[2][16];
	static unsigned turn;
	struct gg_text text;

	turn ^= 1;
	gg_text_init(&text, names[turn], sizeof(names[turn]));
	gg_text_fmt(&text, "%s%s%s", kind, (const char *)set, rest);
	return names[turn];
}

static const char *name(const char *kind, const void *set)
{
	return name_in(kind, set, "");
}

static long opens(const char *path, int flags)
{
	gg_close int fd = open(path, flags | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : 0;
}

static long act_read(void *set) { return opens(name("f", set), O_RDONLY); }
static long act_read_dir(void *set) { return opens(name("d", set), O_RDONLY | O_DIRECTORY); }
static long act_write(void *set) { return opens(name("f", set), O_WRONLY); }
static long act_make_reg(void *set) { return opens(name("r", set), O_WRONLY | O_CREAT | O_EXCL); }
static long act_truncate(void *set) { return code_of(truncate(name("f", set), 0)); }
static long act_make_dir(void *set) { return code_of(mkdir(name("m", set), 0700)); }
static long act_make_sym(void *set) { return code_of(symlink("x", name("s", set))); }
static long act_make_fifo(void *set) { return code_of(mkfifo(name("p", set), 0600)); }
static long act_remove_file(void *set) { return code_of(unlink(name("f", set))); }
static long act_remove_dir(void *set) { return code_of(rmdir(name("d", set))); }
static long act_refer(void *set) { return code_of(link(name("f", set), name_in("d", set, "/l"))); }

static long act_make_sock(void *set)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	gg_close int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct gg_text text;

	gg_text_init(&text, addr.sun_path, sizeof(addr.sun_path));
	gg_text_str(&text, name("u", set));
	return fd < 0 ? -errno : code_of(bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
}

/* A command that is asked for what no terminal is needed for: a device knows no such command */
static long act_ioctl_dev(void *set)
{
	gg_close int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct termios t;

	(void)set;
	if (fd < 0)
		return -errno;
	return ioctl(fd, TCGETS, &t) < 0 && errno != ENOTTY ? -errno : 0;
}

static long act_execute(void *set)
{
	static char self[] = "/proc/self/exe", verb[] = "--version";
	char *argv[] = { self, verb, NULL };
	pid_t pid = fork();
	int status = 0;

	(void)set;
	if (pid == 0) {
		(void)close(STDOUT_FILENO); /* whether it runs is all that matters */
		execve(self, argv, environ);
		_exit(errno & 0x7f ? errno & 0x7f : 1);
	}
	if (pid < 0)
		return -errno;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static const struct {
	unsigned right;
	long (*act)(void *set);
	const char *what;
} rights[] = {
	{ GG_LL_EXECUTE, act_execute, "execve()" },
	{ GG_LL_READ_FILE, act_read, "open() for reading" },
	{ GG_LL_WRITE_FILE, act_write, "open() for writing" },
	{ GG_LL_READ_DIR, act_read_dir, "open() of a directory" },
	{ GG_LL_MAKE_REG, act_make_reg, "open(O_CREAT)" },
	{ GG_LL_MAKE_DIR, act_make_dir, "mkdir()" },
	{ GG_LL_MAKE_SYM, act_make_sym, "symlink()" },
	{ GG_LL_MAKE_FIFO, act_make_fifo, "mkfifo()" },
	{ GG_LL_MAKE_SOCK, act_make_sock, "bind() of a unix socket" },
	{ GG_LL_REMOVE_FILE, act_remove_file, "unlink()" },
	{ GG_LL_REMOVE_DIR, act_remove_dir, "rmdir()" },
	{ GG_LL_REFER, act_refer, "link() to another directory" },
	{ GG_LL_TRUNCATE, act_truncate, "truncate()" },
	{ GG_LL_IOCTL_DEV, act_ioctl_dev, "ioctl() of a device" },
};

/* --- the scratch folder --- */

static bool make_folder(char *path, size_t size)
{
	const char *places[] = { getenv("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", "." };
	struct gg_text text;
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(places); i++) {
		gg_text_init(&text, path, size);
		gg_text_fmt(&text, "%s/goguard-doctor.XXXXXX", places[i] ? places[i] : "");
		if (places[i] && !text.cut && mkdtemp(path) && chdir(path) == 0)
			return true;
	}
	return false;
}

static void fill(void)
{
	static const char *const sets[] = { "1", "2" };
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(sets); i++) {
		(void)opens(name("f", sets[i]), O_WRONLY | O_CREAT);
		(void)mkdir(name("d", sets[i]), 0700);
	}
}

static void clear(const char *folder)
{
	static const char *const files[] = { "f1", "f2", "r1", "r2", "s1", "s2", "p1", "p2",
					     "u1", "u2", "d1/l", "d2/l" };
	static const char *const dirs[] = { "d1", "d2", "m1", "m2" };
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(files); i++)
		(void)unlink(files[i]);
	for (i = 0; i < GG_ARRAY_SIZE(dirs); i++)
		(void)rmdir(dirs[i]);
	if (chdir("/") == 0)
		(void)rmdir(folder);
}

/** gg_probe_landlock() - the right @probe->arg is really held back */
void gg_probe_landlock(const struct gg_probe *probe, struct gg_sight *f)
{
	static char inside[] = "2", outside[] = "1";
	struct gg_domain domain = { .fs = probe->arg, .arg = inside };
	char folder[512];
	size_t i = 0;

	while (i < GG_ARRAY_SIZE(rights) - 1 && rights[i].right != probe->arg)
		i++;
	domain.act = rights[i].act;
	domain.what = rights[i].what;
	if (!make_folder(folder, sizeof(folder))) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "no folder to try it in can be written ($TMPDIR, /tmp, ...)");
		return;
	}
	fill();
	gg_domain_probe(&domain, domain.act(outside), f);
	clear(folder);
}
