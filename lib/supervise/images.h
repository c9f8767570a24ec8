/*
 * Executables that were looked at.
 *
 * Owns a small cache by device, inode, size and time of change, programs that are not Go's included.
 * Relies on lib/golang to read them. The main loop alone uses it.
 */
#ifndef GG_SUPERVISE_IMAGES_H
#define GG_SUPERVISE_IMAGES_H

#include <sys/stat.h>

#include "golang/image.h"
#include "plan/who.h"

#define GG_IMAGES 16

enum gg_image_kind {
	GG_IMAGE_UNREADABLE, /* it is Go's, but cannot be understood; or nothing could be read at all */
	GG_IMAGE_GO,
	GG_IMAGE_OTHER, /* no Go program */
};

/**
 * struct gg_image - an executable
 * @id:  of this one and no other that there was, from 1
 * @st:  st_ino 0: free
 * @go, @who: for GG_IMAGE_GO, what is known of it, and of the plan's patterns; @who may be NULL
 */
struct gg_image {
	uint64_t id;
	enum gg_image_kind kind;
	struct stat st;
	struct gg_go *go;
	struct gg_who_memo *who;
};

struct gg_images {
	struct gg_image items[GG_IMAGES];
	uint64_t next;
};

/* gg_images_find() - the executable that thread @tid runs
 * Return: borrowed until GG_IMAGES others were looked at; NULL: it cannot be opened */
const struct gg_image *gg_images_find(struct gg_images *images, pid_t tid);

#endif
