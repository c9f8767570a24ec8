/*
 * Capabilities as text.
 *
 * Owns the file form: a line `name = yes` or `name = no` for every capability and
 * `landlock_abi = N`; `#` begins a comment. Relies on the caller for the file. Does not probe.
 */
#include "plan/caps.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/common.h"
#include "base/text.h"

const struct gg_name gg_cap_names[] = {
	[GG_CAP_SECCOMP] = { "seccomp", "seccomp filters can be installed" },
	[GG_CAP_NO_NEW_PRIVS] = { "no_new_privs", "prctl(PR_SET_NO_NEW_PRIVS) is let through" },
	[GG_CAP_LISTENER] = { "listener", "filters can notify a supervisor (Linux 5.0)" },
	[GG_CAP_FREE_LISTENER] = { "free_listener", "nobody else supervises this process already" },
	[GG_CAP_WAIT_KILLABLE] = { "wait_killable",
				   "signals do not cancel notified calls (Linux 5.19)" },
	[GG_CAP_PIDFD_GETFD] = { "pidfd_getfd", "sockets of the function can be duplicated (Linux 5.6)" },
	[GG_CAP_VM_READ] = { "vm_read", "memory of the function can be read (process_vm_readv, /proc/PID/mem)" },
	[GG_CAP_OPENAT2] = { "openat2", "openat2 is let through (Linux 5.6)" },
	[GG_CAP_PTRACE] = { "ptrace", "what is executed can be looked at before it runs" },
	[GG_CAP_MDWE] = { "mdwe", "what was written cannot become executable (PR_SET_MDWE, Linux 6.3)" },
	[GG_CAP_SPECULATION] = { "speculation",
				 "speculation can be restricted (PR_SET_SPECULATION_CTRL, Linux 4.17)" },
	[GG_CAP_CORE_SCHED] = { "core_sched",
				"threads of a core can be kept apart (PR_SCHED_CORE, Linux 5.14)" },
};
static_assert(GG_ARRAY_SIZE(gg_cap_names) == GG_CAP_COUNT, "every capability has a name");

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t' || *s == '\r')
		s++;
	return s;
}

static int set_abi(const char *value, size_t n, struct gg_plan_caps *caps)
{
	char digits[16];
	uint64_t abi;

	if (n == 0 || n >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, value, n);
	digits[n] = '\0';
	if (!gg_text_parse_u64(digits, 1000, &abi))
		return -EINVAL;
	caps->landlock_abi = (uint32_t)abi;
	return 0;
}

/* One line without its newline: NAME = VALUE, empty, or a comment. */
static int read_line(const char *line, size_t len, struct gg_plan_caps *caps, uint32_t *seen)
{
	char text[256];
	char *name, *value;
	size_t n;
	int cap;

	if (len >= sizeof(text))
		return -EINVAL;
	memcpy(text, line, len);
	text[len] = '\0';
	name = (char *)(uintptr_t)skip_blanks(text);
	name[strcspn(name, "#")] = '\0';
	if (!*name)
		return 0;
	n = strcspn(name, " \t=");
	value = (char *)(uintptr_t)skip_blanks(name + n);
	if (*value != '=')
		return -EINVAL;
	value = (char *)(uintptr_t)skip_blanks(value + 1);
	value[strcspn(value, " \t\r")] = '\0';
	if (n == strlen("landlock_abi") && !strncmp(name, "landlock_abi", n)) {
		*seen |= 1u << GG_CAP_COUNT;
		return set_abi(value, strlen(value), caps);
	}
	cap = gg_name_find(gg_cap_names, GG_CAP_COUNT, name, n);
	if (cap < 0 || (strcmp(value, "yes") && strcmp(value, "no")))
		return -EINVAL;
	if (*seen & (1u << cap))
		return -EINVAL; /* said twice */
	*seen |= 1u << cap;
	if (!strcmp(value, "yes"))
		caps->bits |= 1u << cap;
	return 0;
}

/**
 * gg_caps_read() - capabilities from the text of a file
 * @text:     NUL-terminated, borrowed
 * @file:     name for messages
 * @ret_caps: untouched on failure
 *
 * Return: 0; -EINVAL with @err: a bad line, or a capability that @text does not mention (what is
 *         not said is not guessed)
 */
int gg_caps_read(const char *text, const char *file, struct gg_plan_caps *ret_caps, struct gg_err *err)
{
	struct gg_plan_caps caps = { 0 };
	uint32_t seen = 0;
	int line = 0;
	unsigned cap;

	while (*text) {
		size_t len = strcspn(text, "\n");

		line++;
		if (read_line(text, len, &caps, &seen) < 0)
			return gg_err_at(err, -EINVAL, file, line,
					 "not a capability: '%.*s' (write NAME = yes, NAME = no or "
					 "landlock_abi = N)",
					 (int)len, text);
		text += len + (text[len] == '\n');
	}
	for (cap = 0; cap <= GG_CAP_COUNT; cap++)
		if (!(seen & (1u << cap)))
			return gg_err_at(err, -EINVAL, file, 0, "capability '%s' is missing",
					 cap == GG_CAP_COUNT ? "landlock_abi" : gg_cap_names[cap].name);
	*ret_caps = caps;
	return 0;
}

/** gg_caps_print() - the text form, which gg_caps_read() reads back */
void gg_caps_print(const struct gg_plan_caps *caps, FILE *out)
{
	unsigned cap;

	for (cap = 0; cap < GG_CAP_COUNT; cap++)
		fprintf(out, "%s = %s  # %s\n", gg_cap_names[cap].name,
			gg_caps_has(caps, (enum gg_cap)cap) ? "yes" : "no", gg_cap_names[cap].help);
	fprintf(out, "landlock_abi = %u  # 0: no Landlock\n", caps->landlock_abi);
}

static uint32_t known_abi(const struct gg_plan_caps *caps)
{
	return GG_MIN(caps->landlock_abi, GG_LANDLOCK_ABI_KNOWN);
}

/** gg_caps_same() - see caps.h */
int gg_caps_same(const struct gg_plan_caps *a, const struct gg_plan_caps *b)
{
	return a->bits == b->bits && known_abi(a) == known_abi(b);
}
