/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/seal_lock.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "custody/pin_attempts.h"
#include "custody/pin_key.h"
#include "custody/seal_cipher.h"
#include "custody/seal_lock_text.h"
#include "custody/tpm_part.h"
#include "valux/file.h"
#include "valux/text.h"

static bool damaged(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                           _("The store's seal is missing or damaged: its keys can't be "
                             "opened."));
}

bool valux_seal_secret_make(uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                            struct valux_error *error)
{
    return getrandom(secret, VALUX_SEAL_SECRET_SIZE, 0) == VALUX_SEAL_SECRET_SIZE ||
           valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                           _("The system gives no random numbers."));
}

bool valux_seal_has_pin(int store)
{
    return valux_paths_seal_has_pin(store, VALUX_SEAL_FILE);
}

bool valux_seal_read_open(int store, uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                          struct valux_error *error)
{
    struct valux_bytes content;

    if (!valux_file_read(VALUX_FILE_PRIVATE, store, VALUX_SEAL_FILE, SEAL_LOCK_SIZE_MAX, &content,
                         NULL, error))
        return false;
    bool result = content.length == VALUX_SEAL_SECRET_SIZE;
    if (result)
        memcpy(secret, content.data, VALUX_SEAL_SECRET_SIZE);
    valux_bytes_wipe(&content);
    return result || damaged(error);
}

static bool read_lock(int store, struct seal_lock *lock, struct valux_error *error)
{
    struct valux_bytes content;

    if (!valux_file_read(VALUX_FILE_PRIVATE, store, VALUX_SEAL_FILE, SEAL_LOCK_SIZE_MAX, &content,
                         NULL, error))
        return false;
    bool result = seal_lock_parse((const char *)content.data, content.length, lock, error);
    valux_bytes_free(&content);
    return result;
}

static bool write_lock(int store, const struct seal_lock *lock, struct valux_error *error)
{
    char *text = seal_lock_to_text(lock, error);
    bool result = text != NULL && valux_file_replace(VALUX_FILE_PRIVATE, store, VALUX_SEAL_FILE,
                                                     text, strlen(text), error);

    free(text);
    return result;
}

static bool wrong_pin(int failures, struct valux_error *error)
{
    if (failures == 0)
        return valux_error_set(error, VALUX_ERROR_LOCKED, "%s", _("The PIN is wrong."));
    return valux_error_set(error, VALUX_ERROR_LOCKED, _("The PIN is wrong: %d times in a row now."),
                           failures + 1);
}

/* The PIN is judged by what it decrypts, and its failures are counted in the store. */
static bool open_without_tpm(int store, const struct seal_lock *lock, const char *pin,
                             uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                             struct valux_error *error)
{
    uint8_t key[PIN_KEY_SIZE];
    int failures;

    if (!pin_attempts_begin(store, &failures, error) ||
        !pin_key_derive(pin, lock->salt, &lock->cost, key, error))
        return false;
    bool right = seal_cipher_decrypt(key, lock, secret);
    OPENSSL_cleanse(key, sizeof key);
    if (!right)
        return wrong_pin(failures, error);
    pin_attempts_forget(store);
    return true;
}

/* The PIN is judged by the TPM, which counts failures. */
static bool open_with_tpm(const struct seal_lock *lock, const char *pin, const char *tpm,
                          uint8_t secret[static VALUX_SEAL_SECRET_SIZE], struct valux_error *error)
{
    uint8_t pin_key[PIN_KEY_SIZE];
    uint8_t key[PIN_KEY_SIZE] = {0};

    if (!pin_key_derive(pin, lock->salt, &lock->cost, pin_key, error))
        return false;
    bool result = tpm_part_open(tpm, pin_key, lock, key, error) &&
                  (seal_cipher_decrypt(key, lock, secret) || damaged(error));
    OPENSSL_cleanse(pin_key, sizeof pin_key);
    OPENSSL_cleanse(key, sizeof key);
    return result;
}

bool valux_seal_open(int store, const char *pin, const char *tpm,
                     uint8_t secret[static VALUX_SEAL_SECRET_SIZE], struct valux_error *error)
{
    struct seal_lock lock;

    if (!read_lock(store, &lock, error))
        return false;
    return lock.sealed_length > 0 ? open_with_tpm(&lock, pin, tpm, secret, error)
                                  : open_without_tpm(store, &lock, pin, secret, error);
}

bool valux_pin_check(const char *pin, struct valux_error *error)
{
    size_t length = strlen(pin);

    for (size_t i = 0; i < length; i++)
        if (iscntrl((unsigned char)pin[i]))
            return valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                                   _("PIN: It has a control character."));
    if (length < VALUX_PIN_MIN || length > VALUX_PIN_MAX)
        return valux_error_set(error, VALUX_ERROR_INPUT,
                               _("PIN: It needs %d to %d letters, digits or signs."), VALUX_PIN_MIN,
                               VALUX_PIN_MAX);
    return true;
}

/* Makes *lock for this PIN, and the key that encrypts. */
static bool prepare_lock(const char *pin, const char *tpm, struct seal_lock *lock,
                         uint8_t key[static PIN_KEY_SIZE], struct valux_error *error)
{
    uint8_t pin_key[PIN_KEY_SIZE];

    *lock = (struct seal_lock){.sealed_length = 0};
    if (!pin_cost_measure(&lock->cost, error))
        return false;
    if (getrandom(lock->salt, sizeof lock->salt, 0) != sizeof lock->salt ||
        getrandom(lock->nonce, sizeof lock->nonce, 0) != sizeof lock->nonce)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The system gives no random numbers."));
    if (tpm == NULL)
        return pin_key_derive(pin, lock->salt, &lock->cost, key, error);
    bool result = pin_key_derive(pin, lock->salt, &lock->cost, pin_key, error) &&
                  tpm_part_make(tpm, pin_key, lock, key, error);
    OPENSSL_cleanse(pin_key, sizeof pin_key);
    return result;
}

static bool lock_with_pin(int store, const uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                          const char *pin, const char *tpm, struct valux_error *error)
{
    struct seal_lock lock;
    uint8_t key[PIN_KEY_SIZE] = {0};
    bool result = valux_pin_check(pin, error) && prepare_lock(pin, tpm, &lock, key, error) &&
                  (seal_cipher_encrypt(key, secret, &lock) || valux_error_set_memory(error)) &&
                  write_lock(store, &lock, error);

    OPENSSL_cleanse(key, sizeof key);
    return result;
}

bool valux_seal_replace(int store, const uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                        const char *pin, const char *tpm, struct valux_error *error)
{
    bool result = pin == NULL ? valux_file_replace(VALUX_FILE_PRIVATE, store, VALUX_SEAL_FILE,
                                                   secret, VALUX_SEAL_SECRET_SIZE, error)
                              : lock_with_pin(store, secret, pin, tpm, error);

    if (result)
        pin_attempts_forget(store);
    return result;
}
