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

#include "proxy/exceptions.h"

struct row {
    const char *list;
    const char *host;
    unsigned port;
    bool matches;
};

static const struct row rows[] = {
    {"", "example.com", 443, false},
    {"*", "example.com", 443, true},
    {"*", "2001:db8::1", 443, true},
    {"example.com", "example.com", 443, true},
    {"example.com", "EXAMPLE.com", 443, true},
    {"example.com", "www.example.com", 443, true},
    {".example.com", "www.example.com", 443, true},
    {".example.com", "example.com", 443, true},
    {"*.example.com", "www.example.com", 443, true},
    {"example.com", "badexample.com", 443, false},
    {"www.example.com", "example.com", 443, false},
    {"com,, \t example.org", "example.org", 443, true},
    {"a.test b.test;c.test", "c.test", 443, true},
    {"example.com:8443", "example.com", 443, false},
    {"example.com:8443", "example.com", 8443, true},
    {"example.com:84x", "example.com", 84, false},
    {".", "example.com", 443, false},
    {"127.0.0.1", "127.0.0.1", 443, true},
    {"127.0.0.1:443", "127.0.0.1", 443, true},
    {"127.0.0.1", "127.0.0.11", 443, false},
    {"127.0.0.0/8", "127.9.9.9", 443, true},
    {"127.0.0.0/8", "128.0.0.1", 443, false},
    {"192.0.2.128/25", "192.0.2.127", 443, false},
    {"192.0.2.128/25", "192.0.2.129", 443, true},
    {"192.0.2.0/33", "192.0.2.0", 443, false},
    {"192.0.2.0/", "192.0.2.0", 443, false},
    {"0.0.0.0/0", "192.0.2.1", 443, true},
    {"0.0.0.0/0", "::1", 443, false},
    {"::1", "::1", 443, true},
    {"[::1]", "::1", 443, true},
    {"0:0:0:0:0:0:0:1", "::1", 443, true},
    {"fe80::/10", "febf::1", 443, true},
    {"fe80::/10", "fec0::1", 443, false},
    {"localhost", "127.0.0.1", 443, false},
};

static void a_list_names_the_hosts_that_curl_and_the_desktops_mean(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        printf("\"%s\": %s:%u %s\n", rows[i].list, rows[i].host, rows[i].port,
               rows[i].matches ? "is named" : "is not named");
        assert_int_equal(proxy_exceptions_match(rows[i].list, rows[i].host, rows[i].port),
                         rows[i].matches);
    }
}

static void an_entry_that_is_too_long_for_a_host_names_none_and_hides_no_other(void **state)
{
    char list[700];

    (void)state;
    memset(list, 'a', sizeof list);
    strcpy(list + 600, ",example.com");
    assert_true(proxy_exceptions_match(list, "example.com", 443));
    assert_false(proxy_exceptions_match(list, "example.org", 443));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_names_the_hosts_that_curl_and_the_desktops_mean),
        cmocka_unit_test(an_entry_that_is_too_long_for_a_host_names_none_and_hides_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
