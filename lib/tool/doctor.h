/*
 * What this machine grants, found out by trying.
 *
 * Owns the record of one finding and the two tables: what is asked (doctor_table.c), what was found.
 * Relies on throw-away children (doctor_try.c), so that whatever happens to a probe, be it killed,
 * is a finding. Does not infer anything from a version number.
 */
#ifndef GG_TOOL_DOCTOR_H
#define GG_TOOL_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "base/names.h"
#include "plan/caps.h"
#include "plan/plan.h"

enum gg_grant {
	GG_GRANT_UNKNOWN, /* could not be tried */
	GG_GRANT_NO,
	GG_GRANT_YES,
	GG_GRANT_INFO, /* nothing to grant */
	GG_GRANT_COUNT
};

extern const struct gg_name gg_grant_names[GG_GRANT_COUNT];

/**
 * struct gg_sight - the outcome of one probe
 * @grant: is it there?
 * @proof: what showed it: "seccomp(...) said EFAULT"
 */
struct gg_sight {
	enum gg_grant grant;
	char proof[240];
};

/**
 * struct gg_probe - one question
 * @area:  heading; the first probe of an area is what the others need
 * @name:  what is asked for
 * @ask:   tries it; runs in a throw-away child
 * @arg:   of @ask
 * @cap:   the capability of planning that it is, -1: none
 * @covered: layer that makes up for it, -1: none
 * @loss:  what is lost without it; NULL: nothing
 */
struct gg_probe {
	const char *area;
	const char *name;
	void (*ask)(const struct gg_probe *probe, struct gg_sight *f);
	unsigned arg;
	int cap;
	int covered;
	const char *loss;
};

extern const struct gg_probe gg_probes[];
extern const size_t gg_n_probes;

#define GG_PROBES_MAX 64

/**
 * struct gg_health - all that was found
 * @found:    by index of gg_probes
 * @caps:     as planning asks for them
 * @asked:    enum gg_want per layer, of the profile go-base
 * @state:    enum gg_state per layer
 * @why:      reason per layer
 * @can:      everything that go-base requires is there
 */
struct gg_health {
	struct gg_sight found[GG_PROBES_MAX];
	struct gg_plan_caps caps;
	unsigned asked[GG_LAYER_COUNT];
	enum gg_state state[GG_LAYER_COUNT];
	char why[GG_LAYER_COUNT][256];
	bool can;
};

/* gg_doctor_loss() - what is lost for want of probe @i; NULL: nothing */
const char *gg_doctor_loss(const struct gg_health *h, size_t i);

/* Probes that could not be tried */
size_t gg_doctor_untried(const struct gg_health *h);

/* gg_doctor_look() - ask everything */
void gg_doctor_look(struct gg_health *ret_health);

/* gg_doctor_judge() - from findings to a verdict for each layer
 * @h: found and caps are set; the rest is filled in. Return: 0; negative errno with @err set */
int gg_doctor_judge(struct gg_health *h, struct gg_err *err);

/* Printers. Return: 0; negative errno */
int gg_doctor_print(const struct gg_health *h, FILE *out);
int gg_doctor_json(const struct gg_health *h, FILE *out);
int gg_doctor_caps(const struct gg_health *h, FILE *out);

/* gg_doctor_try() - run one probe in a child, for at most @timeout_ms */
void gg_doctor_try(const struct gg_probe *probe, int timeout_ms, struct gg_sight *ret);

/* gg_sight_say() - grant and proof; the format is base/text.h's */
void gg_sight_say(struct gg_sight *f, enum gg_grant grant, const char *fmt, ...) GG_PRINTF(3, 4);

/* gg_sight_code() - "QUESTION said EFAULT", "QUESTION went well" for what is no error */
void gg_sight_code(struct gg_sight *f, bool granted, const char *question, long code);

/* The name of -@code, "errno N" for one without; borrowed until the next call */
const char *gg_code_name(long code);

#endif
