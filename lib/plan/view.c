/*
 * Looking at bytes as a plan.
 *
 * Owns every check that makes later reads safe without checking again: sizes, offsets, string
 * ends, indices of nodes, edges and rights. Relies on the bytes not changing afterwards (a sealed
 * memory file, a private mapping). Runs in the shim: no malloc, no stdio.
 */
#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/addr.h"
#include "base/sys.h"
#include "plan/plan.h"
#include "plan/sects.h"
#include "plan/sum.h"
#include "policy/subject.h"

#if defined(__x86_64__)
#define ARCH_HERE AUDIT_ARCH_X86_64
#else
#define ARCH_HERE AUDIT_ARCH_AARCH64
#endif

#define ERRNO_MAX 4095u /* what a filter and a supervisor can answer */

static int damaged(struct gg_err *err, const char *what)
{
	return gg_err_set(err, -EINVAL,
			  "cannot use the plan: it is damaged: %s (make it again with `goguard plan "
			  "POLICY -o PLAN`)",
			  what);
}

/** gg_plan_is() - see plan.h */
bool gg_plan_is(const void *bytes, size_t size)
{
	return size >= 8 && !memcmp(bytes, GG_PLAN_MAGIC, 8);
}

static int check_head(const struct gg_plan_head *h, size_t size, struct gg_err *err)
{
	if (size < sizeof(*h) || !gg_plan_is(h, size))
		return damaged(err, "it does not begin like one");
	if (h->version != GG_PLAN_VERSION)
		return gg_err_set(err, -ESTALE,
				  "cannot use the plan: it has format %u, this goguard reads %u (make "
				  "it again with `goguard plan POLICY -o PLAN`)",
				  h->version, GG_PLAN_VERSION);
	if (h->arch != ARCH_HERE)
		return gg_err_set(err, -EXDEV,
				  "cannot use the plan: it was made for another architecture "
				  "(0x%x, this is 0x%x)",
				  h->arch, (unsigned)ARCH_HERE);
	if (h->size != size || size % 8 || size > GG_PLAN_BYTES_MAX)
		return damaged(err, "its size is not what it says");
	if (gg_plan_sum(h, size) != h->sum)
		return damaged(err, "its checksum does not match");
	return 0;
}

static bool sections_fit(const struct gg_plan_head *h)
{
	unsigned s;

	for (s = 0; s < GG_SECT_COUNT; s++) {
		uint64_t bytes = (uint64_t)h->sects[s].count * gg_sect_record[s];

		if (h->sects[s].offset % 8 || h->sects[s].offset < sizeof(*h) ||
		    h->sects[s].offset > h->size || bytes > h->size - h->sects[s].offset)
			return false;
	}
	return true;
}

static void point(struct gg_plan *p, const struct gg_plan_head *h)
{
	const char *base = (const char *)h;
	unsigned s;

	p->head = h;
	for (s = 0; s < GG_SECT_COUNT; s++)
		p->count[s] = h->sects[s].count;
	p->strings = base + h->sects[GG_SECT_STRINGS].offset;
	p->bpf = (const void *)(base + h->sects[GG_SECT_BPF].offset);
	p->ll_paths = (const void *)(base + h->sects[GG_SECT_LL_PATHS].offset);
	p->ll_ports = (const void *)(base + h->sects[GG_SECT_LL_PORTS].offset);
	p->nodes = (const void *)(base + h->sects[GG_SECT_NODES].offset);
	p->edges = (const void *)(base + h->sects[GG_SECT_EDGES].offset);
	p->rights = (const void *)(base + h->sects[GG_SECT_RIGHTS].offset);
	p->nets = (const void *)(base + h->sects[GG_SECT_NETS].offset);
	p->places = (const void *)(base + h->sects[GG_SECT_PLACES].offset);
	p->calls = (const void *)(base + h->sects[GG_SECT_CALLS].offset);
	p->keep_fds = (const void *)(base + h->sects[GG_SECT_KEEP_FDS].offset);
	p->notes = (const void *)(base + h->sects[GG_SECT_NOTES].offset);
	p->env = (const void *)(base + h->sects[GG_SECT_ENV].offset);
	p->pins = (const void *)(base + h->sects[GG_SECT_PINS].offset);
	p->words = (const void *)(base + h->sects[GG_SECT_WORDS].offset);
	p->parts = (const void *)(base + h->sects[GG_SECT_PARTS].offset);
}

static bool in_strings(const struct gg_plan *p, uint32_t offset)
{
	return offset < p->count[GG_SECT_STRINGS];
}

static bool strings_fit(const struct gg_plan *p)
{
	const struct gg_plan_head *h = p->head;
	uint32_t n = p->count[GG_SECT_STRINGS];
	uint32_t i;

	if (n == 0 || p->strings[0] || p->strings[n - 1])
		return false;
	if (!in_strings(p, h->name) || !in_strings(p, h->file) || !in_strings(p, h->target) ||
	    !in_strings(p, h->log_socket))
		return false;
	for (i = 0; i < GG_LAYER_COUNT; i++)
		if (!in_strings(p, h->why[i]) || h->state[i] >= GG_STATE_COUNT || h->asked[i] > 2)
			return false;
	for (i = 0; i < p->count[GG_SECT_NOTES]; i++)
		if (!in_strings(p, p->notes[i]))
			return false;
	for (i = 0; i < p->count[GG_SECT_PLACES]; i++)
		if (!in_strings(p, p->places[i].file))
			return false;
	for (i = 0; i < p->count[GG_SECT_LL_PATHS]; i++)
		if (!in_strings(p, p->ll_paths[i].path))
			return false;
	for (i = 0; i < p->count[GG_SECT_ENV]; i++)
		if (!in_strings(p, p->env[i].pattern))
			return false;
	for (i = 0; i < p->count[GG_SECT_WORDS]; i++)
		if (!in_strings(p, p->words[i]))
			return false;
	return true;
}

/* Where the next node must find its edges, rights and children: they stand in the order of the
 * nodes, so that every node but the roots has one parent, before it. */
struct next {
	uint64_t edge, right, node;
};

static bool node_fits(const struct gg_plan *p, const struct gg_plan_node *n, struct next *next)
{
	uint64_t last = next->edge + n->n_literal + n->n_glob;

	if (n->edges != next->edge || last > p->count[GG_SECT_EDGES] || n->rights != next->right)
		return false;
	for (; next->edge < last; next->edge++)
		if (p->edges[next->edge].node != next->node++ ||
		    !in_strings(p, p->edges[next->edge].name))
			return false;
	if (n->any && n->any != next->node++)
		return false;
	next->right += n->n_rights;
	return next->right <= p->count[GG_SECT_RIGHTS] && next->node <= p->count[GG_SECT_NODES];
}

static bool tries_fit(const struct gg_plan *p)
{
	struct next next = { .node = (uint64_t)GG_ROOTS * p->count[GG_SECT_PARTS] };
	uint32_t i;

	if (p->count[GG_SECT_NODES] < next.node)
		return false;
	for (i = 0; i < p->count[GG_SECT_NODES]; i++)
		if (next.node <= i || !node_fits(p, &p->nodes[i], &next))
			return false;
	if (next.node != p->count[GG_SECT_NODES])
		return false;
	for (i = 0; i < p->count[GG_SECT_RIGHTS]; i++)
		if (p->rights[i].place >= p->count[GG_SECT_PLACES] ||
		    (p->rights[i].ll_path != GG_LL_NONE &&
		     p->rights[i].ll_path >= p->count[GG_SECT_LL_PATHS]) ||
		    p->rights[i].pin > p->count[GG_SECT_PINS])
			return false;
	return true;
}

static bool pins_fit(const struct gg_plan *p)
{
	uint32_t i;

	for (i = 0; i < p->count[GG_SECT_PINS]; i++) {
		const struct gg_plan_pin *pin = &p->pins[i];

		if (!pin->wants || (pin->wants & ~(GG_PIN_ARGV | GG_PIN_SHA256)) ||
		    (uint64_t)pin->words + pin->n_words > p->count[GG_SECT_WORDS])
			return false;
	}
	return true;
}

static bool parts_fit(const struct gg_plan *p)
{
	uint32_t n = p->count[GG_SECT_PARTS];
	uint32_t i;

	if (n == 0 || n > GG_PARTS_MAX)
		return false;
	for (i = 0; i < n; i++) {
		const struct gg_plan_part *part = &p->parts[i];

		if ((part->kind == GG_PART_PROCESS) != (i == 0) || part->kind > GG_PART_PACKAGE ||
		    part->subject >= GG_SUBJECT_COUNT || !in_strings(p, part->text) ||
		    !in_strings(p, part->pattern) ||
		    (i && part->place >= p->count[GG_SECT_PLACES]))
			return false;
	}
	return true;
}

static bool rest_fits(const struct gg_plan *p)
{
	uint32_t i;

	for (i = 0; i < p->count[GG_SECT_NETS]; i++)
		if (p->nets[i].place >= p->count[GG_SECT_PLACES] || p->nets[i].bits > 128 ||
		    GG_NET_PART(p->nets[i].kind) >= p->count[GG_SECT_PARTS] ||
		    p->nets[i].verdict > GG_NET_DENY_UNNAMED)
			return false;
	return p->count[GG_SECT_CALLS] == GG_PLAN_CALLS && p->count[GG_SECT_BPF] <= 4096 &&
	       p->head->ll_loaders <= p->count[GG_SECT_LL_PATHS] &&
	       p->head->mode < GG_MODE_COUNT && p->head->otherwise <= GG_PLAN_OTHERWISE_TRAP &&
	       p->head->otherwise_errno > 0 && p->head->otherwise_errno <= ERRNO_MAX;
}

/** gg_plan_view() - see plan.h */
int gg_plan_view(const void *bytes, size_t size, struct gg_plan *ret_plan, struct gg_err *err)
{
	struct gg_plan plan;
	int ret = check_head(bytes, size, err);

	if (ret < 0)
		return ret;
	if (!sections_fit(bytes))
		return damaged(err, "a section lies outside it");
	memset(&plan, 0, sizeof(plan));
	point(&plan, bytes);
	if (!strings_fit(&plan))
		return damaged(err, "a string lies outside it");
	if (!parts_fit(&plan) || !tries_fit(&plan) || !pins_fit(&plan) || !rest_fits(&plan))
		return damaged(err, "its tables do not fit together");
	*ret_plan = plan;
	return 0;
}

/** gg_plan_map() - see plan.h */
int gg_plan_map(int fd, struct gg_plan *ret_plan, struct gg_err *err)
{
	long size = gg_sys(SYS_lseek, fd, 0, 2 /* SEEK_END */);
	long at;

	if (size <= 0 || size > (long)GG_PLAN_BYTES_MAX)
		return damaged(err, "it is empty or too large");
	at = gg_sys(SYS_mmap, NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at < 0 && at > -4096)
		return gg_err_set(err, (int)at, "cannot map the plan: %s", gg_err_reason((int)at));
	return gg_plan_view((const void *)at, (size_t)size, ret_plan, err);
}

/** gg_plan_string() - see plan.h */
const char *gg_plan_string(const struct gg_plan *plan, uint32_t offset)
{
	return plan->strings + offset;
}

/** gg_plan_rule_at() - see plan.h */
void gg_plan_rule_at(const struct gg_plan *plan, uint32_t place, struct gg_text *out)
{
	const struct gg_plan_place *at;

	if (place >= plan->count[GG_SECT_PLACES])
		return;
	at = &plan->places[place];
	gg_text_str(out, gg_plan_string(plan, at->file));
	if (at->line)
		gg_text_fmt(out, ":%u", at->line);
}
