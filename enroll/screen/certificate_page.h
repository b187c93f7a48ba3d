/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_CERTIFICATE_PAGE_H
#define VALUX_ENROLL_SCREEN_CERTIFICATE_PAGE_H

#include "screen/certificate_sheet.h"

/*
 * Writes the sheet of a certificate to standard output as an HTML page to be printed. It is in
 * UTF-8 whatever the locale is, and needs no other file.
 */
void certificate_page_write(const struct certificate_sheet *sheet);

#endif
