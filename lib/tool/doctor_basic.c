/*
 * Probes that need one process: capabilities of planning, hardening, who and where this is.
 *
 * Owns one function per question. Relies on running in a throw-away child, so that what cannot be
 * undone may be done. Does not judge.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

/** gg_probe_cap() - a capability that planning asks for, too */
void gg_probe_cap(const struct gg_probe *probe, struct gg_sight *f)
{
	struct gg_cap_answer a;

	gg_cap_ask((enum gg_cap)probe->cap, &a);
	gg_sight_code(f, a.granted, a.question, a.code);
}

/** gg_probe_close_range() - descriptors can be closed on exec in one call */
void gg_probe_close_range(const struct gg_probe *probe, struct gg_sight *f)
{
	long ret = gg_sys_close_range(~0u, ~0u, GG_CLOSE_RANGE_CLOEXEC);

	(void)probe;
	gg_sight_code(f, ret == 0, "close_range(CLOEXEC)", ret);
}

/** gg_probe_pidfd_thread() - descriptors of single threads */
void gg_probe_pidfd_thread(const struct gg_probe *probe, struct gg_sight *f)
{
	long ret = gg_sys_pidfd_open(getpid(), GG_PIDFD_THREAD);

	(void)probe;
	gg_sight_code(f, ret >= 0, "pidfd_open(PIDFD_THREAD)", ret);
}

/** gg_probe_mdwe() - memory that was written cannot be made executable */
void gg_probe_mdwe(const struct gg_probe *probe, struct gg_sight *f)
{
	long ret = gg_sys_prctl(GG_PR_SET_MDWE, 1, 0, 0, 0);
	void *page;

	(void)probe;
	if (ret < 0) {
		gg_sight_code(f, false, "prctl(PR_SET_MDWE)", ret);
		return;
	}
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "mmap() said %s", gg_code_name(-errno));
	else if (mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0)
		gg_sight_say(f, GG_GRANT_YES, "after prctl(PR_SET_MDWE), mprotect(PROT_EXEC) said %s",
			     gg_code_name(-errno));
	else
		gg_sight_say(f, GG_GRANT_NO, "after prctl(PR_SET_MDWE), mprotect(PROT_EXEC) went well");
}

/* The value after "NAME:\t" in /proc/self/status; false: not there */
static bool status_field(const char *name, char *value, size_t size)
{
	gg_close int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	char page[8192];
	size_t len = strlen(name);
	ssize_t n = fd < 0 ? -1 : gg_fd_read_all(fd, page, sizeof(page) - 1);
	const char *line;
	struct gg_text text;

	if (n < 0)
		return false;
	page[n] = '\0';
	for (line = page; strncmp(line, name, len) || line[len] != ':'; line++) {
		line = strchr(line, '\n');
		if (!line)
			return false;
	}
	line += len;
	line += strspn(line, ":\t ");
	gg_text_init(&text, value, size);
	gg_text_add(&text, line, strcspn(line, "\n"));
	return true;
}

/** gg_probe_seccomp_mode() - is a filter in force already, and no_new_privs? */
void gg_probe_seccomp_mode(const struct gg_probe *probe, struct gg_sight *f)
{
	static const char *const words[] = { "0 (no filter around this process)", "1 (strict)",
					     "2 (a filter is in force already)" };
	char mode[16] = "", filters[16] = "?", nnp[16] = "?";

	(void)probe;
	if (!status_field("Seccomp", mode, sizeof(mode))) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "/proc/self/status does not tell");
		return;
	}
	(void)status_field("Seccomp_filters", filters, sizeof(filters));
	(void)status_field("NoNewPrivs", nnp, sizeof(nnp));
	gg_sight_say(f, GG_GRANT_INFO, "mode %s, filters %s, NoNewPrivs %s",
		     mode[0] >= '0' && mode[0] <= '2' && !mode[1] ? words[mode[0] - '0'] : mode, filters,
		     nnp);
}

/** gg_probe_user() - who this is */
void gg_probe_user(const struct gg_probe *probe, struct gg_sight *f)
{
	char caps[32] = "?";

	(void)probe;
	(void)status_field("CapEff", caps, sizeof(caps));
	gg_sight_say(f, GG_GRANT_INFO, "uid %u, gid %u, effective capabilities %s, dumpable %ld", getuid(),
		     getgid(), caps, gg_sys_prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
}

/** gg_probe_machine() - architecture and kernel, for people: nothing is inferred from them */
void gg_probe_machine(const struct gg_probe *probe, struct gg_sight *f)
{
	struct utsname u;

	(void)probe;
	if (uname(&u) < 0)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "uname() said %s", gg_code_name(-errno));
	else
		gg_sight_say(f, GG_GRANT_INFO, "%s, %s %s (nothing here is inferred from it)", u.machine,
			     u.sysname, u.release);
}

/* First line of a file; false: cannot be read */
static bool first_line(const char *path, char *line, size_t size)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : gg_fd_read_all(fd, line, size - 1);

	if (n < 0)
		return false;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

/** gg_probe_yama() - who may look into whose memory */
void gg_probe_yama(const struct gg_probe *probe, struct gg_sight *f)
{
	static const char path[] = "/proc/sys/kernel/yama/ptrace_scope";
	static const char *const words[] = { "any process of the same user", "descendants only",
					     "with CAP_SYS_PTRACE only", "nobody" };
	char line[32];

	(void)probe;
	if (!first_line(path, line, sizeof(line)))
		gg_sight_say(f, GG_GRANT_INFO, "no %s: not restricted", path);
	else
		gg_sight_say(f, GG_GRANT_INFO, "%s is %s: %s", path, line,
			     line[0] >= '0' && line[0] <= '3' ? words[line[0] - '0'] : "?");
}

/** gg_probe_lsm() - the kernel's list of security modules */
void gg_probe_lsm(const struct gg_probe *probe, struct gg_sight *f)
{
	char line[200];

	(void)probe;
	if (first_line("/sys/kernel/security/lsm", line, sizeof(line)))
		gg_sight_say(f, GG_GRANT_INFO, "%s", line);
	else
		gg_sight_say(f, GG_GRANT_INFO, "/sys/kernel/security/lsm cannot be read here");
}

/** gg_probe_container() - signs of a container or of a function platform */
void gg_probe_container(const struct gg_probe *probe, struct gg_sight *f)
{
	static const char *const files[] = { "/.dockerenv", "/run/.containerenv", "/var/run/secrets/kubernetes.io",
					     "/var/runtime" };
	static const char *const variables[] = { "container", "KUBERNETES_SERVICE_HOST",
						 "AWS_LAMBDA_FUNCTION_NAME", "ECS_CONTAINER_METADATA_URI_V4",
						 "K_SERVICE", "FUNCTIONS_WORKER_RUNTIME" };
	struct gg_text text;
	char line[200];
	size_t i;

	(void)probe;
	f->grant = GG_GRANT_INFO;
	gg_text_init(&text, f->proof, sizeof(f->proof));
	for (i = 0; i < GG_ARRAY_SIZE(files); i++)
		if (access(files[i], F_OK) == 0)
			gg_text_fmt(&text, "%s%s", text.used ? ", " : "", files[i]);
	for (i = 0; i < GG_ARRAY_SIZE(variables); i++)
		if (getenv(variables[i]))
			gg_text_fmt(&text, "%s$%s", text.used ? ", " : "", variables[i]);
	if (first_line("/proc/version", line, sizeof(line)) && strstr(line, "gVisor"))
		gg_text_fmt(&text, "%sgVisor in /proc/version", text.used ? ", " : "");
	if (!text.used)
		gg_text_str(&text, "no sign of a container");
}
