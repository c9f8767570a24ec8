/*
 * What the public interface's objects are made of.
 *
 * Owns two structs and the way errors leave. Relies on start/make_plan.h. Not installed.
 */
#ifndef GG_EMBED_OBJECTS_H
#define GG_EMBED_OBJECTS_H

#include <goguard.h>

#include "start/make_plan.h"

struct goguard_policy {
	struct gg_policy *policy;
	struct gg_findings findings;
};

struct goguard_plan {
	struct gg_made made;
};

/* gg_embed_filter() - the documented errno that an errno from inside becomes, both negative */
int gg_embed_filter(int code);
/* gg_embed_failed() - describe in the public record. Return: gg_embed_filter(@code) */
int gg_embed_failed(const struct gg_err *from, int code, struct goguard_error *err);

#endif
