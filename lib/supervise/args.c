/*
 * Arguments of a program.
 *
 * Owns the copy. Relies on each string being read once. Does not judge.
 */
#include "supervise/args.h"

#include <errno.h>
#include <stdlib.h>

#include "base/common.h"
#include "base/scope.h"

#define POINTERS 64 /* read at one time; a page holds a multiple of them */

/* Some more pointers at @at, up to the end of what is aligned to POINTERS of them, so that none is
 * read beyond the page that it begins in. Return: how many; negative errno */
static int read_pointers(const struct gg_call *c, uint64_t at, uint64_t pointers[static POINTERS])
{
	size_t n = POINTERS - (at / 8) % POINTERS;
	int ret = gg_target_read(c, at, pointers, n * 8);

	if (ret == -EFAULT) { /* not aligned, and the list ends with its page */
		n = 1;
		ret = gg_target_read(c, at, pointers, 8);
	}
	return ret < 0 ? ret : (int)n;
}

/* One argument. Return: bytes with its NUL; 0: does not fit; negative errno */
static int read_one(const struct gg_call *c, uint64_t at, char *buf, size_t size)
{
	int len = gg_target_string(c, at, buf, size);

	return len == -ENAMETOOLONG ? 0 : len < 0 ? len : len + 1;
}

static int read_list(const struct gg_call *c, uint64_t at, size_t max, struct gg_args *args)
{
	uint64_t pointers[POINTERS];
	size_t n = 0, used = 0;

	while (at) {
		int got = read_pointers(c, at, pointers);
		int i;

		if (got < 0)
			return got;
		for (i = 0; i < got && pointers[i] && !args->cut; i++) {
			int len = 0;

			if (n < max)
				len = read_one(c, pointers[i], args->bytes + used, sizeof(args->bytes) - used);
			if (len < 0)
				return len;
			args->cut = len == 0;
			if (len)
				args->first[n++] = args->bytes + used;
			used += (size_t)len;
		}
		if (i < got)
			break;
		at += (uint64_t)got * 8;
	}
	args->first[n] = NULL;
	return 0;
}

/** gg_args_new() - see args.h */
struct gg_args *gg_args_new(const struct gg_call *c, uint64_t at, size_t max, int *ret_err)
{
	gg_free struct gg_args *args = malloc(sizeof(*args));

	if (!args) {
		*ret_err = -ENOMEM;
		return NULL;
	}
	args->first = args->list + GG_ARGS_FRONT;
	args->first[0] = NULL;
	args->cut = false;
	*ret_err = read_list(c, at, GG_MIN(max, (size_t)GG_ARGS_MAX), args);
	return *ret_err < 0 ? NULL : GG_TAKE(args);
}

/** gg_args_script() - see args.h */
unsigned gg_args_script(struct gg_args *args, const char *interpreter, const char *argument,
			const char *name)
{
	if (args->first - args->list < 3)
		return 0;
	if (!args->first[0])
		args->first[1] = NULL; /* not even a name: the kernel makes an empty one */
	*args->first = name;
	if (*argument)
		*--args->first = argument;
	*--args->first = interpreter;
	return *argument ? 2 : 1;
}

/** gg_args_words() - see args.h */
const char *const *gg_args_words(const struct gg_args *args)
{
	return (const char *const *)(args->first[0] ? args->first + 1 : args->first);
}
