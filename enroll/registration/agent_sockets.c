/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/agent_sockets.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/paths.h"
#include "valux/published_copies.h"
#include "valux/text.h"
#include "workspace/user_units.h"

#define SOCKET_UNIT "valux-agent.socket"
#define DROP_IN_DIRECTORY "systemd/user/" SOCKET_UNIT ".d"
#define DROP_IN DROP_IN_DIRECTORY "/sandboxed-programs.conf"
#define DROP_IN_SIZE_MAX ((size_t)1 << 20)
#define HEADING "# By valux-enroll register, for programs of Flatpak and snap.\n[Socket]\n"
#define SETTING "ListenSequentialPacket="

/* Appends a path, in which systemd takes a per cent sign for a specifier (systemd.unit(5)). */
static void append_path(FILE *text, const char *path)
{
    for (; *path != '\0'; path++) {
        if (*path == '%')
            fputc('%', text);
        fputc(*path, text);
    }
}

/* *content becomes what the drop-in is to have; empty for no drop-in. The caller frees it. */
static bool compose(const struct valux_store *store, struct valux_bytes *content,
                    struct valux_error *error)
{
    struct valux_published_socket *sockets;
    size_t count;
    char *text = NULL;
    size_t length = 0;

    *content = (struct valux_bytes){NULL, 0};
    if (!valux_published_sockets(store, &sockets, &count, error))
        return false;
    FILE *stream = open_memstream(&text, &length);
    if (stream != NULL && count > 0)
        fputs(HEADING, stream);
    for (size_t i = 0; i < count && stream != NULL; i++) {
        fputs(SETTING, stream);
        append_path(stream, sockets[i].path);
        fputc('\n', stream);
    }
    free(sockets);
    if (stream == NULL || fclose(stream) != 0) {
        free(text);
        return valux_error_set_memory(error);
    }
    *content = (struct valux_bytes){(uint8_t *)text, length};
    return true;
}

static bool is_so(const char *path, const struct valux_bytes *wanted)
{
    struct valux_bytes there = {NULL, 0};
    struct valux_error ignored;
    bool absent;
    bool result = valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, path, DROP_IN_SIZE_MAX, &there,
                                  &absent, &ignored) &&
                  absent == (wanted->length == 0) && valux_bytes_equal(&there, wanted);

    valux_bytes_free(&there);
    return result;
}

/* Removes the drop-in and the directories above it that are empty then. */
static bool remove_drop_in(const char *configuration, const char *path, struct valux_error *error)
{
    static const char *const directories[] = {DROP_IN_DIRECTORY, "systemd/user", "systemd"};
    char directory[VALUX_PATH_SIZE];

    if (!valux_file_remove(VALUX_FILE_PROGRAM, AT_FDCWD, path, error))
        return false;
    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++)
        if (valux_paths_join(directory, configuration, directories[i]))
            (void)rmdir(directory);
    return true;
}

static bool write_drop_in(const char *configuration, const char *path,
                          const struct valux_bytes *content, struct valux_error *error)
{
    char directory[VALUX_PATH_SIZE];

    return (valux_paths_join(directory, configuration, DROP_IN_DIRECTORY) ||
            valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("A path is too long."))) &&
           valux_directory_make(VALUX_FILE_PRIVATE, directory, error) &&
           valux_file_replace(VALUX_FILE_PRIVATE, AT_FDCWD, path, content->data, content->length,
                              error);
}

/* A socket that listens already is restarted: systemd adds no path to one. Signers go on. */
static bool change(const char *configuration, const char *path, const struct valux_bytes *content,
                   struct valux_error *error)
{
    return (content->length == 0 ? remove_drop_in(configuration, path, error)
                                 : write_drop_in(configuration, path, content, error)) &&
           user_units_reload(SOCKET_UNIT, error);
}

bool agent_sockets_update(const struct valux_store *store, struct valux_error *error)
{
    char configuration[VALUX_PATH_SIZE];
    char path[VALUX_PATH_SIZE];
    struct valux_bytes content;

    if (!user_units_available())
        return true;
    if (!valux_paths_config_home(configuration) || !valux_paths_join(path, configuration, DROP_IN))
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("A path is too long."));
    if (!compose(store, &content, error))
        return false;
    bool result = is_so(path, &content) || change(configuration, path, &content, error);
    valux_bytes_free(&content);
    return result;
}
