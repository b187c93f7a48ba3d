/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_DOCTOR_FINDINGS_H
#define VALUX_ENROLL_DOCTOR_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/* What `doctor` has found, in the order in which it looked. */

enum verdict {
    VERDICT_RIGHT,
    VERDICT_NOTE,  /* nothing is broken, but the person may want to know */
    VERDICT_WRONG, /* the text says what to do */
};

struct finding {
    const char *step; /* a word for JSON; static */
    enum verdict verdict;
    enum valux_error_domain domain;      /* of VERDICT_WRONG: decides the exit status */
    char text[VALUX_ERROR_MESSAGE_SIZE]; /* one line */
    const char *remedy;                  /* the command that mends it, or NULL; static */
};

struct findings {
    struct finding *entries;
    size_t count;
    bool out_of_memory;
};

/*
 * Adds a finding with a text in the person's language, a printf format without its newline. Want of
 * memory is remembered in *findings, and findings_print reports it.
 */
void findings_add(struct findings *findings, const char *step, enum verdict verdict,
                  enum valux_error_domain domain, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds an error as a finding that is wrong. */
void findings_add_error(struct findings *findings, const char *step,
                        const struct valux_error *error);

/* Notes of the last finding that this command, without arguments, mends it. */
void findings_set_remedy(struct findings *findings, const char *command);

/*
 * What to do about a program of ours that does not work, in the person's language: to put right
 * first what an earlier step has found wrong or, where that found nothing, to install VALUX for NSS
 * anew. The step "centre" does not count, since programs do not need the centre. Static.
 */
const char *findings_advice(const struct findings *findings);

/*
 * Writes a line for each finding to standard output or, with `json`, one JSON object for all.
 * Returns the exit status: 0, or that of the first finding that is wrong.
 */
int findings_print(const struct findings *findings, bool json);

void findings_free(struct findings *findings);

#endif
