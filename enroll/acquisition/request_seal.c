/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/request_seal.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 32
#define NONCE_SIZE 12
#define TAG_SIZE 16
#define OVERHEAD (NONCE_SIZE + TAG_SIZE)
#define HEAD_SIZE 4 /* before each sealed request: its length, the highest byte first */
#define PKCS10_MAX 65536
#define SECRETS_SIZE 128

static char information_now[] = "valux sealed request, version 2";
static char information_before[] = "valux sealed request, version 1";

/* `store_secret` is NULL for the key of an earlier version. */
static bool derive(const struct centre_request *request, const uint8_t *store_secret,
                   uint8_t key[static KEY_SIZE])
{
    bool result = false;
    char secret[VALUX_STORE_SECRET_SIZE + SECRETS_SIZE];
    size_t head = store_secret == NULL ? 0 : VALUX_STORE_SECRET_SIZE;
    char *information = store_secret == NULL ? information_before : information_now;
    EVP_KDF *hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(hkdf);
    int length = snprintf(secret + head, SECRETS_SIZE, "%s\n%s", request->one_time_password,
                          request->passphrase);

    if (context == NULL || length < 0 || length >= SECRETS_SIZE)
        goto done;
    if (store_secret != NULL)
        memcpy(secret, store_secret, head);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, head + (size_t)length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (char *)request->request_id,
                                          strlen(request->request_id)),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, information, strlen(information)),
        OSSL_PARAM_construct_end(),
    };
    result = EVP_KDF_derive(context, key, KEY_SIZE, parameters) == 1;
done:
    explicit_bzero(secret, sizeof secret);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    return result;
}

static bool encrypt(EVP_CIPHER_CTX *context, const uint8_t key[static KEY_SIZE],
                    const struct valux_bytes *from, uint8_t *to)
{
    int length;
    uint8_t *text = to + NONCE_SIZE;

    return RAND_bytes(to, NONCE_SIZE) == 1 &&
           EVP_EncryptInit_ex2(context, EVP_aes_256_gcm(), key, to, NULL) == 1 &&
           EVP_EncryptUpdate(context, text, &length, from->data, (int)from->length) == 1 &&
           EVP_EncryptFinal_ex(context, text + length, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, text + from->length) == 1;
}

static bool decrypt(EVP_CIPHER_CTX *context, const uint8_t key[static KEY_SIZE],
                    const struct valux_bytes *from, uint8_t *to)
{
    int length;
    size_t text_length = from->length - OVERHEAD;
    uint8_t *text = from->data + NONCE_SIZE;

    return EVP_DecryptInit_ex2(context, EVP_aes_256_gcm(), key, from->data, NULL) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, text + text_length) == 1 &&
           EVP_DecryptUpdate(context, to, &length, text, (int)text_length) == 1 &&
           EVP_DecryptFinal_ex(context, to + length, &length) == 1;
}

static void write_head(uint8_t head[static HEAD_SIZE], size_t length)
{
    for (size_t i = 0; i < HEAD_SIZE; i++)
        head[i] = (uint8_t)(length >> 8 * (HEAD_SIZE - 1 - i));
}

/* Takes the first sealed request off `rest`; false where there is none. */
static bool take_first(struct valux_bytes *rest, struct valux_bytes *first)
{
    size_t length = 0;

    if (rest->length < HEAD_SIZE)
        return false;
    for (size_t i = 0; i < HEAD_SIZE; i++)
        length = length << 8 | rest->data[i];
    if (length <= OVERHEAD || length > PKCS10_MAX + OVERHEAD || length > rest->length - HEAD_SIZE)
        return false;
    *first = (struct valux_bytes){rest->data + HEAD_SIZE, length};
    *rest = (struct valux_bytes){first->data + length, rest->length - HEAD_SIZE - length};
    return true;
}

bool request_seal(const struct centre_request *request,
                  const uint8_t store_secret[static VALUX_STORE_SECRET_SIZE],
                  const struct valux_bytes *pkcs10, struct valux_bytes *sealed)
{
    bool result = false;
    uint8_t key[KEY_SIZE];
    size_t length = pkcs10->length + OVERHEAD;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    uint8_t *data = malloc(sealed->length + HEAD_SIZE + length);

    if (context == NULL || data == NULL || pkcs10->length > PKCS10_MAX ||
        !derive(request, store_secret, key) ||
        !encrypt(context, key, pkcs10, data + sealed->length + HEAD_SIZE))
        goto done;
    if (sealed->length > 0)
        memcpy(data, sealed->data, sealed->length);
    write_head(data + sealed->length, length);
    length += sealed->length + HEAD_SIZE;
    valux_bytes_free(sealed);
    *sealed = (struct valux_bytes){data, length};
    data = NULL;
    result = true;
done:
    explicit_bzero(key, sizeof key);
    free(data);
    EVP_CIPHER_CTX_free(context);
    return result;
}

static bool open_one(const uint8_t key[static KEY_SIZE], const struct valux_bytes *sealed,
                     struct valux_bytes *pkcs10)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    struct valux_bytes text = {malloc(sealed->length), sealed->length - OVERHEAD};
    bool result = context != NULL && text.data != NULL && decrypt(context, key, sealed, text.data);

    if (result) {
        *pkcs10 = text;
        text = (struct valux_bytes){NULL, 0};
    }
    valux_bytes_wipe(&text);
    EVP_CIPHER_CTX_free(context);
    return result;
}

static bool open_any(const uint8_t key[static KEY_SIZE], const struct valux_bytes *sealed,
                     struct valux_bytes *pkcs10)
{
    bool result = false;
    struct valux_bytes rest = *sealed;
    struct valux_bytes one;

    while (!result && take_first(&rest, &one))
        result = open_one(key, &one, pkcs10);
    return result;
}

bool request_unseal(const struct centre_request *request,
                    const uint8_t store_secret[static VALUX_STORE_SECRET_SIZE],
                    const struct valux_bytes *sealed, struct valux_bytes *pkcs10)
{
    uint8_t key[KEY_SIZE];
    bool result = sealed->length > 0 &&
                  ((derive(request, store_secret, key) && open_any(key, sealed, pkcs10)) ||
                   (derive(request, NULL, key) && open_any(key, sealed, pkcs10)));

    explicit_bzero(key, sizeof key);
    return result;
}
