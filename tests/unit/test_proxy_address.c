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

#include "valux/proxy_address.h"

struct row {
    const char *address;
    const char *shown;
    const char *user;
    const char *password;
};

static const struct row rows[] = {
    {"", "", "", ""},
    {"proxy.test:3128", "proxy.test:3128", "", ""},
    {"http://[::1]:3128", "http://[::1]:3128", "", ""},
    {"u:p@proxy.test:3128", "proxy.test:3128", "u", "p"},
    {"http://u@proxy.test", "http://proxy.test", "u", ""},
    {"http://u:a@b:c@[::1]:1", "http://[::1]:1", "u", "a@b:c"},
    {"http://D%5Cu:%e9%8d%b5%@p", "http://p", "D\\u", "\xe9\x8d\xb5%"},
    {"http://u:%4@p", "http://p", "u", "%4"},
    {"http://:p@p", "http://p", "", "p"},
};

static void an_address_is_shown_without_its_login(void **state)
{
    char shown[VALUX_PROXY_ADDRESS_SIZE];
    char user[VALUX_PROXY_LOGIN_SIZE];
    char password[VALUX_PROXY_LOGIN_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(valux_proxy_address_show(rows[i].address, shown, sizeof shown));
        assert_string_equal(shown, rows[i].shown);
        assert_true(valux_proxy_address_login(rows[i].address, user, password));
        assert_string_equal(user, rows[i].user);
        assert_string_equal(password, rows[i].password);
        assert_int_equal(valux_proxy_address_has_login(rows[i].address),
                         strchr(rows[i].address, '@') != NULL);
    }
}

static void what_is_too_long_or_has_a_zero_byte_is_no_login(void **state)
{
    char shown[8];
    char address[400];
    char user[VALUX_PROXY_LOGIN_SIZE];
    char password[VALUX_PROXY_LOGIN_SIZE];

    (void)state;
    assert_false(valux_proxy_address_show("http://u:p@proxy.test", shown, sizeof shown));
    assert_string_equal(shown, "");
    assert_false(valux_proxy_address_login("http://u:a%00b@p", user, password));
    memset(address, 'u', sizeof address);
    strcpy(address + 300, "@p");
    assert_false(valux_proxy_address_login(address, user, password));
}

static void what_can_t_be_a_proxy_s_address_is_not_valid(void **state)
{
    static const char *const right[] = {"none",
                                        "proxy.test",
                                        "proxy.test:3128",
                                        "HTTP://proxy.test:1/",
                                        "https://u:a@b:c@[::1]:65535",
                                        "socks5h://10.0.0.1",
                                        "[fe80::1]"};
    static const char *const wrong[] = {"",
                                        "http://",
                                        ":3128",
                                        "http://u:p@:3128",
                                        "ftp://proxy.test",
                                        "http//proxy.test:3128",
                                        "proxy.test:0",
                                        "proxy.test:65536",
                                        "proxy.test:http",
                                        "proxy.test:",
                                        "proxy.test:3128/path",
                                        "proxy test:3128",
                                        "proxy.test\n"};

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_true(valux_proxy_address_is_valid(right[i]));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(valux_proxy_address_is_valid(wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_shown_without_its_login),
        cmocka_unit_test(what_is_too_long_or_has_a_zero_byte_is_no_login),
        cmocka_unit_test(what_can_t_be_a_proxy_s_address_is_not_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
