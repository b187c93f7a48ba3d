/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers seal_lock_parse and seal_lock_to_text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "custody/seal_lock_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is written as a text that says the same, and costs what a machine can bear. */
static void check(const struct seal_lock *lock)
{
    struct seal_lock again = {.cost = {.log2_n = 0}};
    struct valux_error error = {0};
    char *text = seal_lock_to_text(lock, &error);

    if (text == NULL || !seal_lock_parse(text, strlen(text), &again, &error) ||
        memcmp(lock, &again, sizeof again) != 0 || lock->cost.log2_n > PIN_COST_LOG2_MAX ||
        lock->cost.parallel > PIN_PARALLEL_MAX)
        abort();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seal_lock lock = {.cost = {.log2_n = 0}};
    struct valux_error error = {0};

    if (seal_lock_parse((const char *)data, size, &lock, &error))
        check(&lock);
    else if (error.domain == VALUX_ERROR_NONE || error.message[0] == '\0')
        abort();
    return 0;
}
