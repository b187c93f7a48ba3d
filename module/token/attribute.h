/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_ATTRIBUTE_H
#define VALUX_MODULE_TOKEN_ATTRIBUTE_H

#include <stddef.h>
#include <string.h>

#include <pkcs11.h>

/*
 * Answers one attribute of a C_GetAttributeValue with `length` bytes at `value` (PKCS#11 3.0,
 * 5.7.5). Where the program gave no buffer, it is told the length alone; CKR_BUFFER_TOO_SMALL where
 * its buffer is too small. Inline, since a program that lists a token reads thousands of
 * attributes.
 */
static inline CK_RV attribute_answer(CK_ATTRIBUTE *attribute, const void *value, size_t length)
{
    if (attribute->pValue == NULL) {
        attribute->ulValueLen = length;
        return CKR_OK;
    }
    if (attribute->ulValueLen < length) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
    }
    if (length > 0)
        memcpy(attribute->pValue, value, length);
    attribute->ulValueLen = length;
    return CKR_OK;
}

#endif
