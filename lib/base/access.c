/*
 * Access rights: words to bits and back.
 *
 * Owns the table of rights, in the order in which they are printed. Relies on bit i of an
 * access mask being entry i. Does not know which operations need which rights.
 */
#include "base/access.h"

#include <errno.h>
#include <string.h>

const struct gg_name gg_access_names[GG_ACCESS_BITS] = {
	{ "read", "read files, list directories" },
	{ "write", "change contents and metadata of what is there" },
	{ "create", "make files, directories, links, sockets and pipes, never device nodes" },
	{ "remove", "delete, or rename away" },
	{ "execute", "run as a program" },
};

_Static_assert(GG_ACCESS_ALL == (1u << GG_ACCESS_BITS) - 1, "one name per right");

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == ',';
}

int gg_access_parse(const char *words, unsigned *ret_bits, const char **ret_bad)
{
	const char *at = words;
	unsigned bits = 0;

	for (;;) {
		const char *word;
		int right;

		while (is_blank(*at))
			at++;
		if (!*at)
			break;
		for (word = at; *at && !is_blank(*at);)
			at++;
		right = gg_name_find(gg_access_names, GG_ACCESS_BITS, word, (size_t)(at - word));
		if (right >= 0)
			bits |= 1u << right;
		else if (at - word == 3 && !memcmp(word, "all", 3))
			bits = GG_ACCESS_ALL;
		else {
			if (ret_bad)
				*ret_bad = word;
			return -EINVAL;
		}
	}
	if (!bits) { /* no word at all */
		if (ret_bad)
			*ret_bad = words;
		return -EINVAL;
	}
	*ret_bits = bits;
	return 0;
}

void gg_access_print(unsigned bits, struct gg_text *out)
{
	const char *between = "";

	if ((bits & GG_ACCESS_ALL) == GG_ACCESS_ALL) {
		gg_text_str(out, "all");
		return;
	}
	for (size_t i = 0; i < GG_ACCESS_BITS; i++) {
		if (!(bits & (1u << i)))
			continue;
		gg_text_str(out, between);
		gg_text_str(out, gg_access_names[i].name);
		between = " ";
	}
}
