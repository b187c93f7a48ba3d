/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody/seal_cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define PURPOSE "valux seal under a PIN, version 1"

/* AES-256-GCM; the tag follows the ciphertext. */
bool seal_cipher_encrypt(const uint8_t key[static PIN_KEY_SIZE],
                         const uint8_t secret[static VALUX_SEAL_SECRET_SIZE],
                         struct seal_lock *lock)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length;
    bool result =
        context != NULL &&
        EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, lock->nonce) == 1 &&
        EVP_EncryptUpdate(context, NULL, &length, (const uint8_t *)PURPOSE, sizeof PURPOSE - 1) ==
            1 &&
        EVP_EncryptUpdate(context, lock->encrypted, &length, secret, VALUX_SEAL_SECRET_SIZE) == 1 &&
        EVP_EncryptFinal_ex(context, lock->encrypted + VALUX_SEAL_SECRET_SIZE, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, SEAL_LOCK_TAG_SIZE,
                            lock->encrypted + VALUX_SEAL_SECRET_SIZE) == 1;

    EVP_CIPHER_CTX_free(context);
    return result;
}

bool seal_cipher_decrypt(const uint8_t key[static PIN_KEY_SIZE], const struct seal_lock *lock,
                         uint8_t secret[static VALUX_SEAL_SECRET_SIZE])
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    uint8_t end[SEAL_LOCK_TAG_SIZE];
    uint8_t tag[SEAL_LOCK_TAG_SIZE];
    int length;

    memcpy(tag, lock->encrypted + VALUX_SEAL_SECRET_SIZE, sizeof tag);
    bool result =
        context != NULL &&
        EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, lock->nonce) == 1 &&
        EVP_DecryptUpdate(context, NULL, &length, (const uint8_t *)PURPOSE, sizeof PURPOSE - 1) ==
            1 &&
        EVP_DecryptUpdate(context, secret, &length, lock->encrypted, VALUX_SEAL_SECRET_SIZE) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, SEAL_LOCK_TAG_SIZE, tag) == 1 &&
        EVP_DecryptFinal_ex(context, end, &length) == 1;

    EVP_CIPHER_CTX_free(context);
    if (!result)
        OPENSSL_cleanse(secret, VALUX_SEAL_SECRET_SIZE);
    return result;
}
