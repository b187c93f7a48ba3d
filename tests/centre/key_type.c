/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "key_type.h"

#include <string.h>

static const struct key_type key_types[KEY_TYPE_COUNT] = {
    {"rsa-2048", 2048, NULL},     {"rsa-3072", 3072, NULL},    {"rsa-4096", 4096, NULL},
    {"ec-p256", 0, "prime256v1"}, {"ec-p384", 0, "secp384r1"},
};

const struct key_type *key_type_by_name(const char *name, size_t length)
{
    for (size_t i = 0; i < KEY_TYPE_COUNT; i++) {
        if (strlen(key_types[i].name) == length && memcmp(key_types[i].name, name, length) == 0)
            return &key_types[i];
    }
    return NULL;
}

bool key_type_matches(const struct key_type *type, const EVP_PKEY *key)
{
    char group[32];
    size_t length;

    if (type->group == NULL)
        return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) == type->bits;
    return EVP_PKEY_is_a(key, "EC") == 1 &&
           EVP_PKEY_get_group_name(key, group, sizeof(group), &length) == 1 &&
           strcmp(group, type->group) == 0;
}
