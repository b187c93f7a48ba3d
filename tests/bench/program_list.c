/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "program_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "memory.h"
#include "program.h"

#define ATTRIBUTES_MAX 24
#define VALUE_MAX 8192 /* bytes of one attribute */
#define WARM_MAX 256

static const CK_ATTRIBUTE_TYPE of_certificates[] = {
    CKA_CLASS,       CKA_TOKEN,   CKA_PRIVATE,    CKA_MODIFIABLE,           CKA_LABEL,
    CKA_ID,          CKA_SUBJECT, CKA_ISSUER,     CKA_SERIAL_NUMBER,        CKA_CERTIFICATE_TYPE,
    CKA_VALUE,       CKA_TRUSTED, CKA_START_DATE, CKA_CERTIFICATE_CATEGORY, CKA_END_DATE,
    CKA_CHECK_VALUE,
};
static const CK_ATTRIBUTE_TYPE of_private_keys[] = {
    CKA_CLASS,           CKA_TOKEN,     CKA_PRIVATE,          CKA_MODIFIABLE,
    CKA_LABEL,           CKA_ID,        CKA_SUBJECT,          CKA_KEY_TYPE,
    CKA_LOCAL,           CKA_DERIVE,    CKA_DECRYPT,          CKA_SIGN,
    CKA_UNWRAP,          CKA_SENSITIVE, CKA_EXTRACTABLE,      CKA_MODULUS,
    CKA_PUBLIC_EXPONENT, CKA_EC_PARAMS, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE,
};
static const CK_ATTRIBUTE_TYPE of_public_keys[] = {
    CKA_CLASS,   CKA_TOKEN,           CKA_PRIVATE,   CKA_MODIFIABLE, CKA_LABEL,   CKA_ID,
    CKA_SUBJECT, CKA_KEY_TYPE,        CKA_LOCAL,     CKA_DERIVE,     CKA_ENCRYPT, CKA_VERIFY,
    CKA_MODULUS, CKA_PUBLIC_EXPONENT, CKA_EC_PARAMS, CKA_EC_POINT,   CKA_WRAP,
};

/* All memory that the listing needs of this process, so that none of it counts as the module's. */
static struct {
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_BYTE values[ATTRIBUTES_MAX][VALUE_MAX];
    uint64_t warm[WARM_MAX];
} room;

static size_t fill_template(CK_OBJECT_CLASS object_class, CK_ATTRIBUTE *attributes)
{
    const CK_ATTRIBUTE_TYPE *types = of_certificates;
    size_t count = sizeof of_certificates / sizeof *types;

    if (object_class == CKO_PRIVATE_KEY) {
        types = of_private_keys;
        count = sizeof of_private_keys / sizeof *types;
    } else if (object_class == CKO_PUBLIC_KEY) {
        types = of_public_keys;
        count = sizeof of_public_keys / sizeof *types;
    }
    for (size_t i = 0; i < count; i++)
        attributes[i] = (CK_ATTRIBUTE){types[i], NULL, 0};
    return count;
}

/* An object need not have each attribute that is asked for. */
static bool is_answer(CK_RV result)
{
    return result == CKR_ATTRIBUTE_TYPE_INVALID || token_good("C_GetAttributeValue", result);
}

/* Asks for the lengths first and then for the values, as programs do. */
static bool read_object(const struct token *token, CK_OBJECT_HANDLE object, uint64_t *bytes)
{
    CK_OBJECT_CLASS object_class = CKO_CERTIFICATE;
    CK_ATTRIBUTE first = {CKA_CLASS, &object_class, sizeof object_class};
    CK_ATTRIBUTE attributes[ATTRIBUTES_MAX];
    CK_C_GetAttributeValue get = token->functions->C_GetAttributeValue;
    size_t kept = 0;

    if (!token_good("C_GetAttributeValue", get(token->session, object, &first, 1)))
        return false;
    size_t count = fill_template(object_class, attributes);
    if (!is_answer(get(token->session, object, attributes, count)))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (attributes[i].ulValueLen == CK_UNAVAILABLE_INFORMATION ||
            attributes[i].ulValueLen > VALUE_MAX)
            continue;
        attributes[kept] = attributes[i];
        attributes[kept].pValue = room.values[kept];
        *bytes += attributes[kept++].ulValueLen;
    }
    return token_good("C_GetAttributeValue", get(token->session, object, attributes, kept));
}

static bool list(const struct token *token, struct program_listing *listing)
{
    size_t count;

    listing->bytes = 0;
    if (!token_find(token, NULL, 0, room.objects, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_object(token, room.objects[i], &listing->bytes))
            return false;
    listing->objects = count;
    return true;
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static bool list_again(const struct token *token, unsigned times, struct program_listing *listing)
{
    struct program_listing again;

    for (unsigned i = 0; i < times; i++) {
        uint64_t start = clock_nanoseconds();
        if (!list(token, &again) || again.objects != listing->objects ||
            again.bytes != listing->bytes)
            return false;
        room.warm[i] = clock_nanoseconds() - start;
    }
    qsort(room.warm, times, sizeof *room.warm, compare);
    listing->warm = times == 0 ? 0 : room.warm[times / 2];
    return true;
}

/* A program that lists tokens has used its stack deeper than this before. */
static __attribute__((noinline)) void use_stack(void)
{
    volatile char stack[128 * 1024];

    for (size_t i = 0; i < sizeof stack; i += 1024)
        stack[i] = 1;
}

int program_list(const struct token_choice *choice, unsigned warm)
{
    struct token token;
    struct program_listing listing = {0};

    memset(&room, 1, sizeof room);
    use_stack();
    long memory = memory_own();
    uint64_t start = clock_nanoseconds();
    if (!token_load(choice, &token))
        return EXIT_FAILURE;
    uint64_t loaded = clock_nanoseconds();
    if (!token_initialize(choice, false, &token))
        return EXIT_FAILURE;
    uint64_t initialized = clock_nanoseconds();
    if (!list(&token, &listing))
        return EXIT_FAILURE;
    listing.list = clock_nanoseconds() - initialized;
    listing.initialize = initialized - loaded;
    listing.load = loaded - start;
    listing.anonymous = memory_own() - memory;
    bool written = list_again(&token, warm < WARM_MAX ? warm : WARM_MAX, &listing) &&
                   write(STDOUT_FILENO, &listing, sizeof listing) == sizeof listing;
    token_finalize(&token);
    return written ? EXIT_SUCCESS : EXIT_FAILURE;
}
