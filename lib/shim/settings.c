/*
 * Settings from the environment.
 *
 * Owns the search for goguard: beside this library, in ../bin, then GOGUARD_BIN. Relies on
 * /proc/self/maps for this library's own path. Raw calls only.
 */
#include "shim/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sys.h"
#include "base/text.h"

static const char *lookup(char **envp, const char *name)
{
	size_t n = strlen(name);

	for (; envp && *envp; envp++)
		if (!strncmp(*envp, name, n) && (*envp)[n] == '=')
			return *envp + n + 1;
	return "";
}

static int take(char **envp, const char *name, char *to, size_t size, struct gg_err *err)
{
	const char *value = lookup(envp, name);
	size_t n = strlen(value);

	if (n >= size)
		return gg_err_set(err, -ENAMETOOLONG, "cannot use %s: it is too long", name);
	memcpy(to, value, n + 1);
	return 0;
}

static bool exists(const char *path, int mode)
{
	return gg_sys(SYS_faccessat, AT_FDCWD, path, mode) == 0;
}

/* The path in the line of /proc/self/maps that holds @address. @line is NUL-terminated. */
static const char *path_in_line(const char *line, uintptr_t address)
{
	uintptr_t bounds[2] = { 0, 0 };
	const char *p = line;
	int i;

	for (i = 0; i < 2; i++, p++)
		for (; (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f'); p++)
			bounds[i] = bounds[i] * 16 +
				    (uintptr_t)(*p <= '9' ? *p - '0' : *p - 'a' + 10);
	if (address < bounds[0] || address >= bounds[1])
		return NULL;
	return strchr(p, '/');
}

/* Path of this library: whoever maps the code that runs here. */
static void find_self(char path[static GG_CONTEXT_PATH_MAX])
{
	uintptr_t here = (uintptr_t)&find_self;
	char buf[8192];
	size_t used = 0;
	long fd = gg_sys_openat(AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
	long n;

	path[0] = '\0';
	while (fd >= 0 && !path[0] && (n = gg_sys_read((int)fd, buf + used, sizeof(buf) - used - 1)) > 0) {
		char *line = buf;
		char *end;

		used += (size_t)n;
		buf[used] = '\0';
		while (!path[0] && (end = strchr(line, '\n'))) {
			const char *found;

			*end = '\0';
			found = path_in_line(line, here);
			if (found && strlen(found) < GG_CONTEXT_PATH_MAX)
				memcpy(path, found, strlen(found) + 1);
			line = end + 1;
		}
		used -= (size_t)(line - buf);
		memmove(buf, line, used);
		if (used == sizeof(buf) - 1)
			break;
	}
	if (fd >= 0)
		(void)gg_sys_close((int)fd);
}

static bool beside(const char *shim, const char *where, char bin[static GG_CONTEXT_PATH_MAX])
{
	const char *slash = strrchr(shim, '/');
	struct gg_text text;

	if (!slash)
		return false;
	gg_text_init(&text, bin, GG_CONTEXT_PATH_MAX);
	gg_text_add(&text, shim, (size_t)(slash - shim));
	gg_text_str(&text, where);
	return !text.cut && exists(bin, X_OK);
}

static int find_bin(struct gg_settings *s, struct gg_err *err)
{
	int ret;

	if (beside(s->shim, "/goguard", s->bin) || beside(s->shim, "/../bin/goguard", s->bin))
		return 0;
	s->bin[0] = '\0';
	ret = take(s->envp, "GOGUARD_BIN", s->bin, sizeof(s->bin), err);
	if (ret == 0 && s->bin[0] && !exists(s->bin, X_OK))
		ret = gg_err_set(err, -ENOENT, "cannot guard '%s': GOGUARD_BIN is '%s', which cannot be executed",
				 s->exe, s->bin);
	return ret;
}

static int find_policy(struct gg_settings *s, struct gg_err *err)
{
	int ret = take(s->envp, "GOGUARD_POLICY", s->policy, sizeof(s->policy), err);

	if (ret < 0 || s->policy[0])
		return ret;
	if (!exists(GG_DEFAULT_POLICY, R_OK))
		return gg_err_set(err, -ENOENT,
				  "cannot guard '%s': GOGUARD_POLICY is not set and there is no "
				  "'" GG_DEFAULT_POLICY "' (unset LD_PRELOAD to run it unguarded)",
				  s->exe);
	memcpy(s->policy, GG_DEFAULT_POLICY, sizeof(GG_DEFAULT_POLICY));
	return 0;
}

/* Said here, by the name that was set: goguard would name an option that nobody wrote. */
static int check_words(const struct gg_settings *s, struct gg_err *err)
{
	if (s->mode[0] && strcmp(s->mode, "enforce") && strcmp(s->mode, "audit"))
		return gg_err_set(err, -EINVAL, "cannot use GOGUARD_MODE: '%s' is none of enforce, audit",
				  s->mode);
	if (s->target[0] && s->target[0] != '/')
		return gg_err_set(err, -EINVAL, "cannot use GOGUARD_TARGET: '%s' is not an absolute path",
				  s->target);
	return 0;
}

/** gg_settings_read() - see settings.h */
int gg_settings_read(char **envp, struct gg_settings *s, struct gg_err *err)
{
	long n = gg_sys_readlinkat(AT_FDCWD, "/proc/self/exe", s->exe, sizeof(s->exe) - 1);
	int ret;

	s->envp = envp;
	s->exe[n > 0 ? n : 0] = '\0';
	find_self(s->shim);
	ret = find_policy(s, err);
	if (ret == 0)
		ret = take(envp, "GOGUARD_LOG", s->log, sizeof(s->log), err);
	if (ret == 0)
		ret = take(envp, "GOGUARD_MODE", s->mode, sizeof(s->mode), err);
	if (ret == 0)
		ret = take(envp, "GOGUARD_TARGET", s->target, sizeof(s->target), err);
	if (ret == 0)
		ret = check_words(s, err);
	if (ret == 0)
		ret = find_bin(s, err);
	return ret;
}
