/*
 * The memory of another process, read a window at a time.
 *
 * Owns the choice of windows: forward from the word that is asked for, as stacks are walked, the first one
 * small, since most walks need no more. Relies on reads of less than a page being all or nothing. Does not
 * keep old windows.
 */
#include "golang/memory.h"

#include <string.h>

#define READS_MAX 4096
#define PAGE 4096u /* the smallest there is; a read that stays within one cannot fail half way */

void gg_go_memory_init(struct gg_go_memory *m, gg_go_read *read, void *arg)
{
	m->read = read;
	m->arg = arg;
	m->base = 0;
	m->n = 0;
	m->reads = 0;
}

static bool refill(struct gg_go_memory *m, uint64_t addr)
{
	uint64_t left = UINT64_MAX - addr;
	size_t sizes[] = { m->reads ? GG_GO_WINDOW : PAGE, PAGE - (size_t)(addr % PAGE) };

	for (size_t i = 0; i < 2; i++) {
		ssize_t n;

		if (m->reads++ >= READS_MAX || left < sizes[i])
			continue;
		n = m->read(m->arg, addr, m->window, sizes[i]);
		if (n < 8)
			continue;
		m->base = addr;
		m->n = (size_t)n < sizes[i] ? (size_t)n : sizes[i];
		return true;
	}
	m->n = 0;
	return false;
}

bool gg_go_memory_word(struct gg_go_memory *m, uint64_t addr, uint64_t *ret)
{
	if (addr % 8)
		return false;
	if ((addr < m->base || addr - m->base + 8 > m->n || !m->n) && !refill(m, addr))
		return false;
	memcpy(ret, m->window + (addr - m->base), 8);
	return true;
}
