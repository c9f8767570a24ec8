/*
 * Names that change from run to run.
 *
 * Owns what is seen as one: numbers of processes below /proc, long numbers and mktemp's letters.
 * Relies on paths being absolute and resolved. Does not look at the file system.
 */
#include <ctype.h>
#include <string.h>

#include "base/common.h"
#include "tool/suggest_parts.h"

#define LONG_NUMBER 6 /* digits: os.CreateTemp and process numbers make such */
#define MKTEMP_MIN 6  /* letters behind "tmp." */

static bool take_number(const char **at, pid_t *ret)
{
	unsigned long value = 0;
	const char *p = *at;

	while (isdigit((unsigned char)*p) && value < 1ul << 31)
		value = value * 10 + (unsigned long)(*p++ - '0');
	if (p == *at || (*p && *p != '/'))
		return false;
	*at = p;
	*ret = (pid_t)value;
	return true;
}

/* gg_suggest_own_proc() - see suggest_parts.h */
bool gg_suggest_own_proc(const struct gg_fact *fact, const char *path, struct gg_text *out,
			 bool *ret_glob)
{
	const char *at = path + strlen("/proc/");
	pid_t nr;

	if (strncmp(path, "/proc/", strlen("/proc/")) != 0 || !take_number(&at, &nr) ||
	    (nr != fact->pid && nr != fact->tid))
		return false;
	gg_text_str(out, "/proc/self");
	if (!strncmp(at, "/task/", strlen("/task/"))) {
		at += strlen("/task/");
		if (!take_number(&at, &nr))
			return false;
		gg_text_str(out, "/task/*");
		*ret_glob = true;
	}
	gg_text_str(out, at);
	return true;
}

/* gg_suggest_literal() - see suggest_parts.h; a set of one character quotes it */
void gg_suggest_literal(const char *path, struct gg_text *out)
{
	for (; *path; path++) {
		if (strchr("*?[", *path))
			gg_text_fmt(out, "[%c]", *path);
		else
			gg_text_char(out, *path);
	}
}

/* "tmp." and at least MKTEMP_MIN letters and digits, as mktemp makes */
static size_t mktemp_part(const char *name, const char *at)
{
	size_t n = 0;

	if (at - name < 4 || memcmp(at - 4, "tmp.", 4) != 0)
		return 0;
	while (isalnum((unsigned char)at[n]))
		n++;
	return n >= MKTEMP_MIN && (!at[n] || at[n] == '/') ? n : 0;
}

static size_t digits(const char *at)
{
	size_t n = strspn(at, "0123456789");

	return n >= LONG_NUMBER ? n : 0;
}

/* gg_suggest_temp_name() - see suggest_parts.h */
bool gg_suggest_temp_name(const char *path, struct gg_text *out)
{
	const char *name = path;
	bool found = false;

	for (const char *p = path; *p;) {
		size_t n = digits(p);

		if (!n)
			n = mktemp_part(name, p);
		if (n) {
			found = true;
			gg_text_char(out, '*');
			p += n;
			continue;
		}
		gg_text_fmt(out, strchr("*?[", *p) ? "[%c]" : "%c", *p);
		if (*p++ == '/')
			name = p;
	}
	return found;
}

/* gg_suggest_temp_folder() - see suggest_parts.h */
bool gg_suggest_temp_folder(const char *path)
{
	static const char *const folders[] = { "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/" };

	for (size_t i = 0; i < GG_ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return false;
}
