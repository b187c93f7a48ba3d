/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "centre/est_encoding.h"

#define BYTES(text)                     \
    (const struct valux_bytes)          \
    {                                   \
        (uint8_t *)(text), strlen(text) \
    }

static void test_requests_are_base64_in_lines_of_64(void **state)
{
    uint8_t der[200];
    struct valux_bytes body;
    struct valux_bytes read = {NULL, 0};
    size_t line = 0;

    (void)state;
    for (size_t length = 0; length <= sizeof der; length++) {
        memset(der, 0xA5, sizeof der);
        assert_true(est_encode(&(struct valux_bytes){der, length}, &body));
        for (size_t i = 0; i < body.length; i++) {
            line = body.data[i] == '\n' ? 0 : line + 1;
            assert_in_range(line, 0, 64);
        }
        assert_int_equal(line, 0);
        if (length > 0) {
            assert_true(est_decode(&body, &read));
            assert_int_equal(read.length, length);
            assert_memory_equal(read.data, der, length);
            valux_bytes_free(&read);
        }
        valux_bytes_free(&body);
    }
}

static void test_answers_are_read_with_any_line_breaks_and_as_der(void **state)
{
    static const char *const same[] = {"MAMCAQA=", "MAM\r\nCAQA=\r\n",
                                       " MAMC\tAQA= ", "\x30\x03\x02\x01"};

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct valux_bytes der = {NULL, 0};
        const struct valux_bytes body = BYTES(same[i]);
        assert_true(est_decode(&body, &der));
        assert_memory_equal(der.data, "\x30\x03\x02\x01", 4);
        valux_bytes_free(&der);
    }
}

static void test_what_is_neither_is_refused(void **state)
{
    static const char *const wrong[] = {"", "\n", "-----BEGIN PKCS7-----\nMAMCAQA=\n", "MAM"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct valux_bytes der = {NULL, 0};
        const struct valux_bytes body = BYTES(wrong[i]);
        assert_false(est_decode(&body, &der));
    }
}

static enum est_key_wish wish(const char *der, size_t length, enum valux_key_type *type)
{
    struct key_choice choice = {.type = *type};
    enum est_key_wish found = est_key_type(&(struct valux_bytes){(uint8_t *)der, length}, &choice);

    *type = choice.type;
    return found;
}
#define WISH(der, type) wish(der, sizeof(der) - 1, type)

static void test_the_first_kind_of_key_that_can_be_made_is_taken(void **state)
{
    enum valux_key_type type = VALUX_KEY_RSA_2048;

    (void)state;
    /* An empty list, and challengePassword alone. */
    assert_int_equal(WISH("\x30\x00", &type), EST_KEY_ANY);
    assert_int_equal(WISH("\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x07", &type),
                     EST_KEY_ANY);
    /* secp384r1 as it is, and as id-ecPublicKey's value. */
    assert_int_equal(WISH("\x30\x07\x06\x05\x2b\x81\x04\x00\x22", &type), EST_KEY_KNOWN);
    assert_int_equal(type, VALUX_KEY_EC_P384);
    assert_int_equal(WISH("\x30\x17\x30\x15\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x31\x0a\x06\x08"
                          "\x2a\x86\x48\xce\x3d\x03\x01\x07",
                          &type),
                     EST_KEY_KNOWN);
    assert_int_equal(type, VALUX_KEY_EC_P256);
    /* secp521r1, which this program does not make, alone. */
    assert_int_equal(WISH("\x30\x14\x30\x12\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x31\x07\x06\x05"
                          "\x2b\x81\x04\x00\x23",
                          &type),
                     EST_KEY_UNKNOWN);
    /* rsaEncryption with 4096 bits. */
    assert_int_equal(WISH("\x30\x13\x30\x11\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x31\x04"
                          "\x02\x02\x10\x00",
                          &type),
                     EST_KEY_KNOWN);
    assert_int_equal(type, VALUX_KEY_RSA_4096);
    /* Not DER, and DER with something behind it. */
    assert_int_equal(WISH("\x31\x00", &type), EST_KEY_UNKNOWN);
    assert_int_equal(WISH("\x30\x00\x00", &type), EST_KEY_UNKNOWN);
}

static enum valux_key_type choose(bool in_tpm, const enum valux_key_type *offered, size_t count)
{
    struct key_choice choice = {.in_tpm = in_tpm};

    for (size_t i = 0; i < count; i++)
        key_choice_offer(&choice, offered[i]);
    assert_true(choice.chosen);
    return choice.type;
}

static void test_a_tpm_gets_the_first_kind_of_key_that_it_can_make(void **state)
{
    static const enum valux_key_type some[] = {VALUX_KEY_RSA_3072, VALUX_KEY_EC_P384,
                                               VALUX_KEY_EC_P256, VALUX_KEY_RSA_2048};

    (void)state;
    assert_int_equal(choose(false, some, 4), VALUX_KEY_RSA_3072);
    assert_int_equal(choose(true, some, 4), VALUX_KEY_EC_P256);
    assert_int_equal(choose(true, some + 3, 1), VALUX_KEY_RSA_2048);
    assert_int_equal(choose(true, some, 2), VALUX_KEY_RSA_3072); /* which is then refused */
    assert_int_equal(choose(true, some + 2, 2), VALUX_KEY_EC_P256);
}

static void test_what_is_no_certs_only_message_is_refused(void **state)
{
    static const char *const wrong[] = {"", "\x30", "\x30\x03\x02\x01\x01", "no DER at all"};
    struct valux_bytes *certificates;
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct valux_bytes message = BYTES(wrong[i]);
        assert_false(est_certificates(&message, &certificates, &count));
        assert_null(certificates);
        assert_int_equal(count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests_are_base64_in_lines_of_64),
        cmocka_unit_test(test_answers_are_read_with_any_line_breaks_and_as_der),
        cmocka_unit_test(test_what_is_neither_is_refused),
        cmocka_unit_test(test_the_first_kind_of_key_that_can_be_made_is_taken),
        cmocka_unit_test(test_a_tpm_gets_the_first_kind_of_key_that_it_can_make),
        cmocka_unit_test(test_what_is_no_certs_only_message_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
