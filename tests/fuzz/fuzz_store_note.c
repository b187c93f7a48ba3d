/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers store_note_parse, store_note_get and store_note_set_generation. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "workspace/store_note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct store_note *note)
{
    struct store_note_certificate certificate;

    for (size_t i = 0; i < store_note_count(note); i++) {
        store_note_get(note, i, &certificate);
        if (memchr(certificate.nickname, '\0', sizeof certificate.nickname) == NULL ||
            memchr(certificate.serial_number, '\0', sizeof certificate.serial_number) == NULL)
            abort();
    }
    if (!store_note_set_generation(note, note->generation + 1))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct store_note note = {NULL, 0};
    struct valux_error error = {0};

    if (store_note_parse(&note, (const char *)data, size, &error))
        use(&note);
    else if (error.domain == VALUX_ERROR_NONE)
        abort();
    store_note_free(&note);
    return 0;
}
