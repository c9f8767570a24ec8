/*
 * What ends goguard before it can say why.
 *
 * Owns the last words. Relies on being told when the end is a proper one. Does not catch what happens once the
 * supervisor has blocked all signals.
 */
#ifndef GG_TOOL_CRASH_H
#define GG_TOOL_CRASH_H

/* gg_crash_begin() - from now on a fault, or an end by a library's own hand, is 125 with a message */
void gg_crash_begin(void);

/* gg_crash_end() - @status is what this program ends with, and it has said why. Return: @status */
int gg_crash_end(int status);

#endif
