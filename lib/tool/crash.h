/*
 * What ends goguard before it can say why.
 *
 * Owns the last words. Relies on being told when the end is a proper one, and while what is a plan is made. Does not
 * catch faults at other times: they end the program as they do, and with it the function.
 */
#ifndef GG_TOOL_CRASH_H
#define GG_TOOL_CRASH_H

#include <stdbool.h>

/* gg_crash_begin() - from now on an end by a library's own hand is @status with a message */
void gg_crash_begin(int status);

/* gg_crash_watch() - and while this is @on, a fault, or no end of it */
void gg_crash_watch(bool on);

/* gg_crash_end() - @status is what this program ends with, and it has said why. Return: @status */
int gg_crash_end(int status);

#endif
