/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/tpm_key_pair.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "keys/nss_database.h"
#include "keys/tpm_key_file.h"
#include "valux/text.h"

void valux_key_database_use_tpm(struct valux_key_database *database, const char *name)
{
    database->tpm_name = name;
}

static bool open_tpm(struct valux_key_database *database, struct valux_error *error)
{
    /* After a broken connection another one may work. No key of the old one is left by then. */
    if (database->tpm != NULL && valux_tpm_is_lost(database->tpm)) {
        valux_tpm_close(database->tpm);
        database->tpm = NULL;
    }
    return database->tpm != NULL || valux_tpm_open(database->tpm_name, &database->tpm, error);
}

static bool derive_authorization(struct valux_key_database *database,
                                 const uint8_t salt[static VALUX_TPM_SALT_SIZE],
                                 uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE],
                                 struct valux_error *error)
{
    CK_RV rv = tpm_key_authorization(&database->softoken, database->password, salt, authorization);

    return rv == CKR_OK || key_database_token_error(error, _("a secret can't be derived"), rv);
}

bool valux_key_database_generate_in_tpm(struct valux_key_database *database,
                                        enum valux_key_type type, struct valux_key_id *key_id,
                                        struct valux_error *error)
{
    bool result = false;
    uint8_t salt[VALUX_TPM_SALT_SIZE];
    uint8_t authorization[VALUX_TPM_AUTHORIZATION_SIZE] = {0};
    struct valux_bytes file = {NULL, 0};

    if (getrandom(salt, sizeof salt, 0) != sizeof salt) {
        valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("The system gives no random numbers."));
        goto done;
    }
    if (!open_tpm(database, error) || !derive_authorization(database, salt, authorization, error))
        goto done;
    do {
        valux_bytes_free(&file);
        if (!valux_tpm_make_key(database->tpm, type, salt, authorization, &file, key_id, error))
            goto done;
    } while (valux_key_id_is_passed_over(*key_id));
    result = tpm_key_file_write_new(database->store_path, *key_id, &file, error);
done:
    explicit_bzero(authorization, sizeof authorization);
    valux_bytes_free(&file);
    return result;
}

bool valux_key_database_is_in_tpm(const struct valux_key_database *database,
                                  struct valux_key_id key_id)
{
    return tpm_key_file_exists(database->store_path, key_id);
}

static bool damaged(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                           _("The file of a key in the TPM is damaged."));
}

bool valux_key_database_tpm_key(struct valux_key_database *database, struct valux_key_id key_id,
                                EVP_PKEY **key, struct valux_error *error)
{
    bool result = false;
    uint8_t salt[VALUX_TPM_SALT_SIZE];
    uint8_t authorization[VALUX_TPM_AUTHORIZATION_SIZE] = {0};
    struct valux_bytes file;

    *key = NULL;
    if (!tpm_key_file_load(database->store_path, key_id, &file, error))
        return false;
    if (file.length == 0)
        return true;
    if (!open_tpm(database, error))
        goto done;
    if (!valux_tpm_key_file_salt(file.data, file.length, salt)) {
        damaged(error);
        goto done;
    }
    if (!derive_authorization(database, salt, authorization, error))
        goto done;
    *key = valux_tpm_private_key(database->tpm, file.data, file.length, authorization);
    result = *key != NULL || valux_error_set_memory(error);
done:
    explicit_bzero(authorization, sizeof authorization);
    valux_bytes_free(&file);
    return result;
}

bool valux_key_database_check_tpm_key(struct valux_key_database *database,
                                      struct valux_key_id key_id, struct valux_error *error)
{
    EVP_PKEY *key;

    if (!valux_key_database_tpm_key(database, key_id, &key, error))
        return false;
    bool result =
        key == NULL || valux_tpm_check_key(key) || valux_tpm_explain(database->tpm, error);
    EVP_PKEY_free(key);
    return result;
}
