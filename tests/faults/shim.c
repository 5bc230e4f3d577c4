/* Between a process and its C library: counts the calls that write, sync or rename below a folder,
 * or that ask for memory; makes the n-th fail, or end the process; writes down what was called.
 * Preloaded, so that SQLite's calls are seen like Python's. For Linux with glibc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { DISK, ALLOC };
enum mode { ONCE, FROM_THEN_ON, DIE };

static char root[PATH_MAX];
static int armed, wanted_kind, wanted_mode, noting = -1;
static long countdown, seen;

void fault_arm(int kind, long n, int mode, const char *folder) {
    strncpy(root, folder, sizeof root - 1);
    wanted_kind = kind, wanted_mode = mode, countdown = n, seen = 0, armed = 1;
}

long fault_disarm(void) { armed = 0; return seen; }

void fault_note(int descriptor, const char *folder) {
    strncpy(root, folder, sizeof root - 1);
    noting = descriptor;
}

static int is_below(const char *path) { return strncmp(path, root, strlen(root)) == 0; }

static const char *path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return path;
}

static void note(const char *what, const char *path, const char *other) {
    char line[3 * PATH_MAX];
    int length = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, path, other);
    syscall(SYS_write, noting, line, (size_t)length);
}

/* Whether this call is to fail; sets errno. */
static int fails(int kind, int error) {
    if (!armed || kind != wanted_kind) return 0;
    seen++;
    if (seen < countdown || (seen > countdown && wanted_mode != FROM_THEN_ON)) return 0;
    if (wanted_mode == DIE) _exit(77);
    errno = error;
    return 1;
}

static int stops(int kind, int error, const char *what, int fd) {
    if (!armed && noting < 0) return 0;
    char path[PATH_MAX];
    if (!is_below(path_of(fd, path))) return 0;
    if (fails(kind, error)) return 1;
    if (noting >= 0) note(what, path, "");
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITES(result, name, parameters, fd, ...)                     \
    result name parameters {                                          \
        if (stops(DISK, ENOSPC, "write", fd)) return -1;             \
        return REAL(name)(__VA_ARGS__);                               \
    }
#define SYNCS(name)                                                   \
    int name(int fd) {                                                \
        if (stops(DISK, EIO, "sync", fd)) return -1;                  \
        return REAL(name)(fd);                                        \
    }

WRITES(ssize_t, write, (int fd, const void *data, size_t size), fd, fd, data, size)
WRITES(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), fd, fd, data, size, at)
WRITES(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), fd, fd, data, size, at)
WRITES(ssize_t, sendfile, (int to, int from, off_t *at, size_t size), to, to, from, at, size)
WRITES(ssize_t, sendfile64, (int to, int from, off64_t *at, size_t size), to, to, from, at, size)
WRITES(ssize_t, copy_file_range, (int from, off64_t *at, int to, off64_t *there, size_t size,
       unsigned flags), to, from, at, to, there, size, flags)
WRITES(int, ftruncate, (int fd, off_t size), fd, fd, size)
WRITES(int, ftruncate64, (int fd, off64_t size), fd, fd, size)
SYNCS(fsync)
SYNCS(fdatasync)

int rename(const char *from, const char *to) {
    if ((armed || noting >= 0) && is_below(to)) {
        if (fails(DISK, EIO)) return -1;
        if (noting >= 0) note("rename", from, to);
    }
    return REAL(rename)(from, to);
}

static void noted_removal(int folder, const char *name) {
    char path[2 * PATH_MAX];
    if (noting < 0) return;
    if (name[0] == '/' || folder == AT_FDCWD) {
        snprintf(path, sizeof path, "%s", name);
    } else {
        path_of(folder, path);
        snprintf(path + strlen(path), PATH_MAX, "/%s", name);
    }
    if (is_below(path)) note("unlink", path, "");
}

int unlink(const char *name) {
    noted_removal(AT_FDCWD, name);
    return REAL(unlink)(name);
}

int unlinkat(int folder, const char *name, int flags) {
    noted_removal(folder, name);
    return REAL(unlinkat)(folder, name, flags);
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *malloc(size_t size) { return fails(ALLOC, ENOMEM) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
    return fails(ALLOC, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    return fails(ALLOC, ENOMEM) ? NULL : __libc_realloc(old, size);
}
