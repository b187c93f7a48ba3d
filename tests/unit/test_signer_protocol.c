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

#define RANDOM_FRAMES 200000
#define RANDOM_SEED 20260401
#define HEAD_MAX (VALUX_SIGNER_FRAME_MAX - VALUX_SIGNER_PAYLOAD_MAX)

static const uint8_t payload[] = "a payload of some bytes for the frames below";
static uint8_t frame[VALUX_SIGNER_FRAME_MAX];

#define KEY_ID                                                                    \
    {                                                                             \
        {                                                                         \
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 \
        }                                                                         \
    }

/* One of each kind that the module sends. */
static const struct valux_signer_request valid_requests[] = {
    {.verb = VALUX_SIGNER_HELLO},
    {.verb = VALUX_SIGNER_SIGN,
     .scheme = VALUX_SIGNER_RSA_PKCS1,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_SIGN,
     .scheme = VALUX_SIGNER_RSA_PKCS1,
     .digest = VALUX_SIGNER_SHA384,
     .hash = true,
     .more = true,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_SIGN,
     .scheme = VALUX_SIGNER_RSA_PSS,
     .digest = VALUX_SIGNER_SHA256,
     .mgf_digest = VALUX_SIGNER_SHA1,
     .salt_length = 32,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = 32},
    {.verb = VALUX_SIGNER_SIGN,
     .scheme = VALUX_SIGNER_ECDSA,
     .digest = VALUX_SIGNER_SHA512,
     .hash = true,
     .key_id = KEY_ID},
    {.verb = VALUX_SIGNER_DECRYPT,
     .scheme = VALUX_SIGNER_RSA_PKCS1,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_DECRYPT,
     .scheme = VALUX_SIGNER_RSA_OAEP,
     .digest = VALUX_SIGNER_SHA224,
     .mgf_digest = VALUX_SIGNER_SHA512,
     .prefix_length = 5,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_DERIVE,
     .scheme = VALUX_SIGNER_ECDH,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_DERIVE,
     .scheme = VALUX_SIGNER_ECDH,
     .digest = VALUX_SIGNER_SHA256,
     .prefix_length = 7,
     .output_length = 32,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_DERIVE,
     .scheme = VALUX_SIGNER_ECDH,
     .digest = VALUX_SIGNER_SHA1,
     .output_length = VALUX_SIGNER_SECRET_MAX,
     .key_id = KEY_ID,
     .payload = payload,
     .payload_length = sizeof payload},
    {.verb = VALUX_SIGNER_UNWRAP,
     .scheme = VALUX_SIGNER_AES_KEY_WRAP,
     .prefix_length = 16,
     .payload = payload,
     .payload_length = 40},
};

static const struct valux_signer_response valid_responses[] = {
    {.status = VALUX_SIGNER_OK,
     .generation = UINT64_C(0x1122334455667788),
     .payload = payload,
     .payload_length = sizeof payload},
    {.status = VALUX_SIGNER_OK},
    {.status = VALUX_SIGNER_STALE, .generation = 7},
    {.status = VALUX_SIGNER_FAILED},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void assert_same_request(const struct valux_signer_request *a,
                                const struct valux_signer_request *b)
{
    assert_int_equal(a->verb, b->verb);
    assert_int_equal(a->scheme, b->scheme);
    assert_int_equal(a->digest, b->digest);
    assert_int_equal(a->mgf_digest, b->mgf_digest);
    assert_int_equal(a->hash, b->hash);
    assert_int_equal(a->more, b->more);
    assert_int_equal(a->salt_length, b->salt_length);
    assert_int_equal(a->prefix_length, b->prefix_length);
    assert_int_equal(a->output_length, b->output_length);
    assert_true(valux_key_id_equal(a->key_id, b->key_id));
    assert_int_equal(a->payload_length, b->payload_length);
    if (a->payload_length > 0)
        assert_memory_equal(a->payload, b->payload, a->payload_length);
}

static size_t encode(const struct valux_signer_request *request)
{
    size_t length;

    assert_true(valux_signer_request_encode(request, frame, sizeof frame, &length));
    return length;
}

static size_t encode_response(const struct valux_signer_response *response)
{
    size_t length;

    assert_true(valux_signer_response_encode(response, frame, sizeof frame, &length));
    return length;
}

/* Whatever was read is a request that could be written, and is written as the same bytes. */
static bool decodes_to_what_can_be_written(const uint8_t *bytes, size_t length)
{
    static uint8_t again[VALUX_SIGNER_FRAME_MAX];
    struct valux_signer_request request;
    size_t again_length;

    if (!valux_signer_request_decode(bytes, length, &request))
        return false;
    assert_in_range(request.verb, VALUX_SIGNER_HELLO, VALUX_SIGNER_UNWRAP);
    assert_in_range(request.scheme, VALUX_SIGNER_NO_SCHEME, VALUX_SIGNER_AES_KEY_WRAP);
    assert_in_range(request.digest, VALUX_SIGNER_NO_DIGEST, VALUX_SIGNER_SHA512);
    assert_in_range(request.mgf_digest, VALUX_SIGNER_NO_DIGEST, VALUX_SIGNER_SHA512);
    assert_true(request.payload_length <= length);
    assert_true(request.payload_length <= VALUX_SIGNER_PAYLOAD_MAX);
    assert_true(request.prefix_length <= request.payload_length);
    assert_true(request.output_length <= VALUX_SIGNER_SECRET_MAX);
    assert_true(request.payload + request.payload_length == bytes + length);
    assert_true(valux_signer_request_encode(&request, again, sizeof again, &again_length));
    assert_int_equal(again_length, length);
    assert_memory_equal(again, bytes, length);
    return true;
}

static bool response_decodes_to_what_can_be_written(const uint8_t *bytes, size_t length)
{
    static uint8_t again[VALUX_SIGNER_FRAME_MAX];
    struct valux_signer_response response;
    size_t again_length;

    if (!valux_signer_response_decode(bytes, length, &response))
        return false;
    assert_in_range(response.status, VALUX_SIGNER_OK, VALUX_SIGNER_FAILED);
    assert_true(response.status == VALUX_SIGNER_OK || response.payload_length == 0);
    assert_true(response.payload + response.payload_length == bytes + length);
    assert_true(valux_signer_response_encode(&response, again, sizeof again, &again_length));
    assert_int_equal(again_length, length);
    assert_memory_equal(again, bytes, length);
    return true;
}

static void test_what_is_written_is_read_again(void **state)
{
    struct valux_signer_request request;
    struct valux_signer_response response;

    (void)state;
    for (size_t i = 0; i < COUNT(valid_requests); i++) {
        size_t length = encode(&valid_requests[i]);
        assert_true(valux_signer_request_decode(frame, length, &request));
        assert_same_request(&request, &valid_requests[i]);
    }
    for (size_t i = 0; i < COUNT(valid_responses); i++) {
        size_t length = encode_response(&valid_responses[i]);
        assert_true(valux_signer_response_decode(frame, length, &response));
        assert_int_equal(response.status, valid_responses[i].status);
        assert_true(response.generation == valid_responses[i].generation);
        assert_int_equal(response.payload_length, valid_responses[i].payload_length);
    }
    print_message("%zu requests and %zu responses\n", COUNT(valid_requests),
                  COUNT(valid_responses));
}

static void test_the_longest_payload_fits_and_one_byte_more_does_not(void **state)
{
    static uint8_t longest[VALUX_SIGNER_PAYLOAD_MAX + 1];
    struct valux_signer_request request = valid_requests[2];
    struct valux_signer_request read;
    size_t length;

    (void)state;
    request.payload = longest;
    request.payload_length = VALUX_SIGNER_PAYLOAD_MAX;
    length = encode(&request);
    assert_true(valux_signer_request_decode(frame, length, &read));
    assert_int_equal(read.payload_length, VALUX_SIGNER_PAYLOAD_MAX);
    assert_false(valux_signer_request_encode(&request, frame, length - 1, &length));
    request.payload_length++;
    assert_false(valux_signer_request_encode(&request, frame, sizeof frame, &length));
    struct valux_signer_response response = {.payload = longest,
                                             .payload_length = VALUX_SIGNER_PAYLOAD_MAX + 1};
    assert_false(valux_signer_response_encode(&response, frame, sizeof frame, &length));
}

static void test_every_truncation_and_every_trailing_byte_is_refused(void **state)
{
    struct valux_signer_request request;
    struct valux_signer_response response;
    size_t refused = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(valid_requests); i++) {
        size_t length = encode(&valid_requests[i]);
        frame[length] = 0;
        for (size_t cut = 0; cut < length; cut++, refused++)
            assert_false(valux_signer_request_decode(frame, cut, &request));
        assert_false(valux_signer_request_decode(frame, length + 1, &request));
    }
    for (size_t i = 0; i < COUNT(valid_responses); i++) {
        size_t length = encode_response(&valid_responses[i]);
        frame[length] = 0;
        for (size_t cut = 0; cut < length; cut++, refused++)
            assert_false(valux_signer_response_decode(frame, cut, &response));
        assert_false(valux_signer_response_decode(frame, length + 1, &response));
    }
    print_message("%zu truncations refused\n", refused);
}

static void test_every_flipped_bit_is_refused_or_gives_another_valid_frame(void **state)
{
    size_t refused = 0;
    size_t taken = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(valid_requests); i++) {
        size_t length = encode(&valid_requests[i]);
        for (size_t bit = 0; bit < length * 8; bit++) {
            frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
            *(decodes_to_what_can_be_written(frame, length) ? &taken : &refused) += 1;
            frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_true(decodes_to_what_can_be_written(frame, length));
    }
    for (size_t i = 0; i < COUNT(valid_responses); i++) {
        size_t length = encode_response(&valid_responses[i]);
        for (size_t bit = 0; bit < length * 8; bit++) {
            frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
            *(response_decodes_to_what_can_be_written(frame, length) ? &taken : &refused) += 1;
            frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
    assert_true(refused > 0 && taken > 0);
    print_message("%zu flipped bits refused, %zu make another valid frame\n", refused, taken);
}

static void test_random_frames_are_refused_or_valid(void **state)
{
    uint8_t bytes[HEAD_MAX];
    size_t taken = 0;

    (void)state;
    srandom(RANDOM_SEED);
    for (int i = 0; i < RANDOM_FRAMES; i++) {
        size_t length = (size_t)random() % sizeof bytes;
        for (size_t k = 0; k < length; k++)
            bytes[k] = (uint8_t)(random() % 4 == 0 ? random() % 6 : 0);
        if (length > 4 && i % 2 == 0)
            bytes[0] = VALUX_SIGNER_VERSION;
        taken += decodes_to_what_can_be_written(bytes, length);
        taken += response_decodes_to_what_can_be_written(bytes, length);
    }
    print_message("%d random frames, %zu of them valid\n", RANDOM_FRAMES, taken);
}

static void test_another_version_is_refused(void **state)
{
    struct valux_signer_request request;
    size_t length = encode(&valid_requests[1]);
    uint32_t version = VALUX_SIGNER_VERSION + 1;

    (void)state;
    memcpy(frame, &version, sizeof version);
    assert_false(valux_signer_request_decode(frame, length, &request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_again),
        cmocka_unit_test(test_the_longest_payload_fits_and_one_byte_more_does_not),
        cmocka_unit_test(test_every_truncation_and_every_trailing_byte_is_refused),
        cmocka_unit_test(test_every_flipped_bit_is_refused_or_gives_another_valid_frame),
        cmocka_unit_test(test_random_frames_are_refused_or_valid),
        cmocka_unit_test(test_another_version_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
