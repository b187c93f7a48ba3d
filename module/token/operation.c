/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/operation.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 512

/* Not by realloc(3), which would leave a copy of the data in memory that it frees. */
static bool grow(struct operation *operation, size_t needed)
{
    size_t capacity = operation->capacity == 0 ? CAPACITY_MIN : operation->capacity;

    while (capacity < needed)
        capacity *= 2;
    uint8_t *data = malloc(capacity);
    if (data == NULL)
        return false;
    if (operation->data != NULL) {
        memcpy(data, operation->data, operation->length);
        explicit_bzero(operation->data, operation->length);
        free(operation->data);
    }
    operation->data = data;
    operation->capacity = capacity;
    return true;
}

CK_RV operation_append(struct operation *operation, const void *data, size_t length)
{
    if (length > OPERATION_MESSAGE_MAX - operation->length)
        return CKR_DATA_LEN_RANGE;
    if (length == 0)
        return CKR_OK;
    if (operation->length + length > operation->capacity &&
        !grow(operation, operation->length + length))
        return CKR_HOST_MEMORY;
    memcpy(operation->data + operation->length, data, length);
    operation->length += length;
    return CKR_OK;
}

void operation_clear(struct operation *operation)
{
    if (operation->data != NULL) {
        explicit_bzero(operation->data, operation->length);
        free(operation->data);
    }
    *operation = (struct operation){0};
}

struct operation operation_take(struct operation *operation)
{
    struct operation taken = *operation;

    *operation = (struct operation){0};
    return taken;
}
