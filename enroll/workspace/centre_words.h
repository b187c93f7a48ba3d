/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_CENTRE_WORDS_H
#define VALUX_ENROLL_WORKSPACE_CENTRE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/catalogue.h"
#include "workspace/workspace.h"

/* Says in words what the centre has done to a certificate, and whom the person asks. */

#define CENTRE_WORDS_SIZE 2048

/*
 * How many certificates of the entry's company ID there are that are suspended, if all of them are:
 * the contractor is suspended as a whole. Superseded and expired ones don't count. 0 if some are
 * not suspended, or if the entry is the only one.
 */
size_t centre_words_suspended_contractor(const struct workspace *workspace,
                                         const struct valux_catalogue_entry *entry, int64_t now);

/*
 * Whether the entry is the one of which a suspension is told: the certificate in use, or where the
 * contractor is suspended as a whole and none of its certificates is in use, the first of them.
 */
bool centre_words_speaks(const struct workspace *workspace,
                         const struct valux_catalogue_entry *entry, int64_t now);

/*
 * Writes that the certificate is suspended. Where the contractor is suspended as a whole it names
 * all certificates in this one text.
 */
void centre_words_suspended(const struct workspace *workspace,
                            const struct valux_catalogue_entry *entry, int64_t now,
                            char text[static CENTRE_WORDS_SIZE]);

/* Writes that the certificate is revoked, what that means and what to do. */
void centre_words_revoked(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry,
                          char text[static CENTRE_WORDS_SIZE]);

/*
 * Writes which of the two it is, if the entry's status is suspended or revoked; false, and nothing
 * is written, if it is neither.
 */
bool centre_words_state(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        char text[static CENTRE_WORDS_SIZE]);

/* Writes what to say of a certificate to the centre, on the telephone. */
void centre_words_about(const struct valux_catalogue_entry *entry,
                        char text[static CENTRE_WORDS_SIZE]);

/*
 * Writes how a certificate is revoked that nobody is to use any more: by telephone and on paper,
 * with what has to be at hand.
 */
void centre_words_revoke(const struct workspace *workspace, char text[static CENTRE_WORDS_SIZE]);

#endif
