/* System calls that fail on demand: preloaded (LD_PRELOAD) into a Python that saves notes.

   talktui_arm(at, number) lets the `at`-th of the calls below fail with the error `number`; number -1 kills
   the process before that call, -2 right after it.  Every library's calls are counted, SQLite's too, which
   Python's own functions do not show.  talktui_disarm() ends it and tells how many calls there were.  */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

static int armed, at, number, count;
static char failed[4200], synced[65536];

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

void talktui_arm(int at_, int number_) { at = at_; number = number_; count = 0; failed[0] = synced[0] = 0; armed = 1; }
int talktui_disarm(void) { armed = 0; return count; }
const char *talktui_failed(void) { return failed; }
const char *talktui_synced(void) { return synced; }

static void remember(const char *name, int fd, const char *path)
{
    char link[64], target[4000] = "";
    ssize_t size = 0;
    if (path) {
        snprintf(target, sizeof target, "%s", path);
    } else if (fd >= 0) {
        ssize_t (*real)(const char *, char *, size_t) = dlsym(RTLD_NEXT, "readlink");
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        size = real(link, target, sizeof target - 1);
        target[size > 0 ? size : 0] = 0;
    }
    snprintf(failed, sizeof failed, "%s %s", name, target);
}

static void add_synced(int fd)
{
    char link[64];
    size_t used = strlen(synced);
    ssize_t size;
    if (used > sizeof synced - 4100)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    size = REAL(ssize_t, readlink, const char *, char *, size_t)(link, synced + used, 4000);
    synced[used + (size > 0 ? size : 0)] = 0;
    strcat(synced, "\n");
}

/* Whether this call is the one. */
static int now(const char *name, int fd, const char *path)
{
    int kept = errno;
    if (!armed || ++count != at)
        return 0;
    remember(name, fd, path);
    errno = kept;
    if (number == -1)
        kill(getpid(), SIGKILL);
    return 1;
}

/* What the call that is the one gives back; `done`: it was made all the same. */
static long result(long done)
{
    if (number == -2)
        kill(getpid(), SIGKILL);
    (void)done;
    errno = number;
    return -1;
}

/* A call that is not made when it fails, but is when the process is killed after it. */
#define CALL(type, name, fd, path, parameters, types, arguments)     \
    type name parameters                                             \
    {                                                                \
        type (*real) types = (type (*) types)dlsym(RTLD_NEXT, #name); \
        if (now(#name, fd, path))                                    \
            return (type)result(number == -2 ? (long)real arguments : 0); \
        return real arguments;                                       \
    }

/* A descriptor is closed whatever close says. */
int close(int fd)
{
    int tripped = now("close", fd, NULL), done = REAL(int, close, int)(fd);
    return tripped ? (int)result(done) : done;
}

#define OPEN(name)                                                                        \
    int name(const char *path, int flags, ...)                                            \
    {                                                                                     \
        int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        va_list list;                                                                     \
        mode_t mode;                                                                      \
        va_start(list, flags);                                                            \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;                  \
        va_end(list);                                                                     \
        if (now(#name, -1, path))                                                         \
            return (int)result(number == -2 ? real(path, flags, mode) : 0);               \
        return real(path, flags, mode);                                                   \
    }

#define OPENAT(name)                                                                      \
    int name(int folder, const char *path, int flags, ...)                                \
    {                                                                                     \
        int (*real)(int, const char *, int, ...) = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        va_list list;                                                                     \
        mode_t mode;                                                                      \
        va_start(list, flags);                                                            \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;                  \
        va_end(list);                                                                     \
        if (now(#name, -1, path))                                                         \
            return (int)result(number == -2 ? real(folder, path, flags, mode) : 0);       \
        return real(folder, path, flags, mode);                                           \
    }

#define FCNTL(name)                                                                       \
    int name(int fd, int command, ...)                                                    \
    {                                                                                     \
        int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, #name);     \
        va_list list;                                                                     \
        void *argument;                                                                   \
        va_start(list, command);                                                          \
        argument = va_arg(list, void *);                                                  \
        va_end(list);                                                                     \
        if (now(#name, fd, NULL))                                                         \
            return (int)result(number == -2 ? real(fd, command, argument) : 0);           \
        return real(fd, command, argument);                                               \
    }

#define FD(name, parameters, types, arguments) CALL(int, name, fd, NULL, parameters, types, arguments)
#define PATH(name, parameters, types, arguments) CALL(int, name, -1, path, parameters, types, arguments)

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
FCNTL(fcntl)
FCNTL(fcntl64)
CALL(ssize_t, read, fd, NULL, (int fd, void *to, size_t size), (int, void *, size_t), (fd, to, size))
CALL(ssize_t, write, fd, NULL, (int fd, const void *from, size_t size), (int, const void *, size_t), (fd, from, size))
CALL(ssize_t, pread, fd, NULL, (int fd, void *to, size_t size, off_t o), (int, void *, size_t, off_t), (fd, to, size, o))
CALL(ssize_t, pread64, fd, NULL, (int fd, void *to, size_t size, off64_t o), (int, void *, size_t, off64_t), (fd, to, size, o))
CALL(ssize_t, pwrite, fd, NULL, (int fd, const void *p, size_t size, off_t o), (int, const void *, size_t, off_t), (fd, p, size, o))
CALL(ssize_t, pwrite64, fd, NULL, (int fd, const void *p, size_t size, off64_t o), (int, const void *, size_t, off64_t), (fd, p, size, o))
CALL(off_t, lseek, fd, NULL, (int fd, off_t o, int whence), (int, off_t, int), (fd, o, whence))
CALL(off64_t, lseek64, fd, NULL, (int fd, off64_t o, int whence), (int, off64_t, int), (fd, o, whence))
/* What was synced while armed is told, too. */
#define SYNC(name)                                                   \
    int name(int fd)                                                 \
    {                                                                \
        int done;                                                    \
        if (now(#name, fd, NULL))                                    \
            return (int)result(number == -2 ? REAL(int, name, int)(fd) : 0); \
        done = REAL(int, name, int)(fd);                             \
        if (armed && done == 0)                                      \
            add_synced(fd);                                          \
        return done;                                                 \
    }

SYNC(fsync)
SYNC(fdatasync)
FD(ftruncate, (int fd, off_t size), (int, off_t), (fd, size))
FD(ftruncate64, (int fd, off64_t size), (int, off64_t), (fd, size))
FD(fchmod, (int fd, mode_t mode), (int, mode_t), (fd, mode))
FD(fchown, (int fd, uid_t user, gid_t group), (int, uid_t, gid_t), (fd, user, group))
FD(flock, (int fd, int what), (int, int), (fd, what))
FD(fstat, (int fd, struct stat *to), (int, struct stat *), (fd, to))
FD(fstat64, (int fd, struct stat64 *to), (int, struct stat64 *), (fd, to))
PATH(stat, (const char *path, struct stat *to), (const char *, struct stat *), (path, to))
PATH(stat64, (const char *path, struct stat64 *to), (const char *, struct stat64 *), (path, to))
PATH(lstat, (const char *path, struct stat *to), (const char *, struct stat *), (path, to))
PATH(lstat64, (const char *path, struct stat64 *to), (const char *, struct stat64 *), (path, to))
PATH(fstatat, (int d, const char *path, struct stat *to, int f), (int, const char *, struct stat *, int), (d, path, to, f))
PATH(fstatat64, (int d, const char *path, struct stat64 *to, int f), (int, const char *, struct stat64 *, int), (d, path, to, f))
PATH(access, (const char *path, int how), (const char *, int), (path, how))
PATH(faccessat, (int d, const char *path, int how, int f), (int, const char *, int, int), (d, path, how, f))
PATH(chmod, (const char *path, mode_t mode), (const char *, mode_t), (path, mode))
PATH(rename, (const char *path, const char *to), (const char *, const char *), (path, to))
PATH(renameat, (int d, const char *path, int e, const char *to), (int, const char *, int, const char *), (d, path, e, to))
PATH(renameat2, (int d, const char *path, int e, const char *to, unsigned f), (int, const char *, int, const char *, unsigned), (d, path, e, to, f))
PATH(link, (const char *path, const char *to), (const char *, const char *), (path, to))
PATH(linkat, (int d, const char *path, int e, const char *to, int f), (int, const char *, int, const char *, int), (d, path, e, to, f))
PATH(unlink, (const char *path), (const char *), (path))
PATH(unlinkat, (int d, const char *path, int f), (int, const char *, int), (d, path, f))
PATH(mkdir, (const char *path, mode_t mode), (const char *, mode_t), (path, mode))
PATH(mkdirat, (int d, const char *path, mode_t mode), (int, const char *, mode_t), (d, path, mode))
PATH(rmdir, (const char *path), (const char *), (path))
CALL(ssize_t, readlink, -1, path, (const char *path, char *to, size_t size), (const char *, char *, size_t), (path, to, size))
CALL(ssize_t, listxattr, -1, path, (const char *path, char *to, size_t size), (const char *, char *, size_t), (path, to, size))
CALL(ssize_t, flistxattr, fd, NULL, (int fd, char *to, size_t size), (int, char *, size_t), (fd, to, size))
CALL(ssize_t, getxattr, -1, path, (const char *path, const char *n, void *to, size_t size), (const char *, const char *, void *, size_t), (path, n, to, size))
CALL(ssize_t, fgetxattr, fd, NULL, (int fd, const char *n, void *to, size_t size), (int, const char *, void *, size_t), (fd, n, to, size))
FD(fsetxattr, (int fd, const char *n, const void *from, size_t size, int f), (int, const char *, const void *, size_t, int), (fd, n, from, size, f))

/* SQLite waits for locks that failed for a moment; nobody else has them here. */
int usleep(useconds_t time) { return armed || !REAL(int, usleep, useconds_t)(time) ? 0 : -1; }

DIR *opendir(const char *path)
{
    DIR *(*real)(const char *) = (DIR * (*)(const char *))dlsym(RTLD_NEXT, "opendir");
    if (now("opendir", -1, path)) {
        result(0);
        return NULL;
    }
    return real(path);
}
