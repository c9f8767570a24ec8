/*
 * Build information: what the Go tool wrote into a program about its modules.
 *
 * Owns the search for it and a copy of its text, which is cut into lines and columns in place. Relies
 * on strings that are inline, as Go 1.18 and later writes them. Does not read settings ("build" lines).
 */
#include "golang/build.h"

#include <errno.h>
#include <stdlib.h>

#define MAGIC "\xff Go buildinf:"
#define MAGIC_SIZE 14
#define FLAGS_AT 15
#define TEXT_AT 32
#define TEXT_MAX (4u << 20)
#define FRAME 16 /* bytes around the text of modules */

struct held {
	struct gg_go_build build;
	struct gg_go_module *modules;
	char *text, *version;
};

static struct gg_go_bytes find(struct gg_go *go)
{
	struct gg_go_bytes none = { NULL, 0 }, b;
	uint64_t vaddr;

	b = gg_go_elf_section(&go->elf, ".go.buildinfo", &vaddr);
	if (b.n >= TEXT_AT && memcmp(b.p, MAGIC, MAGIC_SIZE) == 0)
		return b;
	for (unsigned s = 0; s < go->elf.n_segments; s++) {
		const struct gg_go_segment *seg = &go->elf.segments[s];

		if (!seg->writable || !gg_go_elf_search(&go->elf, seg->size))
			continue;
		b = (struct gg_go_bytes){ go->elf.map.p + seg->offset, (size_t)seg->size };
		for (uint64_t o = -seg->vaddr & 15; o + TEXT_AT <= b.n; o += 16)
			if (memcmp(b.p + o, MAGIC, MAGIC_SIZE) == 0)
				return gg_go_sub(b, o, UINT64_MAX);
	}
	return none;
}

/* Cut a string with its length before it off @b. Return: empty: it is damaged */
static struct gg_go_bytes string(struct gg_go_bytes *b)
{
	struct gg_go_bytes s = { NULL, 0 };
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 28 && b->n; shift += 7) {
		uint8_t c = *b->p;

		*b = gg_go_sub(*b, 1, UINT64_MAX);
		n |= (uint64_t)(c & 0x7f) << shift;
		if (c & 0x80)
			continue;
		if (n > b->n || n > TEXT_MAX)
			break;
		s = gg_go_sub(*b, 0, n);
		*b = gg_go_sub(*b, n, UINT64_MAX);
		break;
	}
	return s;
}

static char *copy(struct gg_go_bytes b)
{
	char *s = malloc(b.n + 1);

	if (s) {
		if (b.n)
			memcpy(s, b.p, b.n);
		s[b.n] = '\0';
	}
	return s;
}

/* Cut the next column off *@line. Return: "" when there is none */
static char *column(char **line)
{
	static char none[] = "";
	char *start = *line, *tab;

	if (!start)
		return none;
	tab = strchr(start, '\t');
	if (tab)
		*tab++ = '\0';
	*line = tab;
	return start;
}

static int add_module(struct held *h, char *path, char *version)
{
	struct gg_go_build *b = &h->build;

	if (b->n_modules == GG_GO_MODULES) {
		b->cut = true;
		return 0;
	}
	if (b->n_modules % 64 == 0) {
		struct gg_go_module *more =
			reallocarray(h->modules, b->n_modules + 64, sizeof(*h->modules));

		if (!more)
			return -ENOMEM;
		b->modules = h->modules = more;
	}
	h->modules[b->n_modules++] = (struct gg_go_module){ path, version, strlen(path) };
	return 0;
}

static int take_line(struct held *h, char *line)
{
	const char *kind = column(&line);
	char *path = column(&line), *version = column(&line);

	if (strcmp(kind, "path") == 0)
		h->build.path = path;
	else if (strcmp(kind, "mod") == 0 && !h->build.n_modules) {
		h->build.has_main = true;
		return add_module(h, path, version);
	} else if (strcmp(kind, "dep") == 0 && *path)
		return add_module(h, path, version);
	else if (strcmp(kind, "=>") == 0 && h->build.n_modules)
		h->modules[h->build.n_modules - 1].version = version;
	return 0;
}

static int take_lines(struct held *h)
{
	char *next;
	int ret = 0;

	for (char *line = h->text; line && ret == 0; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ret = take_line(h, line);
	}
	return ret;
}

bool gg_go_build_is_there(struct gg_go *go)
{
	return find(go).n > 0;
}

int gg_go_build_read(struct gg_go *go)
{
	struct gg_go_bytes b = find(go), version, text;
	struct held *h;

	if (b.n <= TEXT_AT || b.p[FLAGS_AT] != 2)
		return 0;
	b = gg_go_sub(b, TEXT_AT, UINT64_MAX);
	version = string(&b);
	text = string(&b);
	if (!version.n)
		return 0;
	if (text.n >= 2 * FRAME + 1 && text.p[text.n - FRAME - 1] == '\n')
		text = gg_go_sub(text, FRAME, text.n - 2 * FRAME);
	else
		text.n = 0;
	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	go->build = &h->build;
	h->version = copy(version);
	h->text = copy(text);
	if (!h->version || !h->text)
		return -ENOMEM;
	h->build.version = h->version;
	h->build.path = "";
	return take_lines(h);
}

void gg_go_build_free(struct gg_go_build *build)
{
	struct held *h = (struct held *)(void *)build; /* its first member */

	if (!h)
		return;
	free(h->modules);
	free(h->text);
	free(h->version);
	free(h);
}

const struct gg_go_module *gg_go_build_module(const struct gg_go *go, const char *package)
{
	const struct gg_go_module *best = NULL;
	size_t best_len = 0, len = strlen(package);

	if (!go->build)
		return NULL;
	if (strcmp(package, "main") == 0)
		return go->build->has_main ? &go->build->modules[0] : NULL;
	for (unsigned i = 0; i < go->build->n_modules; i++) {
		const struct gg_go_module *m = &go->build->modules[i];

		if (m->n > best_len && m->n <= len && (!package[m->n] || package[m->n] == '/') &&
		    memcmp(package, m->path, m->n) == 0) {
			best = m;
			best_len = m->n;
		}
	}
	return best;
}
