/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_GENERAL_H
#define VALUX_MODULE_GENERAL_H

#include <pkcs11.h>

/* C_GetInfo of the function list of version 2.40: it tells that version, and is alike otherwise. */
CK_RV general_get_info_2_40(CK_INFO_PTR info);

#endif
