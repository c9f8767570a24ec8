/* golang/names: what symbols say of their package. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "base/common.h"
#include "golang/names.h"

static const struct {
	const char *symbol, *package; /* NULL: none */
	bool closure;
} symbols[] = {
	{ "main.main", "main", false },
	{ "main.init.0", "main", false },
	{ "main.(*T).Method", "main", false },
	{ "main.T.Method-fm", "main", true },
	{ "main.(*T).Method-fm", "main", true },
	{ "main.main.func1", "main", true },
	{ "main.main.func1.2", "main", true },
	{ "main.main.func1.gowrap2", "main", true },
	{ "main.main.deferwrap1", "main", true },
	{ "main.each-range1", "main", true },
	{ "main.glob..func1", "main", true },
	{ "main.main.Make.1", "main", true }, /* Go 1.22 and later */
	{ "main.main.Make.1.2", "main", true },
	{ "main.main.List.Make.1", "main", true },
	{ "main.Map[...].Make[go.shape.int].1", "main", true },
	{ "main.init.0.func1", "main", true },
	{ "main.init.0.Make.1", "main", true },
	{ "main.init.1-range2", "main", true },
	{ "example.com/x.func1/y.F", "example.com/x.func1/y", false },
	{ "example.com/v1.2/y.F", "example.com/v1.2/y", false },
	{ "example.com/x.init.2", "example.com/x", false },
	{ "example.com/x.T.init.2", "example.com/x", true },
	{ "main.T1.F2", "main", false },
	{ "main.Map[go.shape.struct { F main.T.1 }]", "main", false },
	{ "main.functional", "main", false },
	{ "main.funcs.gowrapped", "main", false },
	{ "main.main.Make.func1", "main", true },
	{ "main.Map[...]", "main", false },
	{ "main.Map[...].func1", "main", true },
	{ "main.Map[go.shape.string]", "main", false },
	{ "main.Map[go.shape.struct { example.com/x/y.func1 int }]", "main", false },
	{ "main.Map[example.com/x/y.T]", "main", false },
	{ "main.(*List[go.shape.string,example.com/a/b.T]).Each", "main", false },
	{ "main._Cfunc_read", "main", false },
	{ "os.Open", "os", false },
	{ "os.(*File).Read", "os", false },
	{ "net/http.(*conn).serve", "net/http", false },
	{ "net/http.HandlerFunc.ServeHTTP", "net/http", false },
	{ "internal/runtime/syscall/linux.Syscall6", "internal/runtime/syscall/linux", false },
	{ "vendor/golang.org/x/net/dns/dnsmessage.(*Parser).Start", "vendor/golang.org/x/net/dns/dnsmessage", false },
	{ "example.com/x/y.F", "example.com/x/y", false },
	{ "example.com/x/y.(*T[go.shape.int]).F.func2", "example.com/x/y", true },
	{ "example.com.F", "example", false }, /* would be example%2ecom */
	{ "example%2ecom.F", "example.com", false },
	{ "gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3", false },
	{ "gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml.v3", false },
	{ "github.com/a/b%2ec%2ed.F", "github.com/a/b.c.d", false },
	{ "github.com/a/%c3%a4.F", "github.com/a/\xc3\xa4", false },
	{ "gopkg.in/yaml%252ev3.Make.1", "gopkg.in/yaml.v3", true }, /* inlined, Go 1.27 */
	{ "github.com/a/50%25.F", "github.com/a/50%", false },
	{ "github.com/a/b%zz.F", "github.com/a/b%zz", false },
	{ "github.com/a/b%2.F", "github.com/a/b%2", false },
	{ "go.uber.org/zap.New", "go.uber.org/zap", false },
	{ "go.opencensus.io/trace.(*Span).End", "go.opencensus.io/trace", false },
	{ "go/ast.Walk", "go/ast", false },
	{ "example.com/go.F", "example.com/go", false },
	{ "type:.eq.main.T", NULL, false },
	{ "type:.hash.example.com/x.T", NULL, false },
	{ "type..eq.main.T", NULL, false },
	{ "type..hash.go.uber.org/zap.T", NULL, false },
	{ "go:(*struct { sync.Mutex; math/big.table [64]math/big.Word }).Lock", NULL, false },
	{ "go.(*struct { sync.Mutex; math/big.table [64]math/big.Word }).Lock", NULL, false },
	{ "go:buildid", NULL, false },
	{ "_rt0_amd64_linux", NULL, false },
	{ "crosscall2", NULL, false },
	{ "_cgoexp_0123456789ab_goCallback", NULL, false },
	{ "", NULL, false },
	{ ".", NULL, false },
	{ "/", NULL, false },
	{ "a/", NULL, false },
	{ "a/.b", NULL, false },
	{ "[", NULL, false },
	{ "-fm", NULL, false },
};

static void every_symbol_has_its_package(void **state)
{
	char name[GG_GO_PACKAGE_MAX];
	size_t n;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(symbols); i++) {
		bool has = gg_go_name_package(symbols[i].symbol, &n);

		if (has != (symbols[i].package != NULL))
			fail_msg("%s", symbols[i].symbol);
		if (has) {
			n = gg_go_name_unescape(symbols[i].symbol, n, name);
			assert_int_equal(n, strlen(name));
			assert_string_equal(name, symbols[i].package);
		}
		if (gg_go_name_is_closure(symbols[i].symbol) != symbols[i].closure)
			fail_msg("closure? %s", symbols[i].symbol);
	}
}

static void a_package_that_is_too_long_is_none(void **state)
{
	char escaped[GG_GO_PACKAGE_MAX + 1], name[GG_GO_PACKAGE_MAX];

	(void)state;
	memset(escaped, 'a', sizeof(escaped));
	assert_int_equal(gg_go_name_unescape(escaped, GG_GO_PACKAGE_MAX, name), 0);
	assert_int_equal(gg_go_name_unescape(escaped, GG_GO_PACKAGE_MAX - 1, name), GG_GO_PACKAGE_MAX - 1);
	assert_int_equal(strlen(name), GG_GO_PACKAGE_MAX - 1);
}

static void the_standard_library_is_known_by_its_folders(void **state)
{
	static const char *const std[] = { "archive/tar", "bufio", "cmp", "cmp/x", "errors", "go/ast", "internal/abi",
					   "io", "iter", "log/slog", "net", "net/http", "os", "runtime", "sync/atomic",
					   "syscall", "unsafe", "vendor/golang.org/x/net/idna", "weak" };
	static const char *const not_std[] = { "main", "example.com/x", "golang.org/x/net/idna", "go.uber.org/zap",
					       "netx", "ne", "o", "osx/y", "net.http", "", "a", "zz", "weakly" };

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(std); i++)
		if (!gg_go_name_is_std(std[i]))
			fail_msg("%s", std[i]);
	for (size_t i = 0; i < GG_ARRAY_SIZE(not_std); i++)
		if (gg_go_name_is_std(not_std[i]))
			fail_msg("%s", not_std[i]);
}

static void folders_of_files(void **state)
{
	(void)state;
	assert_int_equal(gg_go_name_dir("/a/b/c.go"), 4);
	assert_int_equal(gg_go_name_dir("os/file.go"), 2);
	assert_int_equal(gg_go_name_dir("<autogenerated>"), 0);
	assert_int_equal(gg_go_name_dir(""), 0);
	assert_int_equal(gg_go_name_dir("/x.go"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_symbol_has_its_package),
		cmocka_unit_test(a_package_that_is_too_long_is_none),
		cmocka_unit_test(the_standard_library_is_known_by_its_folders),
		cmocka_unit_test(folders_of_files),
	};

	return cmocka_run_group_tests_name("golang/names", tests, NULL, NULL);
}
