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

#include "signer_fixture.h"

/* The module's side of the signer: errors, policy, and a signer that comes and goes. */

static void test_lengths_and_parameters_out_of_range_have_their_error(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN,
                                           .scheme = VALUX_SIGNER_RSA_PKCS1};

    (void)state;
    assert_int_equal(ask(request, RSA_2048, long_message, 245), CKR_OK);
    assert_int_equal(ask(request, RSA_2048, long_message, 246), CKR_DATA_LEN_RANGE);
    assert_int_equal(ask(request, RSA_2048, long_message, VALUX_SIGNER_PAYLOAD_MAX + 1),
                     CKR_DATA_LEN_RANGE);
    assert_int_equal(ask(request, EC_P256, text, 32), CKR_MECHANISM_PARAM_INVALID);
    request.scheme = VALUX_SIGNER_ECDSA;
    assert_int_equal(ask(request, EC_P256, text, 0), CKR_DATA_LEN_RANGE);
    assert_int_equal(ask(request, RSA_2048, text, 32), CKR_MECHANISM_PARAM_INVALID);
    request.scheme = VALUX_SIGNER_RSA_PSS;
    request.digest = request.mgf_digest = VALUX_SIGNER_SHA256;
    request.salt_length = 256 - 32 - 2;
    assert_int_equal(ask(request, RSA_2048, text, 32), CKR_OK);
    assert_int_equal(ask(request, RSA_2048, text, 31), CKR_DATA_LEN_RANGE);
    request.salt_length++;
    assert_int_equal(ask(request, RSA_2048, text, 32), CKR_MECHANISM_PARAM_INVALID);
    request.salt_length = 1025;
    assert_int_equal(ask(request, RSA_2048, text, 32), CKR_MECHANISM_PARAM_INVALID);
}

static void test_a_short_buffer_is_told_the_length(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN,
                                           .scheme = VALUX_SIGNER_ECDSA,
                                           .payload = text,
                                           .payload_length = 32};

    (void)state;
    request.key_id = key_ids[EC_P256];
    answer_length = 63;
    assert_int_equal(signer_client_request(&request, answer, &answer_length), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(answer_length, 64);
    assert_int_equal(signer_client_request(&request, answer, &answer_length), CKR_OK);
}

static void test_keys_that_programs_may_not_use_do_not_sign(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA};
    struct valux_key_id known;

    (void)state;
    assert_int_equal(ask(request, HIDDEN, text, 32), CKR_KEY_HANDLE_INVALID);
    assert_int_equal(ask(request, LATER, text, 32), CKR_KEY_HANDLE_INVALID);
    assert_int_equal(ask(request, KEYLESS, text, 32), CKR_KEY_HANDLE_INVALID);
    known = key_ids[EC_P256];
    key_ids[EC_P256].bytes[0] ^= 1;
    assert_int_equal(ask(request, EC_P256, text, 32), CKR_KEY_HANDLE_INVALID);
    key_ids[EC_P256] = known;
}

static void test_a_change_of_the_store_is_followed_with_the_next_request(void **state)
{
    struct valux_signer_request ecdsa = {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA};
    struct valux_signer_request rsa = {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_RSA_PKCS1};

    (void)state;
    assert_int_equal(ask(ecdsa, EC_P256, text, 32), CKR_OK);
    save_with(VALUX_EXPOSURE_SELECTED);
    assert_int_equal(ask(ecdsa, EC_P256, text, 32), CKR_KEY_HANDLE_INVALID);
    assert_int_equal(ask(rsa, RSA_2048, text, 32), CKR_OK);
    save_with(VALUX_EXPOSURE_USABLE);
    assert_int_equal(ask(ecdsa, EC_P256, text, 32), CKR_OK);
}

static void test_the_signer_is_started_again_after_a_stop(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA};

    (void)state;
    for (int i = 0; i < 3; i++) {
        signer_client_prepare();
        assert_int_equal(ask(request, EC_P256, text, 32), CKR_OK);
        signer_client_stop();
    }
}

static void test_without_a_store_there_is_no_device(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN, .scheme = VALUX_SIGNER_ECDSA};
    char home[256];

    (void)state;
    signer_client_stop();
    snprintf(home, sizeof home, "%s", getenv("VALUX_HOME"));
    setenv("VALUX_HOME", "/nonexistent/store", 1);
    assert_int_equal(ask(request, EC_P256, text, 32), CKR_DEVICE_ERROR);
    setenv("VALUX_HOME", home, 1);
    signer_client_stop();
    assert_int_equal(ask(request, EC_P256, text, 32), CKR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_and_parameters_out_of_range_have_their_error),
        cmocka_unit_test(test_a_short_buffer_is_told_the_length),
        cmocka_unit_test(test_keys_that_programs_may_not_use_do_not_sign),
        cmocka_unit_test(test_a_change_of_the_store_is_followed_with_the_next_request),
        cmocka_unit_test(test_the_signer_is_started_again_after_a_stop),
        cmocka_unit_test(test_without_a_store_there_is_no_device),
    };

    return cmocka_run_group_tests(tests, signer_fixture_setup, signer_fixture_teardown);
}
