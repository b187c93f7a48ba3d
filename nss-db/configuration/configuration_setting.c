/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/configuration_setting.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "configuration/edit.h"
#include "valux/configuration.h"
#include "valux/file.h"
#include "valux/json.h"
#include "valux/json_comments.h"
#include "valux/own_places.h"
#include "valux/text.h"

#define CONFIGURATION_SIZE_MAX 65536

/* A value on the command line is a text. Truths, numbers and lists are told by their looks. */
static cJSON *value_from_text(const char *text)
{
    cJSON *value = NULL;

    if (text[0] == '[' || (text[0] >= '0' && text[0] <= '9') || strcmp(text, "true") == 0 ||
        strcmp(text, "false") == 0)
        value = cJSON_ParseWithOpts(text, NULL, true);
    return value != NULL ? value : cJSON_CreateString(text);
}

/* The parts of a name "section.member". */
struct setting {
    char section[64]; /* "" for a member of the document itself */
    const char *member;
};

static bool no_such_setting(const char *name, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("There is no setting \"%s\"."),
                           name);
}

static bool read_name(const char *name, struct setting *setting, struct valux_error *error)
{
    const char *dot = strchr(name, '.');
    size_t length = dot == NULL ? 0 : (size_t)(dot - name);

    if (dot == name || length >= sizeof setting->section)
        return no_such_setting(name, error);
    memcpy(setting->section, name, length);
    setting->section[length] = '\0';
    setting->member = dot == NULL ? name : dot + 1;
    return true;
}

/* The object in which the member is. If `make` is true, a missing one is made. Else NULL. */
static cJSON *find_section(cJSON *document, const struct setting *setting, bool make)
{
    if (setting->section[0] == '\0')
        return document;
    cJSON *section = cJSON_GetObjectItemCaseSensitive(document, setting->section);
    return section == NULL && make ? cJSON_AddObjectToObject(document, setting->section) : section;
}

/* Checks that the document is a valid configuration. */
static bool check(const char *path, const cJSON *document, struct valux_error *error)
{
    struct valux_configuration configuration;
    char *text = cJSON_PrintUnformatted(document);

    if (text == NULL)
        return valux_error_set_memory(error);
    valux_configuration_default(&configuration);
    bool result = valux_configuration_parse(&configuration, path, text, strlen(text), error);
    free(text);
    return result;
}

/* Whether text and document say the same. Comments do not count. */
static bool says(const char *text, const cJSON *document)
{
    struct valux_error ignored;
    struct valux_json_reader reader = valux_json_reader("", VALUX_ERROR_CONFIGURATION, &ignored);
    bool result = false;
    char *bare = valux_json_without_comments(text, strlen(text));

    if (bare == NULL)
        return false;
    cJSON *read = valux_json_parse(&reader, bare, strlen(bare));
    result = read != NULL && cJSON_Compare(read, document, true);
    cJSON_Delete(read);
    free(bare);
    return result;
}

/*
 * Sets the member: as the number or list that the value looks like, or as a string if the
 * configuration allows only that. Returns its value as JSON, which the caller frees.
 */
static char *set_member(const char *path, cJSON *document, cJSON *section, const char *member,
                        const char *value, struct valux_error *error)
{
    struct valux_error first = {0};
    struct valux_error ignored;
    cJSON *item = value_from_text(value);
    bool is_string = cJSON_IsString(item);
    char *text = NULL;

    if (!valux_json_set(section, member, item))
        goto done;
    if (!check(path, document, &first)) {
        if (!is_string && !valux_json_set_string(section, member, value))
            goto done;
        if (is_string || !check(path, document, &ignored)) {
            *error = first;
            return NULL;
        }
    }
    text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(section, member));
done:
    if (text == NULL)
        valux_error_set_memory(error);
    return text;
}

/*
 * The file's text with the member changed and its comments kept, which the caller frees. The
 * document is changed too, and both must say the same in the end.
 */
static char *change(const char *path, const char *text, cJSON *document,
                    const struct setting *setting, const char *value, struct valux_error *error)
{
    cJSON *section = find_section(document, setting, value != NULL);
    char *value_text = NULL;
    char *edited = NULL;
    struct configuration_edit edit = {
        .section = setting->section[0] == '\0' ? NULL : setting->section,
        .member = setting->member,
    };

    if (section != NULL && !cJSON_IsObject(section)) {
        no_such_setting(setting->member, error);
        goto done;
    }
    if (value == NULL) {
        valux_json_remove(section, setting->member);
        if (!check(path, document, error))
            goto done;
    } else {
        value_text = set_member(path, document, section, setting->member, value, error);
        if (value_text == NULL)
            goto done;
    }
    edit.value = value_text;
    edited = configuration_edit(text, &edit);
    if (edited != NULL && says(edited, document))
        goto done;
    free(edited);
    edited = NULL;
    valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                    _("%s can't be changed by this program: edit it."), path);
done:
    free(value_text);
    return edited;
}

/* A text of comments alone, with an empty object behind them. */
static char *add_object(const char *text)
{
    size_t length = strlen(text);
    const char *newline = length == 0 || text[length - 1] == '\n' ? "" : "\n";
    char *result;

    return asprintf(&result, "%s%s{}\n", text, newline) < 0 ? NULL : result;
}

/*
 * Reads the file: its text, which the caller frees, and its document. A missing file counts as an
 * empty object, and so does one with nothing but comments.
 */
static bool read_user_file(const char *path, char **text, cJSON **document,
                           struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;
    struct valux_json_reader reader = valux_json_reader(path, VALUX_ERROR_CONFIGURATION, error);

    if (!valux_file_read(VALUX_FILE_PRIVATE, AT_FDCWD, path, CONFIGURATION_SIZE_MAX, &content,
                         &absent, error))
        return false;
    const char *read = absent ? "" : (const char *)content.data;
    bool whole = absent || strlen(read) == content.length;
    char *bare = valux_json_without_comments(read, strlen(read));
    bool empty = whole && bare != NULL && bare[strspn(bare, " \t\r\n")] == '\0';
    *text = empty ? add_object(read) : strdup(read);
    if (!absent)
        valux_bytes_free(&content);
    if (*text == NULL || bare == NULL) {
        free(bare);
        return valux_error_set_memory(error);
    }
    if (empty) {
        free(bare);
        *document = cJSON_CreateObject();
        return *document != NULL || valux_error_set_memory(error);
    }
    *document = valux_json_parse(&reader, bare, strlen(bare));
    free(bare);
    return *document != NULL;
}

/*
 * Makes `path`, of VALUX_PATH_SIZE bytes, the file itself where it is a symbolic link to one, so
 * that a link stays one. What is replaced has to lie in a directory of the user's.
 */
static bool follow_link(char *path, struct valux_error *error)
{
    struct stat status;
    char target[VALUX_PATH_SIZE];

    if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode))
        return true;
    if (realpath(path, target) == NULL)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be opened: %s."), path,
                               strerror(errno));
    memcpy(path, target, sizeof target);
    char *slash = strrchr(target, '/');
    slash[slash == target ? 1 : 0] = '\0';
    if (stat(target, &status) == 0 && status.st_uid == geteuid())
        return true;
    return valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                           _("%s belongs to another user. It is not used."), target);
}

bool valux_configuration_set(const char *member, const char *value, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    char directory_path[VALUX_PATH_SIZE];
    struct setting setting = {0};
    cJSON *document = NULL;
    char *text = NULL;
    char *edited = NULL;

    if (!read_name(member, &setting, error) || !valux_own_places_check(error) ||
        !valux_configuration_user_file(path, error))
        return false;
    memcpy(directory_path, path, sizeof path);
    *strrchr(directory_path, '/') = '\0';
    if (!valux_directory_make(VALUX_FILE_PRIVATE, directory_path, error) ||
        !follow_link(path, error) || !read_user_file(path, &text, &document, error))
        goto done;
    edited = change(path, text, document, &setting, value, error);
    result = edited != NULL &&
             valux_file_replace(VALUX_FILE_PRIVATE, AT_FDCWD, path, edited, strlen(edited), error);
done:
    free(text);
    free(edited);
    cJSON_Delete(document);
    return result;
}
