/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs11.h>

/* The keys of a token by GnuTLS. */

struct key {
    gnutls_privkey_t private_key;
    gnutls_pubkey_t public_key;
};

static struct key keys[CLIENT_KEYS];

void client_begin(const char *module)
{
    if (gnutls_pkcs11_init(GNUTLS_PKCS11_FLAG_MANUAL, NULL) < 0 ||
        gnutls_pkcs11_add_provider(module, NULL) < 0)
        exit(EXIT_FAILURE);
}

static const char *reason(const char *what, int error)
{
    static char text[256];

    snprintf(text, sizeof text, "failed: %s: %s", what, gnutls_strerror(error));
    return text;
}

static int load(struct key *key, const char *nickname)
{
    char uri[128];
    int result;

    snprintf(uri, sizeof uri, "pkcs11:token=VALUX;object=%s;type=private", nickname);
    if ((result = gnutls_privkey_init(&key->private_key)) < 0 ||
        (result = gnutls_privkey_import_url(key->private_key, uri, 0)) < 0 ||
        (result = gnutls_pubkey_init(&key->public_key)) < 0)
        return result;
    snprintf(uri, sizeof uri, "pkcs11:token=VALUX;object=%s;type=public", nickname);
    return gnutls_pubkey_import_url(key->public_key, uri, 0);
}

const char *client_open(int place, const char *nickname, const char *id)
{
    struct key key = {NULL, NULL};
    int result = load(&key, nickname);

    (void)id;
    if (result < 0) {
        gnutls_privkey_deinit(key.private_key);
        gnutls_pubkey_deinit(key.public_key);
        return result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ? "absent" : reason("open", result);
    }
    gnutls_privkey_deinit(keys[place].private_key);
    gnutls_pubkey_deinit(keys[place].public_key);
    keys[place] = key;
    return "opened";
}

const char *client_sign(int place)
{
    struct key *key = &keys[place];
    unsigned char text[] = "what is signed";
    const gnutls_datum_t data = {text, sizeof text};
    gnutls_datum_t signature;
    gnutls_sign_algorithm_t algorithm = gnutls_pk_to_sign(
        gnutls_privkey_get_pk_algorithm(key->private_key, NULL), GNUTLS_DIG_SHA256);
    int result =
        gnutls_privkey_sign_data(key->private_key, GNUTLS_DIG_SHA256, 0, &data, &signature);

    if (result < 0)
        return reason("sign", result);
    result = gnutls_pubkey_verify_data2(key->public_key, algorithm, 0, &data, &signature);
    gnutls_free(signature.data);
    return result < 0 ? reason("verify", result) : "signed";
}
