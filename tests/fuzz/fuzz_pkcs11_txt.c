/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/*
 * Covers pkcs11_txt_next, pkcs11_txt_complete, pkcs11_txt_count_lost and pkcs11_txt_put_back.
 * The input is two lists with a zero byte between them.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "programs/pkcs11_txt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the caller relies on: completing loses no entry, makes none, and has nothing left to do. */
static void check_completed(const struct valux_bytes *list)
{
    struct valux_bytes completed;
    struct valux_bytes again;

    if (!pkcs11_txt_complete((const char *)list->data, list->length, &completed) ||
        !pkcs11_txt_complete((const char *)completed.data, completed.length, &again) ||
        !valux_bytes_equal(&completed, &again) ||
        pkcs11_txt_count_lost(list, &completed, "") != 0 ||
        pkcs11_txt_count_lost(&completed, list, "") != 0)
        abort();
    valux_bytes_free(&completed);
    valux_bytes_free(&again);
}

/* And: what is put back is there, and nothing of the present list goes for it. */
static void check_put_back(const struct valux_bytes *before, const struct valux_bytes *now)
{
    struct valux_bytes whole;

    if (!pkcs11_txt_put_back(before, now, "VALUX", &whole) ||
        pkcs11_txt_count_lost(before, &whole, "VALUX") != 0 ||
        pkcs11_txt_count_lost(now, &whole, "") != 0)
        abort();
    valux_bytes_free(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size == 0 ? NULL : memchr(data, 0, size);
    size_t first = zero == NULL ? size : (size_t)(zero - data);
    struct valux_bytes before;
    struct valux_bytes now;

    if (!valux_bytes_copy(&before, data, first) ||
        !valux_bytes_copy(&now, data + first, size - first))
        abort();
    if (now.length > 0)
        now.data[0] = '\n';
    check_completed(&before);
    check_put_back(&before, &now);
    valux_bytes_free(&before);
    valux_bytes_free(&now);
    return 0;
}
