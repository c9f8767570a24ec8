/*
 * Functions that this project does not call. Force-included into every file.
 *
 * Owns the list. Relies on the headers below being read first, because a poisoned name may not
 * even be declared. Does not stop other languages or libraries.
 */
#ifndef GG_BASE_BANNED_H
#define GG_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* glibc makes macros of some under clang */
#undef sprintf
#undef vsprintf

/* no bound: gg_text, snprintf */
#pragma GCC poison strcpy strcat stpcpy sprintf vsprintf gets strncpy strncat
/* hidden state: not for threads, nor beside somebody else's use of it */
#pragma GCC poison strtok localtime gmtime ctime asctime
/* no sign of failure: gg_text_parse_u64 */
#pragma GCC poison atoi atol atoll atof
/* a name that somebody else can take first: mkstemp, memfd */
#pragma GCC poison tmpnam tempnam mktemp

#endif
