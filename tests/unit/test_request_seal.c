/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "acquisition/request_seal.h"

static const uint8_t text[] = "a request with PASSPHRASE in it";

static const struct centre_request secrets = {
    .request_id = "00000000-0000-4000-8000-000000000001",
    .one_time_password = "Abc123Def456",
    .passphrase = "PASSPHRASE",
};

static const uint8_t store[VALUX_STORE_SECRET_SIZE] = {1, 2, 3};

static struct valux_bytes seal(void)
{
    const struct valux_bytes request = {(uint8_t *)text, sizeof text};
    struct valux_bytes sealed = {NULL, 0};

    assert_true(request_seal(&secrets, store, &request, &sealed));
    return sealed;
}

static void test_the_same_secrets_give_the_same_request(void **state)
{
    struct valux_bytes sealed = seal();
    struct valux_bytes opened = {NULL, 0};

    (void)state;
    assert_true(request_unseal(&secrets, store, &sealed, &opened));
    assert_int_equal(opened.length, sizeof text);
    assert_memory_equal(opened.data, text, sizeof text);
    assert_null(memmem(sealed.data, sealed.length, "PASSPHRASE", 10));
    valux_bytes_free(&opened);
    valux_bytes_free(&sealed);
}

static void assert_closed(const struct centre_request *request, const struct valux_bytes *sealed)
{
    struct valux_bytes opened = {NULL, 0};

    assert_false(request_unseal(request, store, sealed, &opened));
    assert_null(opened.data);
}

static void test_other_secrets_give_nothing(void **state)
{
    struct valux_bytes sealed = seal();
    struct centre_request other = secrets;

    (void)state;
    other.one_time_password = "Abc123Def457";
    assert_closed(&other, &sealed);
    other = secrets;
    other.passphrase = "PASSPHRASES";
    assert_closed(&other, &sealed);
    other = secrets;
    other.request_id = "00000000-0000-4000-8000-000000000002";
    assert_closed(&other, &sealed);
    valux_bytes_free(&sealed);
}

static void test_the_right_secrets_open_nothing_without_the_store(void **state)
{
    static const uint8_t others[][VALUX_STORE_SECRET_SIZE] = {{0}, {1, 2, 4}};
    struct valux_bytes sealed = seal();
    struct valux_bytes opened = {NULL, 0};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(request_unseal(&secrets, others[i], &sealed, &opened));
        assert_null(opened.data);
    }
    valux_bytes_free(&sealed);
}

/* Made by another implementation of HKDF and AES-GCM, as docs/formats.md describes the two. */
static void test_what_an_earlier_version_has_sealed_is_opened(void **state)
{
    static const char hex[] = "000102030405060708090a0b054ffd2a517a66ec4c28b4be7ff60c95f6e38a8c"
                              "199505161350ecad28ebaf8bc9a06e79a75988419f8b0fa3f35ec4db";
    uint8_t before[4 + (sizeof hex - 1) / 2] = {0, 0, 0, sizeof before - 4};
    const struct valux_bytes sealed = {before, sizeof before};
    struct valux_bytes opened = {NULL, 0};
    struct centre_request other = secrets;

    (void)state;
    assert_true(valux_bytes_from_hex(hex, before + 4, sizeof before - 4));
    assert_true(request_unseal(&secrets, store, &sealed, &opened));
    assert_int_equal(opened.length, sizeof text);
    assert_memory_equal(opened.data, text, sizeof text);
    valux_bytes_free(&opened);
    other.passphrase = "PASSPHRASES";
    assert_closed(&other, &sealed);
}

static void test_each_request_is_kept_for_its_own_secrets(void **state)
{
    struct valux_bytes sealed = seal();
    struct valux_bytes opened = {NULL, 0};
    struct centre_request mistyped = secrets;
    const struct valux_bytes other = {(uint8_t *)"another request", 15};

    (void)state;
    mistyped.one_time_password = "Abc123Def457";
    assert_true(request_seal(&mistyped, store, &other, &sealed));
    assert_true(request_unseal(&secrets, store, &sealed, &opened));
    assert_int_equal(opened.length, sizeof text);
    assert_memory_equal(opened.data, text, sizeof text);
    valux_bytes_free(&opened);
    assert_true(request_unseal(&mistyped, store, &sealed, &opened));
    assert_int_equal(opened.length, other.length);
    assert_memory_equal(opened.data, other.data, other.length);
    valux_bytes_free(&opened);
    mistyped.passphrase = "PASSPHRASES";
    assert_closed(&mistyped, &sealed);
    valux_bytes_free(&sealed);
}

static void test_any_changed_or_missing_byte_gives_nothing(void **state)
{
    struct valux_bytes sealed = seal();

    (void)state;
    for (size_t i = 0; i < sealed.length; i++) {
        const struct valux_bytes shorter = {sealed.data, i};
        assert_closed(&secrets, &shorter);
        sealed.data[i] ^= 1;
        assert_closed(&secrets, &sealed);
        sealed.data[i] ^= 1;
    }
    valux_bytes_free(&sealed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_secrets_give_the_same_request),
        cmocka_unit_test(test_other_secrets_give_nothing),
        cmocka_unit_test(test_the_right_secrets_open_nothing_without_the_store),
        cmocka_unit_test(test_what_an_earlier_version_has_sealed_is_opened),
        cmocka_unit_test(test_each_request_is_kept_for_its_own_secrets),
        cmocka_unit_test(test_any_changed_or_missing_byte_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
