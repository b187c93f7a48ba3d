/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers journal_parse and journal_free. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A request's ID becomes part of a file's name and of an address. */
static void check(const struct journal *journal)
{
    if (strspn(journal->request_id, "0123456789abcdef-") != VALUX_REQUEST_ID_SIZE - 1 ||
        journal->state > JOURNAL_ANSWERED || journal->kind > JOURNAL_RENEWAL)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct journal journal;
    struct valux_error error = {0};

    if (journal_parse(&journal, "journal.json", (const char *)data, size, &error))
        check(&journal);
    else if (error.domain == VALUX_ERROR_NONE || error.message[0] == '\0')
        abort();
    journal_free(&journal);
    return 0;
}
