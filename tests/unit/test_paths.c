/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "valux/paths.h"

/* Where things are on disk, as the environment has it. */

static int clear_environment(void **state)
{
    (void)state;
    unsetenv("VALUX_HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_CONFIG_HOME");
    return setenv("HOME", "/home/someone", 1);
}

static void the_store_is_in_the_home_directory(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/home/someone/.local/share/valux");
}

static void the_store_follows_xdg_data_home(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    setenv("XDG_DATA_HOME", "/data", 1);
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/data/valux");
    assert_true(valux_paths_data_home(path));
    assert_string_equal(path, "/data");
}

static void valux_home_is_the_store(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("VALUX_HOME", "/elsewhere/store", 1);
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/elsewhere/store");
}

static void relative_and_empty_values_of_the_xdg_variables_are_passed_over(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    setenv("XDG_DATA_HOME", "", 1);
    setenv("XDG_CONFIG_HOME", "config", 1);
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/home/someone/.local/share/valux");
    assert_true(valux_paths_config_home(path));
    assert_string_equal(path, "/home/someone/.config");
    setenv("XDG_DATA_HOME", "data", 1);
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/home/someone/.local/share/valux");
}

static void a_relative_valux_home_names_no_store(void **state)
{
    static const char *const values[] = {"store", "./store", "~/store", " /store"};
    char path[VALUX_PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        setenv("VALUX_HOME", values[i], 1);
        assert_string_equal(valux_paths_wrong_store(), values[i]);
        assert_false(valux_paths_store(path));
        assert_string_equal(path, "");
    }
}

static void an_empty_valux_home_is_none(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    setenv("VALUX_HOME", "", 1);
    assert_null(valux_paths_wrong_store());
    assert_true(valux_paths_store(path));
    assert_string_equal(path, "/home/someone/.local/share/valux");
    setenv("VALUX_HOME", "/store", 1);
    assert_null(valux_paths_wrong_store());
}

static void the_configuration_follows_xdg_config_home(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    setenv("XDG_CONFIG_HOME", "/config", 1);
    assert_true(valux_paths_config_home(path));
    assert_string_equal(path, "/config");
}

static void without_home_the_password_database_is_asked(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    unsetenv("HOME");
    assert_true(valux_paths_home(path));
    assert_int_equal(path[0], '/');
}

static void a_path_that_is_too_long_is_refused(void **state)
{
    char path[VALUX_PATH_SIZE] = "before";
    char *name = malloc(VALUX_PATH_SIZE);

    (void)state;
    assert_non_null(name);
    memset(name, 'a', VALUX_PATH_SIZE - 1);
    name[VALUX_PATH_SIZE - 1] = '\0';
    assert_false(valux_paths_join(path, "/", name));
    assert_string_equal(path, "");
    name[VALUX_PATH_SIZE - 3] = '\0';
    assert_true(valux_paths_join(path, "/", name));
    assert_int_equal(strlen(path), VALUX_PATH_SIZE - 1);
    assert_false(valux_paths_join(path, "/a", name));
    name[0] = '/';
    setenv("XDG_DATA_HOME", name, 1);
    assert_true(valux_paths_data_home(path));
    assert_false(valux_paths_store(path));
    assert_string_equal(path, "");
    free(name);
}

static void an_installed_file_finds_its_installed_sibling(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    assert_true(valux_paths_sibling(path, "/usr/lib/pkcs11/module.so", "/usr/lib/pkcs11",
                                    "/usr/libexec/valux/signer", "../../libexec/valux/signer"));
    assert_string_equal(path, "/usr/libexec/valux/signer");
}

static void a_file_of_a_build_tree_finds_the_one_beside_it(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    assert_true(valux_paths_sibling(path, "/build/lib/pkcs11/module.so", "/usr/lib/pkcs11",
                                    "/usr/libexec/valux/signer", "../../libexec/valux/signer"));
    assert_string_equal(path, "/build/lib/pkcs11/../../libexec/valux/signer");
    assert_false(valux_paths_sibling(path, "module.so", "/usr/lib/pkcs11", "/usr/libexec", "x"));
}

#define in_clear_environment(test) cmocka_unit_test_setup(test, clear_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_clear_environment(the_store_is_in_the_home_directory),
        in_clear_environment(the_store_follows_xdg_data_home),
        in_clear_environment(valux_home_is_the_store),
        in_clear_environment(relative_and_empty_values_of_the_xdg_variables_are_passed_over),
        in_clear_environment(a_relative_valux_home_names_no_store),
        in_clear_environment(an_empty_valux_home_is_none),
        in_clear_environment(the_configuration_follows_xdg_config_home),
        in_clear_environment(without_home_the_password_database_is_asked),
        in_clear_environment(a_path_that_is_too_long_is_refused),
        in_clear_environment(an_installed_file_finds_its_installed_sibling),
        in_clear_environment(a_file_of_a_build_tree_finds_the_one_beside_it),
    };

    return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
