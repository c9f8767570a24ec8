/*
 * A program whose library is up before its main: prints what that library was told, and the version of libc.
 *
 * Owns one line. Relies on libearly.so.1.
 */
#include <stdio.h>

int early_constructor(void);
int early_thread(void);
extern const char *gnu_get_libc_version(void) __attribute__((weak));

int main(void)
{
	int constructor = early_constructor(), thread = early_thread();

	printf("constructor %d thread %d libc %s\n", constructor, thread,
	       gnu_get_libc_version ? gnu_get_libc_version() : "musl");
	return 0;
}
