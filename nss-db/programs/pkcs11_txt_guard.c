/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/pkcs11_txt_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/pkcs11_txt.h"
#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/paths.h"
#include "valux/program_registration.h"
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

/*
 * Reads the list; *content is empty and *absent true where there is none. The list is the effective
 * user's or the system's. The caller frees *content.
 */
static bool read_list(const char *path, struct valux_bytes *content, bool *absent,
                      struct valux_error *error)
{
    bool result = false;
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    *content = (struct valux_bytes){NULL, 0};
    *absent = file < 0 && errno == ENOENT;
    if (file < 0)
        return *absent || system_error(error, path);
    if (fstat(file, &status) != 0)
        system_error(error, path);
    else if (status.st_uid != geteuid() && status.st_uid != 0)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s belongs to another user. Run the command as that user."), path);
    else
        result = valux_file_read_open(VALUX_FILE_PROGRAM, file, path, LIST_LIMIT, content, error);
    close(file);
    return result;
}

static bool write_list(const char *path, const struct valux_bytes *list, struct valux_error *error)
{
    return valux_file_replace(VALUX_FILE_PROGRAM, AT_FDCWD, path, list->data, list->length, error);
}

/* Writes the copy, which the user alone may read. */
static bool write_copy(const char *path, const struct valux_bytes *list, struct valux_error *error)
{
    bool result =
        valux_file_replace(VALUX_FILE_PRIVATE, AT_FDCWD, path, list->data, list->length, error);

    if (!result)
        error->domain = VALUX_ERROR_PROGRAM;
    return result;
}

bool pkcs11_txt_guard_check_entries(const char *path, const struct valux_bytes *list,
                                    struct valux_error *error)
{
    const char *text = (const char *)list->data;
    struct pkcs11_txt_entry entry;
    size_t position = 0;

    if (list->length > 0 && memchr(text, '\0', list->length) != NULL)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a list of modules."), path);
    while (pkcs11_txt_next(text, list->length, &position, &entry)) {
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

bool pkcs11_txt_guard_check(const char *directory, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    struct valux_bytes list;
    bool absent;

    if (!place(directory, PKCS11_TXT_GUARD, path, error) || !read_list(path, &list, &absent, error))
        return false;
    bool result = pkcs11_txt_guard_check_entries(path, &list, error);
    valux_bytes_free(&list);
    return result;
}

/* The list's path, symbolic links followed as NSS does when it appends an entry. */
static bool find_list(const char *directory, char path[static VALUX_PATH_SIZE],
                      struct valux_error *error)
{
    char unresolved[VALUX_PATH_SIZE];

    if (!place(directory, PKCS11_TXT_GUARD, unresolved, error))
        return false;
    if (realpath(unresolved, path) == NULL)
        memcpy(path, unresolved, sizeof unresolved);
    return true;
}

bool pkcs11_txt_guard_protect(const char *directory, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    char copy[VALUX_PATH_SIZE];
    struct valux_bytes list;
    struct valux_bytes completed = {NULL, 0};
    bool absent;

    if (!find_list(directory, path, error) || !place(directory, PKCS11_TXT_COPY, copy, error) ||
        !read_list(path, &list, &absent, error))
        return false;
    bool result =
        absent || (pkcs11_txt_complete((const char *)list.data, list.length, &completed)
                       ? write_copy(copy, &list, error) && (valux_bytes_equal(&list, &completed) ||
                                                            write_list(path, &completed, error))
                       : valux_error_set_memory(error));
    valux_bytes_free(&completed);
    valux_bytes_free(&list);
    return result;
}

/* Writes the list with the entries that it has lost. The error names the file and the copy. */
static bool put_back(const char *path, const char *copy, const struct valux_bytes *before,
                     const struct valux_bytes *now, struct valux_error *error)
{
    struct valux_error reason;
    struct valux_bytes whole = {NULL, 0};
    bool result = false;

    if (!pkcs11_txt_put_back(before, now, VALUX_MODULE_NAME, &whole))
        valux_error_set_memory(&reason);
    else
        result = write_list(path, &whole, &reason);
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

bool pkcs11_txt_guard_settle(const char *directory, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    char copy[VALUX_PATH_SIZE];
    struct valux_bytes before;
    struct valux_bytes now;
    bool absent;
    bool lost;

    if (!find_list(directory, path, error) || !place(directory, PKCS11_TXT_COPY, copy, error) ||
        !read_list(copy, &before, &absent, error))
        return false;
    if (absent)
        return true;
    bool result = read_list(path, &now, &lost, error);
    if (result && lost)
        result = rename(copy, path) == 0 || system_error(error, path);
    else if (result && pkcs11_txt_count_lost(&before, &now, VALUX_MODULE_NAME) > 0)
        result = put_back(path, copy, &before, &now, error);
    if (result && !lost && unlink(copy) != 0)
        result = system_error(error, copy);
    valux_bytes_free(&now);
    valux_bytes_free(&before);
    return result;
}
