/*
 * The environment means nothing to the goguard that sanitizers watch.
 *
 * Owns what makes a dynamic program like the static one that is shipped, which no preload reaches: before any
 * library's constructor it starts itself again with LD_PRELOAD by another name, and gives that its own name back, so
 * that the loader never reads it and what goguard starts has it all the same. Owns the options of the sanitizers that
 * hold in an emptied environment, too. Relies on .preinit_array, which comes before all constructors but that of a
 * library that asks for it (-z initfirst): the shim that is taken here does not. Does not promise anything of the
 * first start, where the loader has mapped the preload: nothing of it has run.
 */
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define NAME "LD_PRELOAD="
#define HIDDEN "GG_PRELOAD=" /* as long: it is written over the other */

static char *find(char **envp, const char *name)
{
	for (; *envp; envp++)
		if (!strncmp(*envp, name, strlen(name)))
			return *envp;
	return NULL;
}

static void be_alone(int argc, char **argv, char **envp)
{
	char *preload = find(envp, NAME), *hidden = find(envp, HIDDEN);

	(void)argc;
	if (hidden) {
		memcpy(hidden, NAME, strlen(NAME));
	} else if (preload) {
		memcpy(preload, HIDDEN, strlen(HIDDEN));
		(void)execve((const char *)getauxval(AT_EXECFN), argv, envp);
		memcpy(preload, NAME, strlen(NAME)); /* a guard does not let goguard start: the shim joins that */
	}
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = be_alone;

/* Asked by the sanitizers when they start; tests/tools/asan_live.sh tells them where to write, besides */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "exitcode=99:detect_leaks=0:detect_stack_use_after_return=1";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "exitcode=99:print_stacktrace=1";
}
