/*
 * What the names of functions and files say.
 *
 * Owns the list of top-level folders of the standard library, up to Go 1.27. Relies on import paths
 * being free of brackets, braces, parentheses and blanks. Does not take a new folder of a later Go for
 * the standard library: an unknown package is nobody's but the program's.
 */
#include "golang/names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/common.h"

/* Sorted */
static const char *const std_folders[] = {
	"archive", "arena", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context",
	"crypto", "database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash",
	"html", "image", "index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os",
	"path", "plugin", "reflect", "regexp", "runtime", "simd", "slices", "sort", "strconv", "strings",
	"structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique", "unsafe", "uuid",
	"vendor", "weak",
};

bool gg_go_name_package(const char *symbol, size_t *ret_len)
{
	/* type arguments, receivers and anonymous structs may hold slashes of other paths */
	size_t end = strcspn(symbol, "[({ *"), slash = 0, dot;

	if (strncmp(symbol, "type:", 5) == 0 || strncmp(symbol, "go:", 3) == 0 ||
	    strncmp(symbol, "type..", 6) == 0)
		return false;
	for (size_t i = 0; i < end; i++)
		if (symbol[i] == '/')
			slash = i;
	for (dot = slash; dot < end && symbol[dot] != '.'; dot++)
		;
	/* before Go 1.20, what the compiler makes is in "go" */
	if (dot == end || dot == 0 || symbol[dot - 1] == '/' || (dot == 2 && strncmp(symbol, "go", 2) == 0))
		return false;
	*ret_len = dot;
	return true;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One level of %xx, in place. Return: bytes that are left */
static size_t unescape(char *s, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '%' && n - i > 2 && nibble(s[i + 1]) >= 0 && nibble(s[i + 2]) >= 0) {
			c = (char)(nibble(s[i + 1]) * 16 + nibble(s[i + 2]));
			i += 2;
		}
		s[used++] = c;
	}
	s[used] = '\0';
	return used;
}

size_t gg_go_name_unescape(const char *escaped, size_t n, char ret[static GG_GO_PACKAGE_MAX])
{
	size_t before;

	if (n >= GG_GO_PACKAGE_MAX)
		return 0;
	memcpy(ret, escaped, n);
	/* Go 1.27 escapes those of inlined closures twice, and no import path has a % of its own */
	do {
		before = n;
		n = unescape(ret, n);
	} while (n < before);
	return n;
}

/* What follows the dot at @dot in @symbol is a number, as closures have since Go 1.22 and func init() has */
static bool is_numbered(const char *symbol, size_t package, size_t dot)
{
	size_t digits = strspn(symbol + dot + 1, "0123456789");
	bool init = dot == package + 5 && strncmp(symbol + package, ".init", 5) == 0;

	return digits && !init && strchr(".-", symbol[dot + 1 + digits]);
}

bool gg_go_name_is_closure(const char *symbol)
{
	static const char *const marks[] = { ".func", ".gowrap", ".deferwrap", "-range" };
	size_t n = strlen(symbol), package;
	int depth = 0;

	if (n > 3 && strcmp(symbol + n - 3, "-fm") == 0)
		return true;
	if (!gg_go_name_package(symbol, &package))
		return false;
	for (size_t i = package; i < n; i++) {
		depth += (symbol[i] == '[') - (symbol[i] == ']');
		if (depth > 0 || (symbol[i] != '.' && symbol[i] != '-'))
			continue;
		if (symbol[i] == '.' && is_numbered(symbol, package, i))
			return true;
		for (size_t m = 0; m < GG_ARRAY_SIZE(marks); m++) {
			size_t len = strlen(marks[m]);

			if (strncmp(symbol + i, marks[m], len) == 0 && isdigit((unsigned char)symbol[i + len]))
				return true;
		}
	}
	return false;
}

size_t gg_go_name_dir(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? (size_t)(slash - file) : 0;
}

static int compare(const void *key, const void *item)
{
	const char *package = key, *folder = *(const char *const *)item;
	size_t n = strcspn(package, "/"), len = strlen(folder);
	int diff = memcmp(package, folder, GG_MIN(n, len));

	return diff ? diff : (n > len) - (n < len);
}

bool gg_go_name_is_std(const char *package)
{
	return bsearch(package, std_folders, GG_ARRAY_SIZE(std_folders), sizeof(*std_folders), compare) != NULL;
}
