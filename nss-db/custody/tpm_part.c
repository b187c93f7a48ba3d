/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody/tpm_part.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/random.h>

#include "valux/text.h"

#define AUTHORIZATION_PURPOSE "valux PIN for a TPM, version 1"
#define KEY_PURPOSE "valux seal under a PIN and a TPM, version 1"

_Static_assert(PIN_KEY_SIZE == VALUX_TPM_AUTHORIZATION_SIZE, "both are HMACs with SHA-256");

/* HMAC with SHA-256 of purpose and data, by the PIN's key: 32 bytes. */
static bool mix(const uint8_t pin_key[static PIN_KEY_SIZE], const char *purpose,
                const uint8_t *data, size_t length, uint8_t mixed[static PIN_KEY_SIZE],
                struct valux_error *error)
{
    uint8_t input[sizeof KEY_PURPOSE + VALUX_TPM_KEPT_SECRET_SIZE];
    size_t purpose_length = strlen(purpose);

    uint8_t *end = mempcpy(input, purpose, purpose_length);
    if (length > 0)
        memcpy(end, data, length);
    bool result = HMAC(EVP_sha256(), pin_key, PIN_KEY_SIZE, input, purpose_length + length, mixed,
                       NULL) != NULL;
    OPENSSL_cleanse(input, sizeof input);
    return result || valux_error_set_memory(error);
}

static bool seal(struct valux_tpm *tpm, const uint8_t secret[static VALUX_TPM_KEPT_SECRET_SIZE],
                 const uint8_t *authorization, struct seal_lock *lock, struct valux_error *error)
{
    struct valux_bytes sealed;

    if (!valux_tpm_seal_secret(tpm, secret, authorization, &sealed, error))
        return false;
    memcpy(lock->sealed, sealed.data, sealed.length);
    lock->sealed_length = (unsigned)sealed.length;
    valux_bytes_free(&sealed);
    return true;
}

bool tpm_part_make(const char *tpm, const uint8_t pin_key[static PIN_KEY_SIZE],
                   struct seal_lock *lock, uint8_t key[static PIN_KEY_SIZE],
                   struct valux_error *error)
{
    uint8_t secret[VALUX_TPM_KEPT_SECRET_SIZE];
    uint8_t authorization[VALUX_TPM_AUTHORIZATION_SIZE] = {0};
    struct valux_tpm *connection = NULL;

    if (getrandom(secret, sizeof secret, 0) != sizeof secret)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The system gives no random numbers."));
    bool result = mix(pin_key, AUTHORIZATION_PURPOSE, NULL, 0, authorization, error) &&
                  mix(pin_key, KEY_PURPOSE, secret, sizeof secret, key, error) &&
                  valux_tpm_open(tpm, &connection, error) &&
                  seal(connection, secret, authorization, lock, error);
    valux_tpm_close(connection);
    OPENSSL_cleanse(secret, sizeof secret);
    OPENSSL_cleanse(authorization, sizeof authorization);
    return result;
}

bool tpm_part_open(const char *tpm, const uint8_t pin_key[static PIN_KEY_SIZE],
                   const struct seal_lock *lock, uint8_t key[static PIN_KEY_SIZE],
                   struct valux_error *error)
{
    uint8_t secret[VALUX_TPM_KEPT_SECRET_SIZE] = {0};
    uint8_t authorization[VALUX_TPM_AUTHORIZATION_SIZE] = {0};
    struct valux_tpm *connection = NULL;
    bool result = mix(pin_key, AUTHORIZATION_PURPOSE, NULL, 0, authorization, error) &&
                  valux_tpm_open(tpm, &connection, error) &&
                  valux_tpm_unseal_secret(connection, lock->sealed, lock->sealed_length,
                                          authorization, secret, error) &&
                  mix(pin_key, KEY_PURPOSE, secret, sizeof secret, key, error);

    valux_tpm_close(connection);
    OPENSSL_cleanse(secret, sizeof secret);
    OPENSSL_cleanse(authorization, sizeof authorization);
    return result;
}
