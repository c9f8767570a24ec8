/*
 * What the environment tells the shim.
 *
 * Owns GOGUARD_POLICY, GOGUARD_LOG, GOGUARD_MODE, GOGUARD_TARGET, GOGUARD_BIN, read once, and the
 * places of the shim itself and of goguard. Relies on raw calls. Does not read the policy.
 */
#ifndef GG_SHIM_SETTINGS_H
#define GG_SHIM_SETTINGS_H

#include "base/err.h"
#include "wrap/context.h"

/**
 * struct gg_settings - settings
 * @policy: file; the default one when the environment names none
 * @log, @mode, @target: "" when not given
 * @bin:    goguard; "" when it was not found
 * @shim:   path of this library, "" when unknown
 * @exe:    path of the program
 * @envp:   environment for goguard, borrowed
 * @alone:  the plan needs no supervisor: nothing forks
 */
struct gg_settings {
	char policy[GG_CONTEXT_PATH_MAX];
	char log[GG_CONTEXT_PATH_MAX];
	char mode[GG_CONTEXT_MODE_MAX];
	char target[GG_CONTEXT_PATH_MAX];
	char bin[GG_CONTEXT_PATH_MAX];
	char shim[GG_CONTEXT_PATH_MAX];
	char exe[GG_CONTEXT_PATH_MAX];
	char **envp;
	bool alone;
};

#define GG_DEFAULT_POLICY "/etc/goguard/policy.cfg"

/* gg_settings_read() - Return: 0; -ENOENT: neither GOGUARD_POLICY nor the default policy;
 * -ENAMETOOLONG; @err says so */
int gg_settings_read(char **envp, struct gg_settings *ret_settings, struct gg_err *err);

#endif
