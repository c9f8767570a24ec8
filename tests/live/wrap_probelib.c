/*
 * libprobe.so.1: a library whose exported function opens a file.
 *
 * Owns the C caller that events are expected to name: libprobe.so.1, probe_open_secret. Relies
 * on the assignment to keep the call from becoming a jump. Does not close what it opened.
 */
#include <errno.h>
#include <fcntl.h>

int probe_open_secret(const char *path);

/* probe_open_secret() - open @path for reading. Return: 0 or positive errno */
int probe_open_secret(const char *path)
{
	volatile int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}
