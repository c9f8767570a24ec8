/*
 * Control data of a message.
 *
 * Owns what may be passed along. Descriptors (SCM_RIGHTS) are duplicated; credentials may be the caller's own;
 * other control data of a unix socket would speak for the supervisor and is refused. Relies on going from
 * header to header as the kernel does, and not by libc's CMSG_NXTHDR: some overlook a last one without padding,
 * and what is not seen here would be sent as it is, with numbers of the supervisor's own descriptors.
 */
#include <errno.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/privileges.h"
#include "base/sys.h"
#include "supervise/message.h"

#define SPARE 256 /* descriptors that messages leave free */

/* Control data of IP sockets that only chooses how a packet travels */
static const struct {
	int level, type;
} harmless[] = {
	{ SOL_IP, IP_TOS },	       { SOL_IP, IP_TTL },
	{ SOL_IP, IP_PKTINFO },	       { SOL_IPV6, IPV6_TCLASS },
	{ SOL_IPV6, IPV6_HOPLIMIT },   { SOL_IPV6, IPV6_PKTINFO },
	{ 17 /* SOL_UDP */, 103 /* UDP_SEGMENT */ },
};

/* Are descriptors left for everybody else beyond @fd, the lowest that was free? */
static bool spare(int fd)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)fd + SPARE < limit.rlim_cur;
}

/* The descriptors in @head become duplicates of the caller's, in place. */
static int copy_fds(struct gg_call *c, struct gg_message *m, struct cmsghdr *head)
{
	size_t n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	size_t i;

	for (i = 0; i < n; i++) {
		int fd;

		if (m->n_fds == GG_MESSAGE_FDS_MAX)
			return -EINVAL;
		memcpy(&fd, CMSG_DATA(head) + i * sizeof(fd), sizeof(fd));
		fd = gg_target_dup(c, fd);
		if (fd < 0)
			return fd;
		m->fds[m->n_fds++] = fd;
		if (!spare(fd))
			return -ETOOMANYREFS;
		memcpy(CMSG_DATA(head) + i * sizeof(fd), &fd, sizeof(fd));
	}
	return 0;
}

/* Does the address alone not say by which device it is reached? */
static bool needs_device(const struct gg_message *m)
{
	if (!m->named)
		return false; /* connected: it was chosen then */
	return !gg_addr_is_v4(m->peer.addr.ip) /* IPv6 looks for a route by that device */ ||
	       gg_addr_on_link(m->peer.addr.ip);
}

/* As with SO_BINDTODEVICE, see plan/checks.c: who answers from a socket with several addresses says from which, and the
 * route to where it goes is the kernel's to find. */
static int leave_device(const struct gg_call *c, const struct gg_message *m, struct cmsghdr *head)
{
	bool v6 = head->cmsg_level == SOL_IPV6 && head->cmsg_type == IPV6_PKTINFO;
	size_t at = v6 ? offsetof(struct in6_pktinfo, ipi6_ifindex) : offsetof(struct in_pktinfo, ipi_ifindex);

	if (!v6 && (head->cmsg_level != SOL_IP || head->cmsg_type != IP_PKTINFO))
		return 0;
	if (head->cmsg_len < CMSG_LEN(v6 ? sizeof(struct in6_pktinfo) : sizeof(struct in_pktinfo)))
		return -EINVAL;
	if (!(c->super->plan->head->privileges & GG_PRIVILEGE(CAP_NET_RAW)) && !needs_device(m))
		memset(CMSG_DATA(head) + at, 0, sizeof(int));
	return 0;
}

static bool is_harmless(const struct cmsghdr *head)
{
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(harmless); i++)
		if (head->cmsg_level == harmless[i].level && head->cmsg_type == harmless[i].type)
			return true;
	return false;
}

/* Credentials must be the caller's: the kernel would hold them against the supervisor's. */
static int check_creds(struct gg_call *c, struct gg_message *m, const struct cmsghdr *head)
{
	struct gg_creds creds;
	struct ucred claimed;
	int ret;

	if (head->cmsg_len != CMSG_LEN(sizeof(claimed)))
		return -EINVAL;
	memcpy(&claimed, CMSG_DATA(head), sizeof(claimed));
	ret = gg_target_creds(c, &creds);
	if (ret < 0)
		return ret;
	m->creds = (size_t)((const char *)CMSG_DATA(head) - (const char *)&m->control);
	return claimed.pid == gg_target_tgid(c) && claimed.uid == creds.fsuid &&
			       claimed.gid == creds.fsgid ?
		       0 :
		       -EPERM;
}

/* What would say or do something that nobody has judged */
static int refuse(struct gg_call *c)
{
	const struct gg_answer a = { .verdict = GG_VERDICT_DENY,
				     .err = EPERM,
				     .place = GG_PLACE_NONE,
				     .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_SEND,
			       .reason = "control data that is not passed on" };

	gg_report(c, &a, &ev);
	return -EPERM;
}

static int copy_one(struct gg_call *c, struct gg_message *m, struct cmsghdr *head)
{
	if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS)
		return copy_fds(c, m, head);
	if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_CREDENTIALS)
		return check_creds(c, m, head);
	return is_harmless(head) ? leave_device(c, m, head) : refuse(c);
}

/** gg_message_control() - see message.h */
int gg_message_control(struct gg_call *c, struct gg_message *m, uint64_t at, size_t n)
{
	size_t done = 0;
	int ret;

	if (n > GG_MESSAGE_CONTROL_MAX)
		return -EINVAL;
	ret = gg_target_read(c, at, &m->control, n);
	while (ret == 0 && done < n && n - done >= sizeof(struct cmsghdr)) {
		struct cmsghdr *head = (struct cmsghdr *)(void *)(m->control.space + done);

		if (head->cmsg_len < sizeof(*head) || head->cmsg_len > n - done)
			return -EINVAL;
		ret = copy_one(c, m, head);
		done += CMSG_ALIGN(head->cmsg_len);
	}
	m->n_control = GG_MIN(done, n); /* the kernel sees no more than was looked at */
	return ret;
}

/** gg_message_signed() - see message.h. The ids that files are opened by are the caller's, see become.c. */
void gg_message_signed(struct gg_call *c, struct gg_message *m)
{
	size_t at = CMSG_ALIGN(m->n_control);
	struct cmsghdr *head = (struct cmsghdr *)(void *)(m->control.space + at);
	struct ucred own;

	_Static_assert(CMSG_SPACE(sizeof(own)) <= GG_MESSAGE_SIGNATURE, "room for it");
	if (!c->lowered || m->peer.domain != AF_UNIX || m->creds)
		return;
	own = (struct ucred){ gg_target_tgid(c), (uid_t)gg_sys(SYS_setfsuid, -1), (gid_t)gg_sys(SYS_setfsgid, -1) };
	if (own.uid == getuid() && own.gid == getgid())
		return; /* it would be told the same */
	*head = (struct cmsghdr){ CMSG_LEN(sizeof(own)), SOL_SOCKET, SCM_CREDENTIALS };
	memcpy(CMSG_DATA(head), &own, sizeof(own));
	m->creds = (size_t)((const char *)CMSG_DATA(head) - (const char *)&m->control);
	m->n_control = at + CMSG_SPACE(sizeof(own));
}
