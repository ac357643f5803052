/* Makes system calls on files under one folder fail, when it is told to: LD_PRELOAD=inject.so.

   fault_arm(folder, kind, at, ever) counts the calls from now on; the at-th fails, and with `ever` all after it.
   fault_count() says how many there were. fault_trace(folder, file) writes down every change of a file instead. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { NONE, IO_ERROR, FULL, KILL, SHORT_READ, INTERRUPT, QUOTA, NO_LOCKS };
enum { CHANGES = 1, READS = 2, LOCKS = 3 };

static char folder[PATH_MAX];
static int kind, ever, log_file = -1;
static long at, count;

void fault_arm(const char *under, int what, long which, int always) {
    strncpy(folder, under, sizeof folder - 1);
    kind = what; at = which; ever = always; count = 0;
}

long fault_count(void) { return count; }

void fault_trace(const char *under, const char *file) {
    strncpy(folder, under, sizeof folder - 1);
    log_file = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
    char absolute[PATH_MAX];
    if (!folder[0] || !path) return 0;
    if (path[0] != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        if (snprintf(absolute, sizeof absolute, "%s/%s", here, path) >= (int)sizeof absolute) return 0;
        path = absolute;
    }
    return strncmp(path, folder, strlen(folder)) == 0;
}

static const char *name_of(int fd) {
    static char name[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    name[length < 0 ? 0 : length] = 0;
    return name;
}

/* Whether this call is to fail; sets errno. A read is counted only where reads are to be short. */
static int fails(const char *path, int sort) {
    int counted = kind == SHORT_READ ? READS : kind == NO_LOCKS ? LOCKS : CHANGES;
    if (kind == NONE || sort != counted || !is_ours(path)) return 0;
    count++;
    if (at == 0 || count < at || (count > at && !ever)) return 0;
    if (kind == KILL) kill(getpid(), SIGKILL);
    if (kind == INTERRUPT) { kill(getpid(), SIGINT); return 0; }
    errno = kind == FULL ? ENOSPC : kind == QUOTA ? EDQUOT : kind == NO_LOCKS ? ENOLCK : EIO;
    return 1;
}

static void put(const void *data, size_t size) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    while (size) {
        ssize_t done = next(log_file, data, size);
        if (done <= 0) abort();
        data = (const char *)data + done; size -= done;
    }
}

/* One record: what was done, where, and with which bytes. */
static void note(const char *what, const char *path, const char *other, long long offset, const void *data, size_t size) {
    if (log_file < 0 || !is_ours(path)) return;
    char head[3 * PATH_MAX];
    int length = snprintf(head, sizeof head, "%s\t%s\t%s\t%lld\t%zu\n", what, path, other, offset, size);
    put(head, length);
    if (size) put(data, size);
}

#define NEXT(type, name, ...) static type (*next)(__VA_ARGS__); if (!next) next = dlsym(RTLD_NEXT, #name)

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
    NEXT(int, name, const char *, int, ...); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    int changes = flags & (O_CREAT | O_TRUNC); \
    if (changes && fails(path, CHANGES)) return -1; \
    int is_new = changes && access(path, F_OK) != 0; \
    int fd = next(path, flags, mode); \
    if (fd >= 0 && is_new) note("create", path, "", 0, "", 0); \
    else if (fd >= 0 && (flags & O_TRUNC)) note("truncate", path, "", 0, "", 0); \
    return fd; \
}
OPEN(open)
OPEN(open64)

int openat(int base, const char *path, int flags, ...) {
    NEXT(int, openat, int, const char *, int, ...);
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
    if ((flags & (O_CREAT | O_TRUNC)) && fails(path, CHANGES)) return -1;
    return next(base, path, flags, mode);
}

#define WRITE(name, offset_type) \
ssize_t name(int fd, const void *data, size_t size, offset_type offset) { \
    NEXT(ssize_t, name, int, const void *, size_t, offset_type); \
    if (kind && fails(name_of(fd), CHANGES)) return -1; \
    ssize_t done = next(fd, data, size, offset); \
    if (done > 0 && log_file >= 0) note("write", name_of(fd), "", offset, data, done); \
    return done; \
}
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(ssize_t, write, int, const void *, size_t);
    if (kind && fails(name_of(fd), CHANGES)) return -1;
    long long offset = log_file >= 0 && fd != log_file ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = next(fd, data, size);
    if (done > 0 && log_file >= 0 && fd != log_file) note("write", name_of(fd), "", offset, data, done);
    return done;
}

#define READ(name, offset_type) \
ssize_t name(int fd, void *data, size_t size, offset_type offset) { \
    NEXT(ssize_t, name, int, void *, size_t, offset_type); \
    if (kind == SHORT_READ && fails(name_of(fd), READS)) size = size > 1 ? size / 2 : size; \
    return next(fd, data, size, offset); \
}
READ(pread, off_t)
READ(pread64, off64_t)

ssize_t read(int fd, void *data, size_t size) {
    NEXT(ssize_t, read, int, void *, size_t);
    if (kind == SHORT_READ && fails(name_of(fd), READS)) size = size > 1 ? size / 2 : size;
    return next(fd, data, size);
}

#define SYNC(name) \
int name(int fd) { \
    NEXT(int, name, int); \
    if (kind && fails(name_of(fd), CHANGES)) return -1; \
    if (log_file >= 0) note("sync", name_of(fd), "", 0, "", 0); \
    return next(fd); \
}
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
int name(int fd, offset_type size) { \
    NEXT(int, name, int, offset_type); \
    if (kind && fails(name_of(fd), CHANGES)) return -1; \
    if (log_file >= 0) note("truncate", name_of(fd), "", size, "", 0); \
    return next(fd, size); \
}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    NEXT(int, unlink, const char *);
    if (fails(path, CHANGES)) return -1;
    int result = next(path);
    if (result == 0) note("unlink", path, "", 0, "", 0);
    return result;
}

#define PAIR(name, word) \
int name(const char *from, const char *to) { \
    NEXT(int, name, const char *, const char *); \
    if (fails(to, CHANGES)) return -1; \
    int result = next(from, to); \
    if (result == 0) note(word, to, from, 0, "", 0); \
    return result; \
}
PAIR(rename, "rename")
PAIR(link, "link")
PAIR(symlink, "symlink")

#define CONTROL(name) \
int name(int fd, int command, ...) { \
    NEXT(int, name, int, int, ...); \
    va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \
    int locks = command == F_SETLK || command == F_SETLKW; \
    if (locks && kind && fails(name_of(fd), LOCKS)) return -1; \
    return next(fd, command, argument); \
}
CONTROL(fcntl)
CONTROL(fcntl64)

int flock(int fd, int operation) {
    NEXT(int, flock, int, int);
    return kind && fails(name_of(fd), LOCKS) ? -1 : next(fd, operation);
}

int mkdir(const char *path, mode_t mode) {
    NEXT(int, mkdir, const char *, mode_t);
    return fails(path, CHANGES) ? -1 : next(path, mode);
}

int chmod(const char *path, mode_t mode) {
    NEXT(int, chmod, const char *, mode_t);
    return fails(path, CHANGES) ? -1 : next(path, mode);
}

int fchmod(int fd, mode_t mode) {
    NEXT(int, fchmod, int, mode_t);
    return kind && fails(name_of(fd), CHANGES) ? -1 : next(fd, mode);
}
