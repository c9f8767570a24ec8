/*
 * Host names of addresses.
 *
 * Owns the ring: each place has a counter that is odd while it is written. Relies on atomics.
 * Forgets: the oldest place is used next.
 */
#include "wrap/names.h"

#include <string.h>

#include "base/common.h"

#define PLACES 32

static struct place {
	uint32_t version;
	uint8_t ip[16];
	char host[GG_NAMES_HOST_MAX];
} places[PLACES];

static uint32_t next_place;

/** gg_names_put() - see names.h */
void gg_names_put(const uint8_t ip[static 16], const char *host)
{
	struct place *p = &places[__atomic_fetch_add(&next_place, 1, __ATOMIC_RELAXED) % PLACES];
	uint32_t version = __atomic_load_n(&p->version, __ATOMIC_RELAXED);
	size_t n = strnlen(host, GG_NAMES_HOST_MAX - 1);

	if ((version & 1) || !__atomic_compare_exchange_n(&p->version, &version, version + 1, 0,
							  __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return; /* somebody is at it */
	memcpy(p->ip, ip, sizeof(p->ip));
	memcpy(p->host, host, n);
	p->host[n] = '\0';
	__atomic_store_n(&p->version, version + 2, __ATOMIC_RELEASE);
}

/** gg_names_get() - see names.h */
void gg_names_get(const uint8_t ip[static 16], char ret_host[static GG_NAMES_HOST_MAX])
{
	uint32_t last = __atomic_load_n(&next_place, __ATOMIC_RELAXED);
	uint32_t i;

	ret_host[0] = '\0';
	for (i = 1; i <= PLACES; i++) {
		struct place *p = &places[(last - i) % PLACES];
		uint32_t version = __atomic_load_n(&p->version, __ATOMIC_ACQUIRE);

		if ((version & 1) || !version || memcmp(p->ip, ip, sizeof(p->ip)))
			continue;
		memcpy(ret_host, p->host, GG_NAMES_HOST_MAX);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&p->version, __ATOMIC_RELAXED) == version)
			return;
		ret_host[0] = '\0';
	}
}
