/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/secret.h"

#include <stdlib.h>
#include <string.h>

#include "token/attribute.h"

/* Token objects' handles are below. */
#define HANDLE_BEGIN (1UL << (8 * sizeof(CK_OBJECT_HANDLE) - 2))

static struct secret *secrets;
static size_t count;
static CK_OBJECT_HANDLE last_handle = HANDLE_BEGIN;

CK_OBJECT_HANDLE secret_add(const struct secret *secret)
{
    struct secret *added = count < SECRET_COUNT_MAX ? malloc(sizeof *added) : NULL;

    if (added == NULL)
        return CK_INVALID_HANDLE;
    *added = *secret;
    added->handle = ++last_handle;
    added->next = secrets;
    secrets = added;
    count++;
    return added->handle;
}

const struct secret *secret_find(CK_OBJECT_HANDLE handle)
{
    for (const struct secret *secret = secrets; secret != NULL; secret = secret->next)
        if (secret->handle == handle)
            return secret;
    return NULL;
}

CK_RV secret_read(const struct secret *secret, CK_ATTRIBUTE *attribute)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_ULONG length = secret->length;
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL no = CK_FALSE;

    switch (attribute->type) {
    case CKA_CLASS:
        return attribute_answer(attribute, &class, sizeof class);
    case CKA_KEY_TYPE:
        return attribute_answer(attribute, &secret->key_type, sizeof secret->key_type);
    case CKA_VALUE_LEN:
        return attribute_answer(attribute, &length, sizeof length);
    case CKA_SENSITIVE:
        return attribute_answer(attribute, secret->sensitive ? &yes : &no, sizeof yes);
    case CKA_EXTRACTABLE:
        return attribute_answer(attribute, secret->extractable ? &yes : &no, sizeof yes);
    case CKA_UNWRAP:
        return attribute_answer(attribute, secret->unwraps ? &yes : &no, sizeof yes);
    case CKA_DESTROYABLE:
        return attribute_answer(attribute, &yes, sizeof yes);
    case CKA_TOKEN:
    case CKA_PRIVATE:
    case CKA_MODIFIABLE:
    case CKA_COPYABLE:
    case CKA_LOCAL:
    case CKA_ALWAYS_SENSITIVE:
    case CKA_NEVER_EXTRACTABLE:
    case CKA_ENCRYPT:
    case CKA_DECRYPT:
    case CKA_SIGN:
    case CKA_VERIFY:
    case CKA_WRAP:
    case CKA_DERIVE:
        return attribute_answer(attribute, &no, sizeof no);
    case CKA_VALUE:
        if (!secret->sensitive && secret->extractable)
            return attribute_answer(attribute, secret->value, secret->length);
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_SENSITIVE;
    default:
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_ATTRIBUTE_TYPE_INVALID;
    }
}

/* Takes the secret that *link points to out of the list. */
static void destroy(struct secret **link)
{
    struct secret *secret = *link;

    *link = secret->next;
    count--;
    explicit_bzero(secret, sizeof *secret);
    free(secret);
}

bool secret_destroy(CK_OBJECT_HANDLE handle)
{
    for (struct secret **link = &secrets; *link != NULL; link = &(*link)->next) {
        if ((*link)->handle == handle) {
            destroy(link);
            return true;
        }
    }
    return false;
}

void secret_destroy_of_session(CK_SESSION_HANDLE session)
{
    struct secret **link = &secrets;

    while (*link != NULL) {
        if ((*link)->session == session)
            destroy(link);
        else
            link = &(*link)->next;
    }
}

void secret_wipe_all(void)
{
    for (struct secret *secret = secrets; secret != NULL; secret = secret->next)
        explicit_bzero(secret->value, sizeof secret->value);
}
