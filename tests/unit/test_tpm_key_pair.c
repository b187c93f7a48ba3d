/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "software_tpm.h"
#include "store_fixture.h"
#include "valux/certificate_request.h"
#include "valux/key_certificate.h"
#include "valux/key_database.h"
#include "valux/key_pair.h"
#include "valux/key_reader.h"
#include "valux/store.h"
#include "valux/tpm.h"
#include "valux/tpm_key_pair.h"

/* The product's own function, and what the linker has it call in its place. */
bool __real_valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type, const uint8_t *salt,
                               const uint8_t *authorization, struct valux_bytes *file,
                               struct valux_key_id *key_id, struct valux_error *error);
bool __wrap_valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type, const uint8_t *salt,
                               const uint8_t *authorization, struct valux_bytes *file,
                               struct valux_key_id *key_id, struct valux_error *error);

/* Whether the next key has an ID that begins with a zero byte. */
static bool zero_wanted;

static struct software_tpm software;
static char store_path[VALUX_PATH_SIZE];

static struct valux_key_database *open_database(void)
{
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_key_database *database = NULL;

    assert_true(valux_store_open_locked(&store, 0, &error));
    memcpy(store_path, store.path, sizeof store_path);
    if (!valux_key_database_open(store.path, true, NULL, &database, &error))
        fail_msg("%s", error.message);
    valux_key_database_use_tpm(database, software.name);
    valux_store_close(&store);
    return database;
}

static struct valux_key_id generate(struct valux_key_database *database, enum valux_key_type type)
{
    struct valux_error error = {0};
    struct valux_key_id key_id;

    if (!valux_key_database_generate_in_tpm(database, type, &key_id, &error))
        fail_msg("%s", error.message);
    return key_id;
}

bool __wrap_valux_tpm_make_key(struct valux_tpm *tpm, enum valux_key_type type, const uint8_t *salt,
                               const uint8_t *authorization, struct valux_bytes *file,
                               struct valux_key_id *key_id, struct valux_error *error)
{
    bool result = __real_valux_tpm_make_key(tpm, type, salt, authorization, file, key_id, error);

    if (result && zero_wanted)
        key_id->bytes[0] = 0;
    zero_wanted = false;
    return result;
}

static size_t count_keys(struct valux_key_database *database)
{
    struct valux_error error = {0};
    struct valux_key_id *key_ids;
    size_t count;

    assert_true(valux_key_database_list(database, &key_ids, &count, &error));
    free(key_ids);
    return count;
}

static struct valux_bytes make_request(struct valux_key_database *database,
                                       struct valux_key_id key_id)
{
    struct valux_error error = {0};
    struct valux_bytes request = {NULL, 0};

    if (!valux_key_database_request(database, key_id, "CERT0001", "COMPANY00001", "SECRET",
                                    &request, &error))
        fail_msg("%s", error.message);
    const unsigned char *der = request.data;
    X509_REQ *parsed = d2i_X509_REQ(NULL, &der, (long)request.length);
    assert_non_null(parsed);
    assert_int_equal(X509_REQ_verify(parsed, X509_REQ_get0_pubkey(parsed)), 1);
    X509_REQ_free(parsed);
    return request;
}

/* Makes a key with its certificate. */
static struct valux_key_id acquire(struct valux_key_database *database, enum valux_key_type type,
                                   struct valux_bytes *certificate)
{
    struct valux_error error = {0};
    struct valux_key_id key_id = generate(database, type);
    struct valux_bytes request = make_request(database, key_id);

    *certificate = store_fixture_issue(&request, -60, 86400);
    assert_true(valux_key_database_import(database, certificate, "nickname", &error));
    valux_bytes_free(&request);
    return key_id;
}

static void check_life(enum valux_key_type type)
{
    struct valux_error error = {0};
    struct valux_bytes certificate;
    struct valux_bytes found;
    char nickname[64];
    struct valux_key_database *database = open_database();
    size_t before = count_keys(database);
    struct valux_key_id key_id = acquire(database, type, &certificate);

    assert_int_equal(count_keys(database), before + 1);
    assert_true(valux_key_database_is_in_tpm(database, key_id));
    valux_key_database_close(database);

    database = open_database();
    assert_true(valux_key_database_certificate(database, key_id, &found, nickname, sizeof nickname,
                                               &error));
    assert_true(valux_bytes_equal(&found, &certificate));
    valux_bytes_free(&found);
    assert_string_equal(nickname, "nickname");
    assert_true(valux_key_database_check_tpm_key(database, key_id, &error));
    assert_false(valux_key_database_read_private_key(database, key_id, &found, &error));
    assert_int_equal(error.domain, VALUX_ERROR_NOT_FOUND);
    assert_true(valux_key_database_remove_left_overs(database, &error));
    assert_int_equal(count_keys(database), before + 1);
    assert_true(valux_key_database_remove(database, key_id, &error));
    assert_true(valux_key_database_remove(database, key_id, &error));
    assert_int_equal(count_keys(database), before);
    assert_false(valux_key_database_is_in_tpm(database, key_id));
    valux_key_database_close(database);
    valux_bytes_free(&certificate);
}

static void a_p256_key_lives_from_request_to_removal(void **state)
{
    (void)state;
    check_life(VALUX_KEY_EC_P256);
}

static void an_rsa_key_lives_from_request_to_removal(void **state)
{
    (void)state;
    check_life(VALUX_KEY_RSA_2048);
}

static void its_certificate_is_no_authority(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes certificate;
    struct valux_bytes *authorities;
    struct valux_bytes authority = store_fixture_authority();
    size_t count;
    struct valux_key_database *database = open_database();
    struct valux_key_id key_id = acquire(database, VALUX_KEY_EC_P256, &certificate);

    (void)state;
    assert_true(valux_key_database_import(database, &authority, NULL, &error));
    assert_true(valux_key_database_authorities(database, &authorities, &count, &error));
    assert_int_equal(count, 1);
    assert_true(valux_bytes_equal(&authorities[0], &authority));
    valux_bytes_free(&authorities[0]);
    free(authorities);
    assert_true(valux_key_database_remove(database, key_id, &error));
    valux_key_database_close(database);
    valux_bytes_free(&authority);
    valux_bytes_free(&certificate);
}

/* What the signer gets is enough for a signature, and does not hold a private key. */
static void the_reader_gives_file_and_authorization(void **state)
{
    struct valux_error error = {0};
    struct valux_key_reader *reader;
    struct valux_bytes read;
    struct valux_tpm *tpm;
    struct valux_key_database *database = open_database();
    struct valux_key_id key_id = generate(database, VALUX_KEY_EC_P256);

    (void)state;
    valux_key_database_close(database);
    assert_true(valux_key_reader_open(store_path, NULL, &reader));
    assert_true(valux_key_reader_read(reader, key_id, &read));
    valux_key_reader_close(reader);
    assert_true(valux_tpm_is_key_file(read.data, read.length));
    size_t length = read.length - VALUX_TPM_AUTHORIZATION_SIZE;
    assert_true(valux_tpm_open(software.name, &tpm, &error));
    EVP_PKEY *key = valux_tpm_private_key(tpm, read.data, length, read.data + length);
    assert_non_null(key);
    assert_true(valux_tpm_check_key(key));
    EVP_PKEY_free(key);
    valux_tpm_close(tpm);
    valux_bytes_wipe(&read);
}

static void without_the_tpm_the_store_still_opens(void **state)
{
    struct valux_error error = {0};
    struct valux_key_id key_id;
    struct valux_key_database *database = open_database();
    size_t keys = count_keys(database);

    (void)state;
    valux_key_database_use_tpm(database, "/dev/there-is-none");
    assert_false(valux_key_database_generate_in_tpm(database, VALUX_KEY_EC_P256, &key_id, &error));
    assert_non_null(strstr(error.message, "/dev/there-is-none"));
    assert_int_equal(count_keys(database), keys);
    assert_true(valux_key_database_generate(database, VALUX_KEY_EC_P256, &key_id, &error));
    assert_false(valux_key_database_is_in_tpm(database, key_id));
    valux_key_database_close(database);
}

static void a_key_that_programs_would_pass_over_is_not_kept(void **state)
{
    struct valux_key_database *database = open_database();
    size_t before = count_keys(database);

    (void)state;
    zero_wanted = true;
    struct valux_key_id key_id = generate(database, VALUX_KEY_EC_P256);
    assert_false(zero_wanted);
    assert_int_not_equal(key_id.bytes[0], 0);
    assert_int_equal(count_keys(database), before + 1);
    valux_key_database_close(database);
}

static int set_up(void **state)
{
    software_tpm_start(&software);
    return store_fixture_setup(state);
}

static int tear_down(void **state)
{
    software_tpm_end(&software);
    return store_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_p256_key_lives_from_request_to_removal),
        cmocka_unit_test(an_rsa_key_lives_from_request_to_removal),
        cmocka_unit_test(its_certificate_is_no_authority),
        cmocka_unit_test(the_reader_gives_file_and_authorization),
        cmocka_unit_test(a_key_that_programs_would_pass_over_is_not_kept),
        cmocka_unit_test(without_the_tpm_the_store_still_opens),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
