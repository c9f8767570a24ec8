/*
 * Addresses of a caller: copied, understood, with unix paths resolved.
 *
 * Owns the step from a sockaddr in the target's memory to a request. Relies on walk.h. Does not
 * decide.
 */
#ifndef GG_SUPERVISE_ADDRESS_H
#define GG_SUPERVISE_ADDRESS_H

#include <sys/socket.h>

#include "supervise/act.h"

/**
 * struct gg_peer - one address, ready to decide about and to use
 * @sock: own duplicate of the caller's socket
 * @type, @domain: of the socket, asked on @sock
 * @sa, @len: private copy of the address; where it was "any" one to be reached, the one that is meant
 * @addr: what it means
 * @place: of a unix path; @place.path is set also where nothing is yet
 */
struct gg_peer {
	int sock;
	int type, domain;
	struct sockaddr_storage sa;
	socklen_t len;
	struct gg_addr addr;
	struct gg_found place;
};

/* gg_peer_unseen() - of a call by a socket that cannot be had nobody knows what it does: report it as @op with
 * @reason (static), deny it with EACCES unless the mode is audit
 * Return: 1 */
int gg_peer_unseen(struct gg_call *c, enum gg_op op, const char *reason);

/* gg_peer_socket() - duplicate and ask
 * @op: what the call would do, for the event where there is no duplicate
 * Return: 0; 1: the reply is set; negative errno (-ENOTSOCK, -EBADF, -EACCES, ...) */
int gg_peer_socket(struct gg_call *c, enum gg_op op, int fd, struct gg_peer *peer);

/* gg_peer_address() - copy and understand
 * @walk: GG_WALK_FOLLOW to use a unix path, GG_WALK_NAME to make one
 * Return: 0; negative errno */
int gg_peer_address(struct gg_call *c, uint64_t at, uint64_t len, unsigned walk, struct gg_peer *peer);

void gg_peer_done(struct gg_peer *peer);
#define GG_PEER_NONE { .sock = -1, .place = GG_FOUND_NONE }
#define gg_peer_auto GG_CLEANUP(gg_peer_done)

/* gg_peer_judge() - is @op allowed with this address? As gg_judge(); to speak to the reader of the log never is, nor
 * to leave by a device that the caller chose */
bool gg_peer_judge(struct gg_call *c, enum gg_op op, const struct gg_peer *peer, struct gg_answer *a);

/* gg_peer_target() - the sockaddr to use for an existing unix path: the pinned object
 * Return: length; @ret_sa is the copy as it came for everything else */
socklen_t gg_peer_target(const struct gg_peer *peer, struct sockaddr_storage *ret_sa);

#endif
