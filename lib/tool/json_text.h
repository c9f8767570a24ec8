/*
 * Text of any bytes as a JSON string.
 */
#ifndef GG_TOOL_JSON_TEXT_H
#define GG_TOOL_JSON_TEXT_H

#include <jansson.h>

/* gg_json_text() - @s as a JSON string; a byte that is not UTF-8 becomes the character of that number,
 * as in events
 *
 * Names of files, and what policies say of them, are bytes. jansson refuses those that are not UTF-8,
 * and what held them would be missing from the output.
 * Return: a new reference; NULL: out of memory */
json_t *gg_json_text(const char *s);

#endif
