/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SLOT_H
#define VALUX_MODULE_SLOT_H

/* The number of the one slot, which always has its token. */
#define SLOT_ID 1UL

#endif
