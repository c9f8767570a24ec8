/*
 * Paths and patterns, see tool/path_match.h.
 *
 * Owns the walk over components. Relies on gg_glob_match() within one. Does not resolve dots.
 */
#include "tool/path_match.h"

#include <string.h>

#include "plan/decide_parts.h"

#define COMPONENT_MAX 256

static const char *skip_slashes(const char *s)
{
	return s + strspn(s, "/");
}

static bool match_one(const char *pattern, size_t n, const char *name, size_t len)
{
	char copy[COMPONENT_MAX];

	if (n >= sizeof(copy))
		return false;
	memcpy(copy, pattern, n);
	copy[n] = '\0';
	return gg_glob_match(copy, name, len);
}

static bool match_from(const char *pattern, const char *path)
{
	for (;;) {
		size_t n, len;

		pattern = skip_slashes(pattern);
		path = skip_slashes(path);
		n = strcspn(pattern, "/");
		len = strcspn(path, "/");
		if (!n)
			return true;
		if (n == 2 && !memcmp(pattern, "**", 2))
			break;
		if (!len || !match_one(pattern, n, path, len))
			return false;
		pattern += n;
		path += len;
	}
	for (pattern += 2;; path = skip_slashes(path + strcspn(path, "/"))) {
		if (match_from(pattern, path))
			return true;
		if (!*path)
			return false;
	}
}

/* gg_path_match() - see tool/path_match.h */
bool gg_path_match(const char *pattern, const char *path)
{
	if (*pattern == '/')
		return match_from(pattern, path);
	for (path = skip_slashes(path); *path; path = skip_slashes(path + strcspn(path, "/")))
		if (match_from(pattern, path))
			return true;
	return false;
}
