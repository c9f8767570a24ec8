/*
 * Digests in policies against the files of this machine.
 *
 * Owns the messages. Relies on each file being read once. Does not take a file that is not there for
 * a mistake: the policy may be for another machine.
 */
#include "tool/check_pins.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/scope.h"
#include "base/text.h"

#define BYTES_MAX (4ull << 30) /* as the supervisor takes */

static int digest_of(const char *path, char hex[static GG_DIGEST_HEX])
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	uint8_t digest[GG_DIGEST_BYTES];
	struct gg_text text;
	struct stat st;
	int ret;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	ret = gg_digest_fd(fd, BYTES_MAX, digest);
	gg_text_init(&text, hex, GG_DIGEST_HEX);
	if (ret == 0)
		gg_text_hex(&text, digest, sizeof(digest));
	return ret;
}

static void check_rule(const struct gg_exec_rule *rule, struct gg_findings *findings)
{
	char hex[GG_DIGEST_HEX];
	int ret = digest_of(rule->path, hex);

	if (ret == -EISDIR)
		gg_findings_add(findings, GG_FINDING_ERROR, rule->at,
				"exec: sha256 of '%s', which is a directory (name the program)", rule->path);
	else if (ret < 0)
		gg_findings_add(findings, GG_FINDING_WARNING, rule->at,
				"exec: sha256 of '%s' was not compared: %s", rule->path, gg_err_reason(ret));
	else if (strcmp(hex, rule->sha256) != 0)
		gg_findings_add(findings, GG_FINDING_WARNING, rule->at,
				"exec: '%s' has sha256 %s now, not that of this rule", rule->path, hex);
}

static void check_rules(const struct gg_exec_rules *exec, struct gg_findings *findings)
{
	size_t i;

	for (i = 0; i < exec->n; i++)
		if (exec->items[i].sha256)
			check_rule(&exec->items[i], findings);
}

/** gg_check_pins() - see check_pins.h */
void gg_check_pins(const struct gg_policy *policy, struct gg_findings *findings)
{
	size_t i;

	check_rules(&policy->exec, findings);
	for (i = 0; i < policy->packages.n; i++)
		check_rules(&policy->packages.items[i].exec, findings);
}
