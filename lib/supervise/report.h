/*
 * What the supervisor says about a call.
 *
 * Owns the way from a decision to an event, with the facts about the caller that only matter
 * then. Relies on the sink never blocking. Does not decide.
 */
#ifndef GG_SUPERVISE_REPORT_H
#define GG_SUPERVISE_REPORT_H

#include "supervise/target.h"

/* gg_ask() - what the plan says about @request of the caller, with the Landlock rules in force. Nothing
 * is reported. */
void gg_ask(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer);

/* gg_unsafe() - GG_ACCESS_ bits of which Landlock grants more than the plan grants the caller */
unsigned gg_unsafe(struct gg_call *c);

/* gg_judge() - decide about @request, report what must be reported, prepare the reply: gg_consider()
 * and gg_conclude() in one
 * @path2: other path of a rename or link, for the event; NULL
 * Return: true: act on it (or let it happen); false: the reply is set */
bool gg_judge(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer,
	      const char *path2);

/* gg_consider() - decide, with what is known about the caller; nothing is reported
 * gg_conclude() - report, prepare the reply. Return: as gg_judge() */
void gg_consider(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer);
bool gg_conclude(struct gg_call *c, const struct gg_request *request, const struct gg_answer *answer,
		 const char *path2);

/* gg_reason() - why a rule about a program does not grant it; static, NULL: there is none */
const char *gg_reason(const struct gg_answer *answer);

/* gg_report() - the event of a decision that was made elsewhere
 * @ev: prepared by the caller: op, path, ...; who called and the policy are filled in here */
void gg_report(struct gg_call *c, const struct gg_answer *answer, struct gg_event *ev);

/* gg_kill_caller() - end the whole process of the caller */
void gg_kill_caller(struct gg_call *c);

/* gg_is_entry() - is @path the program that was started, its loader or the shim? */
bool gg_is_entry(const struct gg_super *s, const char *path);

/* gg_withheld() - the call was not granted as such: deny it under the syscall's own rule
 * Return: true when the reply is set */
bool gg_withheld(struct gg_call *c);

#endif
