/*
 * What no program gets without a person having looked at it.
 *
 * Owns the tables: secrets, the system's own folders, the mandatory core. Relies on
 * policy/core.h and plan/watch.h for the core. Does not know every secret: who reads the
 * suggestions is asked to.
 */
#include <limits.h>
#include <string.h>

#include "base/access.h"
#include "base/calls.h"
#include "plan/watch.h"
#include "policy/core.h"
#include "policy/subject.h"
#include "tool/path_match.h"
#include "tool/suggest_parts.h"

#define WRITES (GG_ACCESS_WRITE | GG_ACCESS_CREATE | GG_ACCESS_REMOVE)
#define ANY GG_ACCESS_ALL

static const struct {
	const char *pattern;
	unsigned access;
	const char *why;
} doubtful[] = {
	{ "/etc/shadow*", ANY, "password hashes" },
	{ "/etc/gshadow*", ANY, "password hashes" },
	{ "/etc/sudoers*", ANY, "who may become root" },
	{ "/etc/ssl/private", ANY, "private keys" },
	{ "/etc/pki/tls/private", ANY, "private keys" },
	{ "/etc/letsencrypt", ANY, "private keys" },
	{ "/etc/ssh", ANY, "private keys of this machine" },
	{ "/etc/kubernetes", ANY, "credentials of the cluster" },
	{ "/run/secrets", ANY, "secrets of the container" },
	{ "/run/docker.sock", ANY, "rules the machine's containers" },
	{ "/run/containerd", ANY, "rules the machine's containers" },
	{ "/run/podman", ANY, "rules the machine's containers" },
	{ "/proc/*/mem", ANY, "memory of a process" },
	{ "/proc/*/environ", ANY, "the environment often holds secrets" },
	{ "/proc/[0-9]*", ANY, "another process" },
	{ "/proc/kcore", ANY, "memory of the kernel" },
	{ "/proc/kallsyms", ANY, "addresses in the kernel" },
	{ "/dev/mem", ANY, "memory of the machine" },
	{ "/dev/kmem", ANY, "memory of the machine" },
	{ "/dev/port", ANY, "ports of the machine" },
	{ "/dev/[shv]d[a-z]*", ANY, "a whole disk" },
	{ "/dev/nvme*", ANY, "a whole disk" },
	{ "/dev/kvm", ANY, "virtual machines" },
	{ ".ssh", ANY, "keys of a user" },
	{ ".gnupg", ANY, "keys of a user" },
	{ ".aws", ANY, "credentials of a user" },
	{ ".azure", ANY, "credentials of a user" },
	{ ".kube", ANY, "credentials of a user" },
	{ ".docker", ANY, "credentials of a user" },
	{ "gcloud", ANY, "credentials of a user" },
	{ ".netrc", ANY, "credentials of a user" },
	{ ".npmrc", ANY, "credentials of a user" },
	{ ".pgpass", ANY, "credentials of a user" },
	{ ".git-credentials", ANY, "credentials of a user" },
	{ ".vault-token", ANY, "credentials of a user" },
	{ ".bash_history", ANY, "what a user typed" },
	{ ".env", ANY, "often holds secrets" },
	{ ".env.*", ANY, "often holds secrets" },
	{ "id_[rde][sdc][a2]*", ANY, "a private key" }, /* rsa, dsa, ecdsa, ed25519 */
	{ "*.key", ANY, "a private key" },
	{ "*_key", ANY, "a private key" },
	{ "*.p12", ANY, "a private key" },
	{ "*.pfx", ANY, "a private key" },
	{ "*.jks", ANY, "a private key" },
	{ "*[Cc]redential*", ANY, "may hold credentials" },
	{ "*[Ss]ecret*", ANY, "may hold a secret" },
	{ "*[Pp]assw*d*", WRITES, "may hold a secret" },
	{ "/etc", WRITES, "changes the system" },
	{ "/usr", WRITES, "changes the system" },
	{ "/bin", WRITES, "changes the system" },
	{ "/sbin", WRITES, "changes the system" },
	{ "/lib", WRITES, "changes the system" },
	{ "/lib64", WRITES, "changes the system" },
	{ "/boot", WRITES, "changes the system" },
	{ "/proc", WRITES, "changes processes or the kernel" },
	{ "/sys", WRITES, "changes the kernel" },
};

/* Folders that a few files of theirs do not open as a whole */
static const char *const too_wide[] = {
	"", "/", "/bin", "/boot", "/dev", "/etc", "/home", "/home/*", "/lib", "/lib64", "/media",
	"/mnt", "/opt", "/proc", "/proc/*", "/root", "/run", "/sbin", "/srv", "/sys", "/usr",
	"/usr/bin", "/usr/local", "/usr/local/bin", "/usr/sbin", "/usr/share", "/var", "/var/lib",
	"/var/run",
};

/* gg_suggest_too_wide() - see suggest_parts.h */
bool gg_suggest_too_wide(const char *path)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(too_wide); i++) {
		const char *name = strrchr(too_wide[i], '/');

		if (!strcmp(path, too_wide[i]))
			return true;
		if (name && !strcmp(name, "/*") && strrchr(path, '/') > path &&
		    (size_t)(strrchr(path, '/') - path) == (size_t)(name - too_wide[i]) &&
		    gg_path_match(too_wide[i], path))
			return true;
	}
	return false;
}

static const char *review_path(const char *path, unsigned access)
{
	if (strchr(path, '\\'))
		return "a backslash in a name, which patterns read as a quote";
	if (strlen(path) >= PATH_MAX - 1)
		return "the path was cut";
	for (size_t i = 0; i < GG_ARRAY_SIZE(doubtful); i++)
		if ((access & doubtful[i].access) && gg_path_match(doubtful[i].pattern, path))
			return doubtful[i].why;
	return NULL;
}

static const char *review_call(const char *call)
{
	if (gg_call_find(GG_ARCH_HERE, call) == -2)
		return "a call without a name";
	if (gg_never(call) || gg_absent(call))
		return "no policy can grant it; programs do without";
	if (gg_core_denied(call))
		return "the core denies it, because it leads around the guard or into the kernel";
	return NULL;
}

/* "tcp://[fd00::1]" against the endpoints, which are bare addresses */
static const char *review_address(const char *what)
{
	const char *host = strstr(what, "://");
	const struct gg_endpoint *e;

	if (!strncmp(what, "unix:", 5)) {
		if (what[5] == '@')
			return NULL;
		return review_path(what + 5, GG_ACCESS_READ);
	}
	host = host ? host + 3 + (host[3] == '[') : what;
	for (size_t i = 0; (e = gg_core_endpoint_at(i)); i++)
		if (!strncmp(host, e->address, strlen(e->address)) &&
		    (!host[strlen(e->address)] || host[strlen(e->address)] == ']'))
			return e->help;
	return NULL;
}

/* gg_suggest_review_subject() - see suggest_parts.h; a program chooses the names of its packages */
const char *gg_suggest_review_subject(const struct gg_need *need)
{
	struct gg_subject subject;

	if (need->kind == GG_NEED_CALL || need->entry)
		return NULL;
	if (!need->by)
		return "nothing tells who asked (see log.stacks), and without \"by\" it is for everybody";
	if (gg_subject_parse(need->by, &subject))
		return "who asked has a name that no pattern can have";
	switch (subject.kind) {
	case GG_SUBJECT_PACKAGE:
	case GG_SUBJECT_MAIN:
	case GG_SUBJECT_UNKNOWN:
	case GG_SUBJECT_C:
	case GG_SUBJECT_PROGRAM:
		return NULL;
	case GG_SUBJECT_BELOW:
	case GG_SUBJECT_MODULE:
	case GG_SUBJECT_DEPS:
	case GG_SUBJECT_STD:
	case GG_SUBJECT_ANY:
	case GG_SUBJECT_COUNT:
	default:
		return "who asked has a name that means others, too";
	}
}

/* gg_suggest_review() - see suggest_parts.h */
const char *gg_suggest_review(const struct gg_need *need)
{
	if (need->hardened)
		return "harden denies it, whatever else is granted";
	switch (need->kind) {
	case GG_NEED_CALL:
		return review_call(need->what);
	case GG_NEED_FILE:
		return review_path(need->what, need->access);
	case GG_NEED_EXEC:
		if (need->pin && strstr(need->pin, "; sha256 = ") == need->pin)
			return "the file is not the one that the policy knows";
		return strpbrk(need->what, "*?[\\") ? "its name looks like a pattern, which exec does not know" :
						       review_path(need->what, GG_ACCESS_EXECUTE);
	case GG_NEED_CONNECT:
	case GG_NEED_LISTEN:
		return review_address(need->what);
	case GG_NEED_COUNT:
	default:
		return "unknown";
	}
}
