/* base/digest: SHA-256 of files and of lists. The values are those of FIPS 180-4's examples. */
#include "policy_help.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/fd.h"
#include "base/text.h"

static void expect(const uint8_t *digest, const char *hex)
{
	char text[GG_DIGEST_HEX];
	struct gg_text t;

	gg_text_init(&t, text, sizeof(text));
	gg_text_hex(&t, digest, GG_DIGEST_BYTES);
	assert_string_equal(text, hex);
	assert_false(t.cut);
}

static int file_of(const char *text, size_t times)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	assert_true(fd >= 0);
	while (times--)
		assert_int_equal(gg_fd_write_all(fd, text, strlen(text)), 0);
	return fd;
}

static void of_files(void **state)
{
	static const struct {
		const char *text;
		size_t times;
		const char *hex;
	} cases[] = {
		{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "aaaaaaaaaa", 100000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		int fd = file_of(cases[i].text, cases[i].times);
		off_t end = lseek(fd, 0, SEEK_END);
		uint8_t digest[GG_DIGEST_BYTES];

		assert_int_equal(gg_digest_fd(fd, (uint64_t)end, digest), 0);
		expect(digest, cases[i].hex);
		assert_int_equal(lseek(fd, 0, SEEK_CUR), end); /* the offset is the caller's */
		if (end)
			assert_int_equal(gg_digest_fd(fd, (uint64_t)end - 1, digest), -EFBIG);
		close(fd);
	}
}

static void what_cannot_be_read(void **state)
{
	uint8_t digest[GG_DIGEST_BYTES];
	int pipes[2];

	(void)state;
	assert_int_equal(gg_digest_fd(-1, 1, digest), -EBADF);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(gg_digest_fd(pipes[0], 1, digest), -ESPIPE);
	close(pipes[0]);
	close(pipes[1]);
}

/* Each string ends: "a", "b" is not "ab" */
static void of_lists(void **state)
{
	static const char *const lists[][3] = { { NULL }, { "", NULL }, { "ab", NULL }, { "a", "b", NULL },
						{ "a", "", NULL }, { "a", NULL } };
	uint8_t digests[GG_ARRAY_SIZE(lists)][GG_DIGEST_BYTES];

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(lists); i++) {
		gg_digest_list(lists[i], digests[i]);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(digests[i], digests[k], GG_DIGEST_BYTES);
	}
	expect(digests[0], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_files),
		cmocka_unit_test(what_cannot_be_read),
		cmocka_unit_test(of_lists),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
