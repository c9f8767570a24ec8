/*
 * Planning pins: argv and sha256 of exec rules.
 *
 * Owns their records, and the question who holds them. A pin is verified on the program that was
 * started, stopped before its first instruction: that takes the supervisor and ptrace. Relies on
 * digests being checked by the reader. Does not look at files.
 */
#include "base/access.h"
#include "plan/build.h"

static unsigned nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/** gg_draft_pin() - see draft.h. Return: 0; -ENOMEM */
int gg_draft_pin(struct gg_draft *d, const struct gg_exec_rule *rule, uint32_t *ret_pin)
{
	struct gg_plan_pin pin = { .words = (uint32_t)d->words.n };
	size_t i;
	int ret = 0;

	if (!gg_exec_pinned(rule)) {
		*ret_pin = 0;
		return 0;
	}
	pin.wants = (rule->argv ? GG_PIN_ARGV : 0) | (rule->sha256 ? GG_PIN_SHA256 : 0);
	for (i = 0; ret == 0 && rule->argv && rule->argv[i]; i++) {
		uint32_t word;

		ret = gg_draft_string(d, rule->argv[i], &word);
		if (ret == 0)
			ret = gg_table_add(&d->arena, &d->words, &word, sizeof(word));
	}
	pin.n_words = (uint32_t)i;
	for (i = 0; rule->sha256 && i < sizeof(pin.sha256); i++)
		pin.sha256[i] = (uint8_t)(nibble(rule->sha256[2 * i]) << 4 | nibble(rule->sha256[2 * i + 1]));
	if (ret == 0)
		ret = gg_table_add(&d->arena, &d->pins, &pin, sizeof(pin));
	if (ret == 0)
		*ret_pin = (uint32_t)d->pins.n;
	return ret;
}

/** gg_pins_held() - see draft.h */
bool gg_pins_held(const struct gg_draft *d)
{
	return d->filter.supervised && gg_caps_has(&d->head.caps, GG_CAP_PTRACE);
}

static bool pinned(const struct gg_exec_rules *exec)
{
	size_t i;

	for (i = 0; i < exec->n; i++)
		if (gg_exec_pinned(&exec->items[i]))
			return true;
	return false;
}

/* Is a program with a pin at @path or below? */
static bool pinned_below(const struct gg_policy *p, const char *path, size_t *pairs)
{
	size_t i;

	for (i = 0; i < p->exec.n; i++)
		if (gg_exec_pinned(&p->exec.items[i]) &&
		    (++*pairs > GG_PAIRS_MAX || gg_path_below(p->exec.items[i].path, path)))
			return true;
	return false;
}

/** gg_pins_taken() - see draft.h */
unsigned gg_pins_taken(const struct gg_draft *d, const struct gg_policy *p, const char *path,
		       size_t *pairs)
{
	return !d->filter.supervised && pinned_below(p, path, pairs) ? GG_ACCESS_EXECUTE : 0;
}

/** gg_program_in_domain() - see draft.h */
bool gg_program_in_domain(const struct gg_draft *d, const struct gg_policy *p, size_t i, size_t *pairs)
{
	if (gg_exec_pinned(&p->exec.items[i]))
		return gg_pins_held(d);
	return !gg_pins_taken(d, p, p->exec.items[i].path, pairs);
}

/** gg_pins_unsafe() - see draft.h */
unsigned gg_pins_unsafe(const struct gg_draft *d, const struct gg_policy *p)
{
	size_t pairs = 0;
	size_t i;

	for (i = 0; i < p->exec.n; i++)
		if (gg_program_in_domain(d, p, i, &pairs) && pinned_below(p, p->exec.items[i].path, &pairs))
			return GG_ACCESS_EXECUTE;
	for (i = 0; i < p->files.n; i++)
		if ((p->files.items[i].allow & GG_ACCESS_EXECUTE) &&
		    pinned_below(p, p->files.items[i].path, &pairs))
			return GG_ACCESS_EXECUTE;
	return 0;
}

static bool pinned_anywhere(const struct gg_policy *p)
{
	size_t i;

	for (i = 0; i < p->packages.n; i++)
		if (pinned(&p->packages.items[i].exec))
			return true;
	return pinned(&p->exec);
}

/** gg_build_pins() - say what becomes of pins that nobody holds. Return: 0; -ENOMEM */
int gg_build_pins(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	(void)err;
	if (gg_pins_held(d) || !pinned_anywhere(p))
		return 0;
	return gg_draft_note(d, "%s: programs with argv or sha256 in exec are not granted, since nobody "
				"could verify what was started",
			     d->filter.supervised ? "ptrace is refused" : "no supervisor");
}
