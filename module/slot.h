/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SLOT_H
#define VALUX_MODULE_SLOT_H

/* The ID of the only slot. Its token is always present. */
#define SLOT_ID 1UL

#endif
