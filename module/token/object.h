/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_OBJECT_H
#define VALUX_MODULE_TOKEN_OBJECT_H

#include <pkcs11.h>

#include "token/view.h"

/* Reads the objects that are on the token, by view.h. Called with the state's mutex held. */

/*
 * Answers one attribute, as attribute_answer does. CKR_ATTRIBUTE_SENSITIVE for the secret parts of
 * a private key; CKR_ATTRIBUTE_TYPE_INVALID for an attribute that the object does not have.
 */
CK_RV object_read(const struct view_object *object, CK_ATTRIBUTE *attribute);

/* The number of bytes that all values of its attributes have together. */
CK_ULONG object_size(const struct view_object *object);

#endif
