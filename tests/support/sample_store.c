/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sample_store.h"
#include "valux/catalogue_file.h"
#include "valux/certificate_request.h"
#include "valux/key_certificate.h"
#include "valux/key_pair.h"
#include "valux/tpm_key_pair.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOCK_SECONDS 30
#define YEAR (INT64_C(387) * VALUX_SECONDS_PER_DAY)
#define COMPANY_ID "VALUXTEST001"

static bool fail(const struct valux_error *error)
{
    fprintf(stderr, "test store: %s\n", error->message);
    return false;
}

bool sample_store_open(struct sample_store *store)
{
    struct valux_error error;

    *store = (struct sample_store){.store = {.directory = -1, .lock = -1}};
    valux_configuration_default(&store->configuration);
    if (!valux_store_open_locked(&store->store, LOCK_SECONDS, &error) ||
        !valux_catalogue_load(&store->catalogue, &store->store, &error))
        return fail(&error);
    return true;
}

bool sample_store_save(struct sample_store *store)
{
    struct valux_error error;

    return valux_catalogue_save(&store->catalogue, &store->store, &store->configuration, &error) ||
           fail(&error);
}

void sample_store_close(struct sample_store *store)
{
    valux_key_database_close(store->database);
    store->database = NULL;
    sample_authority_close(&store->authority);
    valux_catalogue_free(&store->catalogue);
    valux_store_close(&store->store);
}

/* An RSA public key for which nobody has the private one: making it takes no time. */
static EVP_PKEY *make_rsa_public_key(int bits)
{
    EVP_PKEY *key = NULL;
    BIGNUM *modulus = BN_new();
    BIGNUM *exponent = BN_new();
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);

    if (modulus == NULL || exponent == NULL || builder == NULL || context == NULL ||
        BN_rand(modulus, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) != 1 ||
        BN_set_word(exponent, RSA_F4) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
        goto done;
    parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
done:
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

static EVP_PKEY *make_public_key(enum valux_key_type type)
{
    switch (type) {
    case VALUX_KEY_RSA_2048:
        return make_rsa_public_key(2048);
    case VALUX_KEY_RSA_3072:
        return make_rsa_public_key(3072);
    case VALUX_KEY_RSA_4096:
        return make_rsa_public_key(4096);
    case VALUX_KEY_EC_P256:
        return EVP_EC_gen("P-256");
    case VALUX_KEY_EC_P384:
        return EVP_EC_gen("P-384");
    }
    return NULL;
}

static bool generate(struct sample_store *store, const struct sample_certificate *wanted,
                     struct valux_key_id *key_id, struct valux_error *error)
{
    if (!wanted->in_tpm)
        return valux_key_database_generate(store->database, wanted->key_type, key_id, error);
    valux_key_database_use_tpm(store->database, store->configuration.tpm);
    return valux_key_database_generate_in_tpm(store->database, wanted->key_type, key_id, error);
}

/* Makes a key pair in the key database; the caller frees its public half. */
static EVP_PKEY *make_stored_key(struct sample_store *store,
                                 const struct sample_certificate *wanted)
{
    struct valux_error error;
    struct valux_bytes request = {NULL, 0};
    struct valux_key_id key_id;
    X509_REQ *parsed = NULL;
    EVP_PKEY *key = NULL;

    if ((store->database == NULL &&
         !valux_key_database_open(store->store.path, true, NULL, &store->database, &error)) ||
        !generate(store, wanted, &key_id, &error) ||
        !valux_key_database_request(store->database, key_id, "test", "test", NULL, &request,
                                    &error)) {
        fail(&error);
        return NULL;
    }
    const unsigned char *der = request.data;
    parsed = d2i_X509_REQ(NULL, &der, (long)request.length);
    if (parsed != NULL)
        key = X509_REQ_get_pubkey(parsed);
    X509_REQ_free(parsed);
    valux_bytes_free(&request);
    return key;
}

static bool encode(X509 *certificate, struct valux_bytes *bytes)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);

    if (length <= 0)
        return false;
    bool result = valux_bytes_copy(bytes, der, (size_t)length);
    OPENSSL_free(der);
    return result;
}

static bool set_key_id(struct valux_catalogue_entry *entry)
{
    struct valux_certificate parsed;
    struct valux_error error;

    if (!valux_certificate_parse(&entry->certificate, &parsed, &error))
        return fail(&error);
    entry->key_id = parsed.key_id;
    valux_certificate_free(&parsed);
    return true;
}

static bool fill_entry(struct sample_store *store, const struct sample_certificate *wanted,
                       X509 *certificate, struct valux_catalogue_entry *entry)
{
    *entry = (struct valux_catalogue_entry){.acquired = time(NULL)};
    snprintf(entry->nickname, sizeof entry->nickname, "%s", wanted->nickname);
    snprintf(entry->company_id, sizeof entry->company_id, COMPANY_ID);
    snprintf(entry->certificate_id, sizeof entry->certificate_id, "T%07zu",
             store->catalogue.count % 10000000);
    snprintf(entry->request_id, sizeof entry->request_id, "00000000-0000-4000-8000-%012zu",
             store->catalogue.count % 1000000000000);
    entry->chain = calloc(2, sizeof *entry->chain);
    if (entry->chain == NULL)
        return false;
    entry->chain_count = 2;
    return encode(certificate, &entry->certificate) && set_key_id(entry) &&
           encode(store->authority.issuing, &entry->chain[0]) &&
           encode(store->authority.root, &entry->chain[1]);
}

bool sample_store_add(struct sample_store *store, const struct sample_certificate *wanted,
                      struct valux_catalogue_entry **added)
{
    bool result = false;
    struct valux_error error = {0};
    struct valux_catalogue_entry entry = {0};
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;

    if (store->authority.issuing == NULL && !sample_authority_make(&store->authority))
        return false;
    key = wanted->without_key ? make_public_key(wanted->key_type) : make_stored_key(store, wanted);
    if (key != NULL)
        certificate =
            sample_authority_issue(&store->authority, key, wanted->nickname, wanted->not_before,
                                   wanted->not_after, wanted->key_usage);
    if (certificate == NULL || !fill_entry(store, wanted, certificate, &entry))
        goto done;
    if ((!wanted->without_key && !valux_key_database_import(store->database, &entry.certificate,
                                                            wanted->nickname, &error)) ||
        !valux_catalogue_add(&store->catalogue, &entry, &error)) {
        fail(&error);
        goto done;
    }
    *added = &store->catalogue.entries[store->catalogue.count - 1];
    result = true;
done:
    valux_catalogue_entry_free(&entry);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return result;
}

bool sample_store_add_many(struct sample_store *store, const char *nickname, size_t count,
                           enum valux_key_type key_type)
{
    int64_t now = time(NULL);
    struct valux_catalogue_entry *entry;
    char name[VALUX_NICKNAME_MAX + 1];

    for (size_t i = 1; i <= count; i++) {
        snprintf(name, sizeof name, "%s%zu", nickname, i);
        struct sample_certificate wanted = {.nickname = name,
                                            .key_type = key_type,
                                            .without_key = true,
                                            .not_before = now - VALUX_SECONDS_PER_DAY,
                                            .not_after = now + YEAR};
        if (!sample_store_add(store, &wanted, &entry))
            return false;
    }
    return true;
}

struct valux_catalogue_entry *sample_store_entry(struct sample_store *store, const char *nickname)
{
    struct valux_catalogue_entry *entry = valux_catalogue_by_name(&store->catalogue, nickname);

    if (entry == NULL)
        fprintf(stderr, "test store: there is no certificate %s\n", nickname);
    return entry;
}

bool sample_store_select(struct sample_store *store, const char *nickname)
{
    store->catalogue.has_selected = false;
    if (nickname == NULL)
        return true;
    struct valux_catalogue_entry *entry = sample_store_entry(store, nickname);
    if (entry != NULL)
        valux_catalogue_select(&store->catalogue, entry, time(NULL));
    return entry != NULL;
}
