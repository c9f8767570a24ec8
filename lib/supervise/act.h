/*
 * Helpers that acts share.
 *
 * Owns small things only. Relies on super.h. Does not decide.
 */
#ifndef GG_SUPERVISE_ACT_H
#define GG_SUPERVISE_ACT_H

#include "supervise/report.h"
#include "supervise/walk.h"

/* An argument of the call as the kernel sees a 32-bit one */
static inline int gg_arg_int(const struct gg_call *c, int i)
{
	return (int)(uint32_t)c->args[i];
}

/* gg_act_text() - the path in the argument @path of the call, as given
 * gg_act_walk() - walk to it, from the folder in the argument @dir; -1: from the working folder
 * gg_act_path() - both
 * Return: 0; otherwise the reply is set */
int gg_act_text(struct gg_call *c, int path, char text[static PATH_MAX]);
int gg_act_walk(struct gg_call *c, int dir, const char *text, unsigned flags, struct gg_found *ret_found);
int gg_act_path(struct gg_call *c, int dir, int path, unsigned flags, char text[static PATH_MAX],
		struct gg_found *ret_found);

/* gg_judge_found() - as gg_judge(), about what was found, whose path @request has: what a rule denies by another path
 * (gg_found_other) is denied, too. Who may remove a file, or has threads, must not come to it by that. */
bool gg_judge_found(struct gg_call *c, const struct gg_found *f, struct gg_request *request,
		    struct gg_answer *ret_answer);

/* gg_act_granted() - does the policy grant this call at all? */
bool gg_act_granted(const struct gg_call *c);

/* gg_harden_denies() - deny, by the policy's `harden`, with EACCES
 * Return: false: mode audit, it is only logged and may go on */
bool gg_harden_denies(struct gg_call *c, struct gg_event *ev);

/* gg_act_trespass() - deny what lies behind another process's folder in /proc, nobody's to ask for */
void gg_act_trespass(struct gg_call *c, const char *text);

/* gg_refused_by_name() - was the call taken away in syscalls.deny? Then the reply is set. */
bool gg_refused_by_name(struct gg_call *c);

typedef void gg_act_answer(struct gg_call *c, const struct gg_found *f);

/* gg_act_object() - as the caller, walk to what the call names by path, or by descriptor where its
 * path is NULL or it has none, and have @answer reply; otherwise the reply is set here
 * @flags: GG_WALK_ bits for a path */
void gg_act_object(struct gg_call *c, unsigned flags, gg_act_answer *answer);

/* gg_backed_below() - may the kernel itself go on with making or removing @found's name, because
 * Landlock grants exactly @access below its folder? */
bool gg_backed_below(struct gg_call *c, const struct gg_found *found, unsigned access);

/* gg_domain_leaves() - the folder @f gives up its path, and takes along what Landlock grants there: about what will
 * have that path the supervisor decides alone */
void gg_domain_leaves(struct gg_call *c, const struct gg_found *f);

/* gg_inject() - give the caller @fd as the result of the call. Sets @done or the reply.
 * @fd:      borrowed
 * @cloexec: O_CLOEXEC or 0 */
void gg_inject(struct gg_call *c, int fd, unsigned cloexec);

#endif
