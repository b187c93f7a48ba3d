/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_GENERAL_H
#define VALUX_MODULE_GENERAL_H

#include <pkcs11.h>

/* C_GetInfo of the 2.40 function list: that interface's version is its only difference. */
CK_RV general_get_info_2_40(CK_INFO_PTR info);

#endif
