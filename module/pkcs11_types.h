/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef PKCS11_TYPES_H
#define PKCS11_TYPES_H

/* The standard's types and constants (PKCS#11 3.0), from NSS's headers; nothing of NSS is linked.
 */
#include <pkcs11.h>

#endif
