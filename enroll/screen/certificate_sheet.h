/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_CERTIFICATE_SHEET_H
#define VALUX_ENROLL_SCREEN_CERTIFICATE_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "renewal/memory.h"
#include "valux/catalogue.h"
#include "workspace/centre_words.h"
#include "workspace/workspace.h"

/*
 * All that a person wants to know of a certificate, and has to tell the VALUX centre of it, on one
 * sheet. Nothing on it is secret.
 */

#define CERTIFICATE_SHEET_ROWS_MAX 12
#define CERTIFICATE_SHEET_VALUE_SIZE 1200
#define CERTIFICATE_SHEET_PARAGRAPHS_MAX 3

struct certificate_sheet {
    char title[128]; /* the nickname and the status */
    struct {
        const char *name; /* static */
        char value[CERTIFICATE_SHEET_VALUE_SIZE];
    } rows[CERTIFICATE_SHEET_ROWS_MAX];
    size_t row_count;
    char paragraphs[CERTIFICATE_SHEET_PARAGRAPHS_MAX][CENTRE_WORDS_SIZE];
    size_t paragraph_count;
};

/*
 * Fills the sheet in the person's language. `renewals` NULL: the certificate is given up, and
 * nothing is said of renewing or using it.
 */
void certificate_sheet_fill(const struct workspace *workspace,
                            const struct renewal_memory *renewals,
                            const struct valux_catalogue_entry *entry, int64_t now,
                            struct certificate_sheet *sheet);

/* Writes the sheet to standard output. */
void certificate_sheet_write(const struct certificate_sheet *sheet);

#endif
