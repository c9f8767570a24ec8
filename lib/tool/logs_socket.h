/*
 * The socket that `goguard logs` listens on.
 *
 * Owns its making, its end, and the loop over its writers. Relies on tool/logs.h for the printer.
 * Does not take a socket that somebody else listens on.
 */
#ifndef GG_TOOL_LOGS_SOCKET_H
#define GG_TOOL_LOGS_SOCKET_H

#include "tool/logs.h"

/* --- logs_socket.c --- */

/**
 * struct gg_logs_socket - the socket we listen on
 * @fd:   -1 while there is none
 * @type: SOCK_SEQPACKET, SOCK_DGRAM or SOCK_STREAM
 * @path: borrowed
 * @dev, @ino: of the socket in the file system, so that only ours is removed
 */
struct gg_logs_socket {
	int fd;
	int type;
	const char *path;
	unsigned long long dev, ino;
};

/* gg_logs_bind() - make the socket, mode 0600; a dead one at the same path is replaced
 * Return: 0; negative errno with @err set: -EADDRINUSE somebody listens, -EEXIST no socket */
int gg_logs_bind(const char *path, int type, struct gg_logs_socket *ret_sock, struct gg_err *err);
/* gg_logs_unbind() - close and remove it; does nothing to somebody else's or a zeroed @fd of -1 */
void gg_logs_unbind(struct gg_logs_socket *sock);

/* --- logs_loop.c --- */

/* gg_logs_loop() - print what arrives until enough was shown, or SIGINT or SIGTERM came
 * What had arrived before the signal is still printed.
 * Return: 0, or negative errno with @err set */
int gg_logs_loop(struct gg_logs *logs, const struct gg_logs_socket *sock, struct gg_err *err);

#endif
