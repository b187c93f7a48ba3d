/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>
#include <unistd.h>

#include "sample_store.h"
#include "signer_fixture.h"

static const struct {
    const char *nickname;
    enum valux_key_type type;
    bool without_key;
} wanted[WHICH_COUNT] = {
    [RSA_2048] = {"rsa2048", VALUX_KEY_RSA_2048, false},
    [RSA_3072] = {"rsa3072", VALUX_KEY_RSA_3072, false},
    [EC_P256] = {"ecp256", VALUX_KEY_EC_P256, false},
    [EC_P384] = {"ecp384", VALUX_KEY_EC_P384, false},
    [HIDDEN] = {"hidden", VALUX_KEY_EC_P256, false},
    [LATER] = {"later", VALUX_KEY_EC_P256, false},
    [KEYLESS] = {"keyless", VALUX_KEY_EC_P256, true},
};

static char directory[] = "/tmp/valux-signer-client-XXXXXX";
EVP_PKEY *public_keys[WHICH_COUNT];
struct valux_key_id key_ids[WHICH_COUNT];
uint8_t answer[VALUX_SIGNER_PAYLOAD_MAX];
size_t answer_length;

const uint8_t text[TEXT_SIZE] =
    "The text that is signed, encrypted and decrypted here, long enough.";
uint8_t long_message[LONG_MESSAGE];

static EVP_PKEY *public_key_of(const struct valux_catalogue_entry *entry)
{
    const unsigned char *der = entry->certificate.data;
    X509 *certificate = d2i_X509(NULL, &der, (long)entry->certificate.length);
    EVP_PKEY *key;

    assert_non_null(certificate);
    key = X509_get_pubkey(certificate);
    X509_free(certificate);
    return key;
}

static void add(struct sample_store *store, enum which which)
{
    int64_t now = time(NULL);
    struct valux_catalogue_entry *entry;
    struct sample_certificate certificate = {
        .nickname = wanted[which].nickname,
        .key_type = wanted[which].type,
        .without_key = wanted[which].without_key,
        .not_before = now + (which == LATER ? 86400 : -86400),
        .not_after = now + 300 * 86400,
    };

    assert_true(sample_store_add(store, &certificate, &entry));
    if (which == HIDDEN)
        entry->centre_state = VALUX_CENTRE_SUSPENDED;
    public_keys[which] = public_key_of(entry);
    key_ids[which] = entry->key_id;
}

void save_with(enum valux_exposure exposure)
{
    struct sample_store store;

    assert_true(sample_store_open(&store));
    store.configuration.exposure = exposure;
    assert_true(sample_store_save(&store));
    sample_store_close(&store);
}

int signer_fixture_setup(void **state)
{
    char home[sizeof directory + 8];
    struct sample_store store;

    (void)state;
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(home, sizeof home, "%s/store", directory);
    setenv("VALUX_HOME", home, 1);
    assert_true(sample_store_open(&store));
    store.configuration.exposure = VALUX_EXPOSURE_USABLE;
    for (int i = 0; i < WHICH_COUNT; i++)
        add(&store, (enum which)i);
    assert_true(sample_store_select(&store, "rsa2048"));
    assert_true(sample_store_save(&store));
    sample_store_close(&store);
    for (size_t i = 0; i < sizeof long_message; i++)
        long_message[i] = (uint8_t)(i * 31 + i / 251);
    return 0;
}

int signer_fixture_teardown(void **state)
{
    char command[sizeof directory + 16];

    (void)state;
    signer_client_stop();
    for (int i = 0; i < WHICH_COUNT; i++)
        EVP_PKEY_free(public_keys[i]);
    snprintf(command, sizeof command, "rm -rf %s", directory);
    return system(command);
}

CK_RV ask(struct valux_signer_request request, enum which which, const void *data, size_t length)
{
    request.key_id = key_ids[which];
    request.payload = data;
    request.payload_length = length;
    answer_length = sizeof answer;
    return signer_client_request(&request, answer, &answer_length);
}
