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

#include "proxy/gnome_settings.h"
#include "proxy/kioslaverc.h"

#define SCHEMA "org.gnome.system.proxy"

static struct proxy_settings settings;

static void read_gnome(const char *text)
{
    assert_true(gnome_settings_parse(text, &settings));
}

static void read_kde(const char *text)
{
    struct kioslaverc file = {.type = KIOSLAVERC_NONE};
    /* A copy of exactly this length lets a sanitizer see a byte too far. */
    char *copy = malloc(strlen(text));

    assert_non_null(copy);
    memcpy(copy, text, strlen(text));
    kioslaverc_parse(copy, strlen(text), &file);
    free(copy);
    assert_true(kioslaverc_settings(&file, &settings));
}

static void gnome_s_own_proxy_for_https_comes_first(void **state)
{
    (void)state;
    read_gnome(SCHEMA " mode 'manual'\n" SCHEMA ".http host 'plain.test'\n" SCHEMA
                      ".http port 8080\n" SCHEMA ".https host 'tls.test'\n" SCHEMA
                      ".https port 3128\n" SCHEMA " ignore-hosts ['localhost', '127.0.0.0/8']\n");
    assert_string_equal(settings.address, "http://tls.test:3128");
    assert_string_equal(settings.exceptions, "localhost,127.0.0.0/8");
    assert_string_equal(settings.user, "");
    assert_false(settings.script);
}

static void gnome_s_proxy_for_http_serves_https_unless_told_otherwise(void **state)
{
    static const char both[] =
        SCHEMA " mode 'manual'\n" SCHEMA ".http host 'plain.test'\n" SCHEMA
               ".http port 8080\n" SCHEMA ".socks host '::1'\n" SCHEMA ".socks port 1080\n" SCHEMA
               ".https host ''\n" SCHEMA ".https port 0\n" SCHEMA " ignore-hosts @as []\n";
    char text[1024];

    (void)state;
    read_gnome(both);
    assert_string_equal(settings.address, "http://plain.test:8080");
    assert_string_equal(settings.exceptions, "");
    snprintf(text, sizeof text, "%s" SCHEMA " use-same-proxy false\n", both);
    read_gnome(text);
    assert_string_equal(settings.address, "socks5h://[::1]:1080");
}

static void gnome_s_login_is_for_the_host_that_it_was_given_for(void **state)
{
    static const char login[] =
        SCHEMA " mode 'manual'\n" SCHEMA ".http use-authentication true\n" SCHEMA
               ".http authentication-user 'DOMAIN\\\\clerk'\n" SCHEMA
               ".http authentication-password \"it's\"\n" SCHEMA ".http host 'plain.test'\n" SCHEMA
               ".http port 8080\n";
    char text[1024];

    (void)state;
    read_gnome(login);
    assert_string_equal(settings.user, "DOMAIN\\clerk");
    assert_string_equal(settings.password, "it's");
    snprintf(text, sizeof text, "%s" SCHEMA ".https host 'tls.test'\n" SCHEMA ".https port 1\n",
             login);
    read_gnome(text);
    assert_string_equal(settings.address, "http://tls.test:1");
    assert_string_equal(settings.user, "");
    assert_string_equal(settings.password, "");
}

static void gnome_s_other_modes_name_no_proxy(void **state)
{
    (void)state;
    read_gnome(SCHEMA " mode 'none'\n" SCHEMA ".https host 'tls.test'\n" SCHEMA ".https port 1\n");
    assert_string_equal(settings.address, "");
    assert_false(settings.script);
    read_gnome(SCHEMA " mode 'auto'\n" SCHEMA ".https host 'tls.test'\n" SCHEMA ".https port 1\n");
    assert_string_equal(settings.address, "");
    assert_true(settings.script);
    read_gnome("");
    read_gnome(SCHEMA "\n" SCHEMA " mode\n\n" SCHEMA " mode none\n");
    assert_string_equal(settings.address, "");
}

static void kde_s_proxy_for_https_is_read_as_every_version_writes_it(void **state)
{
    static const char *const files[] = {
        "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://tls.test:3128\n",
        "[Proxy Settings]\r\nProxyType=1\r\nhttpsProxy=http://tls.test 3128\r\n",
        "[Proxy Settings][$i]\nProxyType[$i]=1\nhttpsProxy[$e]=http://tls.test:3128",
        "# x\n[Other]\nProxyType=2\n[Proxy Settings]\n ProxyType = 1 \n"
        "httpsProxy = http://tls.test:3128\nnonsense\n[Last]\nhttpsProxy=x\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        read_kde(files[i]);
        assert_string_equal(settings.address, "http://tls.test:3128");
    }
}

static void kde_s_exceptions_may_be_reversed(void **state)
{
    (void)state;
    read_kde("[Proxy Settings]\nProxyType=1\nhttpsProxy=http://u:p%20w@tls.test:1\n"
             "NoProxyFor=a.test,b.test\nReversedException=true\n");
    assert_string_equal(settings.exceptions, "a.test,b.test");
    assert_true(settings.exceptions_alone);
    assert_string_equal(settings.address, "http://tls.test:1");
    assert_string_equal(settings.user, "u");
    assert_string_equal(settings.password, "p w");
}

static void kde_s_other_types_name_scripts_variables_or_nothing(void **state)
{
    (void)state;
    read_kde("[Proxy Settings]\nProxyType=0\nhttpsProxy=http://tls.test:1\n");
    assert_string_equal(settings.address, "");
    read_kde("[Proxy Settings]\nProxyType=2\n");
    assert_true(settings.script);
    read_kde("[Proxy Settings]\nProxyType=3\n");
    assert_true(settings.script);
    read_kde("[Proxy Settings]\nProxyType=1\nsocksProxy=socks://s.test 1080\n");
    assert_string_equal(settings.address, "socks5h://s.test:1080");
    setenv("OFFICE_PROXY", "http://office.test:8", 1);
    setenv("OFFICE_EXCEPTIONS", "x.test", 1);
    read_kde("[Proxy Settings]\nProxyType=4\nhttpsProxy=OFFICE_PROXY\n"
             "NoProxyFor=OFFICE_EXCEPTIONS\n");
    assert_string_equal(settings.address, "http://office.test:8");
    assert_string_equal(settings.exceptions, "x.test");
    read_kde("[Proxy Settings]\nProxyType=4\nhttpsProxy=NOWHERE\n");
    assert_string_equal(settings.address, "");
    read_kde("[Proxy Settings]\nProxyType=9\nhttpsProxy=http://tls.test:1\n");
    assert_string_equal(settings.address, "");
}

static void a_value_that_is_too_long_is_told_or_passed_over_and_never_cut(void **state)
{
    char text[6000];
    char host[3000];

    (void)state;
    memset(host, 'h', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    snprintf(text, sizeof text, SCHEMA " mode 'manual'\n" SCHEMA ".https host '%s'\n", host);
    assert_false(gnome_settings_parse(text, &settings));
    snprintf(text, sizeof text, "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://%s\n", host);
    read_kde(text);
    assert_string_equal(settings.address, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gnome_s_own_proxy_for_https_comes_first),
        cmocka_unit_test(gnome_s_proxy_for_http_serves_https_unless_told_otherwise),
        cmocka_unit_test(gnome_s_login_is_for_the_host_that_it_was_given_for),
        cmocka_unit_test(gnome_s_other_modes_name_no_proxy),
        cmocka_unit_test(kde_s_proxy_for_https_is_read_as_every_version_writes_it),
        cmocka_unit_test(kde_s_exceptions_may_be_reversed),
        cmocka_unit_test(kde_s_other_types_name_scripts_variables_or_nothing),
        cmocka_unit_test(a_value_that_is_too_long_is_told_or_passed_over_and_never_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
