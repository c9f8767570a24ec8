/*
 * Planning Landlock: rules on paths, TCP ports and scopes for the ABI at hand.
 *
 * Owns the translation of rights and the question where Landlock grants more than the policy.
 * Relies on caps for the ABI. Landlock cannot take away below what it grants, so rights that a
 * deny rule touches are marked: for these the supervisor never lets the kernel decide.
 */
#include <errno.h>
#include <string.h>

#include "base/access.h"
#include "base/kernel.h"
#include "plan/build.h"

/* Rights of each access word, and the ABI that brought them */
static const struct {
	unsigned access;
	uint32_t rights;
	uint32_t abi;
} rights_of[] = {
	{ GG_ACCESS_READ, GG_LL_READ_FILE | GG_LL_READ_DIR, 1 },
	{ GG_ACCESS_WRITE, GG_LL_WRITE_FILE, 1 },
	{ GG_ACCESS_WRITE, GG_LL_TRUNCATE, 3 },
	{ GG_ACCESS_WRITE, GG_LL_IOCTL_DEV, 5 },
	{ GG_ACCESS_CREATE,
	  GG_LL_MAKE_DIR | GG_LL_MAKE_REG | GG_LL_MAKE_SOCK | GG_LL_MAKE_FIFO | GG_LL_MAKE_SYM, 1 },
	{ GG_ACCESS_CREATE, GG_LL_REFER, 2 },
	{ GG_ACCESS_REMOVE, GG_LL_REMOVE_DIR | GG_LL_REMOVE_FILE, 1 },
	{ GG_ACCESS_REMOVE, GG_LL_REFER, 2 },
	{ GG_ACCESS_EXECUTE, GG_LL_EXECUTE | GG_LL_READ_FILE, 1 },
};

/* Device nodes are handled and never granted. */
#define ALWAYS_HANDLED (GG_LL_MAKE_CHAR | GG_LL_MAKE_BLOCK)

static uint32_t to_landlock(unsigned access, uint32_t abi)
{
	uint32_t rights = 0;
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(rights_of); i++)
		if ((rights_of[i].access & access) && rights_of[i].abi <= abi)
			rights |= rights_of[i].rights;
	return rights;
}

static int add_path(struct gg_draft *d, const char *path, uint32_t rights)
{
	struct gg_plan_ll_path out = { .rights = rights };
	int ret = gg_draft_string(d, path, &out.path);

	if (ret < 0)
		return ret;
	return gg_table_add(&d->arena, &d->ll_paths, &out, sizeof(out));
}

/** gg_path_below() - see draft.h */
bool gg_path_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (!strcmp(dir, "/"))
		return true;
	return !strncmp(path, dir, n) && (path[n] == '/' || path[n] == '\0');
}

/* Bytes of @path before its first component with a wildcard */
static size_t literal_prefix(const char *path)
{
	size_t n = strcspn(path, "*?[");

	if (path[n] == '\0')
		return n;
	while (n > 1 && path[n] != '/')
		n--;
	return n;
}

/* May a path that @deny takes something from lie below the directory of @allow? */
static bool touches(const struct gg_file_rule *deny, const struct gg_file_rule *allow)
{
	char prefix[GG_POLICY_PATH_MAX + 1];
	size_t n = deny->glob ? literal_prefix(deny->path) : strlen(deny->path);

	if (n >= sizeof(prefix))
		return true;
	memcpy(prefix, deny->path, n);
	prefix[n] = '\0';
	if (n == 0)
		return true;
	return gg_path_below(prefix, allow->path) || (deny->glob && gg_path_below(allow->path, prefix));
}

/* Rule @i of files and exec as the domain carries it: what may be run can be read, too, and
 * patterns are not carried at all. */
static struct gg_file_rule carried(const struct gg_policy *p, size_t i)
{
	struct gg_file_rule rule = { .allow = GG_ACCESS_EXECUTE };

	if (i < p->files.n)
		rule = p->files.items[i];
	else
		rule.path = p->exec.items[i - p->files.n].path;
	if (rule.glob)
		rule.allow = 0;
	if (rule.allow & GG_ACCESS_EXECUTE)
		rule.allow |= GG_ACCESS_READ;
	return rule;
}

/* Rights of @allow that a deny rule takes away at or below its path */
static unsigned taken_below(const struct gg_policy *p, const struct gg_file_rule *allow, size_t *pairs)
{
	unsigned bits = 0;
	size_t i;

	for (i = 0; i < p->files.n; i++) {
		const struct gg_file_rule *deny = &p->files.items[i];

		if (!(allow->allow & deny->deny & ~bits))
			continue;
		if (++*pairs > GG_PAIRS_MAX || touches(deny, allow))
			bits |= allow->allow & deny->deny;
	}
	return bits;
}

/* May @path be read by the policy, too? What a deny rule takes away below is another question. */
static bool readable(const struct gg_policy *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->files.n + p->exec.n; i++) {
		struct gg_file_rule rule = carried(p, i);

		if ((rule.allow & GG_ACCESS_READ) && gg_path_below(path, rule.path))
			return true;
	}
	return false;
}

/* Rights of which the domain grants more than the policy: somewhere is enough. A loader can be
 * executed, too, and no rule says so: what comes of that see supervise/exec_loader.c. */
static unsigned unsafe_bits(const struct gg_policy *p, const struct gg_world *world)
{
	unsigned bits = 0;
	size_t pairs = 0;
	size_t i;

	for (i = 0; i < p->files.n + p->exec.n; i++) {
		struct gg_file_rule rule = carried(p, i);

		if (i < p->files.n)
			bits |= rule.allow & ~p->files.items[i].allow;
		/* root may write to the supervisor's files there, and read its environment (Linux 6.16) */
		if (gg_path_below("/proc", rule.path))
			bits |= rule.allow & (GG_ACCESS_READ | GG_ACCESS_WRITE);
		if (i < p->files.n ? p->files.items[i].by : p->exec.items[i - p->files.n].by)
			bits |= rule.allow; /* the domain knows no subjects */
		if (p->harden.wx && gg_path_below(rule.path, "/proc")) /* the file "mem" */
			bits |= rule.allow & GG_ACCESS_WRITE;
		bits |= taken_below(p, &rule, &pairs);
	}
	for (i = 0; i < world->n_loaders; i++)
		if (!readable(p, world->loaders[i]))
			bits |= GG_ACCESS_READ;
	return bits;
}

/* What Landlock grants for a rule of files. With nobody to take away below it, what is taken away
 * there is not granted at all. */
static unsigned granted_by(struct gg_draft *d, const struct gg_policy *p, size_t i, size_t *pairs)
{
	struct gg_file_rule rule = carried(p, i);
	unsigned taken = d->filter.supervised ? 0 : taken_below(p, &rule, pairs);
	unsigned granted = rule.glob ? 0 : p->files.items[i].allow & ~taken;
	char words[64];
	struct gg_text text;

	if (taken) {
		gg_text_init(&text, words, sizeof(words));
		gg_access_print(taken, &text);
		(void)gg_draft_note(d, "no supervisor: '%s' below '%s' is not granted, since a deny rule "
				       "takes it away for a part of that",
				    words, rule.path);
	}
	return granted & GG_ACCESS_EXECUTE ? granted & ~gg_pins_taken(d, p, rule.path, pairs) : granted;
}

static int build_paths(struct gg_draft *d, const struct gg_policy *p, const struct gg_world *world)
{
	uint32_t abi = d->head.caps.landlock_abi;
	size_t pairs = 0;
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < p->files.n; i++) {
		const struct gg_file_rule *r = &p->files.items[i];

		/* Rule i is Landlock path i, so that decisions can name it; patterns have none. */
		ret = add_path(d, r->glob ? "" : r->path,
			       to_landlock(granted_by(d, p, i, &pairs), abi));
	}
	for (i = 0; ret == 0 && i < p->exec.n; i++)
		ret = add_path(d, gg_program_in_domain(d, p, i, &pairs) ? p->exec.items[i].path : "",
			       to_landlock(GG_ACCESS_EXECUTE, abi));
	for (i = 0; ret == 0 && i < world->n_loaders; i++)
		ret = add_path(d, world->loaders[i], to_landlock(GG_ACCESS_EXECUTE, abi));
	d->head.ll_loaders = (uint32_t)world->n_loaders;
	return ret;
}

/* Landlock knows ports, not hosts: what it grants is a backstop behind the supervisor. */
static int add_ports(struct gg_draft *d, const struct gg_net_rules *rules, uint32_t right)
{
	size_t i;
	uint32_t port;

	for (i = 0; i < rules->n; i++) {
		const struct gg_net_rule *r = &rules->items[i];

		if (!r->tcp)
			continue;
		if (r->port_hi - r->port_lo > 1024)
			return 1; /* too wide to list: not handled at all */
		for (port = r->port_lo; port <= r->port_hi; port++) {
			struct gg_plan_ll_port out = { port, right };
			int ret = gg_table_add(&d->arena, &d->ll_ports, &out, sizeof(out));

			if (ret < 0)
				return ret;
		}
	}
	return 0;
}

static int build_ports(struct gg_draft *d, const struct gg_policy *p)
{
	int ret;

	if (d->head.caps.landlock_abi < 4)
		return gg_draft_note(d, "landlock: no rules for TCP ports (ABI %u, they came with 4); "
					"%s decides about addresses",
				     d->head.caps.landlock_abi,
				     d->filter.supervised ? "the supervisor alone" : "nobody");
	ret = add_ports(d, &p->connect, GG_LL_NET_CONNECT_TCP);
	if (ret < 0)
		return ret;
	if (ret == 0)
		d->head.ll_net |= GG_LL_NET_CONNECT_TCP;
	ret = add_ports(d, &p->listen, GG_LL_NET_BIND_TCP);
	if (ret < 0)
		return ret;
	if (ret == 0)
		d->head.ll_net |= GG_LL_NET_BIND_TCP;
	return 0;
}

static int describe(struct gg_draft *d, uint32_t abi)
{
	if (abi < 2)
		return gg_draft_why(d, GG_LAYER_LANDLOCK, GG_STATE_PARTIAL,
				    "ABI %u: files cannot be moved between directories", abi);
	if (abi < 3)
		return gg_draft_why(d, GG_LAYER_LANDLOCK, GG_STATE_PARTIAL,
				    "ABI %u: truncation is not covered", abi);
	if (abi < 6)
		return gg_draft_why(d, GG_LAYER_LANDLOCK, GG_STATE_PARTIAL,
				    "ABI %u: signals and abstract sockets are not scoped", abi);
	return gg_draft_why(d, GG_LAYER_LANDLOCK, GG_STATE_ON, "ABI %u", abi);
}

/**
 * gg_build_landlock() - the domain
 * Should: - number paths so that gg_build_files() can refer to them
 * Mustn't: - grant anything that no rule grants
 */
int gg_build_landlock(struct gg_draft *d, const struct gg_policy *p, const struct gg_world *world,
		      struct gg_err *err)
{
	uint32_t abi = GG_MIN(d->head.caps.landlock_abi, GG_LANDLOCK_ABI_KNOWN);
	int ret;

	(void)err;
	d->head.unsafe = GG_ACCESS_ALL;
	if (d->head.state[GG_LAYER_LANDLOCK] != GG_STATE_ON)
		return 0;
	d->head.flags |= GG_PLAN_LANDLOCK;
	d->head.ll_fs = to_landlock(GG_ACCESS_ALL, abi) | ALWAYS_HANDLED;
	d->head.ll_scoped = abi >= 6 ? GG_LL_SCOPE_ABSTRACT_UNIX | GG_LL_SCOPE_SIGNAL : 0;
	d->filter.scopes_signals = d->head.ll_scoped & GG_LL_SCOPE_SIGNAL;
	/* Without TRUNCATE, Landlock lets truncate(2) through that "write" does not grant. */
	d->head.unsafe = unsafe_bits(p, world) | gg_pins_unsafe(d, p) | (abi < 3 ? GG_ACCESS_WRITE : 0);
	ret = build_paths(d, p, world);
	if (ret == 0)
		ret = build_ports(d, p);
	if (ret == 0)
		ret = describe(d, abi);
	return ret;
}
