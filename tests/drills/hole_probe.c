/*
 * A program whose file is mostly a hole, once it was copied as one: whoever looks for something in it asks the
 * file system for pages.
 *
 * Owns one act: opening what its word names, for reading. Ends with the errno. Never touches the hole itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define HOLE (8 << 20)

char hole[HOLE] = { [HOLE - 1] = 1 }; /* kept: it is global */

int main(int argc, char **argv)
{
	return argc > 1 && open(argv[1], O_RDONLY) >= 0 ? 0 : errno;
}
