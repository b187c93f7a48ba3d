/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/sandboxed/listed_module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/pkcs11_txt.h"
#include "programs/pkcs11_txt_guard.h"
#include "programs/sandboxed/own_directory.h"
#include "valux/file.h"
#include "valux/text.h"

#define LIST PKCS11_TXT_GUARD
#define LIST_SIZE_MAX ((size_t)1 << 20)
#define ENTRY_FORMAT "library=%s\nname=" VALUX_MODULE_NAME "\n\n"

/* The list, and the directory in which it is. */
struct list {
    int directory;
    bool absent; /* there is no list, or no directory for one */
    struct valux_bytes text;
};

/* Reads the list through no symbolic link: the application could have put one there. */
static bool read_text(struct list *list, struct valux_error *error)
{
    struct stat status;
    int file =
        openat(list->directory, LIST, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

    list->absent = file < 0 && errno == ENOENT;
    if (file < 0)
        return list->absent || valux_error_set(error, VALUX_ERROR_PROGRAM,
                                               _("%s can't be opened: %s."), LIST, strerror(errno));
    bool result = fstat(file, &status) == 0 && status.st_uid == geteuid();
    if (!result)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s belongs to another user. It is not used."), LIST);
    else
        result =
            valux_file_read_open(VALUX_FILE_PROGRAM, file, LIST, LIST_SIZE_MAX, &list->text, error);
    close(file);
    return result;
}

static bool open_list(struct list *list, const struct sandboxed_application *application,
                      struct valux_error *error)
{
    *list = (struct list){.directory = -1};
    list->directory =
        own_directory_open(application->directory, application->below, false, &list->absent, error);
    return list->directory >= 0 ? read_text(list, error) : list->absent;
}

static void close_list(struct list *list)
{
    valux_bytes_free(&list->text);
    if (list->directory >= 0)
        close(list->directory);
}

static void find_ours(const struct list *list, const char *module_path,
                      struct valux_program_registration *registration)
{
    struct pkcs11_txt_entry entry;
    size_t position = 0;

    memset(registration, 0, sizeof *registration);
    registration->state = VALUX_PROGRAM_UNREGISTERED;
    registration->loaded = true;
    while (pkcs11_txt_next((const char *)list->text.data, list->text.length, &position, &entry)) {
        if (!pkcs11_txt_is_named(&entry, VALUX_MODULE_NAME))
            continue;
        valux_text_print(registration->module_path, sizeof registration->module_path, "%.*s",
                         (int)entry.library.length,
                         entry.library.text == NULL ? "" : entry.library.text);
        bool alone = registration->state == VALUX_PROGRAM_UNREGISTERED;
        registration->state = alone && strcmp(registration->module_path, module_path) == 0
                                  ? VALUX_PROGRAM_REGISTERED
                                  : VALUX_PROGRAM_OTHER;
    }
}

/*
 * *changed becomes the list without entries of our name and, unless `module_path` is NULL, with one
 * for that module at its end. *entries counts the entries in it.
 */
static bool compose(const struct list *list, const char *module_path, struct valux_bytes *changed,
                    size_t *entries)
{
    struct valux_bytes completed = {NULL, 0};
    struct pkcs11_txt_entry entry;
    size_t position = 0;
    size_t size = list->text.length + VALUX_PATH_SIZE + sizeof ENTRY_FORMAT + 2;
    char *text = malloc(size);
    size_t length = 0;

    *entries = 0;
    *changed = (struct valux_bytes){NULL, 0};
    if (text == NULL ||
        !pkcs11_txt_complete((const char *)list->text.data, list->text.length, &completed)) {
        free(text);
        return false;
    }
    size_t copied = 0;
    while (pkcs11_txt_next((const char *)completed.data, completed.length, &position, &entry)) {
        bool ours = pkcs11_txt_is_named(&entry, VALUX_MODULE_NAME);
        size_t end = ours ? (size_t)(entry.lines.text - (const char *)completed.data) : position;
        memcpy(text + length, completed.data + copied, end - copied);
        length += end - copied;
        copied = position;
        *entries += ours ? 0 : 1;
    }
    memcpy(text + length, completed.data + copied, completed.length - copied);
    length += completed.length - copied;
    if (module_path != NULL) {
        valux_text_print(text + length, size - length, ENTRY_FORMAT, module_path);
        length += strlen(text + length);
        (*entries)++;
    }
    valux_bytes_free(&completed);
    *changed = (struct valux_bytes){(uint8_t *)text, length};
    return true;
}

static bool write_list(const struct list *list, const char *module_path, struct valux_error *error)
{
    struct valux_bytes changed;
    size_t entries;
    bool result;

    if (!pkcs11_txt_guard_check_entries(LIST, &list->text, error))
        return false;
    if (!compose(list, module_path, &changed, &entries))
        return valux_error_set_memory(error);
    if (entries == 0)
        result = valux_file_remove(VALUX_FILE_PROGRAM, list->directory, LIST, error);
    else
        result = valux_file_replace(list->absent ? VALUX_FILE_PRIVATE : VALUX_FILE_PROGRAM,
                                    list->directory, LIST, changed.data, changed.length, error);
    valux_bytes_free(&changed);
    return result;
}

bool listed_module_read(const struct sandboxed_application *application, const char *module_path,
                        struct valux_program_registration *registration, struct valux_error *error)
{
    struct list list;
    bool result = open_list(&list, application, error);

    if (result)
        find_ours(&list, module_path, registration);
    close_list(&list);
    return result;
}

bool listed_module_add(const struct sandboxed_application *application, const char *module_path,
                       enum valux_program_outcome *outcome, struct valux_error *error)
{
    struct list list;
    struct valux_program_registration now;
    bool result = open_list(&list, application, error);

    if (result && list.directory < 0)
        result = false; /* own_directory_open has said why */
    if (result) {
        find_ours(&list, module_path, &now);
        *outcome = now.state == VALUX_PROGRAM_REGISTERED ? VALUX_PROGRAM_ALREADY
                   : now.state == VALUX_PROGRAM_OTHER    ? VALUX_PROGRAM_REPLACED
                                                         : VALUX_PROGRAM_DONE;
        result = *outcome == VALUX_PROGRAM_ALREADY || write_list(&list, module_path, error);
    }
    close_list(&list);
    return result;
}

bool listed_module_delete(const struct sandboxed_application *application, bool *deleted,
                          struct valux_error *error)
{
    struct list list;
    struct valux_program_registration now;
    bool result = open_list(&list, application, error);

    *deleted = false;
    if (result && !list.absent) {
        find_ours(&list, "", &now);
        *deleted = now.state != VALUX_PROGRAM_UNREGISTERED;
        result = !*deleted || write_list(&list, NULL, error);
    }
    close_list(&list);
    return result;
}
