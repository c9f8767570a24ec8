/*
 * Is what was started what was judged?
 *
 * Owns the record of what was judged, and its comparison with a process at its exec stop. Relies on
 * the process not having run yet. Does not decide again: whatever is not the same is refused.
 */
#ifndef GG_SUPERVISE_EXEC_VERIFY_H
#define GG_SUPERVISE_EXEC_VERIFY_H

#include <sys/stat.h>

#include "base/digest.h"
#include "supervise/super.h"

#define GG_JUDGED_FILES 6 /* scripts and the program that runs them: the kernel takes no more */

/**
 * struct gg_judged_file - a script, or the program itself
 * @pins:   GG_PIN_ bits that it was granted for
 * @name:   of a script: how far behind argv[0] its name stands in the end
 * @sha256: counts with GG_PIN_SHA256
 */
struct gg_judged_file {
	dev_t dev;
	ino_t ino;
	unsigned pins;
	unsigned name;
	uint8_t sha256[GG_DIGEST_BYTES];
};

/**
 * struct gg_judged - one exec as it was judged
 * @files:  what was named, the interpreter of that, ...; the last one is what the kernel executes
 * @argv:   the arguments matter
 * @words:  digest of what the new program must have behind argv[0], as far as it was looked at
 * @place:  rule that granted it
 */
struct gg_judged {
	struct gg_judged_file files[GG_JUDGED_FILES];
	unsigned n;
	bool argv;
	uint8_t words[GG_DIGEST_BYTES];
	uint32_t place;
};

/* gg_exec_verify() - compare with @pid, which stands at its exec stop
 * @digests:    counts those that were computed for it, see digests.h
 * @ret_reason: what differs; static
 * Return: 0: it is the same; -EINPROGRESS: a digest is not known yet; -EPERM: what harden.wx keeps
 *         out; other negative errno: it is not the same, or cannot be looked at */
int gg_exec_verify(struct gg_super *s, pid_t pid, const struct gg_judged *judged,
		   unsigned *digests, const char **ret_reason);

#endif
