/*
 * The JSON encoder: one table says which event carries what, and how long it may get.
 *
 * Owns the field table and its order. Relies on the writers in json_put*.c to keep to the end
 * they are given. Does not allocate, use stdio, the locale or libc's calendar, so that it may
 * run inside a guarded process.
 *
 * Why a line always fits: field i may write up to the sum of the shares of fields 0..i. So the
 * line never gets longer than the sum of all shares of its kind, and that sum is compared with
 * GG_EVENT_LINE_MAX when this file is compiled. A short field leaves its share to later ones,
 * which is how a long path with escapes usually still fits.
 */
#include <assert.h>
#include <errno.h>
#include <stddef.h>

#include "event/json_parts.h"

#define BIT(kind) (1u << (kind))
#define ALL (BIT(GG_KIND_COUNT) - 1)
#define ACT (BIT(GG_KIND_VIOLATION) | BIT(GG_KIND_ALLOWED))
#define START BIT(GG_KIND_POSTURE)
#define DROP BIT(GG_KIND_DROPPED)
#define EXIT BIT(GG_KIND_EXIT)

#define NAMES(table) table, GG_ARRAY_SIZE(table)
#define NONE NULL, 0

/* key, kinds, share, writer, member, names */
#define FIELDS(X)                                                            \
	X("v", ALL, 16, gg_put_version, kind, NONE)                          \
	X("ts", ALL, 48, gg_put_time, ts_ns, NONE)                           \
	X("seq", ALL, 32, gg_put_u64, seq, NONE)                             \
	X("kind", ALL, 24, gg_put_name, kind, NAMES(gg_kind_names))          \
	X("verdict", ACT, 24, gg_put_name, verdict, NAMES(gg_verdict_names)) \
	X("mode", ACT | START, 24, gg_put_name, mode, NAMES(gg_mode_names))  \
	X("policy", ACT | START | EXIT, 256, gg_put_str, policy, NONE)       \
	X("rule", ACT, 128, gg_put_str, rule, NONE)                          \
	X("rule_at", ACT, 512, gg_put_str, rule_at, NONE)                    \
	X("layer", ACT, 24, gg_put_name, layer, NAMES(gg_layer_names))       \
	X("pid", ACT | START | EXIT, 24, gg_put_pid, pid, NONE)              \
	X("tid", ACT, 24, gg_put_pid, tid, NONE)                             \
	X("comm", ACT | START | EXIT, 128, gg_put_str, comm, NONE)           \
	X("exe", ACT | START | EXIT, 1280, gg_put_str, exe, NONE)            \
	X("op", ACT, 24, gg_put_name, op, NAMES(gg_op_names))                \
	X("syscall", ACT, 64, gg_put_str, syscall, NONE)                     \
	X("path", ACT, 4352, gg_put_str, path, NONE)                         \
	X("path2", ACT, 4352, gg_put_str, path2, NONE)                       \
	X("access", ACT, 64, gg_put_access, access, NONE)                    \
	X("errno", ACT, 40, gg_put_errno, err, NONE)                         \
	X("argv", ACT, 2304, gg_put_argv, argv, NONE)                        \
	X("addr", ACT, 768, gg_put_addr, addr, NONE)                         \
	X("host", ACT, 320, gg_put_str, host, NONE)                          \
	X("subject", ACT, 640, gg_put_str, subject, NONE)                    \
	X("go", ACT, GG_EVENT_GO_MAX, gg_put_go, go_stack, NONE)                        \
	X("c", ACT, 640, gg_put_c, c_module, NONE)                           \
	X("reason", ACT, 152, gg_put_str, reason, NONE)                      \
	X("sha256", ACT, 88, gg_put_str, sha256, NONE)                      \
	X("layers", START, 6144, gg_put_layers, posture, NONE)               \
	X("notes", START, 7168, gg_put_notes, notes, NONE)                   \
	X("by_package", START, 32, gg_put_true, by_package, NONE)            \
	X("dropped", DROP, 32, gg_put_u64, dropped, NONE)                    \
	X("status", EXIT, 32, gg_put_int, status, NONE)                      \
	X("signal", EXIT, 32, gg_put_int, signal, NONE)                      \
	X("peak_kb", EXIT, 40, gg_put_u64, peak_kb, NONE)                    \
	X("limit", EXIT, 64, gg_put_str, limit, NONE)

#define ROW(key, bits, bytes, writer, member, ...) \
	{ key, bits, bytes, writer, offsetof(struct gg_event, member), __VA_ARGS__ },
static const struct gg_field fields[] = { FIELDS(ROW) };

/* Each share holds its comma, key, colon and the shortest cut string. */
#define ROW_HOLDS(key, bits, bytes, ...) \
	static_assert((bytes) >= sizeof(key) + 3 + GG_JSON_STR_ROOM_MIN, key ": share too small");
FIELDS(ROW_HOLDS)

#define ADD_ACT(key, bits, bytes, ...) +(((bits)&ACT) ? (bytes) : 0)
#define ADD_START(key, bits, bytes, ...) +(((bits)&START) ? (bytes) : 0)
#define ADD_EXIT(key, bits, bytes, ...) +(((bits)&EXIT) ? (bytes) : 0)
#define FRAME sizeof("{}\n") /* with the NUL */
static_assert(FRAME FIELDS(ADD_ACT) <= GG_EVENT_LINE_MAX, "a violation fits");
static_assert(FRAME FIELDS(ADD_START) <= GG_EVENT_LINE_MAX, "a posture fits");
static_assert(FRAME FIELDS(ADD_EXIT) <= GG_EVENT_LINE_MAX, "an exit fits");

static void empty(struct gg_text *out)
{
	out->used = 0;
	out->cut = false;
	out->data[0] = '\0';
}

/* gg_event_json() - encode one event as a line; see event/json.h */
int gg_event_json(const struct gg_event *ev, struct gg_text *out)
{
	size_t end = 1;

	empty(out);
	gg_text_char(out, '{');
	for (size_t i = 0; i < GG_ARRAY_SIZE(fields); i++) {
		if (!(fields[i].kinds & BIT(ev->kind)))
			continue;
		end += fields[i].share;
		fields[i].put(&fields[i], ev, out, end);
	}
	gg_text_str(out, "}\n");
	if (!out->cut)
		return 0;
	empty(out);
	return -EMSGSIZE;
}
