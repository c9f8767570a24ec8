/*
 * What the kernel refuses in folders that everybody may write to.
 *
 * Owns the answers of fs.protected_symlinks, protected_regular and protected_fifos, and of mounts with "nosymfollow",
 * for paths that the supervisor walks itself: who is guarded must not be led by a link, or to a file, that somebody
 * else left in /tmp, where he would not be unguarded. Relies on the rights of the caller being taken on. Says
 * nothing of hard links: linkat(2) looks at them itself.
 */
#ifndef GG_SUPERVISE_STICKY_H
#define GG_SUPERVISE_STICKY_H

#include <stdbool.h>
#include <sys/stat.h>

/* gg_sticky_link() - may the link @link, which is @st and lies in the folder @folder, be followed?
 * @last: nothing is behind it on the path
 * Return: 0; -ELOOP or -EACCES as the kernel says */
int gg_sticky_link(int folder, int link, const struct stat *st, bool last);

/* gg_sticky_file() - may the file @path, which is @st, be opened with O_CREAT? Return: 0; -EACCES */
int gg_sticky_file(const char *path, const struct stat *st);

#endif
