/*
 * Which program is to be guarded: this one, or one that it executes.
 *
 * Owns the question to goguard what the policy's target is, and the launchers that do nothing but
 * execute their argument. Relies on settings.h. Raw calls only.
 */
#ifndef GG_SHIM_TARGET_H
#define GG_SHIM_TARGET_H

#include "shim/settings.h"

/* gg_target_find() - settle @settings->target: GOGUARD_TARGET, else the policy's
 * @ret_any: this program is a launcher: whatever it executes is the target
 * Return: 0; negative errno with @err set */
int gg_target_find(struct gg_settings *settings, bool *ret_any, struct gg_err *err);

/* gg_target_is_self() - is this very program the target? */
bool gg_target_is_self(const struct gg_settings *settings);

#endif
