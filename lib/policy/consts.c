/*
 * The table of constants.
 *
 * Owns names and values, sorted by call, then name. Relies on the headers of the C library;
 * values that some of them lack are written out. Does not check which argument is meant.
 */
#include "policy/consts.h"

#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/common.h"

#define C(call, name) { #call, #name, (uint64_t)(name) }

/* Linux 6.x additions that older headers lack */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_GET_MDWE 66
#endif
#ifndef AF_SMC
#define AF_SMC 43
#endif

static const struct gg_const consts[] = {
	C(fcntl, F_ADD_SEALS), C(fcntl, F_DUPFD), C(fcntl, F_DUPFD_CLOEXEC), C(fcntl, F_GETFD),
	C(fcntl, F_GETFL), C(fcntl, F_GETLEASE), C(fcntl, F_GETLK), C(fcntl, F_GETOWN),
	C(fcntl, F_GETPIPE_SZ), C(fcntl, F_GET_SEALS), C(fcntl, F_NOTIFY), C(fcntl, F_OFD_GETLK),
	C(fcntl, F_OFD_SETLK), C(fcntl, F_OFD_SETLKW), C(fcntl, F_SETFD), C(fcntl, F_SETFL),
	C(fcntl, F_SETLEASE), C(fcntl, F_SETLK), C(fcntl, F_SETLKW), C(fcntl, F_SETOWN),
	C(fcntl, F_SETPIPE_SZ), C(ioctl, FIOCLEX), C(ioctl, FIONBIO), C(ioctl, FIONCLEX),
	C(ioctl, FIONREAD), C(ioctl, TCFLSH), C(ioctl, TCGETS), C(ioctl, TCSBRK),
	C(ioctl, TCSETS), C(ioctl, TCSETSF), C(ioctl, TCSETSW), C(ioctl, TIOCGPGRP),
	C(ioctl, TIOCGPTN), C(ioctl, TIOCGSID), C(ioctl, TIOCGWINSZ), C(ioctl, TIOCNOTTY),
	C(ioctl, TIOCSCTTY), C(ioctl, TIOCSPGRP), C(ioctl, TIOCSPTLCK), C(ioctl, TIOCSWINSZ),
	C(madvise, MADV_COLD), C(madvise, MADV_COLLAPSE), C(madvise, MADV_DODUMP),
	C(madvise, MADV_DOFORK), C(madvise, MADV_DONTDUMP), C(madvise, MADV_DONTFORK),
	C(madvise, MADV_DONTNEED), C(madvise, MADV_FREE), C(madvise, MADV_HUGEPAGE),
	C(madvise, MADV_KEEPONFORK), C(madvise, MADV_NOHUGEPAGE), C(madvise, MADV_NORMAL),
	C(madvise, MADV_PAGEOUT), C(madvise, MADV_POPULATE_READ), C(madvise, MADV_POPULATE_WRITE),
	C(madvise, MADV_RANDOM), C(madvise, MADV_REMOVE), C(madvise, MADV_SEQUENTIAL),
	C(madvise, MADV_WILLNEED), C(madvise, MADV_WIPEONFORK), C(prctl, PR_CAPBSET_DROP),
	C(prctl, PR_CAPBSET_READ), C(prctl, PR_CAP_AMBIENT), C(prctl, PR_GET_CHILD_SUBREAPER),
	C(prctl, PR_GET_DUMPABLE), C(prctl, PR_GET_KEEPCAPS), C(prctl, PR_GET_MDWE),
	C(prctl, PR_GET_NAME), C(prctl, PR_GET_NO_NEW_PRIVS), C(prctl, PR_GET_PDEATHSIG),
	C(prctl, PR_GET_SECCOMP), C(prctl, PR_GET_SPECULATION_CTRL), C(prctl, PR_GET_THP_DISABLE),
	C(prctl, PR_GET_TID_ADDRESS), C(prctl, PR_GET_TIMERSLACK), C(prctl, PR_SET_CHILD_SUBREAPER),
	C(prctl, PR_SET_DUMPABLE), C(prctl, PR_SET_KEEPCAPS), C(prctl, PR_SET_MDWE),
	C(prctl, PR_SET_NAME), C(prctl, PR_SET_NO_NEW_PRIVS), C(prctl, PR_SET_PDEATHSIG),
	C(prctl, PR_SET_PTRACER), C(prctl, PR_SET_SECCOMP), C(prctl, PR_SET_SPECULATION_CTRL),
	C(prctl, PR_SET_THP_DISABLE), C(prctl, PR_SET_TIMERSLACK), C(prctl, PR_SET_VMA),
	C(socket, AF_ALG), C(socket, AF_BLUETOOTH), C(socket, AF_CAN), C(socket, AF_INET),
	C(socket, AF_INET6), C(socket, AF_KEY), C(socket, AF_NETLINK), C(socket, AF_PACKET),
	C(socket, AF_SMC), C(socket, AF_TIPC), C(socket, AF_UNIX), C(socket, AF_VSOCK),
	C(socket, AF_XDP), C(socketpair, AF_UNIX),
};

const struct gg_const *gg_const_find(const char *call, const char *name)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(consts); i++) {
		if (!strcmp(consts[i].call, call) && !strcmp(consts[i].name, name))
			return &consts[i];
	}
	return NULL;
}

const struct gg_const *gg_const_at(size_t i)
{
	return i < GG_ARRAY_SIZE(consts) ? &consts[i] : NULL;
}
