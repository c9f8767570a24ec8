/*
 * Expansion and normal form of paths.
 *
 * Owns the grammar:
 *
 *	text  := { byte | "$$" | "$" NAME | "${" NAME "}" }
 *	NAME  := letter or _, then letters, digits, _
 *	path  := "/" component { "/" component }
 *	glob  := a path whose components may hold * ? and [set]; or be "**"
 *
 * Relies on getenv(). A value from the environment is data: it cannot bring wildcards along, so
 * an odd variable cannot widen a rule. Does not promise that the path exists.
 */
#include "policy/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "policy/policy.h"

static size_t name_len(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '_' ||
	       (n && s[n] >= '0' && s[n] <= '9'))
		n++;
	return n;
}

static int add_value(struct gg_text *out, const char *name, size_t n, const char *forbidden,
		     struct gg_err *err)
{
	char buf[256];
	const char *value;
	size_t bad;

	if (n >= sizeof(buf))
		return gg_err_set(err, -EINVAL, "name of a variable too long");
	memcpy(buf, name, n);
	buf[n] = '\0';
	value = getenv(buf);
	if (!value)
		return gg_err_set(err, -EINVAL, "$%s is not set in the environment", buf);
	if (!*value)
		return gg_err_set(err, -EINVAL, "$%s is empty in the environment", buf);
	bad = strcspn(value, forbidden);
	if (value[bad])
		return gg_err_set(err, -EINVAL, "$%s holds '%c' in the environment", buf, value[bad]);
	gg_text_str(out, value);
	return 0;
}

/* One "$..." at @at, just behind the dollar. Return: bytes used, negative errno */
static int add_dollar(struct gg_text *out, const char *at, const char *forbidden,
		      struct gg_err *err)
{
	bool braces = *at == '{';
	size_t n = name_len(at + braces);
	int rc;

	if (*at == '$') {
		gg_text_char(out, '$');
		return 1;
	}
	if (!n || (braces && at[1 + n] != '}'))
		return gg_err_set(err, -EINVAL, "'$' must begin $NAME or ${NAME} (write $$ for a dollar)");
	rc = add_value(out, at + braces, n, forbidden, err);
	return rc ? rc : (int)(n + 2u * braces);
}

char *gg_path_expand(struct gg_arena *arena, const char *written, const char *forbidden,
		     struct gg_err *err)
{
	char buf[GG_POLICY_PATH_MAX + 1];
	struct gg_text out;
	char *copy;

	gg_text_init(&out, buf, sizeof(buf));
	for (const char *at = written; *at;) {
		int used;

		if (*at != '$') {
			gg_text_char(&out, *at++);
			continue;
		}
		used = add_dollar(&out, at + 1, forbidden, err);
		if (used < 0)
			return NULL;
		at += 1 + used;
	}
	if (out.cut || out.used != strlen(buf)) {
		gg_err_set(err, -ENAMETOOLONG, "longer than %u bytes", GG_POLICY_PATH_MAX);
		return NULL;
	}
	copy = gg_arena_strdup(arena, buf);
	if (!copy)
		gg_err_set(err, -ENOMEM, "no memory");
	return copy;
}

static int check_sets(const char *component, size_t n, struct gg_err *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *close;

		if (component[i] != '[')
			continue;
		/* "]" right behind "[" or "[!" belongs to the set */
		i += 1 + (i + 1 < n && (component[i + 1] == '!' || component[i + 1] == '^'));
		close = i + 1 < n ? memchr(component + i + 1, ']', n - i - 1) : NULL;
		if (!close)
			return gg_err_set(err, -EINVAL, "'[' without ']' in '%.*s'", (int)n, component);
		i = (size_t)(close - component);
	}
	return 0;
}

static int check_component(const char *component, size_t n, bool *glob, struct gg_err *err)
{
	if (n == 2 && !memcmp(component, "..", 2))
		return gg_err_set(err, -EINVAL, "'..' is not allowed in a path");
	for (size_t i = 0; i < n; i++) {
		if (!strchr(GG_GLOB_CHARS, component[i]))
			continue;
		*glob = true;
		if (n > 2 && component[i] == '*' && i + 1 < n && component[i + 1] == '*')
			return gg_err_set(err, -EINVAL, "'**' must stand alone between slashes");
	}
	return check_sets(component, n, err);
}

int gg_path_normalise(char *path, bool *ret_glob, struct gg_err *err)
{
	const char *from = path;
	char *to = path;
	bool glob = false;

	if (*path != '/')
		return gg_err_set(err, -EINVAL, "'%s' is not an absolute path", path);
	while (*from) {
		size_t n;
		int rc;

		while (*from == '/')
			from++;
		n = strcspn(from, "/");
		if (!n || (n == 1 && *from == '.')) {
			from += n;
			continue;
		}
		rc = check_component(from, n, &glob, err);
		if (rc)
			return rc;
		*to++ = '/';
		memmove(to, from, n);
		to += n;
		from += n;
	}
	if (to == path)
		*to++ = '/';
	*to = '\0';
	if (glob && !ret_glob)
		return gg_err_set(err, -EINVAL, "'%s' must not be a pattern", path);
	if (ret_glob)
		*ret_glob = glob;
	return 0;
}
