/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "valux/text.h"

#define LINKS_MAX 40
#define ATTEMPTS_MAX 100

void policy_root_name(const struct policy_root *root, const char *path,
                      char name[static VALUX_PATH_SIZE])
{
    valux_text_print(name, VALUX_PATH_SIZE, "%s%s", root->path, path);
}

/* RESOLVE_IN_ROOT fails with EAGAIN where a directory was renamed meanwhile. */
static int open_in_image(int root, const char *relative, int flags)
{
    struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT};
    long file = -1;

    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        file = syscall(SYS_openat2, root, relative, &how, sizeof how);
        if (file >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)file;
}

int policy_root_open_path(const struct policy_root *root, const char *path, int flags)
{
    const char *relative = path + strspn(path, "/");

    if (root->file < 0) {
        errno = ENOENT;
        return -1;
    }
    if (relative[0] == '\0')
        relative = ".";
    return root->path[0] == '\0' ? openat(root->file, relative, flags | O_CLOEXEC)
                                 : open_in_image(root->file, relative, flags);
}

static bool make_directories(const char *directory)
{
    char path[VALUX_PATH_SIZE];
    size_t length = strlen(directory);

    if (length >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= length; i++) {
        if (directory[i] != '/' && directory[i] != '\0')
            continue;
        memcpy(path, directory, i);
        path[i] = '\0';
        if (mkdir(path, 0755) == 0) {
            if (chmod(path, 0755) != 0)
                return false;
        } else if (errno != EEXIST) {
            return false;
        }
    }
    return true;
}

bool policy_root_open(struct policy_root *root, const char *path, bool make,
                      struct valux_error *error)
{
    *root = (struct policy_root){path, -1};
    if (make && path[0] != '\0' && !make_directories(path))
        return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(errno));
    root->file = open(path[0] == '\0' ? "/" : path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root->file < 0)
        return (!make && errno == ENOENT) ||
               valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(errno));
    int file = policy_root_open_path(root, "/", O_PATH | O_DIRECTORY);
    if (file < 0)
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s: this kernel can't keep symbolic links inside of a directory "
                                 "(openat2: %s). Nothing was written."),
                               path, strerror(errno));
    close(file);
    return true;
}

void policy_root_close(struct policy_root *root)
{
    if (root->file >= 0)
        close(root->file);
    root->file = -1;
}

bool policy_root_has(const struct policy_root *root, const char *path)
{
    int file = policy_root_open_path(root, path, O_PATH);

    if (file >= 0)
        close(file);
    return file >= 0;
}

/* Opens the directory of `path`, which is cut there; `place` gets it and the name. */
static bool open_place(const struct policy_root *root, char *path, struct policy_place *place)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || slash[1] == '\0' || strcmp(slash + 1, ".") == 0 ||
        strcmp(slash + 1, "..") == 0) {
        errno = EISDIR;
        return false;
    }
    if (strlen(slash + 1) >= sizeof place->name) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(place->name, slash + 1, strlen(slash + 1) + 1);
    *slash = '\0';
    place->directory = policy_root_open_path(root, path, O_RDONLY | O_DIRECTORY);
    return place->directory >= 0;
}

/* Puts a link's target, of `length` bytes, in the place of the path, which is the link's directory.
 */
static bool follow(char path[static VALUX_PATH_SIZE], char *target, size_t length)
{
    char directory[VALUX_PATH_SIZE];

    target[length] = '\0';
    if (target[0] == '/') {
        memcpy(path, target, length + 1);
        return true;
    }
    memcpy(directory, path, sizeof directory);
    return valux_paths_join(path, directory, target);
}

bool policy_root_find(const struct policy_root *root, const char *path, struct policy_place *place)
{
    char current[VALUX_PATH_SIZE] = "";
    char target[VALUX_PATH_SIZE];

    place->directory = -1;
    snprintf(current, sizeof current, "%s", path);
    for (int links = 0; links < LINKS_MAX; links++) {
        if (!open_place(root, current, place))
            return false;
        ssize_t length = readlinkat(place->directory, place->name, target, sizeof target - 1);
        if (length < 0 && (errno == EINVAL || errno == ENOENT))
            return true;
        int number = errno;
        close(place->directory);
        place->directory = -1;
        if (length < 0 || !follow(current, target, (size_t)length)) {
            errno = length < 0 ? number : ENAMETOOLONG;
            return false;
        }
    }
    errno = ELOOP;
    return false;
}
