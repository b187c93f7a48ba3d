/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/owner.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/json.h"
#include "valux/text.h"

#define OWNER_VERSION 1
#define OWNER_SIZE_MAX 4096
#define NAME_SIZE 257
#define MACHINE_SIZE 32
#define INFORMATION "valux store owner, version 1"

struct owner {
    char user[NAME_SIZE];
    int64_t number;
    char machine[2 * MACHINE_SIZE + 1]; /* a hash, in hexadecimal */
};

/* Takes the seal's salt apart: machine, user's number and name, a line each. */
static bool read_seal(const struct seal *seal, const struct softoken *softoken, struct owner *owner)
{
    static const uint8_t salt[] = "valux store owner";
    uint8_t hash[MACHINE_SIZE];
    char text[SEAL_SALT_MAX + 1];

    memcpy(text, seal->salt, seal->salt_length);
    text[seal->salt_length] = '\0';
    char *number = strchr(text, '\n');
    char *name = number == NULL ? NULL : strchr(number + 1, '\n');
    if (name == NULL)
        return false;
    owner->number = strtoll(number + 1, NULL, 10);
    valux_text_print(owner->user, sizeof owner->user, "%s", name + 1);
    if (softoken_hkdf(softoken, (const uint8_t *)text, (size_t)(number - text), salt,
                      sizeof salt - 1, INFORMATION, hash, sizeof hash) != CKR_OK)
        return false;
    valux_bytes_to_hex(hash, sizeof hash, owner->machine);
    return true;
}

static bool read_file(int directory, struct owner *owner)
{
    struct valux_error ignored;
    struct valux_bytes content;
    bool absent;
    struct valux_json_reader reader = valux_json_reader(OWNER_FILE, VALUX_ERROR_STORE, &ignored);

    if (!valux_file_read(VALUX_FILE_PRIVATE, directory, OWNER_FILE, OWNER_SIZE_MAX, &content,
                         &absent, &ignored) ||
        absent)
        return false;
    cJSON *document = valux_json_parse(&reader, (const char *)content.data, content.length);
    valux_json_version(&reader, OWNER_VERSION);
    valux_json_string(&reader, "user", owner->user, sizeof owner->user);
    owner->number = valux_json_integer(&reader, "uid", 0, UINT32_MAX);
    valux_json_string(&reader, "machine", owner->machine, sizeof owner->machine);
    cJSON_Delete(document);
    valux_bytes_free(&content);
    return !reader.failed;
}

void owner_keep(int directory, const struct seal *seal, const struct softoken *softoken)
{
    struct valux_error ignored;
    struct owner owner = {.user = ""};
    struct owner kept = {.user = ""};
    cJSON *document = cJSON_CreateObject();
    char *text = NULL;

    if (read_seal(seal, softoken, &owner) &&
        (!read_file(directory, &kept) || strcmp(kept.user, owner.user) != 0 ||
         kept.number != owner.number || strcmp(kept.machine, owner.machine) != 0) &&
        valux_json_set(document, "version", cJSON_CreateNumber(OWNER_VERSION)) &&
        valux_json_set_string(document, "user", owner.user) &&
        valux_json_set(document, "uid", cJSON_CreateNumber((double)owner.number)) &&
        valux_json_set_string(document, "machine", owner.machine))
        text = cJSON_Print(document);
    if (text != NULL)
        (void)valux_file_replace(VALUX_FILE_PRIVATE, directory, OWNER_FILE, text, strlen(text),
                                 &ignored);
    free(text);
    cJSON_Delete(document);
}

/* The first cause that the record shows. */
static void name_cause(const struct owner *was, const struct owner *is, struct valux_error *error)
{
    if (strcmp(was->machine, is->machine) != 0)
        valux_error_set(error, VALUX_ERROR_STORE, "%s",
                        _("The certificates belong to another machine: this machine's identity "
                          "(/etc/machine-id) is not the one with which they were acquired. If it "
                          "is the same machine, installed anew, put the old identity back."));
    else if (strcmp(was->user, is->user) != 0)
        valux_error_set(error, VALUX_ERROR_STORE,
                        _("The certificates belong to the logon user %s, and you are %s now. If "
                          "the user was renamed, have the old name given back (usermod --login)."),
                        was->user, is->user);
    else if (was->number != is->number)
        valux_error_set(error, VALUX_ERROR_STORE,
                        _("The certificates belong to the user number %lld of %s, whose number is "
                          "%lld now. Have the old number given back (usermod --uid)."),
                        (long long)was->number, was->user, (long long)is->number);
    else
        valux_error_set(error, VALUX_ERROR_STORE, "%s",
                        _("The store's seal and its key database do not belong together. If a "
                          "backup was restored, restore the whole store from one backup."));
}

bool owner_explain(int directory, const struct seal *seal, const struct softoken *softoken,
                   struct valux_error *error)
{
    struct owner was = {.user = ""};
    struct owner is = {.user = ""};

    if (!read_seal(seal, softoken, &is) || !read_file(directory, &was))
        return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                               _("The key database does not open for this user on this machine. "
                                 "Certificates work only for the logon user and on the machine "
                                 "that acquired them. Where machines share a home directory, each "
                                 "needs a store of its own: set VALUX_HOME to a directory of this "
                                 "machine."));
    name_cause(&was, &is, error);
    struct valux_error cause = *error;
    return valux_error_set(
        error, cause.domain, "%s %s", cause.message,
        _("Otherwise they can't be used here: have them revoked, move the store away and acquire "
          "new ones. 'valux-enroll status' has what the VALUX centre wants to know. Where "
          "machines share a home directory, each needs a store of its own: set VALUX_HOME."));
}
