/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/journal.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "valux/file.h"
#include "valux/json.h"
#include "valux/private_directory.h"
#include "valux/text.h"

#define JOURNAL_SIZE_MAX ((size_t)4 << 20)
#define JOURNAL_VERSION 1
#define JOURNAL_NAME_SIZE (VALUX_REQUEST_ID_SIZE + 5)
#define JOURNALS_MAX 1000

static const char *const kind_names[] = {"new", "renewal", NULL};
static const char *const state_names[] = {"prepared", "sending", "answered", NULL};

bool journal_make_request_id(char request_id[static VALUX_REQUEST_ID_SIZE],
                             struct valux_error *error)
{
    uint8_t random[16];
    char hex[33];

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The system gives no random numbers."));
    random[6] = (uint8_t)((random[6] & 0x0F) | 0x40);
    random[8] = (uint8_t)((random[8] & 0x3F) | 0x80);
    valux_bytes_to_hex(random, sizeof random, hex);
    snprintf(request_id, VALUX_REQUEST_ID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
             hex + 16, hex + 20);
    return true;
}

/* The request ID becomes a file's name and a part of an address. */
static bool is_request_id(const char *text)
{
    for (size_t i = 0; i < VALUX_REQUEST_ID_SIZE - 1; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : text[i] == '\0' || strchr("0123456789abcdef", text[i]) == NULL)
            return false;
    }
    return text[VALUX_REQUEST_ID_SIZE - 1] == '\0';
}

static void read_states(struct journal *journal, struct valux_json_reader *reader)
{
    valux_json_version(reader, JOURNAL_VERSION);
    journal->kind = (enum journal_kind)valux_json_choice(reader, "kind", kind_names);
    journal->state = (enum journal_state)valux_json_choice(reader, "state", state_names);
    journal->profile =
        (enum valux_centre_profile)valux_json_choice(reader, "profile", valux_profile_names);
}

static bool read_document(struct journal *journal, struct valux_json_reader *reader)
{
    read_states(journal, reader);
    valux_json_string(reader, "requestId", journal->request_id, sizeof journal->request_id);
    if (!reader->failed && !is_request_id(journal->request_id))
        valux_json_fail(reader, "requestId", _("has a value that is not known"));
    journal->key_id = valux_json_key_id(reader, "keyId");
    if (journal->kind == JOURNAL_RENEWAL || valux_json_has(reader, "oldKeyId"))
        journal->old_key_id = valux_json_key_id(reader, "oldKeyId");
    valux_json_string(reader, "nickname", journal->nickname, sizeof journal->nickname);
    valux_json_string(reader, "companyId", journal->company_id, sizeof journal->company_id);
    valux_json_string(reader, "certificateId", journal->certificate_id,
                      sizeof journal->certificate_id);
    journal->started = valux_json_time(reader, "started");
    valux_json_string(reader, "address", journal->address, sizeof journal->address);
    journal->request = valux_json_base64(reader, "request");
    if (valux_json_has(reader, "sealedRequest"))
        journal->sealed_request = valux_json_base64(reader, "sealedRequest");
    if (journal->state == JOURNAL_ANSWERED || valux_json_has(reader, "answer"))
        journal->answer = valux_json_base64(reader, "answer");
    return !reader->failed;
}

bool journal_parse(struct journal *journal, const char *name, const char *text, size_t length,
                   struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(name, VALUX_ERROR_STORE, error);
    cJSON *document = valux_json_parse(&reader, text, length);

    *journal = (struct journal){0};
    bool result = document != NULL && read_document(journal, &reader);
    cJSON_Delete(document);
    if (!result)
        journal_free(journal);
    return result;
}

static char *to_text(const struct journal *journal)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();

    if (valux_json_set(document, "version", cJSON_CreateNumber(JOURNAL_VERSION)) &&
        valux_json_set_string(document, "kind", kind_names[journal->kind]) &&
        valux_json_set_string(document, "state", state_names[journal->state]) &&
        valux_json_set_string(document, "requestId", journal->request_id) &&
        valux_json_set_key_id(document, "keyId", journal->key_id) &&
        (journal->kind != JOURNAL_RENEWAL ||
         valux_json_set_key_id(document, "oldKeyId", journal->old_key_id)) &&
        valux_json_set_string(document, "nickname", journal->nickname) &&
        valux_json_set_string(document, "companyId", journal->company_id) &&
        valux_json_set_string(document, "certificateId", journal->certificate_id) &&
        valux_json_set_time(document, "started", journal->started) &&
        valux_json_set_string(document, "profile", valux_profile_names[journal->profile]) &&
        valux_json_set_string(document, "address", journal->address) &&
        valux_json_set_base64(document, "request", &journal->request) &&
        (journal->sealed_request.length == 0 ||
         valux_json_set_base64(document, "sealedRequest", &journal->sealed_request)) &&
        (journal->state != JOURNAL_ANSWERED ||
         valux_json_set_base64(document, "answer", &journal->answer)))
        text = cJSON_Print(document);
    cJSON_Delete(document);
    return text;
}

static int open_pending(const struct valux_store *store, struct valux_error *error)
{
    return valux_private_directory_open(store->directory, VALUX_STORE_PENDING_DIRECTORY, error);
}

static void file_name(const struct journal *journal, char name[static JOURNAL_NAME_SIZE])
{
    snprintf(name, JOURNAL_NAME_SIZE, "%s.json", journal->request_id);
}

bool journal_write(const struct journal *journal, const struct valux_store *store,
                   struct valux_error *error)
{
    bool result = false;
    char name[JOURNAL_NAME_SIZE];
    char *text = to_text(journal);
    int directory = -1;

    if (text == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    directory = open_pending(store, error);
    if (directory < 0)
        goto done;
    file_name(journal, name);
    result = valux_file_replace(VALUX_FILE_PRIVATE, directory, name, text, strlen(text), error);
done:
    if (directory >= 0)
        close(directory);
    free(text);
    return result;
}

bool journal_remove(const struct journal *journal, const struct valux_store *store,
                    struct valux_error *error)
{
    char name[JOURNAL_NAME_SIZE];
    int directory = open_pending(store, error);

    if (directory < 0)
        return false;
    file_name(journal, name);
    bool result = valux_file_remove(VALUX_FILE_PRIVATE, directory, name, error);
    close(directory);
    return result;
}

static bool load_one(int directory, const char *name, struct journal *journal,
                     struct valux_error *error)
{
    struct valux_bytes content;

    if (!valux_file_read(VALUX_FILE_PRIVATE, directory, name, JOURNAL_SIZE_MAX, &content, NULL,
                         error))
        return false;
    bool result = journal_parse(journal, name, (char *)content.data, content.length, error);
    valux_bytes_free(&content);
    return result;
}

static void explain_unreadable(const struct valux_store *store, const char *name,
                               struct valux_error *error)
{
    struct valux_error first = *error;

    if (first.domain == VALUX_ERROR_VERSION)
        valux_error_set(error, first.domain,
                        _("%s It is the journal of an acquisition or a renewal that has not ended: "
                          "%s/%s/%s. That version can resume it."),
                        first.message, store->path, VALUX_STORE_PENDING_DIRECTORY, name);
    else
        valux_error_set(
            error, first.domain,
            _("%s It is the journal of an acquisition or a renewal that has not ended: "
              "%s/%s/%s. Move the file out of the store to go on without it; what it tells "
              "of can't be resumed then."),
            first.message, store->path, VALUX_STORE_PENDING_DIRECTORY, name);
}

static int by_start(const void *a, const void *b)
{
    const struct journal *left = a;
    const struct journal *right = b;

    return (left->started > right->started) - (left->started < right->started);
}

/* Temporary files of an interrupted write begin with a dot; nothing in them counts. */
static bool is_journal_name(const char *name)
{
    size_t length = strlen(name);

    return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

bool journal_load_readable(const struct valux_store *store, struct journal **journals,
                           size_t *count, struct valux_error *unreadable, struct valux_error *error)
{
    bool result = false;
    struct valux_error failure;
    DIR *entries = NULL;
    struct dirent *entry;

    *journals = NULL;
    *count = 0;
    *unreadable = (struct valux_error){0};
    if (store->directory < 0)
        return true;
    int directory = open_pending(store, error);
    if (directory < 0)
        return false;
    *journals = calloc(JOURNALS_MAX, sizeof **journals);
    entries = fdopendir(fcntl(directory, F_DUPFD_CLOEXEC, 0));
    if (*journals == NULL || entries == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    while ((entry = readdir(entries)) != NULL && *count < JOURNALS_MAX) {
        if (!is_journal_name(entry->d_name))
            continue;
        if (load_one(directory, entry->d_name, &(*journals)[*count], &failure)) {
            (*count)++;
            continue;
        }
        if (failure.domain != VALUX_ERROR_STORE && failure.domain != VALUX_ERROR_VERSION) {
            *error = failure;
            goto done;
        }
        explain_unreadable(store, entry->d_name, &failure);
        *unreadable = failure;
    }
    qsort(*journals, *count, sizeof **journals, by_start);
    result = true;
done:
    if (!result) {
        journal_free_all(*journals, *count);
        *journals = NULL;
        *count = 0;
    }
    if (entries != NULL)
        closedir(entries);
    close(directory);
    return result;
}

bool journal_load_all(const struct valux_store *store, struct journal **journals, size_t *count,
                      struct valux_error *error)
{
    struct valux_error unreadable;

    if (!journal_load_readable(store, journals, count, &unreadable, error))
        return false;
    if (unreadable.domain == VALUX_ERROR_NONE)
        return true;
    journal_free_all(*journals, *count);
    *journals = NULL;
    *count = 0;
    *error = unreadable;
    return false;
}

void journal_free(struct journal *journal)
{
    valux_bytes_free(&journal->request);
    valux_bytes_free(&journal->sealed_request);
    valux_bytes_free(&journal->answer);
}

void journal_free_all(struct journal *journals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        journal_free(&journals[i]);
    free(journals);
}
