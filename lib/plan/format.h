/*
 * The flat plan format.
 *
 * Owns the layout of a plan file: a head, then sections of fixed-size records, all at offsets
 * aligned to 8, little-endian like the machines it is for. Relies on readers to go through
 * gg_plan_view(). GG_PLAN_VERSION is raised whenever any record or the meaning of a field
 * changes; an older or newer plan is refused, not guessed at.
 */
#ifndef GG_PLAN_FORMAT_H
#define GG_PLAN_FORMAT_H

#include <stdint.h>

#define GG_PLAN_MAGIC "GGPLAN\r\n"
#define GG_PLAN_VERSION 6u
#define GG_PLAN_BYTES_MAX (64u * 1024 * 1024)

enum gg_sect {
	GG_SECT_STRINGS,
	GG_SECT_BPF,
	GG_SECT_LL_PATHS,
	GG_SECT_LL_PORTS,
	GG_SECT_NODES,
	GG_SECT_EDGES,
	GG_SECT_RIGHTS,
	GG_SECT_NETS,
	GG_SECT_PLACES,
	GG_SECT_CALLS,
	GG_SECT_KEEP_FDS,
	GG_SECT_NOTES,
	GG_SECT_ENV,
	GG_SECT_PINS,
	GG_SECT_WORDS,
	GG_SECT_PARTS,
	GG_SECT_COUNT
};

struct gg_plan_sect {
	uint32_t offset;
	uint32_t count;
};

/* What planning assumed of the kernel; see plan/caps.h. Compared with the probe before use. */
struct gg_plan_caps {
	uint32_t bits;
	uint32_t landlock_abi;
};

#define GG_PLAN_NEEDS_SUPERVISOR 0x01u /* the filter notifies */
#define GG_PLAN_LANDLOCK 0x02u         /* the guard installs a domain */
#define GG_PLAN_LOG_ALLOWED 0x04u
#define GG_PLAN_ENV_KEEP 0x10u         /* variables stay only when a pattern keeps them */
#define GG_PLAN_MAKES_SOCKETS 0x20u    /* the supervisor makes the function's sockets */
#define GG_PLAN_WRAPPERS 0x08u         /* the shim's wrappers decide early */

/* What the policy asks for, as far as it is kept here; then what the guard asks the kernel for */
#define GG_PLAN_HARDEN_WX 0x01u
#define GG_PLAN_HARDEN_ORIGIN 0x02u
#define GG_PLAN_HARDEN_NO_CORE 0x04u
#define GG_PLAN_HARDEN_MDWE 0x08u        /* PR_SET_MDWE, Linux 6.3 */
#define GG_PLAN_HARDEN_SPECULATION 0x10u /* PR_SET_SPECULATION_CTRL, Linux 4.17 */
#define GG_PLAN_HARDEN_CORE_SCHED 0x20u  /* PR_SCHED_CORE, Linux 5.14 */

#define GG_PLAN_STACKS_VIOLATIONS 0u
#define GG_PLAN_STACKS_ALL 1u
#define GG_PLAN_STACKS_NONE 2u

#define GG_PLAN_OTHERWISE_ERRNO 0u
#define GG_PLAN_OTHERWISE_KILL 1u
#define GG_PLAN_OTHERWISE_TRAP 2u

struct gg_plan_head {
	char magic[8];
	uint32_t version;
	uint32_t arch; /* AUDIT_ARCH_ value */
	uint64_t size; /* of the whole plan */
	uint64_t sum;  /* gg_plan_sum() over the plan with this field zero */
	struct gg_plan_caps caps;
	struct gg_plan_sect sects[GG_SECT_COUNT];
	uint32_t flags;
	uint32_t mode;            /* enum gg_mode */
	uint32_t otherwise;       /* enum gg_otherwise: GG_PLAN_OTHERWISE_ */
	uint32_t otherwise_errno;
	uint32_t name;            /* strings: policy name */
	uint32_t file;            /* strings: policy file */
	uint32_t target;          /* strings: program that arms, "" for none */
	uint32_t log_socket;      /* strings */
	uint32_t log_rate_per_s;
	uint32_t ll_fs;           /* handled Landlock rights on files */
	uint32_t ll_net;
	uint32_t ll_scoped;
	uint32_t harden;          /* GG_PLAN_HARDEN_ bits */
	uint32_t harden_place;    /* places: where the policy says so */
	uint32_t ll_loaders;      /* of the Landlock paths, the last ones: loaders, no rule's programs */
	uint32_t unsafe;          /* GG_ACCESS_ bits for which Landlock grants more than the plan */
	uint64_t privileges;       /* GG_PRIVILEGE() bits that stay; the others are given up */
	uint64_t limit_memory_kb;  /* resident, all processes together; 0: no limit, as below */
	uint64_t limit_file_bytes; /* RLIMIT_FSIZE */
	uint32_t limit_processes;  /* at one time */
	uint32_t limit_open_files; /* RLIMIT_NOFILE */
	uint32_t limit_wall_ms;
	uint32_t log_stacks; /* enum gg_stacks: GG_PLAN_STACKS_ */
	uint8_t asked[4];         /* enum gg_want per layer */
	uint8_t state[4];         /* enum gg_state per layer */
	uint32_t why[4];          /* strings: reason per layer */
};

struct gg_plan_insn { /* struct sock_filter */
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

struct gg_plan_ll_path {
	uint32_t path;   /* strings */
	uint32_t rights; /* LANDLOCK_ACCESS_FS_ */
};

struct gg_plan_ll_port {
	uint32_t port;
	uint32_t rights; /* LANDLOCK_ACCESS_NET_ */
};

/* Trie over path components. Literal children are edges sorted by name; then wildcard edges. */
struct gg_plan_node {
	uint32_t edges;  /* first edge */
	uint32_t n_literal;
	uint32_t n_glob;
	uint32_t rights; /* first right */
	uint32_t n_rights;
	uint32_t any;    /* node of "**" below this one, 0: none */
	uint32_t loop;   /* 1: this is such a node, it stays for any number of components */
};

struct gg_plan_edge {
	uint32_t name; /* strings: component or component pattern */
	uint32_t node;
};

struct gg_plan_right {
	uint8_t allow, deny; /* GG_ACCESS_; for unix connect/listen tries: 1 in allow or deny */
	uint8_t literal;     /* components without wildcard: specificity, first */
	uint8_t depth;       /* components in all: specificity, second */
	uint32_t place;
	uint32_t ll_path;    /* Landlock path that carries the same right, GG_LL_NONE: none */
	uint32_t pin;        /* what execute asks for beside the path: number of a pin from 1, 0: nothing */
};

#define GG_LL_NONE UINT32_MAX
#define GG_ABSTRACT "@/" /* with its slash it is no component of any path */

#define GG_PIN_ARGV 0x1u   /* the arguments behind argv[0] match the patterns */
#define GG_PIN_SHA256 0x2u /* the file has this digest */
#define GG_PIN_REST "**"   /* a pattern: any number of arguments */

struct gg_plan_pin {
	uint32_t wants; /* GG_PIN_ bits */
	uint32_t words; /* first pattern; each is an offset of strings */
	uint32_t n_words;
	uint8_t sha256[32];
};

/*
 * Whose rules stand together. Part 0 is the process: its rules are everybody's. The grants of a part
 * BY join them for one subject. A part PACKAGE restricts the chains that its subject takes part in:
 * of what it governs, they may do no more than it says itself.
 *
 * Each part has three tries: nodes 3n, 3n + 1 and 3n + 2 are the roots of part n.
 */
#define GG_PART_PROCESS 0u
#define GG_PART_BY 1u
#define GG_PART_PACKAGE 2u

#define GG_PARTS_MAX 8192u
#define GG_ROOTS 3u        /* of each part */
#define GG_ROOT_FILES 0u
#define GG_ROOT_CONNECT 1u /* unix paths; abstract names stand below the component GG_ABSTRACT */
#define GG_ROOT_LISTEN 2u

/* What a part PACKAGE governs: GG_ACCESS_ bits, and */
#define GG_GOVERNS_CONNECT 0x100u /* and send */
#define GG_GOVERNS_LISTEN 0x200u

struct gg_plan_part {
	uint32_t kind;
	uint32_t subject;  /* enum gg_subject_kind */
	uint32_t text;     /* strings: of the subject, see policy/subject.h */
	uint32_t pattern;  /* strings: the subject as written */
	uint32_t rank;     /* of two subjects that match, the higher is the more specific */
	uint32_t governs;
	uint32_t trusted;  /* 1: who called it is of no interest */
	uint32_t place;
	uint8_t net_bits[2][24]; /* prefix lengths that occur, bit per length, by use */
};

#define GG_NET_CONNECT 0u /* connect and send */
#define GG_NET_LISTEN 1u
#define GG_NET_KIND(part, use) (2u * (part) + (use))
#define GG_NET_USE(kind) ((kind) % 2u)
#define GG_NET_PART(kind) ((kind) / 2u)
#define GG_NET_ONLY_V6 0x80u /* in proto: mapped IPv4 addresses do not match */

/* What a row says. Where two say something about one prefix, the first of these wins. */
#define GG_NET_DENY 0u
#define GG_NET_ALLOW 1u
#define GG_NET_DENY_UNNAMED 2u /* unless a rule names the very address */

/* Sorted by kind, bits, ip, proto, lo; ranges of one key do not overlap. */
struct gg_plan_net {
	uint16_t kind;
	uint8_t proto; /* enum gg_proto: TCP or UDP */
	uint8_t bits;  /* prefix length over 128 */
	uint16_t lo, hi;
	uint8_t ip[16];
	uint32_t place;
	uint32_t verdict;
};

struct gg_plan_place {
	uint32_t file; /* strings */
	uint32_t line;
};

struct gg_plan_env {
	uint32_t pattern; /* strings: of a variable's name */
	uint32_t keep;    /* 1 keep, 0 remove; remove wins */
};

#define GG_PLAN_CALLS 512 /* numbers in the section of calls */

/* Per system call number: what the filter does with it, for the supervisor and for explanations */
#define GG_CALL_DENY 0u     /* not granted */
#define GG_CALL_ALLOW 1u    /* granted, no check of arguments */
#define GG_CALL_WATCH 2u    /* granted, supervised: paths and addresses decide */
#define GG_CALL_CHECKED 3u  /* granted, arguments checked by the filter; what arrives is a denial */
#define GG_CALL_ABSENT 4u   /* answered ENOSYS */
#define GG_CALL_REFUSED 5u /* taken away by name: no rule about paths or addresses is asked */

#endif
