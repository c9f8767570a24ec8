/*
 * Host names that were looked up, for the events of the connects that follow.
 *
 * Owns a small ring of addresses and names. Relies on atomics alone: a reader that meets a writer
 * finds nothing. Does not decide: a name is for people.
 */
#ifndef GG_WRAP_NAMES_H
#define GG_WRAP_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define GG_NAMES_HOST_MAX 128

/* gg_names_put() - @host has the address @ip */
void gg_names_put(const uint8_t ip[static 16], const char *host);

/* gg_names_get() - the name last seen for @ip, "" when there is none */
void gg_names_get(const uint8_t ip[static 16], char ret_host[static GG_NAMES_HOST_MAX]);

#endif
