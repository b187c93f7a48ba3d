/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "custody/pin_key.h"
#include "valux/seal_lock.h"

static const uint8_t secret[VALUX_SEAL_SECRET_SIZE] = {1, 2, 3};
static char directory[] = "/tmp/valux-seal-XXXXXX";
static int store = -1;

static int make_store(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL)
        return -1;
    store = open(directory, O_RDONLY | O_DIRECTORY);
    return store < 0 ? -1 : 0;
}

static int remove_store(void **state)
{
    (void)state;
    (void)unlinkat(store, "seal", 0);
    (void)unlinkat(store, "pin-attempts.json", 0);
    close(store);
    return rmdir(directory);
}

/*
 * Another implementation's answer, Python's hashlib.scrypt(b"password", salt=bytes(range(16)),
 * n=1024, r=8, p=2, dklen=32): a seal opens with each version.
 */
static void test_the_key_is_scrypts(void **state)
{
    static const uint8_t expected[PIN_KEY_SIZE] = {
        0xd9, 0xfb, 0x3a, 0x25, 0x5e, 0xc8, 0x6e, 0x21, 0xa0, 0xca, 0x3c,
        0x8f, 0x23, 0x12, 0xf1, 0x2c, 0xbc, 0xb9, 0xbd, 0x73, 0x6b, 0x85,
        0x0f, 0x85, 0x25, 0xb1, 0x45, 0xf4, 0x38, 0x3d, 0x5a, 0xa1,
    };
    const struct pin_cost cost = {.log2_n = 10, .parallel = 2};
    uint8_t salt[PIN_SALT_SIZE];
    uint8_t key[PIN_KEY_SIZE];
    struct valux_error error;

    (void)state;
    for (uint8_t i = 0; i < sizeof salt; i++)
        salt[i] = i;
    assert_true(pin_key_derive("password", salt, &cost, key, &error));
    assert_memory_equal(key, expected, sizeof key);
    print_message("the key is that of another implementation\n");
}

static void test_the_cost_is_measured(void **state)
{
    struct pin_cost cost;
    struct valux_error error;

    (void)state;
    assert_true(pin_cost_measure(&cost, &error));
    assert_in_range(cost.log2_n, 14, 17);
    assert_in_range(cost.parallel, 1, PIN_PARALLEL_MAX);
    print_message("scrypt: N is 2^%d, p is %d\n", cost.log2_n, cost.parallel);
}

static void test_the_right_pin_alone_opens_it(void **state)
{
    uint8_t read[VALUX_SEAL_SECRET_SIZE];
    struct valux_error error;

    (void)state;
    assert_true(valux_seal_replace(store, secret, NULL, NULL, &error));
    assert_false(valux_seal_has_pin(store));
    assert_true(valux_seal_read_open(store, read, &error));
    assert_memory_equal(read, secret, sizeof read);
    assert_true(valux_seal_replace(store, secret, "a good PIN", NULL, &error));
    assert_true(valux_seal_has_pin(store));
    assert_false(valux_seal_read_open(store, read, &error));
    memset(read, 0, sizeof read);
    assert_false(valux_seal_open(store, "a bad PIN!", NULL, read, &error));
    assert_int_equal(error.domain, VALUX_ERROR_LOCKED);
    assert_true(valux_seal_open(store, "a good PIN", NULL, read, &error));
    assert_memory_equal(read, secret, sizeof read);
    print_message("open, under a PIN, and opened by it\n");
}

static void write_seal(const char *text)
{
    int file = openat(store, "seal", O_WRONLY | O_TRUNC | O_CREAT, 0600);

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

#define SALT "AAAAAAAAAAAAAAAAAAAAAA=="
#define NONCE "AAAAAAAAAAAAAAAA"
#define SECRET "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void test_a_damaged_seal_is_told(void **state)
{
    static const char *const texts[] = {
        "{ \"version\": 1, and then nothing more",
        "{\"version\":1,\"scryptLog2N\":21,\"scryptP\":1,\"salt\":\"" SALT "\",\"nonce\":\"" NONCE
        "\",\"secret\":\"" SECRET "\"}",
        "{\"version\":1,\"scryptLog2N\":0,\"scryptP\":1,\"salt\":\"" SALT "\",\"nonce\":\"" NONCE
        "\",\"secret\":\"" SECRET "\"}",
        "{\"version\":1,\"scryptLog2N\":10,\"scryptP\":1,\"salt\":\"" SALT
        "\",\"nonce\":\"AAAA\",\"secret\":\"" SECRET "\"}",
        "{\"version\":1,\"scryptLog2N\":10,\"scryptP\":1,\"salt\":\"AAAA\",\"nonce\":\"" NONCE
        "\",\"secret\":\"" SECRET "\"}",
        "{\"version\":1,\"scryptLog2N\":10,\"scryptP\":1,\"salt\":\"" SALT "\",\"nonce\":\"" NONCE
        "\",\"secret\":\"AAAA\"}",
    };
    uint8_t read[VALUX_SEAL_SECRET_SIZE];
    struct valux_error error;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_seal(texts[i]);
        assert_false(valux_seal_open(store, "a good PIN", NULL, read, &error));
        assert_int_equal(error.domain, VALUX_ERROR_STORE);
    }
    write_seal("{\"version\":3,\"scryptLog2N\":10,\"scryptP\":1}");
    assert_false(valux_seal_open(store, "a good PIN", NULL, read, &error));
    assert_int_equal(error.domain, VALUX_ERROR_VERSION);
    print_message("damaged ones and one of a newer version are told\n");
}

static void test_what_is_no_pin(void **state)
{
    char longest[VALUX_PIN_MAX + 2];
    struct valux_error error;

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(valux_pin_check("", &error));
    assert_false(valux_pin_check("12345", &error));
    assert_false(valux_pin_check("123\t456", &error));
    assert_false(valux_pin_check(longest, &error));
    assert_int_equal(error.domain, VALUX_ERROR_INPUT);
    longest[VALUX_PIN_MAX] = '\0';
    assert_true(valux_pin_check(longest, &error));
    assert_true(valux_pin_check("123456", &error));
    print_message("too short, too long and with a control character\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_key_is_scrypts),
        cmocka_unit_test(test_the_cost_is_measured),
        cmocka_unit_test(test_the_right_pin_alone_opens_it),
        cmocka_unit_test(test_a_damaged_seal_is_told),
        cmocka_unit_test(test_what_is_no_pin),
    };

    return cmocka_run_group_tests(tests, make_store, remove_store);
}
