/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/key_directory.h"

#include <unistd.h>

#include "valux/key_database.h"
#include "valux/private_directory.h"

bool key_directory_check(int store, struct valux_error *error)
{
    int directory = valux_private_directory_open(store, VALUX_KEY_DATABASE_DIRECTORY, error);
    bool result = directory >= 0 &&
                  valux_private_directory_check(directory, VALUX_KEY_DATABASE_DIRECTORY, error);

    if (directory >= 0)
        close(directory);
    return result;
}
