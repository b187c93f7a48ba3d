/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/module_list_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/module_list.h"
#include "valux/bytes.h"
#include "valux/paths.h"
#include "valux/programs.h"
#include "valux/text.h"

#define LIST_LIMIT ((size_t)1 << 20)

static bool system_error(struct valux_error *error, const char *path)
{
    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(errno));
}

static bool place(const char *directory, const char *name, char path[static VALUX_PATH_SIZE],
                  struct valux_error *error)
{
    return valux_paths_join(path, directory, name) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the path is too long."), directory);
}

static bool read_open(int file, const char *path, const struct stat *status,
                      struct valux_bytes *content, struct valux_error *error)
{
    size_t size = (size_t)status->st_size;
    ssize_t got = 1;

    content->data = malloc(size + 1);
    if (content->data == NULL)
        return valux_error_set_memory(error);
    while (content->length < size && got != 0) {
        got = read(file, content->data + content->length, size - content->length);
        if (got < 0 && errno != EINTR)
            return system_error(error, path);
        content->length += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* Reads a list; *content is empty and *absent true where there is none. The caller frees it. */
static bool read_list(const char *path, struct valux_bytes *content, bool *absent,
                      struct stat *status, struct valux_error *error)
{
    bool result = false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    *content = (struct valux_bytes){NULL, 0};
    *absent = file < 0 && errno == ENOENT;
    if (file < 0)
        return *absent || system_error(error, path);
    if (fstat(file, status) != 0)
        system_error(error, path);
    else if (!S_ISREG(status->st_mode) || status->st_size > (off_t)LIST_LIMIT)
        valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a regular file of at most 1 MiB."),
                        path);
    else if (status->st_uid != geteuid() && status->st_uid != 0)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s belongs to another user. Run the command as that user."), path);
    else
        result = read_open(file, path, status, content, error);
    if (!result)
        valux_bytes_free(content);
    close(file);
    return result;
}

/* Replaces the file at `path` by `content`, with this mode. */
static bool write_list(const char *path, const struct valux_bytes *content, mode_t mode,
                       struct valux_error *error)
{
    bool result = false;
    char temporary[VALUX_PATH_SIZE];
    size_t written = 0;

    if (snprintf(temporary, sizeof temporary, "%s-XXXXXX", path) >= (int)sizeof temporary)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the path is too long."), path);
    int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0)
        return system_error(error, path);
    while (written < content->length) {
        ssize_t wrote = write(file, content->data + written, content->length - written);
        if (wrote < 0 && errno != EINTR)
            break;
        written += wrote > 0 ? (size_t)wrote : 0;
    }
    result = written == content->length && fchmod(file, mode & 07777) == 0 && fsync(file) == 0 &&
             rename(temporary, path) == 0;
    if (!result) {
        system_error(error, path);
        (void)unlink(temporary);
    }
    close(file);
    return result;
}

static bool check_entries(const char *path, const struct valux_bytes *list,
                          struct valux_error *error)
{
    const char *text = (const char *)list->data;
    struct module_list_entry entry;
    size_t position = 0;

    if (list->length > 0 && memchr(text, '\0', list->length) != NULL)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a list of modules."), path);
    while (module_list_next(text, list->length, &position, &entry)) {
        if (entry.mixed)
            return valux_error_set(
                error, VALUX_ERROR_PROGRAM,
                _("%s: no empty line ends the entry of the module \"%.*s\", and NSS takes it and "
                  "the next one, \"%.*s\", for one. Put an empty line between the two."),
                path, (int)entry.second_name.length,
                entry.second_name.text == NULL ? "" : entry.second_name.text,
                (int)entry.name.length, entry.name.text == NULL ? "" : entry.name.text);
    }
    return true;
}

bool module_list_file_check(const char *directory, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    struct valux_bytes list;
    struct stat status;
    bool absent;

    if (!place(directory, MODULE_LIST_FILE, path, error) ||
        !read_list(path, &list, &absent, &status, error))
        return false;
    bool result = check_entries(path, &list, error);
    valux_bytes_free(&list);
    return result;
}

/* The list's path, symbolic links followed as NSS does when it appends an entry. */
static bool find_list(const char *directory, char path[static VALUX_PATH_SIZE],
                      struct valux_error *error)
{
    char unresolved[VALUX_PATH_SIZE];

    if (!place(directory, MODULE_LIST_FILE, unresolved, error))
        return false;
    if (realpath(unresolved, path) == NULL)
        memcpy(path, unresolved, sizeof unresolved);
    return true;
}

bool module_list_file_protect(const char *directory, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    char copy[VALUX_PATH_SIZE];
    struct valux_bytes list = {NULL, 0};
    struct valux_bytes completed = {NULL, 0};
    struct stat status;
    bool absent;

    if (!find_list(directory, path, error) || !place(directory, MODULE_LIST_COPY, copy, error) ||
        !read_list(path, &list, &absent, &status, error))
        return false;
    if (absent)
        return true;
    if (!module_list_complete((const char *)list.data, list.length, &completed)) {
        valux_error_set_memory(error);
        goto done;
    }
    result = write_list(copy, &list, status.st_mode, error) &&
             (valux_bytes_equal(&list, &completed) ||
              write_list(path, &completed, status.st_mode, error));
done:
    valux_bytes_free(&completed);
    valux_bytes_free(&list);
    return result;
}

/* Writes the list with the entries that it has lost. The error names the file and the copy. */
static bool put_back(const char *path, const char *copy, const struct valux_bytes *before,
                     const struct valux_bytes *now, mode_t mode, struct valux_error *error)
{
    struct valux_error reason;
    struct valux_bytes whole = {NULL, 0};
    bool result = false;

    if (!module_list_put_back(before, now, VALUX_MODULE_NAME, &whole))
        valux_error_set_memory(&reason);
    else if (module_list_count_lost(before, &whole, VALUX_MODULE_NAME) > 0)
        valux_error_set(&reason, VALUX_ERROR_PROGRAM, _("%s is not a list of modules."), path);
    else
        result = write_list(path, &whole, mode, &reason);
    if (!result && rename(copy, path) == 0)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s: NSS lost other modules of this list, and the list is again as it "
                          "was. %s"),
                        path, reason.message);
    else if (!result)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s: NSS lost other modules of this list. The list as it was is in %s. "
                          "%s"),
                        path, copy, reason.message);
    valux_bytes_free(&whole);
    return result;
}

bool module_list_file_settle(const char *directory, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    char copy[VALUX_PATH_SIZE];
    struct valux_bytes before = {NULL, 0};
    struct valux_bytes now = {NULL, 0};
    struct stat status;
    struct stat now_status;
    bool absent;

    if (!find_list(directory, path, error) || !place(directory, MODULE_LIST_COPY, copy, error) ||
        !read_list(copy, &before, &absent, &status, error))
        return false;
    if (absent)
        return true;
    result = read_list(path, &now, &absent, &now_status, error) &&
             (module_list_count_lost(&before, &now, VALUX_MODULE_NAME) == 0 ||
              put_back(path, copy, &before, &now, status.st_mode, error));
    if (result && unlink(copy) != 0 && errno != ENOENT)
        result = system_error(error, copy);
    valux_bytes_free(&now);
    valux_bytes_free(&before);
    return result;
}
