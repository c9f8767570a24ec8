/*
 * What the attacks of the corpus find: files, and peers outside.
 *
 * Owns the folders. Below ROOT stand ok (everything but running), no (nothing), ro (read), rm (read
 * and remove), cr (create), run (as ok; sockets) and bin (run); in each but bin every attack has a
 * folder of its own name, so that none finds what another one left. no/prog is a program that must
 * not run. Relies on ROOT being empty.
 */
#include "corpus.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int failed;

static void note_failure(long ret)
{
	if (ret < 0 && !failed)
		failed = errno;
}

#define AT(path, ...) (void)snprintf(path, sizeof(path), __VA_ARGS__)

static void folder(const char *root, const char *right, const char *name)
{
	char path[512];

	AT(path, "%s/%s%s%s", root, right, *name ? "/" : "", name);
	note_failure(mkdir(path, 0755));
}

static void file(const char *root, const char *right, const char *name, const char *in)
{
	char path[512];
	int fd;

	AT(path, "%s/%s/%s/%s", root, right, name, in);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	note_failure(fd);
	note_failure(write(fd, "text\n", 5));
	(void)close(fd);
}

static void second_name(const char *root, const char *from, const char *right, const char *name, const char *in)
{
	char old[512], new[512];

	AT(old, "%s/%s", root, from);
	AT(new, "%s/%s/%s/%s", root, right, name, in);
	note_failure(link(old, new));
}

static void script(const char *root, const char *name)
{
	char path[512];
	int fd;

	AT(path, "%s/no/%s/script", root, name);
	fd = open(path, O_WRONLY | O_CREAT, 0755);
	if (dprintf(fd, "#!%s/bin/prog exit\n", root) < 0 || close(fd) < 0)
		failed = EIO;
}

static void folders_of(const char *root, const char *name)
{
	static const char *const rights[] = { "ok", "no", "ro", "rm", "cr", "run" };
	char path[512], to[512];
	size_t i;

	for (i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		folder(root, rights[i], name);
	file(root, "ok", name, "f");
	file(root, "no", name, "f");
	file(root, "no", name, "deep");
	file(root, "ro", name, "f");
	AT(path, "no/%s/deep", name);
	second_name(root, path, "rm", name, "second");
	second_name(root, "no/prog", "no", name, "prog");
	second_name(root, "bin/prog", "ok", name, "prog");
	second_name(root, "no/prog", "ok", name, "copy");
	script(root, name);
	AT(path, "%s/ok/%s/planted", root, name);
	AT(to, "%s/no/%s", root, name);
	note_failure(symlink(to, path));
	AT(path, "%s/ok/%s/in", root, name);
	note_failure(mkdir(path, 0755));
	file(root, "ok", name, "in/f");
	AT(path, "%s/run/%s/dir1", root, name);
	note_failure(mkdir(path, 0755));
	AT(path, "%s/no/%s/d", root, name);
	note_failure(mkdir(path, 0755));
	AT(path, "%s/no/%s/fifo", root, name);
	note_failure(mkfifo(path, 0644));
}

static void move(const char *root, const char *old, const char *new)
{
	char from[512], to[512];

	AT(from, "%s/%s", root, old);
	AT(to, "%s/%s", root, new);
	note_failure(rename(from, to));
}

int corpus_setup(const char *root, const struct attack *attacks, int n)
{
	static const char *const rights[] = { "ok", "no", "ro", "rm", "cr", "run" };
	size_t i;
	int k;

	for (i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		folder(root, rights[i], "");
	file(root, "no", ".", "secret");
	/* programs are put there by the test */
	move(root, "forbidden", "no/prog");
	move(root, "dynamic", "ro/dynamic");
	for (k = 0; k < n; k++)
		folders_of(root, attacks[k].name);
	if (failed)
		fprintf(stderr, "corpus: setup: %s\n", strerror(failed));
	return failed;
}

#define PEERS_MAX 16

struct peers {
	struct pollfd fds[PEERS_MAX];
	nfds_t n;
	nfds_t passes; /* which of them passes a descriptor to whoever connects */
};

static void hold(struct peers *p, int domain, int type, const void *sa, socklen_t len)
{
	int fd = socket(domain, type | SOCK_CLOEXEC, 0);
	int on = 1;

	note_failure(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	note_failure(bind(fd, sa, len));
	if (type != SOCK_DGRAM)
		note_failure(listen(fd, 4096));
	p->fds[p->n++] = (struct pollfd){ fd, POLLIN, 0 };
}

static void hold_ip(struct peers *p, int type, unsigned port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port),
				   .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	hold(p, AF_INET, type, &v4, sizeof(v4));
	hold(p, AF_INET6, type, &v6, sizeof(v6));
}

static void hold_unix(struct peers *p, int type, const char *root, const char *name)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t len;

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s%s", root, name);
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(un.sun_path));
	if (un.sun_path[0] == '@')
		un.sun_path[0] = '\0';
	hold(p, AF_UNIX, type, &un, len);
}

static void pass(int to, const char *root)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	struct iovec iov = { (void *)"x", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	char path[512];
	int fd;

	AT(path, "%s/no/secret", root);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	control.head = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	(void)sendmsg(to, &m, MSG_NOSIGNAL);
	(void)close(fd);
}

static void answer(struct peers *p, nfds_t i, const char *root)
{
	char buf[65536];
	int fd;

	if (recv(p->fds[i].fd, buf, sizeof(buf), MSG_DONTWAIT) >= 0 || errno == EAGAIN)
		return;
	fd = accept4(p->fds[i].fd, NULL, NULL, SOCK_CLOEXEC);
	if (i == p->passes)
		pass(fd, root);
	(void)close(fd);
}

int corpus_serve(const char *root, unsigned port)
{
	struct peers p = { .n = 0 };
	char name[64], ready[512];
	nfds_t i;

	hold_ip(&p, SOCK_STREAM, port + 3);
	hold_ip(&p, SOCK_STREAM, port + 9);
	hold_ip(&p, SOCK_STREAM, port + 1);
	hold_ip(&p, SOCK_DGRAM, port + 1);
	hold_ip(&p, SOCK_DGRAM, port + 3);
	hold_unix(&p, SOCK_STREAM, root, "/no/peer");
	hold_unix(&p, SOCK_DGRAM, root, "/no/dgram");
	hold_unix(&p, SOCK_STREAM, root, "/run/peer");
	p.passes = p.n;
	hold_unix(&p, SOCK_STREAM, root, "/run/passes");
	(void)snprintf(name, sizeof(name), "@gg.corpus.%u", port);
	hold_unix(&p, SOCK_STREAM, "", name);
	(void)snprintf(name, sizeof(name), "@gg.corpus.%u.dgram", port);
	hold_unix(&p, SOCK_DGRAM, "", name);
	AT(ready, "%s/ready", root);
	if (failed)
		return fprintf(stderr, "corpus: serve: %s\n", strerror(failed)), failed;
	note_failure(close(open(ready, O_WRONLY | O_CREAT, 0644)));
	for (;;) {
		if (poll(p.fds, p.n, -1) < 0)
			return errno;
		for (i = 0; i < p.n; i++)
			if (p.fds[i].revents)
				answer(&p, i, root);
	}
}
