/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "programs/profiles_ini.h"

#define LIMIT 8

struct found {
    struct mozilla_profile profiles[LIMIT];
    size_t count;
    size_t stop_after; /* 0: never */
};

static bool collect(const struct mozilla_profile *profile, void *argument)
{
    struct found *found = argument;

    assert_true(found->count < LIMIT);
    found->profiles[found->count++] = *profile;
    return found->count != found->stop_after;
}

static struct found *parse(const char *text, size_t length)
{
    struct found *found = calloc(1, sizeof *found);

    assert_non_null(found);
    /* A copy of exactly this length lets a sanitizer see a byte too far. */
    char *copy = malloc(length == 0 ? 1 : length);
    assert_non_null(copy);
    memcpy(copy, text, length);
    assert_true(profiles_ini_parse(copy, length, collect, found));
    free(copy);
    return found;
}

static struct found *parse_text(const char *text)
{
    return parse(text, strlen(text));
}

static void assert_profile(const struct found *found, size_t index, const char *name,
                           const char *path, bool relative)
{
    assert_true(index < found->count);
    assert_string_equal(found->profiles[index].name, name);
    assert_string_equal(found->profiles[index].path, path);
    assert_int_equal(found->profiles[index].relative, relative);
}

static const char firefox[] = "[Profile1]\n"
                              "Name=default\n"
                              "IsRelative=1\n"
                              "Path=l47d77so.default\n"
                              "Default=1\n"
                              "\n"
                              "[InstallFDC34C9F024745EB]\n"
                              "Default=q35ouvhk.default-esr\n"
                              "Locked=1\n"
                              "\n"
                              "[Profile0]\n"
                              "Name=elsewhere\n"
                              "IsRelative=0\n"
                              "Path=/srv/profiles/a b\n"
                              "\n"
                              "[General]\n"
                              "StartWithLastProfile=1\n"
                              "Version=2\n";

static void profiles_and_installations_are_found(void **state)
{
    struct found *found = parse_text(firefox);

    (void)state;
    assert_int_equal(found->count, 3);
    assert_profile(found, 0, "default", "l47d77so.default", true);
    assert_profile(found, 1, "", "q35ouvhk.default-esr", true);
    assert_profile(found, 2, "elsewhere", "/srv/profiles/a b", false);
    free(found);
}

static void installs_ini_is_read_alike(void **state)
{
    struct found *found = parse_text("[3B6073811A6ABF12]\nDefault=a.default\nLocked=1\n"
                                     "[4F96D1932A9F858E]\nDefault=/home/u/b\n");

    (void)state;
    assert_int_equal(found->count, 2);
    assert_profile(found, 0, "", "a.default", true);
    assert_profile(found, 1, "", "/home/u/b", false);
    free(found);
}

static void line_ends_of_windows_and_old_macs_a_byte_order_mark_and_blanks_do_no_harm(void **state)
{
    struct found *found = parse_text("\xef\xbb\xbf\r\n\t [Profile0]\r\n"
                                     "  Name=one\r\n\tPath=p1\r\n; Path=p2\r\n# Path=p3\r\n"
                                     "[Profile1]\rName=two\rPath=p4\r\r");

    (void)state;
    assert_int_equal(found->count, 2);
    assert_profile(found, 0, "one", "p1", true);
    assert_profile(found, 1, "two", "p4", true);
    free(found);
}

static void a_path_is_followed_as_firefox_does(void **state)
{
    static const struct {
        const char *path;
        bool relative;
        const char *located; /* NULL: nowhere */
    } cases[] = {
        {"p", true, "/home/u/.mozilla/firefox/p"},
        {"Profiles/p", true, "/home/u/.mozilla/firefox/Profiles/p"},
        {"Profiles//p/", true, "/home/u/.mozilla/firefox/Profiles/p"},
        {"..a/b..", true, "/home/u/.mozilla/firefox/..a/b.."},
        {"../p", true, "/home/u/.mozilla/p"},
        {"../../p/q", true, "/home/u/p/q"},
        {"../../../../p", true, "/p"},
        {"../../../../../p", true, NULL},
        /* What stands before the last "../" does not count, and ".." alone is passed over. */
        {"a/../../p", true, "/home/u/p"},
        {"a/b../p", true, "/home/u/.mozilla/p"},
        {"..", true, "/home/u/.mozilla/firefox"},
        {"a/..", true, "/home/u/.mozilla/firefox/a"},
        {"/srv/../p", false, "/srv/../p"},
    };
    char path[VALUX_PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mozilla_profile profile = {.relative = cases[i].relative};
        strcpy(profile.path, cases[i].path);
        bool located = profiles_ini_locate("/home/u/.mozilla/firefox", &profile, path);
        assert_int_equal(located, cases[i].located != NULL);
        if (located)
            assert_string_equal(path, cases[i].located);
    }
}

static void a_path_that_is_too_long_with_its_directory_is_not_located(void **state)
{
    struct mozilla_profile profile = {.relative = true};
    char path[VALUX_PATH_SIZE];

    (void)state;
    memset(profile.path, 'x', VALUX_PATH_SIZE - 1);
    assert_false(profiles_ini_locate("/", &profile, path));
    profile.path[VALUX_PATH_SIZE - 4] = '\0'; /* "/d" and a slash fit beside it, with the zero */
    assert_true(profiles_ini_locate("/d", &profile, path));
    assert_int_equal(strlen(path), VALUX_PATH_SIZE - 1);
    assert_false(profiles_ini_locate("/dd", &profile, path));
}

static void assert_no_profile(const char *text)
{
    struct found *found = parse_text(text);

    if (found->count != 0)
        print_error("taken: %s\n", text);
    assert_int_equal(found->count, 0);
    free(found);
}

static void a_path_that_cannot_be_used_is_passed_over(void **state)
{
    static const char *const texts[] = {
        "[Profile0]\nIsRelative=1\nPath=/etc\n",
        "[Profile0]\nIsRelative=0\nPath=etc\n",
        "[Profile0]\nPath=\n",
        "[Profile0]\nPath=a\x1b[2Jb\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_no_profile(texts[i]);
}

static void what_is_no_profile_is_passed_over(void **state)
{
    static const char *const texts[] = {
        "",
        "\n",
        "Path=before.any.section\n",
        "[General]\nPath=x\n",
        "[Profile]\nPath=x\n",
        "[Profiles]\nPath=x\n",
        "[Profile0]\nName=only\n",
        "[Profile0]\nPath\n",
        "[Profile0]\npath=x\n",
        "[Profile0\n[",
        "=\n==\n[=]\n=x",
        "[Profile0]\nDefault=x\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_no_profile(texts[i]);
}

static void a_path_may_fill_its_place_and_not_a_byte_more(void **state)
{
    static char text[VALUX_PATH_SIZE + 64];
    const char head[] = "[Profile0]\nPath=";

    (void)state;
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, 'x', VALUX_PATH_SIZE);
    struct found *found = parse(text, sizeof head - 1 + VALUX_PATH_SIZE - 1);
    assert_int_equal(found->count, 1);
    assert_int_equal(strlen(found->profiles[0].path), VALUX_PATH_SIZE - 1);
    free(found);
    found = parse(text, sizeof head - 1 + VALUX_PATH_SIZE);
    assert_int_equal(found->count, 0);
    free(found);
}

static void
a_long_name_is_cut_at_a_whole_character_and_shown_without_control_characters(void **state)
{
    char text[1024] = "[Profile0]\nPath=p\nName=\x07";

    (void)state;
    for (size_t i = 0; i < 100; i++)
        strcat(text, "証"); /* three bytes each: 1 + 84 * 3 = 253, and two more do not fit */
    struct found *found = parse_text(text);
    assert_int_equal(found->count, 1);
    assert_int_equal(strlen(found->profiles[0].name), 253);
    assert_int_equal(found->profiles[0].name[0], '?');
    free(found);
}

static void bytes_of_zero_and_garbage_are_survived(void **state)
{
    static const char zeros[] =
        "[Profile0]\0\nPath=a\0b\n[Profile1]\nPath=c\0\n[Profile2]\nPath=d\n";
    struct found *found = parse(zeros, sizeof zeros - 1);
    uint32_t random = 1;

    (void)state;
    assert_int_equal(found->count, 1);
    assert_profile(found, 0, "", "d", true);
    free(found);
    for (size_t round = 0; round < 2000; round++) {
        char text[sizeof firefox];
        memcpy(text, firefox, sizeof firefox);
        for (size_t i = 0; i < 4; i++) {
            random = random * 1664525U + 1013904223U;
            text[(random >> 8) % (sizeof text - 1)] = (char)(random >> 24);
        }
        random = random * 1664525U + 1013904223U;
        found = parse(text, (random >> 8) % sizeof text);
        for (size_t i = 0; i < found->count; i++)
            assert_int_equal(found->profiles[i].relative, found->profiles[i].path[0] != '/');
        free(found);
    }
}

static void the_visitor_can_stop_the_reading(void **state)
{
    struct found found = {.stop_after = 1};

    (void)state;
    assert_false(profiles_ini_parse(firefox, sizeof firefox - 1, collect, &found));
    assert_int_equal(found.count, 1);
}

static void write_file(const char *path, const char *text, size_t repeat)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (size_t i = 0; i < repeat; i++)
        assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void files_that_cannot_be_profiles_are_unreadable_and_not_absent(void **state)
{
    char directory[] = "/tmp/valux-profiles-XXXXXX";
    char path[64];
    struct found found = {0};

    (void)state;
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/profiles.ini", directory);
    assert_int_equal(profiles_ini_read(directory, "profiles.ini", collect, &found),
                     MOZILLA_PROFILES_ABSENT);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(profiles_ini_read(directory, "profiles.ini", collect, &found),
                     MOZILLA_PROFILES_UNREADABLE);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(profiles_ini_read(directory, "profiles.ini", collect, &found),
                     MOZILLA_PROFILES_UNREADABLE);
    assert_int_equal(rmdir(path), 0);
    write_file(path, "; sixteen bytes\n", MOZILLA_PROFILES_FILE_LIMIT / 16 + 1);
    assert_int_equal(profiles_ini_read(directory, "profiles.ini", collect, &found),
                     MOZILLA_PROFILES_UNREADABLE);
    assert_int_equal(found.count, 0);
    write_file(path, firefox, 1);
    assert_int_equal(profiles_ini_read(directory, "profiles.ini", collect, &found),
                     MOZILLA_PROFILES_READ);
    assert_int_equal(found.count, 3);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles_and_installations_are_found),
        cmocka_unit_test(installs_ini_is_read_alike),
        cmocka_unit_test(line_ends_of_windows_and_old_macs_a_byte_order_mark_and_blanks_do_no_harm),
        cmocka_unit_test(a_path_is_followed_as_firefox_does),
        cmocka_unit_test(a_path_that_is_too_long_with_its_directory_is_not_located),
        cmocka_unit_test(a_path_that_cannot_be_used_is_passed_over),
        cmocka_unit_test(what_is_no_profile_is_passed_over),
        cmocka_unit_test(a_path_may_fill_its_place_and_not_a_byte_more),
        cmocka_unit_test(
            a_long_name_is_cut_at_a_whole_character_and_shown_without_control_characters),
        cmocka_unit_test(bytes_of_zero_and_garbage_are_survived),
        cmocka_unit_test(the_visitor_can_stop_the_reading),
        cmocka_unit_test(files_that_cannot_be_profiles_are_unreadable_and_not_absent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
