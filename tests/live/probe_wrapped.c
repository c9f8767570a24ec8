/*
 * probe_wrapped: single libc calls, for the tests of the wrappers.
 *
 *   system CMD | popen CMD | bind-unix PATH | bind-tcp PORT | dlopen PATH | freopen PATH |
 *   connect HOST PORT (by getaddrinfo)
 *
 * Exits with 0, or with the errno; dlopen prints dlerror() and exits with 1. Relies on libc.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int result(int ret)
{
	return ret < 0 ? errno : 0;
}

static int by_system(char **argv)
{
	int status = system(argv[0]);

	return status < 0 ? errno : WEXITSTATUS(status);
}

static int by_popen(char **argv)
{
	char line[256];
	FILE *f = popen(argv[0], "r");

	if (!f)
		return errno;
	while (fgets(line, sizeof(line), f))
		fputs(line, stdout);
	return WEXITSTATUS(pclose(f));
}

static int bind_unix(char **argv)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	strncpy(sa.sun_path, argv[0], sizeof(sa.sun_path) - 1);
	return result(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&sa, sizeof(sa)));
}

static int bind_tcp(char **argv)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[0])) };

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return result(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&sa, sizeof(sa)));
}

static int by_dlopen(char **argv)
{
	if (dlopen(argv[0], RTLD_NOW))
		return 0;
	puts(dlerror());
	return 1;
}

static int by_freopen(char **argv)
{
	return freopen(argv[0], "r", stdin) ? 0 : errno;
}

static int by_name(char **argv)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;

	if (getaddrinfo(argv[0], argv[1], &hints, &list))
		return 126;
	return result(connect(socket(AF_INET, SOCK_STREAM, 0), list->ai_addr, list->ai_addrlen));
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **argv);
} table[] = {
	{ "system", 1, by_system },   { "popen", 1, by_popen },   { "bind-unix", 1, bind_unix },
	{ "bind-tcp", 1, bind_tcp },  { "dlopen", 1, by_dlopen }, { "freopen", 1, by_freopen },
	{ "connect", 2, by_name },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(argv[1], table[i].name) && argc == 2 + table[i].args)
			return table[i].run(argv + 2);
	return fprintf(stderr, "usage: probe_wrapped NAME ARG...\n"), 125;
}
