/*
 * Printing what was found.
 *
 * Owns the three forms: for people, JSON, a capability file. Relies on findings that were judged.
 * Does not probe.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "policy/policy.h"
#include "tool/doctor.h"
#include "tool/json_text.h"

static const char *const asked[] = { "off", "prefer", "require" };

static void print_found(const struct gg_health *h, FILE *out)
{
	const char *area = "";
	size_t i;

	for (i = 0; i < gg_n_probes; i++) {
		const struct gg_sight *f = &h->found[i];

		if (strcmp(area, gg_probes[i].area))
			fprintf(out, "%s\n", gg_probes[i].area);
		area = gg_probes[i].area;
		fprintf(out, "  %-14s %-7s %s\n", gg_probes[i].name,
			f->grant == GG_GRANT_INFO ? "" : gg_grant_names[f->grant].name, f->proof);
	}
}

static void print_losses(const struct gg_health *h, FILE *out)
{
	const char *last = "";
	size_t i;

	for (i = 0; i < gg_n_probes; i++) {
		const char *loss = gg_doctor_loss(h, i);

		if (loss && strcmp(loss, last))
			fprintf(out, "  lost: %s (%s)\n", loss, gg_probes[i].name);
		if (loss)
			last = loss;
	}
}

static bool lost_anything(const struct gg_health *h)
{
	size_t i;

	for (i = 0; i < gg_n_probes; i++)
		if (gg_doctor_loss(h, i))
			return true;
	return false;
}

/** gg_doctor_print() - see doctor.h */
int gg_doctor_print(const struct gg_health *h, FILE *out)
{
	size_t untried = gg_doctor_untried(h);
	unsigned i;

	print_found(h, out);
	fprintf(out, "layers, as the default policy (go-base) asks for them\n");
	for (i = 0; i < GG_LAYER_COUNT; i++)
		fprintf(out, "  %-10s %-8s -> %s%s%s\n", gg_layer_names[i].name, asked[h->asked[i]],
			gg_state_names[h->state[i]].name, h->why[i][0] ? ": " : "", h->why[i]);
	if (!h->can)
		fprintf(out, "verdict: goguard cannot keep the default policy here\n");
	else if (lost_anything(h))
		fprintf(out, "verdict: goguard can keep the default policy here, and something is lost\n");
	else
		fprintf(out, "verdict: goguard can do everything here\n");
	print_losses(h, out);
	if (untried)
		fprintf(out, "  not tried: %zu of %zu probes, see 'unknown' above\n", untried, gg_n_probes);
	for (i = 0; i < GG_LAYER_COUNT; i++)
		if (h->asked[i] == GG_WANT_REQUIRE && !h->can &&
		    (h->state[i] == GG_STATE_MISSING || h->state[i] == GG_STATE_PARTIAL))
			fprintf(out, "  to run with what is left: layers.%s = \"prefer\" in the policy\n",
				gg_layer_names[i].name);
	return ferror(out) ? -EIO : 0;
}

static json_t *found_json(const struct gg_health *h)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < gg_n_probes; i++) {
		const char *loss = gg_doctor_loss(h, i);
		json_t *one = json_pack("{s:s, s:s, s:s, s:o}", "area", gg_probes[i].area, "name",
					gg_probes[i].name, "grant", gg_grant_names[h->found[i].grant].name,
					"proof", gg_json_text(h->found[i].proof));

		if (one && loss)
			(void)json_object_set_new(one, "lost", gg_json_text(loss));
		(void)json_array_append_new(all, one);
	}
	return all;
}

static json_t *layers_json(const struct gg_health *h)
{
	json_t *all = json_object();
	unsigned i;

	for (i = 0; i < GG_LAYER_COUNT; i++)
		(void)json_object_set_new(all, gg_layer_names[i].name,
					  json_pack("{s:s, s:s, s:o}", "asked", asked[h->asked[i]], "state",
						    gg_state_names[h->state[i]].name, "why", gg_json_text(h->why[i])));
	return all;
}

static json_t *caps_json(const struct gg_plan_caps *caps)
{
	json_t *all = json_object();
	unsigned i;

	for (i = 0; i < GG_CAP_COUNT; i++)
		(void)json_object_set_new(all, gg_cap_names[i].name,
					  json_boolean(gg_caps_has(caps, (enum gg_cap)i)));
	(void)json_object_set_new(all, "landlock_abi", json_integer(caps->landlock_abi));
	return all;
}

/** gg_doctor_json() - see doctor.h */
int gg_doctor_json(const struct gg_health *h, FILE *out)
{
	json_t *o = json_pack("{s:o, s:o, s:o, s:b, s:b, s:i}", "probes", found_json(h), "capabilities",
			      caps_json(&h->caps), "layers", layers_json(h), "default_policy", h->can,
			      "everything", h->can && !lost_anything(h) && !gg_doctor_untried(h), "untried",
			      (int)gg_doctor_untried(h));
	int ret;

	if (!o)
		return -ENOMEM;
	ret = json_dumpf(o, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF ? -EIO : 0;
	json_decref(o);
	return ret;
}

/** gg_doctor_caps() - see doctor.h */
int gg_doctor_caps(const struct gg_health *h, FILE *out)
{
	size_t i;

	fprintf(out, "# What this machine grants, measured by `goguard doctor --caps`, for `goguard plan --caps`\n");
	gg_caps_print(&h->caps, out);
	fprintf(out, "# what was seen besides\n");
	for (i = 0; i < gg_n_probes; i++)
		if (gg_probes[i].cap < 0)
			fprintf(out, "# %s: %s%s%s\n", gg_probes[i].name,
				h->found[i].grant == GG_GRANT_INFO ? "" : gg_grant_names[h->found[i].grant].name,
				h->found[i].grant == GG_GRANT_INFO ? "" : ", ", h->found[i].proof);
	return ferror(out) ? -EIO : 0;
}
