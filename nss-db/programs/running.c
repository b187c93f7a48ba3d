/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/running.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file of a program's database that programs have open while they use it. */
struct watched {
    dev_t device;
    ino_t inode;
    struct valux_program *program;
};

static bool holds_lock_file(const char *directory)
{
    char path[VALUX_PATH_SIZE];
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (!valux_paths_join(path, directory, ".parentlock"))
        return false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (file < 0)
        return false;
    bool held = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(file);
    return held;
}

/* A plus sign before the number means that .parentlock was locked too; then that lock decides. */
static bool holds_lock_link(const char *directory)
{
    char path[VALUX_PATH_SIZE];
    char target[256];
    char *end = NULL;

    if (!valux_paths_join(path, directory, "lock"))
        return false;
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0)
        return false;
    target[length] = '\0';
    const char *number = strrchr(target, ':');
    if (number == NULL || number[1] < '1' || number[1] > '9')
        return false;
    errno = 0;
    long pid = strtol(number + 1, &end, 10);
    if (errno != 0 || *end != '\0' || pid != (long)(pid_t)pid)
        return false;
    return kill((pid_t)pid, 0) == 0 || errno == EPERM;
}

static size_t watch(struct valux_program *program, struct watched *watched)
{
    static const char *const files[] = {"cert9.db", "key4.db"};
    char path[VALUX_PATH_SIZE];
    struct stat status;
    size_t count = 0;

    for (size_t i = 0; i < 2; i++) {
        if (valux_paths_join(path, program->directory, files[i]) && stat(path, &status) == 0)
            watched[count++] = (struct watched){status.st_dev, status.st_ino, program};
    }
    return count;
}

static void examine_process(int proc, const char *pid, const struct watched *watched, size_t count)
{
    char name[300];
    struct stat status;
    const struct dirent *entry;

    snprintf(name, sizeof name, "%s/fd", pid);
    int directory = openat(proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *files = directory < 0 ? NULL : fdopendir(directory);
    if (files == NULL) {
        if (directory >= 0)
            close(directory);
        return;
    }
    while ((entry = readdir(files)) != NULL) {
        if (fstatat(dirfd(files), entry->d_name, &status, 0) != 0 || !S_ISREG(status.st_mode))
            continue;
        for (size_t i = 0; i < count; i++) {
            if (watched[i].device == status.st_dev && watched[i].inode == status.st_ino)
                watched[i].program->running = true;
        }
    }
    closedir(files);
}

static void examine_processes(const struct watched *watched, size_t count)
{
    DIR *proc = opendir("/proc");
    const struct dirent *entry;

    if (proc == NULL)
        return;
    while ((entry = readdir(proc)) != NULL) {
        char *end;
        long pid = strtol(entry->d_name, &end, 10);
        if (*end == '\0' && pid > 0 && pid != (long)getpid())
            examine_process(dirfd(proc), entry->d_name, watched, count);
    }
    closedir(proc);
}

void running_mark(struct valux_program *programs, size_t count)
{
    struct watched *watched = calloc(2 * count + 1, sizeof *watched);
    size_t files = 0;

    for (size_t i = 0; i < count; i++) {
        programs[i].running =
            holds_lock_file(programs[i].directory) || holds_lock_link(programs[i].directory);
        if (watched != NULL)
            files += watch(&programs[i], watched + files);
    }
    if (files > 0)
        examine_processes(watched, files);
    free(watched);
}
