/* Guard a command from C: embed POLICY CMD... */
#include <goguard.h>

int main(int argc, char **argv)
{
	struct goguard_policy *policy = NULL;
	struct goguard_plan *plan = NULL;
	struct goguard_error err;

	if (argc < 3)
		return fprintf(stderr, "usage: embed POLICY CMD...\n"), 2;
	if (goguard_policy_read(argv[1], &policy, &err) == 0 &&
	    goguard_plan_make(policy, &plan, &err) == 0)
		goguard_exec(plan, NULL, argv + 2, &err); /* returns only on failure */
	fprintf(stderr, "embed: %s:%d: %s\n", err.file, err.line, err.text);
	goguard_plan_free(plan);
	goguard_policy_free(policy);
	return 125;
}
