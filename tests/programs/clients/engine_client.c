/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#define OPENSSL_SUPPRESS_DEPRECATED /* engines, which OpenSSL 3.0 still has */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

/* The keys of a token by OpenSSL's engine "pkcs11" of libp11. */

#define SIGNATURE_SIZE 1024

struct key {
    EVP_PKEY *private_key;
    EVP_PKEY *public_key; /* of the certificate, so that OpenSSL itself verifies */
};

static ENGINE *engine;
static struct key keys[CLIENT_KEYS];

void client_begin(const char *module)
{
    ENGINE_load_dynamic();
    engine = ENGINE_by_id("pkcs11");
    if (engine == NULL || ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0) != 1 ||
        ENGINE_init(engine) != 1)
        exit(EXIT_FAILURE);
}

static const char *reason(const char *what)
{
    static char text[256];

    snprintf(text, sizeof text, "failed: %s: %s", what, ERR_reason_error_string(ERR_peek_error()));
    ERR_clear_error();
    return text;
}

static EVP_PKEY *public_key_of(const char *uri)
{
    struct {
        const char *uri;
        X509 *certificate;
    } wanted = {uri, NULL};
    EVP_PKEY *key = NULL;

    if (ENGINE_ctrl_cmd(engine, "LOAD_CERT_CTRL", 0, &wanted, NULL, 0) == 1)
        key = X509_get_pubkey(wanted.certificate);
    X509_free(wanted.certificate);
    return key;
}

/* In a URI each byte of the ID is written as %XX (RFC 7512, 2.3). */
static void write_uri(char *uri, size_t size, const char *id)
{
    size_t length = (size_t)snprintf(uri, size, "pkcs11:token=VALUX;id=");

    for (; id[0] != '\0' && id[1] != '\0' && length + 4 <= size; id += 2)
        length += (size_t)snprintf(uri + length, size - length, "%%%.2s", id);
}

/*
 * By the ID: a renewal has the nickname of its predecessor, and libp11 remembers the predecessor's
 * certificate.
 */
const char *client_open(int place, const char *nickname, const char *id)
{
    char uri[128];
    struct key key;

    (void)nickname;
    write_uri(uri, sizeof uri, id);
    key.private_key = ENGINE_load_private_key(engine, uri, NULL, NULL);
    key.public_key = key.private_key == NULL ? NULL : public_key_of(uri);
    ERR_clear_error();
    if (key.public_key == NULL) {
        EVP_PKEY_free(key.private_key);
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
