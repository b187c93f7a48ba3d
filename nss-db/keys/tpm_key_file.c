/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/tpm_key_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/file.h"
#include "valux/paths.h"
#include "valux/text.h"
#include "valux/tpm_key_pair.h"

#define ID_LENGTH ((size_t)2 * VALUX_KEY_ID_SIZE)

struct place {
    char directory[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];
};

static bool find_place(const char *store_path, struct valux_key_id key_id, struct place *place,
                       struct valux_error *error)
{
    char name[ID_LENGTH + sizeof VALUX_TPM_KEY_FILE_END];

    valux_bytes_to_hex(key_id.bytes, VALUX_KEY_ID_SIZE, name);
    memcpy(name + ID_LENGTH, VALUX_TPM_KEY_FILE_END, sizeof VALUX_TPM_KEY_FILE_END);
    return (valux_paths_join(place->directory, store_path, VALUX_TPM_KEY_DIRECTORY) &&
            valux_paths_join(place->file, place->directory, name)) ||
           valux_error_set(error, VALUX_ERROR_STORE, "%s", _("The store's path is too long."));
}

/* Files are named relative to their directory, so that its change is synced as well. */
static int open_directory(const struct place *place)
{
    return open(place->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static const char *name_in(const struct place *place)
{
    return place->file + strlen(place->directory) + 1;
}

static bool directory_error(const struct place *place, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be opened: %s."), place->directory,
                           strerror(errno));
}

bool tpm_key_file_write_new(const char *store_path, struct valux_key_id key_id,
                            const struct valux_bytes *file, struct valux_error *error)
{
    struct place place;

    if (!find_place(store_path, key_id, &place, error) ||
        !valux_directory_make(VALUX_FILE_PRIVATE, place.directory, error))
        return false;
    int directory = open_directory(&place);
    if (directory < 0)
        return directory_error(&place, error);
    bool result = valux_file_replace(VALUX_FILE_PRIVATE, directory, name_in(&place), file->data,
                                     file->length, error);
    close(directory);
    return result;
}

bool tpm_key_file_load(const char *store_path, struct valux_key_id key_id, struct valux_bytes *file,
                       struct valux_error *error)
{
    struct place place;
    bool absent;

    *file = (struct valux_bytes){NULL, 0};
    if (!find_place(store_path, key_id, &place, error))
        return false;
    int directory = open_directory(&place);
    if (directory < 0)
        return errno == ENOENT || directory_error(&place, error);
    bool result = valux_file_read(VALUX_FILE_PRIVATE, directory, name_in(&place),
                                  VALUX_TPM_KEY_FILE_MAX, file, &absent, error);
    close(directory);
    return result;
}

bool tpm_key_file_exists(const char *store_path, struct valux_key_id key_id)
{
    struct place place;
    struct valux_error ignored;

    return find_place(store_path, key_id, &place, &ignored) && access(place.file, F_OK) == 0;
}

bool tpm_key_file_remove(const char *store_path, struct valux_key_id key_id,
                         struct valux_error *error)
{
    struct place place;

    if (!find_place(store_path, key_id, &place, error))
        return false;
    int directory = open_directory(&place);
    if (directory < 0)
        return errno == ENOENT || directory_error(&place, error);
    bool result = valux_file_remove(VALUX_FILE_PRIVATE, directory, name_in(&place), error);
    close(directory);
    /* It fails while there are others. */
    (void)rmdir(place.directory);
    return result;
}

static bool read_name(const char *name, struct valux_key_id *key_id)
{
    char digits[ID_LENGTH + 1];

    if (strlen(name) != ID_LENGTH + strlen(VALUX_TPM_KEY_FILE_END) ||
        strcmp(name + ID_LENGTH, VALUX_TPM_KEY_FILE_END) != 0)
        return false;
    memcpy(digits, name, ID_LENGTH);
    digits[ID_LENGTH] = '\0';
    return valux_bytes_from_hex(digits, key_id->bytes, VALUX_KEY_ID_SIZE);
}

static bool append(struct valux_key_id **key_ids, size_t *count, struct valux_key_id key_id)
{
    struct valux_key_id *grown = reallocarray(*key_ids, *count + 1, sizeof *grown);

    if (grown == NULL)
        return false;
    grown[(*count)++] = key_id;
    *key_ids = grown;
    return true;
}

bool tpm_key_file_list(const char *store_path, struct valux_key_id **key_ids, size_t *count,
                       struct valux_error *error)
{
    struct place place;
    struct valux_key_id key_id = {{0}};
    const struct dirent *entry;
    bool result = true;

    *key_ids = NULL;
    *count = 0;
    if (!find_place(store_path, key_id, &place, error))
        return false;
    DIR *directory = opendir(place.directory);
    if (directory == NULL)
        return errno == ENOENT || directory_error(&place, error);
    while (result && (entry = readdir(directory)) != NULL)
        if (read_name(entry->d_name, &key_id))
            result = append(key_ids, count, key_id);
    closedir(directory);
    if (!result) {
        free(*key_ids);
        *key_ids = NULL;
        valux_error_set_memory(error);
    }
    return result;
}

CK_RV tpm_key_authorization(const struct softoken *softoken,
                            const char password[static SEAL_PASSWORD_SIZE],
                            const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                            uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE])
{
    return softoken_hkdf(softoken, (const uint8_t *)password, SEAL_PASSWORD_SIZE - 1, salt,
                         VALUX_TPM_SALT_SIZE, VALUX_TPM_AUTHORIZATION_PURPOSE, authorization,
                         VALUX_TPM_AUTHORIZATION_SIZE);
}
