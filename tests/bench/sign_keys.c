/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sign_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

static char *path_for(const char *pattern, const char *token)
{
    const char *place = strchr(pattern, '@');
    size_t size = strlen(pattern) + strlen(token) + 1;
    char *path = malloc(size);

    if (path != NULL && place != NULL)
        snprintf(path, size, "%.*s%s%s", (int)(place - pattern), pattern, token, place + 1);
    else if (path != NULL)
        memcpy(path, pattern, strlen(pattern) + 1);
    return path;
}

bool sign_keys_add(struct sign_keys *keys, const char *text, const char *token)
{
    const char *equals = strchr(text, '=');

    if (equals == NULL || keys->count == SIGN_KEYS_MAX)
        return false;
    struct sign_key *key = &keys->all[keys->count++];
    key->name = strndup(text, (size_t)(equals - text));
    key->certificate = path_for(equals + 1, token);
    if (key->name == NULL || key->certificate == NULL)
        return false;
    key->public_key = verify_read_key(key->certificate);
    return key->public_key != NULL;
}

void sign_keys_clear(struct sign_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        free(keys->all[i].name);
        free(keys->all[i].certificate);
        EVP_PKEY_free(keys->all[i].public_key);
    }
    keys->count = 0;
}
