/* golang/unwind: real stacks of tests/live/go/stacks, compared with what its own runtime says of them. */
#include "golang_help.h"

#include <dirent.h>
#include <glob.h>
#include <jansson.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "base/common.h"
#include "golang/unwind.h"

struct program {
	pid_t pid;
	int to;
	FILE *from;
	struct gg_go *go;
	uint64_t bias;
	unsigned shapes;
};

static bool start(struct program *p, const char *name)
{
	int in[2], out[2];

	memset(p, 0, sizeof(*p));
	p->go = go_open(name);
	if (!p->go)
		return false;
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	p->pid = fork();
	if (p->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl(go_program(name), name, (char *)NULL);
		_exit(127);
	}
	assert_true(p->pid > 0);
	close(in[0]);
	close(out[1]);
	p->to = in[1];
	p->from = fdopen(out[0], "r");
	return true;
}

static ssize_t peek(void *arg, uint64_t addr, void *buf, size_t n)
{
	struct iovec local = { buf, n }, remote = { (void *)(uintptr_t)addr, n };
	ssize_t got = process_vm_readv(*(pid_t *)arg, &local, 1, &remote, 1, 0);

	return got < 0 ? -errno : got;
}

/* Look once for the thread that reads standard input */
static bool find_reader(struct program *p, uint64_t *ret_pc, uint64_t *ret_sp)
{
	char path[64], line[256];
	struct dirent *e;
	bool found = false;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)p->pid);
	d = opendir(path);
	assert_non_null(d);
	while (!found && (e = readdir(d))) {
		unsigned long long fd, sp, pc;
		long nr;
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/task/%.12s/syscall", (int)p->pid, e->d_name);
		f = e->d_name[0] == '.' ? NULL : fopen(path, "r");
		if (!f)
			continue;
		if (fgets(line, sizeof(line), f) &&
		    sscanf(line, "%ld 0x%llx 0x%*x 0x%*x 0x%*x 0x%*x 0x%*x 0x%llx 0x%llx", &nr, &fd, &sp, &pc) == 4 &&
		    nr == 0 && fd == 0) {
			*ret_pc = pc;
			*ret_sp = sp;
			found = true;
		}
		fclose(f);
	}
	closedir(d);
	return found;
}

/* Type arguments are left out of traces from Go 1.21 on */
static void plain(const char *name, char *ret, size_t size)
{
	const char *open = strchr(name, '['), *close = strrchr(name, ']');

	if (open && close && close > open)
		snprintf(ret, size, "%.*s[...]%s", (int)(open - name), name, close + 1);
	else
		snprintf(ret, size, "%s", name);
}

static bool same(const struct gg_go_frame *f, const json_t *want)
{
	char a[512], b[512];

	plain(f->function, a, sizeof(a));
	plain(json_string_value(json_object_get(want, "func")), b, sizeof(b));
	return strcmp(a, b) == 0 && strcmp(f->file, json_string_value(json_object_get(want, "file"))) == 0 &&
	       f->line == json_integer_value(json_object_get(want, "line"));
}

static void show(const struct gg_go_chain *c, const json_t *report)
{
	char *text = json_dumps(report, JSON_INDENT(1));

	print_message("# ended %s, subject %s\n", gg_go_end_name(c->end), c->subject);
	for (unsigned i = 0; i < c->n_frames; i++)
		print_message("#  %s %s:%u (%s, %s)%s%s\n", c->frames[i].function, c->frames[i].file,
			      c->frames[i].line, c->frames[i].by_symbol ? c->frames[i].by_symbol->name : "-",
			      c->frames[i].by_file ? c->frames[i].by_file->name : "-",
			      c->frames[i].inlined ? " inlined" : "", c->frames[i].wrapper ? " wrapper" : "");
	print_message("# wanted %s\n", text);
	free(text);
}

/* Whether all the callers of @stop are as the program says; wrappers are in no trace of Go's */
static bool frames_agree(const struct gg_go_chain *c, const char *stop, const json_t *frames)
{
	size_t want = 0;
	unsigned i = 0;

	while (i < c->n_frames && strcmp(c->frames[i].function, stop) != 0)
		i++;
	for (i++; i < c->n_frames; i++) {
		const json_t *next = json_array_get(frames, want);

		if (next && same(&c->frames[i], next))
			want++;
		else if (!c->frames[i].wrapper)
			return false;
	}
	return want > 0 && (c->cut || want == json_array_size(frames));
}

static bool has_party(const struct gg_go_chain *c, const char *name)
{
	for (unsigned i = 0; i < c->n_owners; i++) {
		const struct gg_go_package *both[] = { c->owners[i].by_symbol, c->owners[i].by_file };

		for (unsigned j = 0; j < 2; j++)
			if (both[j] && strcmp(both[j]->name, name) == 0)
				return !both[j]->std;
	}
	return false;
}

static bool agrees(const struct gg_go_chain *c, const json_t *report)
{
	const char *stop = json_string_value(json_object_get(report, "stop"));
	const char *party = json_string_value(json_object_get(report, "party"));

	if (strcmp(gg_go_end_name(c->end), json_string_value(json_object_get(report, "end"))) != 0 ||
	    strcmp(c->subject, json_string_value(json_object_get(report, "subject"))) != 0)
		return false;
	return (!*stop || frames_agree(c, stop, json_object_get(report, "frames"))) &&
	       (!party || has_party(c, party));
}

static void one_shape(struct program *p, const char *line)
{
	static struct gg_go_trail trail;
	static struct gg_go_chain c;
	json_t *report = json_loads(line, 0, NULL);
	uint64_t pc = 0, sp = 0;

	assert_non_null(report);
	while (!find_reader(p, &pc, &sp)) {
		assert_int_equal(waitpid(p->pid, NULL, WNOHANG), 0);
		sched_yield();
	}
	if (!p->shapes++)
		assert_int_equal(gg_go_bias_pid(p->go, p->pid, &p->bias), 0);
	gg_go_follow(&(struct gg_go_code){ .go = p->go, .bias = p->bias }, pc, sp, peek, &p->pid, &trail);
	gg_go_chain_make(p->go, &trail, &c);
	if (!agrees(&c, report)) {
		show(&c, report);
		kill(p->pid, SIGKILL);
		fail_msg("another stack: %s", json_string_value(json_object_get(report, "shape")));
	}
	json_decref(report);
	assert_int_equal(write(p->to, "x", 1), 1);
}

static void compare(const char *name, unsigned least)
{
	struct program p;
	char *line = NULL;
	size_t size = 0;
	int status;

	if (!start(&p, name))
		skip();
	while (getline(&line, &size, p.from) > 0)
		one_shape(&p, line);
	free(line);
	fclose(p.from);
	close(p.to);
	assert_int_equal(waitpid(p.pid, &status, 0), p.pid);
	assert_int_equal(status, 0);
	print_message("# %s: %u shapes, Go %s\n", name, p.shapes, p.go->build ? p.go->build->version : "?");
	assert_true(p.shapes >= least);
	gg_go_free(p.go);
}

static void a_static_program(void **state)
{
	(void)state;
	compare("stacks.static", 40);
}

static void a_stripped_program(void **state)
{
	(void)state;
	compare("stacks.stripped", 40);
}

static void a_position_independent_program(void **state)
{
	(void)state;
	compare("stacks.pie", 40);
}

static void a_program_with_c(void **state)
{
	(void)state;
	compare("stacks.cgo", 45);
}

/* By every other Go there is: go-versions/VERSION/stacks.* beside this test, and the paths in GG_GO_STACKS */
static void programs_of_other_compilers(void **state)
{
	const char *list = getenv("GG_GO_STACKS");
	glob_t found = { 0 };
	char path[PATH_MAX];
	int n;

	(void)state;
	(void)glob(go_program("../go-versions/*/stacks.*"), 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		compare(found.gl_pathv[i], 40);
	for (const char *p = list ? list : ""; sscanf(p, " %4095s%n", path, &n) == 1; p += n)
		compare(path, 40);
	if (!found.gl_pathc && !list) {
		print_message("# no program of another Go: neither in go-versions nor named by GG_GO_STACKS\n");
		globfree(&found);
		skip();
	}
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_static_program),
		cmocka_unit_test(a_stripped_program),
		cmocka_unit_test(a_position_independent_program),
		cmocka_unit_test(a_program_with_c),
		cmocka_unit_test(programs_of_other_compilers),
	};

	return cmocka_run_group_tests_name("golang/unwind, real stacks", tests, NULL, NULL);
}
