/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/*
 * Before main(): where the variable VALUX_CASE is set, cmocka runs those cases alone whose names
 * match it. `*` stands for any characters, `?` for one.
 */
__attribute__((constructor)) static void choose_cases(void)
{
    const char *pattern = getenv("VALUX_CASE");

    if (pattern != NULL)
        cmocka_set_test_filter(pattern);
}
