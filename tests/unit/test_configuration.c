/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "valux/configuration.h"

static bool parse(struct valux_configuration *configuration, const char *text,
                  struct valux_error *error)
{
    valux_configuration_default(configuration);
    return valux_configuration_parse(configuration, "valux.json", text, strlen(text), error);
}

static void test_comments_are_allowed_and_later_files_go_over_earlier_ones(void **state)
{
    struct valux_configuration configuration;
    struct valux_error error = {0};
    const char *more = "{\"exposure\":\"selected\",\"thresholds\":{\"newDays\":5}}";

    (void)state;
    assert_true(parse(&configuration,
                      "// the bank's\n{ /* centre */ \"centre\": {\"address\": "
                      "\"https://centre.example\", \"caFile\": \"/etc/ca.pem\"},\n"
                      "\"exposure\": \"usable\", \"keyType\": \"ec-p256\", "
                      "\"alarms\": {\"days\": [7, 45]}, \"signer\": {\"idleSeconds\": 0}, "
                      "\"renewal\": {\"automatic\": true}}",
                      &error));
    assert_string_equal(configuration.address, "https://centre.example");
    assert_int_equal(configuration.exposure, VALUX_EXPOSURE_USABLE);
    assert_true(configuration.key_type_given);
    assert_int_equal(configuration.key_type, VALUX_KEY_EC_P256);
    assert_int_equal(configuration.alarm_count, 2);
    assert_int_equal(configuration.alarm_days[0], 45);
    assert_int_equal(configuration.signer_idle_seconds, 0);
    assert_true(configuration.renewal_automatic);
    assert_true(valux_configuration_parse(&configuration, "user", more, strlen(more), &error));
    assert_int_equal(configuration.exposure, VALUX_EXPOSURE_SELECTED);
    assert_int_equal(configuration.new_days, 5);
    assert_int_equal(configuration.expiring_days, 30);
    assert_string_equal(configuration.address, "https://centre.example");
}

static void test_the_scheme_may_be_in_capitals_and_ca_files_may_be_several(void **state)
{
    struct valux_configuration configuration;
    struct valux_error error = {0};

    (void)state;
    assert_true(parse(&configuration,
                      "{\"centre\": {\"address\": \"HTTPS://centre.example\", "
                      "\"caFile\": \"/a.pem:/b.pem\", \"passphraseInRequest\": true}}",
                      &error));
    assert_string_equal(configuration.ca_file, "/a.pem:/b.pem");
    assert_true(configuration.passphrase_in_request);
    assert_false(configuration.passphrase_in_password);
}

static void test_a_wrong_member_or_type_names_file_and_member(void **state)
{
    static const struct {
        const char *text;
        const char *member;
    } cases[] = {
        {"{\"exposur\":\"selected\"}", "exposur"},
        {"{\"centre\":{\"adress\":\"\"}}", "adress"},
        {"{\"exposure\":1}", "exposure"},
        {"{\"exposure\":\"all\"}", "exposure"},
        {"{\"centre\":[]}", "centre"},
        {"{\"centre\":{\"address\":\"http://centre.example\"}}", "centre.address"},
        {"{\"centre\":{\"address\":\"https://a b.example\"}}", "centre.address"},
        {"{\"centre\":{\"address\":\"https://a.example/\\r\\nb\"}}", "centre.address"},
        {"{\"centre\":{\"address\":\"https://a.example/\\u007f\"}}", "centre.address"},
        {"{\"centre\":{\"caFile\":\"ca.pem\"}}", "centre.caFile"},
        {"{\"centre\":{\"caFile\":\"/ca.pem:ca.pem\"}}", "centre.caFile"},
        {"{\"centre\":{\"issuerCaFile\":\"/ca.pem:\"}}", "centre.issuerCaFile"},
        {"{\"centre\":{\"passphraseInRequest\":\"true\"}}", "passphraseInRequest"},
        {"{\"centre\":{\"passphraseInPassword\":1}}", "passphraseInPassword"},
        {"{\"centre\":{\"securityLevel\":3}}", "securityLevel"},
        {"{\"centre\":{\"securityLevel\":\"1\"}}", "securityLevel"},
        {"{\"thresholds\":{\"newDays\":-1}}", "newDays"},
        {"{\"thresholds\":{\"newDays\":1.5}}", "newDays"},
        {"{\"alarms\":{\"days\":[0]}}", "alarms.days"},
        {"{\"alarms\":{\"days\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}}", "alarms.days"},
        {"{\"keyType\":\"dsa\"}", "keyType"},
        {"{\"renewal\":{\"automatic\":\"yes\"}}", "automatic"},
        {"{\"renewal\":{\"automatically\":true}}", "automatically"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct valux_configuration configuration;
        struct valux_error error = {0};
        assert_false(parse(&configuration, cases[i].text, &error));
        assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
        assert_non_null(strstr(error.message, "valux.json"));
        assert_non_null(strstr(error.message, cases[i].member));
    }
}

static void test_alarms_without_days_leave_the_days_as_they_were(void **state)
{
    struct valux_configuration configuration;
    struct valux_error error = {0};

    (void)state;
    assert_true(parse(&configuration, "{\"alarms\": {}}", &error));
    assert_int_equal(configuration.alarm_count, 4);
    assert_int_equal(configuration.alarm_days[0], 45);
    assert_int_equal(configuration.alarm_days[3], 7);
}

static void test_text_that_is_not_json_is_refused(void **state)
{
    static const char *const wrong[] = {"", "[]", "{", "{} {}", "/* {}", "null", "{\"a\":}"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct valux_configuration configuration;
        struct valux_error error = {0};
        assert_false(parse(&configuration, wrong[i], &error));
        assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
    }
}

static void test_what_is_written_is_read_back(void **state)
{
    struct valux_configuration configuration;
    struct valux_configuration again;
    struct valux_error error = {0};

    (void)state;
    valux_configuration_default(&configuration);
    char *text = valux_configuration_to_json(&configuration);
    assert_true(parse(&again, text, &error));
    assert_int_equal(again.alarm_count, configuration.alarm_count);
    assert_int_equal(again.signer_idle_seconds, configuration.signer_idle_seconds);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comments_are_allowed_and_later_files_go_over_earlier_ones),
        cmocka_unit_test(test_the_scheme_may_be_in_capitals_and_ca_files_may_be_several),
        cmocka_unit_test(test_a_wrong_member_or_type_names_file_and_member),
        cmocka_unit_test(test_alarms_without_days_leave_the_days_as_they_were),
        cmocka_unit_test(test_text_that_is_not_json_is_refused),
        cmocka_unit_test(test_what_is_written_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
