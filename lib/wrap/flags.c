/*
 * What open flags and fopen modes ask for.
 *
 * Owns two small translations. Relies on <fcntl.h> for values. Does not know policies.
 */
#include "wrap/flags.h"

#include <errno.h>
#include <fcntl.h>

#include "base/access.h"

/** gg_flags_access() - see flags.h */
unsigned gg_flags_access(int flags, bool missing)
{
	static const unsigned of_mode[] = {
		[O_RDONLY] = GG_ACCESS_READ,
		[O_WRONLY] = GG_ACCESS_WRITE,
		[O_RDWR] = GG_ACCESS_READ | GG_ACCESS_WRITE,
		[O_ACCMODE] = GG_ACCESS_READ | GG_ACCESS_WRITE, /* for ioctl: checked as both */
	};

	unsigned access = of_mode[flags & O_ACCMODE] | (flags & O_TRUNC ? GG_ACCESS_WRITE : 0);

	if ((flags & O_PATH) || (flags & O_TMPFILE) == O_TMPFILE)
		return 0;
	if (missing)
		return flags & O_CREAT ? access | GG_ACCESS_CREATE : 0;
	return access;
}

/** gg_flags_of_mode() - see flags.h */
int gg_flags_of_mode(const char *mode, int *ret_flags)
{
	int access = O_WRONLY;
	int flags;

	switch (*mode++) {
	case 'r':
		access = O_RDONLY;
		flags = 0;
		break;
	case 'w':
		flags = O_CREAT | O_TRUNC;
		break;
	case 'a':
		flags = O_CREAT | O_APPEND;
		break;
	default:
		return -EINVAL;
	}
	for (; *mode && *mode != ','; mode++) {
		if (*mode == '+')
			access = O_RDWR;
		else if (*mode == 'x')
			flags |= O_EXCL;
		else if (*mode == 'e')
			flags |= O_CLOEXEC;
	}
	*ret_flags = access | flags;
	return 0;
}
