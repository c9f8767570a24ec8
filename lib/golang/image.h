/*
 * Opening a Go executable.
 *
 * Owns the search for pclntab and module data. Relies on the file alone: sections where there are
 * any, segments otherwise. Does not run or trust the program, and does not read Go before 1.18.
 */
#ifndef GG_GOLANG_IMAGE_H
#define GG_GOLANG_IMAGE_H

#include <sys/types.h>

#include "golang/tables.h"

/* gg_go_open() - open the executable behind @fd, which stays the caller's and may be closed
 * Return: 0, end with gg_go_free(); -ENOEXEC: no Go program for a known machine; -ENOTSUP: tables of
 * a Go that is not known; -EBADMSG: tables that contradict themselves; -EFBIG: to know, more would have
 * to be looked at than is looked at of any file, whether Go's or not; negative errno */
int gg_go_open(int fd, struct gg_go **ret, struct gg_err *err);

/* gg_go_free() - end it, with everything that was borrowed from it. @go: may be NULL */
void gg_go_free(struct gg_go *go);

/* gg_go_bias_map() - how far from its linked address a process has it
 * @start:  where the mapping of a segment of the executable starts; best the one with offset 0
 * @offset: and from which offset in the file
 * Return: true: *@ret_bias is set; false: no segment starts there */
bool gg_go_bias_map(const struct gg_go *go, uint64_t start, uint64_t offset, uint64_t *ret_bias);

/* gg_go_bias_pid() - the same of a process that executes it, from /proc/PID/auxv
 * Return: 0; -ESRCH: it says nothing; negative errno */
int gg_go_bias_pid(const struct gg_go *go, pid_t pid, uint64_t *ret_bias);

#endif
