/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "configuration/edit.h"
#include "valux/configuration.h"
#include "valux/configuration_setting.h"

#define ADDRESS "\"https://new.example\""

static const struct {
    const char *text;
    struct configuration_edit edit;
    const char *expected; /* NULL: it can't be edited */
} cases[] = {
    /* The first member of all. */
    {"{}\n",
     {"centre", "address", ADDRESS},
     "{\n  \"centre\": {\n    \"address\": " ADDRESS "\n  }\n}\n"},
    {"// nothing yet\n{ // so far\n}\n",
     {NULL, "exposure", "\"usable\""},
     "// nothing yet\n{ // so far\n  \"exposure\": \"usable\"\n}\n"},
    /* Another value; comments in the way, before, in and after. */
    {"{\n  // the bank's\n  \"centre\": { /* see the notice */\n    \"address\" /* URL */ : "
     "\"https://old.example\", // until May\n    \"proxy\": \"\"\n  }\n}\n",
     {"centre", "address", ADDRESS},
     "{\n  // the bank's\n  \"centre\": { /* see the notice */\n    \"address\" /* URL */ "
     ": " ADDRESS ", // until May\n    \"proxy\": \"\"\n  }\n}\n"},
    {"{\"alarms\":{\"days\":[45, /* later less */ 7]}}",
     {"alarms", "days", "[30,14]"},
     "{\"alarms\":{\"days\":[30,14]}}"},
    /* One more, after the last one and its comment, indented like that. */
    {"{\n\t\"exposure\": \"usable\" // all of them\n}\n",
     {NULL, "keyType", "\"ec-p256\""},
     "{\n\t\"exposure\": \"usable\", // all of them\n\t\"keyType\": \"ec-p256\"\n}\n"},
    {"{\"centre\": {\"proxy\": \"\"}}",
     {"centre", "address", ADDRESS},
     "{\"centre\": {\"proxy\": \"\", \"address\": " ADDRESS "}}"},
    {"{ \"exposure\": \"usable\" }",
     {"signer", "idleSeconds", "0"},
     "{ \"exposure\": \"usable\",\n  \"signer\": {\n    \"idleSeconds\": 0\n  }\n}"},
    /* One less: alone on its line, the last one, the only one, in the middle of a line. */
    {"{\n  \"exposure\": \"usable\",\n  \"keyType\": \"ec-p256\"\n}\n",
     {NULL, "exposure", NULL},
     "{\n  \"keyType\": \"ec-p256\"\n}\n"},
    {"{\n  \"exposure\": \"usable\", // all\n  \"keyType\": \"ec-p256\" // small\n}\n",
     {NULL, "keyType", NULL},
     "{\n  \"exposure\": \"usable\" // all\n   // small\n}\n"},
    {"{\n  \"exposure\": \"usable\"\n}\n", {NULL, "exposure", NULL}, "{\n}\n"},
    {"{\"centre\":{\"proxy\":\"\",\"address\":\"\",\"caFile\":\"\"}}",
     {"centre", "address", NULL},
     "{\"centre\":{\"proxy\":\"\",\"caFile\":\"\"}}"},
    {"{\"exposure\":\"usable\"}", {NULL, "keyType", NULL}, "{\"exposure\":\"usable\"}"},
    {"{\"exposure\":\"usable\"}", {"centre", "proxy", NULL}, "{\"exposure\":\"usable\"}"},
    /* The line ends of the file; a byte order mark. */
    {"{\r\n  \"exposure\": \"usable\"\r\n}\r\n",
     {"centre", "address", ADDRESS},
     "{\r\n  \"exposure\": \"usable\",\r\n  \"centre\": {\r\n    \"address\": " ADDRESS
     "\r\n  }\r\n}\r\n"},
    {"{\r\n  \"exposure\": \"usable\",\r\n  \"keyType\": \"ec-p256\"\r\n}\r\n",
     {NULL, "exposure", NULL},
     "{\r\n  \"keyType\": \"ec-p256\"\r\n}\r\n"},
    {"\xef\xbb\xbf{\"exposure\":\"usable\"}",
     {NULL, "exposure", "\"selected\""},
     "\xef\xbb\xbf{\"exposure\":\"selected\"}"},
    {"\xef\xbb\xbf // ours\n {\"exposure\":\"usable\"}",
     {NULL, "exposure", "\"selected\""},
     "\xef\xbb\xbf // ours\n {\"exposure\":\"selected\"}"},
    /* What looks like a comment, a brace, an end or the name, and is not. */
    {"{\"centre\":{\"address\":\"https://a.example/}{//\\\"/*\",\"proxy\":\"address\"}}",
     {"centre", "proxy", "\"\""},
     "{\"centre\":{\"address\":\"https://a.example/}{//\\\"/*\",\"proxy\":\"\"}}"},
    {"{/*\"exposure\":\"usable\",*/\"e\\u0078posure\":\"selected\"//\"exposure\"\n}",
     {NULL, "exposure", "\"usable\""},
     "{/*\"exposure\":\"usable\",*/\"e\\u0078posure\":\"usable\"//\"exposure\"\n}"},
    {"{\"centre\":{\"contact\":\"\\\\\\\\\"},\"exposure\":\"selected\"}",
     {NULL, "exposure", "\"usable\""},
     "{\"centre\":{\"contact\":\"\\\\\\\\\"},\"exposure\":\"usable\"}"},
    /* No object. */
    {"", {NULL, "exposure", "\"usable\""}, NULL},
    {"[]", {NULL, "exposure", "\"usable\""}, NULL},
    {"{\"exposure\" \"usable\"}", {NULL, "exposure", "\"usable\""}, NULL},
    {"{\"keyType\":\"ec-p256\"", {NULL, "exposure", "\"usable\""}, NULL},
    {"{\"centre\":[]}", {"centre", "address", ADDRESS}, NULL},
    {"{/* \"exposure\":\"usable\"}", {NULL, "exposure", "\"usable\""}, NULL},
};
#define CASE_COUNT (sizeof cases / sizeof cases[0])

static void test_a_member_is_changed_and_all_else_stays_as_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        char *edited = configuration_edit(cases[i].text, &cases[i].edit);

        if (cases[i].expected == NULL)
            assert_null(edited);
        else
            assert_string_equal(edited, cases[i].expected);
        free(edited);
    }
    print_message("%zu texts\n", CASE_COUNT);
}

/* Whatever the text is cut to, the editor ends, and stays within it. */
static void test_a_text_that_is_cut_anywhere_does_no_harm(void **state)
{
    size_t edits = 0;

    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        for (size_t length = 0; length < strlen(cases[i].text); length++, edits++) {
            char *cut = strndup(cases[i].text, length);
            free(configuration_edit(cut, &cases[i].edit));
            free(cut);
        }
    }
    print_message("%zu cut texts\n", edits);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *text)
{
    char content[1024] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    size_t length = fread(content, 1, sizeof content - 1, file);
    fclose(file);
    content[length] = '\0';
    assert_string_equal(content, text);
}

/* A directory for the user's file, from mkdtemp's template, and its end. */
static char directory[] = "/tmp/valux-edit-XXXXXX";
static char path[VALUX_PATH_SIZE]; /* of the user's file, which is there */

static int make_home(void **state)
{
    struct valux_error error = {0};

    (void)state;
    strcpy(directory + strlen(directory) - 6, "XXXXXX");
    return mkdtemp(directory) != NULL && setenv("XDG_CONFIG_HOME", directory, 1) == 0 &&
                   valux_configuration_set("exposure", "usable", &error) &&
                   valux_configuration_user_file(path, &error)
               ? 0
               : -1;
}

static int remove_home(void **state)
{
    (void)state;
    if (remove(path) != 0)
        return -1;
    *strrchr(path, '/') = '\0';
    return remove(path) == 0 && remove(directory) == 0 ? 0 : -1;
}

static void test_the_users_file_keeps_its_comments_and_a_wrong_change_leaves_it_alone(void **state)
{
    static const char text[] = "// ours\n{\n  \"exposure\": \"usable\" // all\n}\n";
    static const char *const wrong[][2] = {
        {"centre.adress", "https://new.example"},
        {"centre.address", "http://new.example"},
        {"centre.address", "https://new.example/ "},
        {"centre.address", "https://new.example/\n"},
        {"thresholds.newDays", "12abc"},
        {"thresholds.newDays", "99999"},
        {"alarms.days", "[7]x"},
        {"exposure.more", "1"},
        {".exposure", "usable"},
        {"a\"b", "1"},
    };
    struct valux_error error = {0};

    (void)state;
    assert_file(path, "{\n  \"exposure\": \"usable\"\n}\n");
    write_file(path, text);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(valux_configuration_set(wrong[i][0], wrong[i][1], &error));
        assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
        assert_file(path, text);
    }
    assert_true(valux_configuration_set("signer.idleSeconds", "0", &error));
    assert_true(valux_configuration_set("exposure", "selected", &error));
    assert_file(path, "// ours\n{\n  \"exposure\": \"selected\", // all\n  \"signer\": {\n"
                      "    \"idleSeconds\": 0\n  }\n}\n");
    assert_true(valux_configuration_set("signer.idleSeconds", NULL, &error));
    assert_true(valux_configuration_set("keyType", NULL, &error));
    assert_file(path,
                "// ours\n{\n  \"exposure\": \"selected\", // all\n  \"signer\": {\n  }\n}\n");
}

static void test_a_value_is_json_where_that_is_wanted_and_text_otherwise(void **state)
{
    static const struct {
        const char *member;
        const char *value;
        const char *text;
    } values[] = {
        {"centre.proxy", "10.0.0.1:3128", "{\"centre\":{\"proxy\": \"10.0.0.1:3128\"}}"},
        {"centre.proxy", "3128", "{\"centre\":{\"proxy\": \"3128\"}}"},
        {"centre.proxy", "[::1]:3128", "{\"centre\":{\"proxy\": \"[::1]:3128\"}}"},
        {"centre.proxy", "[1]", "{\"centre\":{\"proxy\": \"[1]\"}}"},
    };
    struct valux_error error = {0};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        write_file(path, "{\"centre\":{\"proxy\": \"\"}}");
        assert_true(valux_configuration_set(values[i].member, values[i].value, &error));
        assert_file(path, values[i].text);
    }
    write_file(path, "{}");
    assert_true(valux_configuration_set("alarms.days", "[30,14]", &error));
    assert_file(path, "{\n  \"alarms\": {\n    \"days\": [30,14]\n  }\n}");
    assert_true(valux_configuration_set("alarms.days", NULL, &error));
    assert_file(path, "{\n  \"alarms\": {\n  }\n}");
}

static void test_a_file_without_an_object_gets_one(void **state)
{
    static const char *const texts[][2] = {
        {"", "{\n  \"exposure\": \"usable\"\n}\n"},
        {" \n", " \n{\n  \"exposure\": \"usable\"\n}\n"},
        {"// ours", "// ours\n{\n  \"exposure\": \"usable\"\n}\n"},
        {"/* ours */\r\n", "/* ours */\r\n{\r\n  \"exposure\": \"usable\"\r\n}\n"},
    };
    struct valux_error error = {0};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_file(path, texts[i][0]);
        assert_true(valux_configuration_set("exposure", "usable", &error));
        assert_file(path, texts[i][1]);
    }
    write_file(path, "/* ours");
    assert_false(valux_configuration_set("exposure", "usable", &error));
    assert_file(path, "/* ours");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_member_is_changed_and_all_else_stays_as_it_was),
        cmocka_unit_test(test_a_text_that_is_cut_anywhere_does_no_harm),
        cmocka_unit_test_setup_teardown(
            test_the_users_file_keeps_its_comments_and_a_wrong_change_leaves_it_alone, make_home,
            remove_home),
        cmocka_unit_test_setup_teardown(
            test_a_value_is_json_where_that_is_wanted_and_text_otherwise, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_a_file_without_an_object_gets_one, make_home,
                                        remove_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
