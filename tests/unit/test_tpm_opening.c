/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* How a TPM is named and opened, and what is said where it can't be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "software_tpm.h"

static void what_can_not_be_opened_is_explained(void **state)
{
    struct valux_tpm *tpm;
    struct valux_error error = {0};

    (void)state;
    assert_false(valux_tpm_open("/dev/there-is-none", &tpm, &error));
    print_message("%s\n", error.message);
    assert_non_null(strstr(error.message, "no TPM at /dev/there-is-none"));
    assert_false(valux_tpm_open("swtpm:path=/nowhere/socket", &tpm, &error));
    assert_non_null(strstr(error.message, "no TPM at"));
    assert_false(valux_tpm_open("tabrmd:", &tpm, &error));
    assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
    /* Root may open every file: a directory stands for a device that can't be opened. */
    assert_false(valux_tpm_open("/", &tpm, &error));
    assert_non_null(strstr(error.message, "can't be opened"));
}

#define ORDINARY_USER 65534 /* nobody */

/* Opens a TPM as an ordinary user, in a child, since root may open everything. */
static void expect_forbidden(const char *name)
{
    char message[1024] = "";
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct valux_error error = {0};
        struct valux_tpm *tpm;
        bool ordinary = geteuid() != 0 || (setgroups(0, NULL) == 0 && setgid(ORDINARY_USER) == 0 &&
                                           setuid(ORDINARY_USER) == 0);
        if (ordinary && !valux_tpm_open(name, &tpm, &error))
            (void)!write(ends[1], error.message, strlen(error.message));
        _exit(0);
    }
    close(ends[1]);
    assert_true(child > 0);
    assert_true(read(ends[0], message, sizeof message - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    print_message("%s\n", message);
    assert_non_null(strstr(message, "You may not open the TPM"));
    assert_non_null(strstr(message, name));
    assert_non_null(strstr(message, "70-valux-tpm.rules"));
    assert_non_null(strstr(message, "udevadm control --reload"));
}

/* A file stands for the device, since open(2) answers both alike; the socket is swtpm's own. */
static void who_may_not_open_it_learns_what_the_administrator_does(void **state)
{
    struct software_tpm software;
    char path[sizeof software.directory + sizeof "/tpmrm0"];

    (void)state;
    software_tpm_start(&software);
    assert_int_equal(chmod(software.directory, 0755), 0);
    snprintf(path, sizeof path, "%s/tpmrm0", software.directory);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0);
    assert_true(file >= 0);
    close(file);
    expect_forbidden(path);
    snprintf(path, sizeof path, "%s/tpm", software.directory);
    assert_int_equal(chmod(path, 0), 0);
    expect_forbidden(software.name);
    software_tpm_end(&software);
}

static void names_are_checked(void **state)
{
    (void)state;
    assert_true(valux_tpm_name_is_valid(VALUX_TPM_DEFAULT));
    assert_true(valux_tpm_name_is_valid("swtpm:host=127.0.0.1,port=2321"));
    assert_true(valux_tpm_name_is_valid("swtpm:path=/run/tpm"));
    assert_false(valux_tpm_name_is_valid(""));
    assert_false(valux_tpm_name_is_valid("tpmrm0"));
    assert_false(valux_tpm_name_is_valid("swtpm:host=localhost,port=2321"));
    assert_false(valux_tpm_name_is_valid("swtpm:host=127.0.0.1,port=2321,x"));
    assert_false(valux_tpm_name_is_valid("swtpm:host=127.0.0.1,port=0"));
    assert_false(valux_tpm_name_is_valid("swtpm:host=127.0.0.1,port=65536"));
    assert_false(valux_tpm_name_is_valid("swtpm:path=relative"));
    char longest[VALUX_TPM_NAME_SIZE + 1];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    longest[VALUX_TPM_NAME_SIZE] = '\0';
    assert_false(valux_tpm_name_is_valid(longest));
    longest[VALUX_TPM_NAME_SIZE - 1] = '\0';
    assert_true(valux_tpm_name_is_valid(longest));
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_not_be_opened_is_explained),
        cmocka_unit_test(who_may_not_open_it_learns_what_the_administrator_does),
        cmocka_unit_test(names_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
