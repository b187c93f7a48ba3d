/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <keyhi.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <pk11pub.h>

#include "store_fixture.h"
#include "valux/catalogue.h"
#include "valux/certificate_request.h"
#include "valux/key_certificate.h"
#include "valux/key_database.h"
#include "valux/key_pair.h"
#include "valux/store.h"

/* NSS's own function, and what the linker has the product call in its place. */
SECKEYPrivateKey *__real_PK11_GenerateKeyPairWithFlags(PK11SlotInfo *slot, CK_MECHANISM_TYPE type,
                                                       void *parameters,
                                                       SECKEYPublicKey **public_key,
                                                       PK11AttrFlags flags, void *context);
SECKEYPrivateKey *__wrap_PK11_GenerateKeyPairWithFlags(PK11SlotInfo *slot, CK_MECHANISM_TYPE type,
                                                       void *parameters,
                                                       SECKEYPublicKey **public_key,
                                                       PK11AttrFlags flags, void *context);

/* Whether the next key pair has an ID that begins with a zero byte. */
static bool zero_wanted;

static bool begins_with_zero(SECKEYPrivateKey *key)
{
    SECItem *id = PK11_GetLowLevelKeyIDForPrivateKey(key);
    bool result = id != NULL && id->len > 0 && id->data[0] == 0;

    SECITEM_FreeItem(id, PR_TRUE);
    return result;
}

SECKEYPrivateKey *__wrap_PK11_GenerateKeyPairWithFlags(PK11SlotInfo *slot, CK_MECHANISM_TYPE type,
                                                       void *parameters,
                                                       SECKEYPublicKey **public_key,
                                                       PK11AttrFlags flags, void *context)
{
    for (;;) {
        SECKEYPrivateKey *key = __real_PK11_GenerateKeyPairWithFlags(slot, type, parameters,
                                                                     public_key, flags, context);
        if (key == NULL || !zero_wanted || begins_with_zero(key)) {
            zero_wanted = false;
            return key;
        }
        assert_int_equal(PK11_DeleteTokenPrivateKey(key, PR_TRUE), SECSuccess);
        assert_int_equal(PK11_DeleteTokenPublicKey(*public_key), SECSuccess);
    }
}

/* One database is open at a time, so each test opens its own. */
static struct valux_key_database *open_database(void)
{
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_key_database *database = NULL;

    assert_true(valux_store_open_locked(&store, 0, &error));
    bool opened = valux_key_database_open(store.path, true, NULL, &database, &error);
    if (!opened)
        print_error("%s\n", error.message);
    assert_true(opened);
    valux_store_close(&store);
    return database;
}

static void check_pair(const struct valux_bytes *pkcs8, const struct valux_bytes *certificate)
{
    const unsigned char *position = pkcs8->data;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &position, (long)pkcs8->length);

    assert_non_null(key);
    position = certificate->data;
    X509 *x509 = d2i_X509(NULL, &position, (long)certificate->length);
    assert_non_null(x509);
    assert_int_equal(X509_check_private_key(x509, key), 1);
    X509_free(x509);
    EVP_PKEY_free(key);
}

static void generate_and_reopen(enum valux_key_type type)
{
    struct valux_error error = {0};
    struct valux_key_id key_id;
    struct valux_bytes request;
    struct valux_bytes pkcs8;
    struct valux_bytes stored;
    char nickname[32];
    struct valux_certificate parsed;
    struct valux_key_database *database = open_database();

    assert_true(valux_key_database_generate(database, type, &key_id, &error));
    assert_true(valux_key_database_request(database, key_id, "CERT0001", "COMPANY00001", "SECRET",
                                           &request, &error));
    struct valux_bytes certificate = store_fixture_issue(&request, 0, 3600);
    assert_true(valux_certificate_parse(&certificate, &parsed, &error));
    assert_true(valux_key_id_equal(parsed.key_id, key_id));
    assert_true(valux_key_database_import(database, &certificate, "nickname", &error));
    assert_true(valux_key_database_import(database, &certificate, "nickname", &error));
    valux_key_database_close(database);

    database = open_database();
    assert_true(valux_key_database_certificate(database, key_id, &stored, nickname, sizeof nickname,
                                               &error));
    assert_true(valux_bytes_equal(&stored, &certificate));
    assert_string_equal(nickname, "nickname");
    valux_bytes_free(&stored);
    assert_true(valux_key_database_read_private_key(database, key_id, &pkcs8, &error));
    check_pair(&pkcs8, &certificate);
    valux_bytes_wipe(&pkcs8);
    valux_key_database_close(database);
    valux_certificate_free(&parsed);
    valux_bytes_free(&certificate);
    valux_bytes_free(&request);
}

static void test_an_rsa_key_survives_closing_and_matches_its_certificate(void **state)
{
    (void)state;
    generate_and_reopen(VALUX_KEY_RSA_2048);
}

static void test_an_ec_key_survives_closing_and_matches_its_certificate(void **state)
{
    (void)state;
    generate_and_reopen(VALUX_KEY_EC_P256);
    generate_and_reopen(VALUX_KEY_EC_P384);
}

static void test_removed_keys_are_gone_and_the_others_stay(void **state)
{
    struct valux_error error = {0};
    struct valux_key_id first;
    struct valux_key_id second;
    struct valux_key_id *key_ids;
    size_t count;
    size_t before;
    struct valux_bytes pkcs8;
    struct valux_key_database *database = open_database();

    (void)state;
    assert_true(valux_key_database_list(database, &key_ids, &before, &error));
    free(key_ids);
    assert_true(valux_key_database_generate(database, VALUX_KEY_EC_P256, &first, &error));
    assert_true(valux_key_database_generate(database, VALUX_KEY_EC_P256, &second, &error));
    assert_true(valux_key_database_remove(database, first, &error));
    assert_true(valux_key_database_remove(database, first, &error));
    assert_true(valux_key_database_list(database, &key_ids, &count, &error));
    assert_int_equal(count, before + 1);
    free(key_ids);
    assert_false(valux_key_database_read_private_key(database, first, &pkcs8, &error));
    assert_int_equal(error.domain, VALUX_ERROR_NOT_FOUND);
    assert_true(valux_key_database_read_private_key(database, second, &pkcs8, &error));
    valux_bytes_wipe(&pkcs8);
    valux_key_database_close(database);
}

static void test_a_key_that_programs_would_pass_over_is_not_kept(void **state)
{
    struct valux_error error = {0};
    struct valux_key_id key_id;
    struct valux_key_id *key_ids;
    size_t count;
    size_t before;
    struct valux_key_database *database = open_database();

    (void)state;
    assert_true(valux_key_database_list(database, &key_ids, &before, &error));
    free(key_ids);
    zero_wanted = true;
    assert_true(valux_key_database_generate(database, VALUX_KEY_EC_P256, &key_id, &error));
    assert_false(zero_wanted);
    assert_int_not_equal(key_id.bytes[0], 0);
    assert_true(valux_key_database_list(database, &key_ids, &count, &error));
    assert_int_equal(count, before + 1);
    free(key_ids);
    valux_key_database_close(database);
}

static void test_two_certificates_with_one_subject_are_both_kept(void **state)
{
    struct valux_error error = {0};
    struct valux_key_id key_ids[2];
    struct valux_key_database *database = open_database();

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct valux_bytes request;
        assert_true(valux_key_database_generate(database, VALUX_KEY_EC_P256, &key_ids[i], &error));
        assert_true(valux_key_database_request(database, key_ids[i], "SAMENAME", "COMPANY00001",
                                               NULL, &request, &error));
        struct valux_bytes certificate = store_fixture_issue(&request, 0, 3600);
        assert_true(
            valux_key_database_import(database, &certificate, i == 0 ? "one" : "two", &error));
        valux_bytes_free(&certificate);
        valux_bytes_free(&request);
    }
    for (int i = 0; i < 2; i++)
        assert_true(valux_key_database_remove(database, key_ids[i], &error));
    valux_key_database_close(database);
}

static void test_a_store_whose_seal_was_changed_does_not_open(void **state)
{
    char seal[VALUX_PATH_SIZE];
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_key_database *database = open_database();

    (void)state;
    valux_key_database_close(database);
    assert_true(valux_store_open(&store, &error));
    assert_true(valux_paths_join(seal, store.path, "seal"));
    FILE *file = fopen(seal, "r+b");
    assert_non_null(file);
    int first = fgetc(file);
    rewind(file);
    fputc(first ^ 1, file);
    fclose(file);
    assert_false(valux_key_database_open(store.path, true, NULL, &database, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_non_null(strstr(error.message, "do not belong together"));
    file = fopen(seal, "r+b");
    fputc(first, file);
    fclose(file);
    valux_store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_rsa_key_survives_closing_and_matches_its_certificate),
        cmocka_unit_test(test_an_ec_key_survives_closing_and_matches_its_certificate),
        cmocka_unit_test(test_removed_keys_are_gone_and_the_others_stay),
        cmocka_unit_test(test_a_key_that_programs_would_pass_over_is_not_kept),
        cmocka_unit_test(test_two_certificates_with_one_subject_are_both_kept),
        cmocka_unit_test(test_a_store_whose_seal_was_changed_does_not_open),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
