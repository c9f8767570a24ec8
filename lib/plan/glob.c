/*
 * Patterns for one path component.
 *
 * Owns the matcher: `*` any run, `?` one byte, `[abc]` `[a-z]` `[!a-z]` one byte of a set, `\x`
 * the byte x. Linear but for backtracking over the last star. Relies on patterns being checked
 * by the policy reader; an unclosed set matches the bracket itself. Runs in the shim.
 */
#include "plan/decide_parts.h"

/* Does @c match the set that begins behind "["? @end: behind "]", NULL when it is not closed. */
static bool in_set(const char *set, char c, const char **end)
{
	bool negated = *set == '!' || *set == '^';
	bool found = false;
	const char *p = set + negated;
	const char *first = p;

	for (; *p && (*p != ']' || p == first); p++) {
		if (p[1] == '-' && p[2] && p[2] != ']') {
			found |= (unsigned char)c >= (unsigned char)p[0] &&
				 (unsigned char)c <= (unsigned char)p[2];
			p += 2;
		} else {
			found |= *p == c;
		}
	}
	*end = *p ? p + 1 : NULL;
	return found != negated;
}

/* Does @c match the one-byte pattern at @p? @next: the pattern behind it. */
static bool one(const char *p, char c, const char **next)
{
	const char *end;

	if (*p == '[') {
		bool hit = in_set(p + 1, c, &end);

		if (end) {
			*next = end;
			return hit;
		}
	}
	if (*p == '\\' && p[1])
		p++;
	else if (*p == '?') {
		*next = p + 1;
		return true;
	}
	*next = p + 1;
	return *p == c;
}

/** gg_glob_match() - see decide_parts.h */
bool gg_glob_match(const char *pattern, const char *name, size_t len)
{
	const char *star = NULL;
	size_t star_at = 0;
	size_t i = 0;

	while (i < len) {
		const char *next;

		if (*pattern == '*') {
			star = ++pattern;
			star_at = i;
			continue;
		}
		if (*pattern && one(pattern, name[i], &next)) {
			pattern = next;
			i++;
			continue;
		}
		if (!star)
			return false;
		pattern = star;
		i = ++star_at;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
