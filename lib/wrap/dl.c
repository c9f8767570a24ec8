/*
 * Wrappers of dlopen and dlmopen.
 *
 * Owns both. A library named by a path is a file to be read. Denied, the call goes on with a name
 * that cannot exist and says why, because dlerror(3) can only be made to speak by the loader.
 * Relies on the compiler turning the last call into a jump: the loader looks at its caller's
 * address for search paths, and that must stay the program's. Does not decide about names without
 * a slash: the loader searches for them, and each file that it opens is decided about.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>

#include "base/common.h"
#include "base/text.h"
#include "wrap/ask.h"
#include "wrap/next.h"
#include "wrap/weak.h"

/* The name to go on with. Out of line, so that the wrappers keep nothing on the stack. */
__attribute__((noinline)) static const char *judge(const char *call, const void *ret, const char *path)
{
	static char denied[256]; /* racing calls write over one another's message, no more */
	struct gg_text text;

	if (!path || !strchr(path, '/') || gg_ask_open(call, ret, AT_FDCWD, path, O_RDONLY) <= 0)
		return path;
	gg_text_init(&text, denied, sizeof(denied));
	gg_text_fmt(&text, "/goguard: denied by the policy: %s", path);
	return denied;
}

static void *no_loader(void)
{
	gg_weak_fail(ENOSYS);
	return NULL;
}

/** dlopen() - see dlopen(3) */
GG_EXPORT void *dlopen(const char *path, int mode)
{
	__typeof__(&dlopen) next = GG_NEXT(dlopen);

	path = judge("dlopen", __builtin_return_address(0), path);
	return next ? next(path, mode) : no_loader();
}

/** dlmopen() - see dlopen(3) */
GG_EXPORT void *dlmopen(Lmid_t space, const char *path, int mode)
{
	__typeof__(&dlmopen) next = GG_NEXT(dlmopen);

	path = judge("dlmopen", __builtin_return_address(0), path);
	return next ? next(space, path, mode) : no_loader();
}
