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

#include "valux/signer_protocol.h"

/* Frames that are whole and mean nothing: neither written nor, since the rule is one, read. */

static const uint8_t payload[VALUX_SIGNER_PAYLOAD_MAX];
static uint8_t frame[VALUX_SIGNER_FRAME_MAX];

#define KEY_ID                                                                    \
    {                                                                             \
        {                                                                         \
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 \
        }                                                                         \
    }

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_allowed(struct valux_signer_request request)
{
    size_t length;

    assert_true(valux_signer_request_encode(&request, frame, sizeof frame, &length));
}

static void assert_refused(struct valux_signer_request request)
{
    size_t length;

    assert_false(valux_signer_request_encode(&request, frame, sizeof frame, &length));
}

/* Each is a request that the module may send with one thing that does not belong there. */
static void test_combinations_without_a_meaning_are_refused(void **state)
{
    struct valux_signer_request wrong[] = {
        {.verb = 0},
        {.verb = 6},
        {.verb = VALUX_SIGNER_HELLO, .key_id = KEY_ID},
        {.verb = VALUX_SIGNER_HELLO, .payload = payload, .payload_length = 1},
        {.verb = VALUX_SIGNER_HELLO, .output_length = 1},
        {.verb = VALUX_SIGNER_SIGN},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_RSA_OAEP},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDH},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA, .more = true},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA, .hash = true},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA, .digest = VALUX_SIGNER_SHA256},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA, .salt_length = 1},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA, .output_length = 1},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_RSA_PKCS1, .digest = 6, .hash = true},
        {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_RSA_PSS, .digest = VALUX_SIGNER_SHA1},
        {.verb = VALUX_SIGNER_SIGN,
         .scheme = VALUX_SIGNER_RSA_PSS,
         .digest = VALUX_SIGNER_SHA1,
         .mgf_digest = VALUX_SIGNER_SHA1,
         .salt_length = 1025},
        {.verb = VALUX_SIGNER_DECRYPT, .scheme = VALUX_SIGNER_RSA_PSS},
        {.verb = VALUX_SIGNER_DECRYPT, .scheme = VALUX_SIGNER_RSA_PKCS1, .hash = true},
        {.verb = VALUX_SIGNER_DECRYPT, .scheme = VALUX_SIGNER_RSA_PKCS1, .output_length = 1},
        {.verb = VALUX_SIGNER_DECRYPT,
         .scheme = VALUX_SIGNER_RSA_PKCS1,
         .prefix_length = 1,
         .payload = payload,
         .payload_length = 2},
        {.verb = VALUX_SIGNER_DECRYPT,
         .scheme = VALUX_SIGNER_RSA_OAEP,
         .digest = VALUX_SIGNER_SHA1,
         .mgf_digest = VALUX_SIGNER_SHA1,
         .prefix_length = 3,
         .payload = payload,
         .payload_length = 2},
        {.verb = VALUX_SIGNER_DERIVE, .scheme = VALUX_SIGNER_ECDSA},
        {.verb = VALUX_SIGNER_DERIVE, .scheme = VALUX_SIGNER_ECDH, .more = true},
    };
    size_t length;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_refused(wrong[i]);
    struct valux_signer_response with_payload = {
        .status = VALUX_SIGNER_REFUSED, .payload = payload, .payload_length = 1};
    assert_false(valux_signer_response_encode(&with_payload, frame, sizeof frame, &length));
    print_message("%zu requests and a response\n", COUNT(wrong));
}

/* What a derivation by a KDF may not be, each a change of one that may be. */
static void test_derivations_out_of_bounds_are_refused(void **state)
{
    const struct valux_signer_request allowed = {.verb = VALUX_SIGNER_DERIVE,
                                                 .scheme = VALUX_SIGNER_ECDH,
                                                 .digest = VALUX_SIGNER_SHA512,
                                                 .prefix_length = VALUX_SIGNER_SHARED_DATA_MAX,
                                                 .output_length = VALUX_SIGNER_SECRET_MAX,
                                                 .payload = payload,
                                                 .payload_length =
                                                     VALUX_SIGNER_SHARED_DATA_MAX + 65};
    struct valux_signer_request wrong = allowed;

    (void)state;
    assert_allowed(allowed);
    wrong.output_length = 0;
    assert_refused(wrong);
    wrong.output_length = VALUX_SIGNER_SECRET_MAX + 1;
    assert_refused(wrong);
    wrong = allowed;
    wrong.prefix_length++;
    assert_refused(wrong);
    wrong.prefix_length = (uint32_t)wrong.payload_length + 1;
    assert_refused(wrong);
    wrong.prefix_length = 65;
    assert_refused(wrong);
    wrong = allowed;
    wrong.digest = VALUX_SIGNER_SHA512 + 1;
    assert_refused(wrong);
    wrong.digest = VALUX_SIGNER_NO_DIGEST;
    assert_refused(wrong);
    wrong.prefix_length = 0;
    wrong.payload_length = 65;
    assert_refused(wrong);
    wrong.output_length = 0;
    assert_allowed(wrong);
    wrong = allowed;
    wrong.mgf_digest = VALUX_SIGNER_SHA1;
    assert_refused(wrong);
    wrong = allowed;
    wrong.hash = true;
    assert_refused(wrong);
    wrong = allowed;
    wrong.salt_length = 1;
    assert_refused(wrong);
}

static void test_unwrappings_out_of_bounds_are_refused(void **state)
{
    const struct valux_signer_request allowed = {
        .verb = VALUX_SIGNER_UNWRAP,
        .scheme = VALUX_SIGNER_AES_KEY_WRAP,
        .prefix_length = 32,
        .payload = payload,
        .payload_length = 32 + VALUX_SIGNER_SECRET_MAX + 8,
    };
    struct valux_signer_request wrong = allowed;

    (void)state;
    for (uint32_t key = 0; key <= 40; key++) {
        size_t length;
        wrong.prefix_length = key;
        wrong.payload_length = key + 24;
        assert_int_equal(valux_signer_request_encode(&wrong, frame, sizeof frame, &length),
                         key == 16 || key == 24 || key == 32);
    }
    wrong = allowed;
    for (size_t wrapped = 0; wrapped <= VALUX_SIGNER_SECRET_MAX + 16; wrapped++) {
        size_t length;
        wrong.payload_length = 32 + wrapped;
        assert_int_equal(valux_signer_request_encode(&wrong, frame, sizeof frame, &length),
                         wrapped >= 24 && wrapped % 8 == 0 &&
                             wrapped <= VALUX_SIGNER_SECRET_MAX + 8);
    }
    wrong = allowed;
    wrong.payload_length = 8;
    assert_refused(wrong);
    wrong = allowed;
    wrong.key_id.bytes[0] = 1;
    assert_refused(wrong);
    wrong = allowed;
    wrong.scheme = VALUX_SIGNER_ECDH;
    assert_refused(wrong);
    wrong = allowed;
    wrong.digest = VALUX_SIGNER_SHA1;
    assert_refused(wrong);
    wrong = allowed;
    wrong.output_length = 32;
    assert_refused(wrong);
    wrong = allowed;
    wrong.more = true;
    assert_refused(wrong);
    wrong = allowed;
    wrong.verb = VALUX_SIGNER_DECRYPT;
    assert_refused(wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_combinations_without_a_meaning_are_refused),
        cmocka_unit_test(test_derivations_out_of_bounds_are_refused),
        cmocka_unit_test(test_unwrappings_out_of_bounds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
