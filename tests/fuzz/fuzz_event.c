/*
 * Fuzz target: an event filled from the bytes is encoded, must fit, must parse and must print for
 * people without a control character; the bytes as a line that a reader receives print so, too.
 *
 * Owns the cutting of bytes into fields: one byte of flags per field, then its length, then its
 * text. Relies on libFuzzer or a driver that calls LLVMFuzzerTestOneInput(). Does not compare
 * fields: the unit test does.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "event/json.h"
#include "tool/logs.h"
#include "input.h"

#define LIST_LEN 5
#define STACK_LEN 6

/* A string of the input's bytes, repeated so that it may get long; NULL at times */
static char *take_string(struct input *in)
{
	unsigned flags = (unsigned)take(in, 1);
	size_t n = GG_MIN(flags & 0x1fu, in->left), times = 1u << (flags >> 5) * 2;
	char *s = malloc(n * times + 1);

	if (flags == 0 || !s) {
		free(s);
		return NULL;
	}
	for (size_t i = 0; i < times; i++)
		memcpy(s + i * n, in->bytes, n);
	s[n * times] = '\0';
	in->bytes += n;
	in->left -= n;
	return s;
}

static void take_numbers(struct input *in, struct gg_event *ev)
{
	ev->kind = (enum gg_kind)(take(in, 1) % GG_KIND_COUNT);
	ev->verdict = (enum gg_verdict)take(in, 1);
	ev->mode = (enum gg_mode)take(in, 1);
	ev->layer = (enum gg_layer)take(in, 1);
	ev->op = (enum gg_op)take(in, 1);
	ev->ts_ns = take(in, 8);
	ev->seq = take(in, 4);
	ev->pid = (pid_t)take(in, 4);
	ev->access = take(in, 1);
	ev->err = (int)take(in, 2);
	ev->status = (int)take(in, 4);
	ev->has_addr = (int)take(in, 1);
	ev->addr.proto = (enum gg_proto)take(in, 1);
	ev->addr.abstract = take(in, 1) & 1;
	ev->addr.port = (uint16_t)take(in, 2);
	ev->addr.name_len = (uint16_t)(take(in, 1) % sizeof(ev->addr.name));
	for (size_t i = 0; i < sizeof(ev->addr.ip); i++)
		ev->addr.ip[i] = (uint8_t)take(in, 1);
	for (size_t i = 0; i < ev->addr.name_len; i++)
		ev->addr.name[i] = (char)take(in, 1);
}

/* What a reader shows of a line must not move its terminal. */
static void check_shown(const char *line, size_t n, const json_t *event)
{
	static char human[GG_LOGS_TEXT_MAX];
	struct gg_text shown;

	gg_text_init(&shown, human, sizeof(human));
	gg_logs_human(line, n, event, &shown);
	if (!shown.used || shown.cut)
		abort();
	for (size_t i = 0; i < shown.used; i++)
		if (((unsigned char)human[i] < 0x20 && human[i] != '\n') || human[i] == 0x7f)
			abort();
}

static char line[GG_EVENT_LINE_MAX];

static void check(const struct gg_event *ev)
{
	struct gg_text out;
	json_t *root;

	gg_text_init(&out, line, sizeof(line));
	if (gg_event_json(ev, &out) != 0)
		abort();
	root = json_loadb(line, out.used, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, NULL);
	if (!root || line[out.used - 1] != '\n' || memchr(line, '\n', out.used - 1))
		abort();
	check_shown(line, out.used - 1, root);
	json_decref(root);
}

/* The Go caller, encoded before or not, makes the same line */
static void check_go(struct gg_event *ev)
{
	static char go[GG_EVENT_GO_MAX], plain[GG_EVENT_LINE_MAX];
	struct gg_text out;

	memcpy(plain, line, sizeof(plain));
	gg_text_init(&out, go, sizeof(go));
	if (gg_event_go(ev, &out) < 0)
		return;
	ev->go_json = go;
	ev->go_json_n = out.used;
	gg_text_init(&out, line, sizeof(line));
	if (gg_event_json(ev, &out) != 0 || strcmp(line, plain) != 0)
		abort();
}

static void check_received(const uint8_t *data, size_t size)
{
	size_t n = GG_MIN(size, (size_t)GG_LOGS_LINE_MAX);
	json_t *root = json_loadb((const char *)data, n, 0, NULL);

	check_shown((const char *)data, n, root);
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct gg_event ev = { 0 };
	const char **fields[] = { &ev.policy, &ev.rule,    &ev.rule_at,  &ev.comm,
				  &ev.exe,    &ev.syscall, &ev.path,     &ev.path2,
				  &ev.host,   &ev.subject, &ev.c_module, &ev.c_symbol,
				  &ev.limit,  &ev.go_end,  &ev.go_function, &ev.go_package,
				  &ev.go_module };
	char *strings[GG_ARRAY_SIZE(fields)], *list[LIST_LEN + 1] = { 0 };
	struct gg_posture_line layers[GG_LAYER_COUNT];
	struct gg_go_line stack[STACK_LEN];

	take_numbers(&in, &ev);
	for (size_t i = 0; i < GG_ARRAY_SIZE(fields); i++)
		*fields[i] = strings[i] = take_string(&in);
	for (size_t i = 0; i < LIST_LEN; i++)
		list[i] = take_string(&in);
	for (size_t i = 0; i < GG_LAYER_COUNT; i++)
		layers[i] = (struct gg_posture_line){ strings[i], (enum gg_state)take(&in, 1),
						      strings[i + 4] };
	for (size_t i = 0; i < STACK_LEN; i++)
		stack[i] = (struct gg_go_line){ strings[i] ? strings[i] : "", list[i % LIST_LEN] ? list[i % LIST_LEN] : "",
						take(&in, 2) };
	ev.go_stack = stack;
	ev.n_go_stack = take(&in, 1) % (STACK_LEN + 1);
	ev.go_cut = (int)take(&in, 1) & 1;
	ev.argv = ev.notes = (const char *const *)list;
	ev.posture = layers;
	check(&ev);
	check_go(&ev);
	check_received(data, size);
	for (size_t i = 0; i < GG_ARRAY_SIZE(strings); i++)
		free(strings[i]);
	for (size_t i = 0; i < LIST_LEN; i++)
		free(list[i]);
	return 0;
}
