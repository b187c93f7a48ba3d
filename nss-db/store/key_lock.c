/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/key_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include "valux/file.h"
#include "valux/paths.h"

#define UNLOCKED_FILE "unlocked"

bool valux_keys_are_noted_unlocked(const struct valux_store *store)
{
    return faccessat(store->directory, UNLOCKED_FILE, F_OK, 0) == 0;
}

bool valux_keys_are_locked(const struct valux_store *store)
{
    return valux_paths_seal_has_pin(store->directory, VALUX_SEAL_FILE) &&
           !valux_keys_are_noted_unlocked(store);
}

bool valux_keys_note_unlocked(const struct valux_store *store, bool unlocked,
                              struct valux_error *error)
{
    return unlocked ? valux_file_replace(VALUX_FILE_PRIVATE, store->directory, UNLOCKED_FILE, "", 0,
                                         error)
                    : valux_file_remove(VALUX_FILE_PRIVATE, store->directory, UNLOCKED_FILE, error);
}
