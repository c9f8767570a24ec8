/*
 * Random attacks on rules within rules, for 95-random.
 *
 * Owns a generator that gives the same calls for the same seed: it opens, holds, moves, links, removes and changes what
 * is there, by names, links, descriptors and handles, and reads whatever it gets open. Ends with 0 when it read what
 * begins with SECRET, with EACCES otherwise. Relies on probe.h for the command line.
 */
#include "../live/probe.h"

#include <fcntl.h>
#include <linux/fs.h>

#define HELD 24

/* None leads upwards, nor do links that are made of them: what is not guarded must stay where it is. */
static const char *const names[] = {
	"ok/secret",	"ok/k.key",  "ok/a",	  "ok/b",	"ok/d",	    "ok/d/secret", "ok/d/x",  "ok/d/k.key",
	"ok/keys",	"ok/keys/f", "ok/keys2", "ok/keys2/f", "ok/l",	    "ok/l/f",	   "ok/l/secret", "no/f",
	"no",		"ro/f",	     "ro",	  "ro/n",	"rm/f",	    "rm",	   "cr/n",    "cr",
	"cr/secret",	"ok/e",	     "ok/e/f",	  "ok/n.key",	"ok/n",	    "ok/wr",	   "ok/d/wr", "secret",
	"k.key",	"a",	     "f",	  "wr",		".",	    "d",	   "keys",    "ok/",
	"ok/keys/",	"ok/secret (deleted)", "ok/k.key (deleted)",
};

static unsigned state;
static int held[HELD];
static int reached;

static unsigned any(unsigned n)
{
	state = state * 1103515245u + 12345u;
	return (state >> 16) % n;
}

static int bits(unsigned one_in, int flags) { return any(one_in) ? 0 : flags; }
static int dir(void) { return any(3) ? AT_FDCWD : held[any(HELD)]; }

/* Two names may be asked for in one call */
static const char *name(void)
{
	static char text[2][64];
	static unsigned which;
	const char *one = names[any(sizeof(names) / sizeof(names[0]))];

	which ^= 1;
	if (any(5) == 0)
		snprintf(text[which], sizeof(text[0]), "/proc/self/fd/%d%s", held[any(HELD)], any(4) ? "" : "/f");
	else if (any(30) == 0)
		snprintf(text[which], sizeof(text[0]), "/proc/thread-self/cwd/%s", one);
	else
		return one;
	return text[which];
}

static void hold(int fd)
{
	unsigned i = any(HELD);

	if (fd < 0)
		return;
	if (held[i] >= 0)
		(void)close(held[i]);
	held[i] = fd;
}

static void opened(int how)
{
	char text[8] = "";
	struct stat st;
	int fd = openat(dir(), name(), how | O_NONBLOCK, 0644);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && pread(fd, text, 6, 0) == 6 && !strcmp(text, "SECRET"))
		reached = 1;
	if ((how & O_ACCMODE) != O_RDONLY)
		(void)!pwrite(fd, "mine\n", 5, 0);
	hold(fd);
}

static void attack(void)
{
	switch (any(14)) {
	case 0:
	case 1: opened(O_RDONLY | bits(4, O_NOFOLLOW) | bits(4, O_CREAT)); break;
	case 2: opened((any(2) ? O_WRONLY : O_RDWR) | bits(3, O_CREAT) | bits(3, O_TRUNC)); break;
	case 3:
	case 4: hold(openat(dir(), name(), O_PATH | bits(2, O_NOFOLLOW))); break;
	case 5: (void)!linkat(dir(), name(), dir(), name(), bits(3, AT_SYMLINK_FOLLOW) | bits(6, AT_EMPTY_PATH)); break;
	case 6:
	case 7:
	case 8: (void)!renameat2(dir(), name(), dir(), name(), bits(6, RENAME_EXCHANGE) | bits(8, RENAME_NOREPLACE)); break;
	case 9: (void)!unlinkat(dir(), name(), bits(3, AT_REMOVEDIR)); break;
	case 10: (void)!mkdirat(dir(), name(), 0777); break;
	case 11: (void)!symlinkat(name(), dir(), name()); break;
	case 12: (void)!(any(2) ? truncate(name(), (long)any(9)) : fchmodat(dir(), name(), 0700 | any(0200), 0)); break;
	default:
		if (any(2))
			hold(openat(dir(), name(), O_RDWR | O_TMPFILE, 0600));
		else
			(void)!chdir(name());
	}
}

static int act_run(char **w) /* SEED CALLS FOLDER */
{
	unsigned calls = (unsigned)num(w[1]), i;

	state = (unsigned)num(w[0]);
	for (i = 0; i < HELD; i++)
		held[i] = -1;
	for (i = 0; i < calls; i++) {
		if (i % 50 == 0 && chdir(w[2]) < 0)
			return USAGE;
		if (i % 50 == 0)
			(void)!mkdir("ok/d", 0755);
		attack();
	}
	return reached ? 0 : EACCES;
}

static const struct act acts[] = {
	{ "run", 3, act_run },
	{ NULL, 0, NULL },
};
