/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/x509.h>

/* The keys of a token by OpenSSL's provider "pkcs11" (pkcs11-provider). */

#define SIGNATURE_SIZE 1024
#define URI_SIZE 256

struct key {
    EVP_PKEY *private_key;
    EVP_PKEY *public_key; /* of the certificate, so that OpenSSL itself verifies */
};

static struct key keys[CLIENT_KEYS];

void client_begin(const char *module)
{
    setenv("PKCS11_PROVIDER_MODULE", module, 1);
    if (OSSL_PROVIDER_load(NULL, "default") == NULL || OSSL_PROVIDER_load(NULL, "pkcs11") == NULL)
        exit(EXIT_FAILURE);
}

static const char *reason(const char *what)
{
    static char text[256];

    snprintf(text, sizeof text, "failed: %s: %s", what, ERR_reason_error_string(ERR_peek_error()));
    ERR_clear_error();
    return text;
}

/* The first object of this kind that the URI finds; NULL where there is none. */
static OSSL_STORE_INFO *find(const char *uri, int kind)
{
    OSSL_STORE_CTX *store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
    OSSL_STORE_INFO *found = NULL;

    while (store != NULL && found == NULL && !OSSL_STORE_eof(store)) {
        found = OSSL_STORE_load(store);
        if (found != NULL && OSSL_STORE_INFO_get_type(found) != kind) {
            OSSL_STORE_INFO_free(found);
            found = NULL;
        }
    }
    OSSL_STORE_close(store);
    return found;
}

/* In a URI each byte of the ID is written as %XX (RFC 7512, 2.3). */
static void write_uri(char *uri, const char *id, const char *type)
{
    size_t length = (size_t)snprintf(uri, URI_SIZE, "pkcs11:token=VALUX;type=%s;id=", type);

    for (; id[0] != '\0' && id[1] != '\0' && length + 4 <= URI_SIZE; id += 2)
        length += (size_t)snprintf(uri + length, URI_SIZE - length, "%%%.2s", id);
}

const char *client_open(int place, const char *nickname, const char *id)
{
    char uri[URI_SIZE];
    struct key key = {NULL, NULL};

    (void)nickname;
    write_uri(uri, id, "private");
    OSSL_STORE_INFO *private_key = find(uri, OSSL_STORE_INFO_PKEY);
    write_uri(uri, id, "cert");
    OSSL_STORE_INFO *certificate = find(uri, OSSL_STORE_INFO_CERT);
    if (private_key != NULL && certificate != NULL) {
        key.private_key = OSSL_STORE_INFO_get1_PKEY(private_key);
        key.public_key = X509_get_pubkey(OSSL_STORE_INFO_get0_CERT(certificate));
    }
    OSSL_STORE_INFO_free(private_key);
    OSSL_STORE_INFO_free(certificate);
    ERR_clear_error();
    if (key.private_key == NULL || key.public_key == NULL) {
        EVP_PKEY_free(key.private_key);
        EVP_PKEY_free(key.public_key);
        return "absent";
    }
    EVP_PKEY_free(keys[place].private_key);
    EVP_PKEY_free(keys[place].public_key);
    keys[place] = key;
    return "opened";
}

const char *client_sign(int place)
{
    const unsigned char text[] = "what is signed";
    unsigned char signature[SIGNATURE_SIZE];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const char *answer = "signed";

    if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, keys[place].private_key) != 1 ||
        EVP_DigestSign(context, signature, &length, text, sizeof text) != 1)
        answer = reason("sign");
    else if (EVP_MD_CTX_reset(context) != 1 ||
             EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, keys[place].public_key) != 1 ||
             EVP_DigestVerify(context, signature, length, text, sizeof text) != 1)
        answer = reason("verify");
    EVP_MD_CTX_free(context);
    return answer;
}
