/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "snapshot_words.h"

#include <pkcs11.h>

#define NARROW_LIMIT (UINT64_C(1) << 30) /* handles are below; those above are session objects' */
#define HANDLE_BITS_DROPPED 32           /* of 62 */

static bool is_number(uint32_t type)
{
    switch (type) {
    case CKA_CLASS:
    case CKA_CERTIFICATE_TYPE:
    case CKA_CERTIFICATE_CATEGORY:
    case CKA_KEY_TYPE:
    case CKA_KEY_GEN_MECHANISM:
    case CKA_MODULUS_BITS:
        return true;
    default:
        return false;
    }
}

/* The half of a value that has the low bits. The other one is zeros in all values that there are.
 */
static bool shorten_numbers(unsigned char *base, const struct valux_snapshot *snapshot)
{
    struct valux_snapshot_attribute *attributes = (void *)(base + snapshot->header->attributes);
    const bool low_bits_first = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

    for (uint32_t i = 0; i < snapshot->header->attribute_count; i++) {
        if (!is_number(attributes[i].type))
            continue;
        if (attributes[i].length != sizeof(uint64_t))
            return false;
        attributes[i].length = sizeof(uint32_t);
        attributes[i].value += low_bits_first ? 0 : sizeof(uint32_t);
    }
    return true;
}

static bool shorten_handles(unsigned char *base, const struct valux_snapshot *snapshot)
{
    struct valux_snapshot_handle *handles = (void *)(base + snapshot->header->handles);
    struct valux_snapshot_object *objects = (void *)(base + snapshot->header->objects);
    uint64_t last = 0;

    for (uint32_t i = 0; i < snapshot->header->object_count; i++) {
        uint64_t narrow = handles[i].handle >> HANDLE_BITS_DROPPED;
        if (narrow <= last)
            narrow = last + 1;
        if (narrow >= NARROW_LIMIT)
            return false;
        handles[i].handle = narrow;
        objects[handles[i].object].handle = narrow;
        last = narrow;
    }
    return true;
}

bool snapshot_words_fit(unsigned char *base, const struct valux_snapshot *snapshot,
                        size_t word_size)
{
    return word_size == sizeof(uint64_t) ||
           (shorten_numbers(base, snapshot) && shorten_handles(base, snapshot));
}
