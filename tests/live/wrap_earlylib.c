/*
 * libearly.so.1: a library that does something when it is loaded, and starts a thread to go on with it.
 *
 * Owns one open in its constructor and one in its thread, made when main asks for it. Relies on EARLY in
 * the environment for the file. A thread that did not come along into this process is "gone".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int early_constructor(void);
int early_thread(void);

static sem_t go, done;
static int by_constructor = -1, by_thread = -1;

static int try(void)
{
	int fd = open(getenv("EARLY"), O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

static void *wait_and_try(void *unused)
{
	while (sem_wait(&go) < 0)
		;
	by_thread = try();
	(void)sem_post(&done);
	return unused;
}

__attribute__((constructor)) static void begin(void)
{
	pthread_t thread;

	by_constructor = try();
	(void)sem_init(&go, 0, 0);
	(void)sem_init(&done, 0, 0);
	(void)pthread_create(&thread, NULL, wait_and_try, NULL);
}

/* early_constructor() - Return: 0 or the errno that the constructor saw */
int early_constructor(void)
{
	return by_constructor;
}

static int threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	return n;
}

/* early_thread() - Return: 0 or the errno that the thread sees now; -1: it is gone */
int early_thread(void)
{
	if (threads() < 2)
		return -1;
	(void)sem_post(&go);
	while (sem_wait(&done) < 0)
		;
	return by_thread;
}
