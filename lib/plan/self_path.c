/*
 * A process's own folder in /proc.
 *
 * Owns one rewriting. Relies on base/text. Runs in the shim.
 */
#include "plan/self_path.h"

#include <string.h>

#include "base/text.h"

/** gg_self_path() - see self_path.h */
void gg_self_path(char *path, size_t size, pid_t pid)
{
	static const char self[] = "/proc/self";
	char own[32];
	struct gg_text text;
	size_t rest;

	gg_text_init(&text, own, sizeof(own));
	gg_text_fmt(&text, "/proc/%d", pid);
	if (pid <= 0 || strncmp(path, own, text.used) ||
	    (path[text.used] != '/' && path[text.used] != '\0'))
		return;
	rest = strlen(path + text.used) + 1;
	if (sizeof(self) - 1 + rest > size)
		return;
	memmove(path + sizeof(self) - 1, path + text.used, rest);
	memcpy(path, self, sizeof(self) - 1);
}
