/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_ANSWER_H
#define VALUX_WINDOW_ANSWER_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What a run of valux-enroll answered: docs/machine-interface.md. Whatever the program does, there
 * is either an answer or a failure that a person can read.
 */

/* Why a command failed. Texts are the person's language; those that are not known are "". */
struct answer_failure {
    char *domain; /* a word of the interface, or "" where the program said nothing */
    char *message;
    char *advice;
    char *contact;
};

struct answer {
    bool succeeded;
    cJSON *document; /* NULL if there is none; some commands answer and fail, such as doctor */
    struct answer_failure failure; /* where it did not succeed */
};

/* How the program ended. */
enum answer_end {
    ANSWER_EXITED,      /* with the exit status */
    ANSWER_KILLED,      /* by a signal that this program did not send */
    ANSWER_STOPPED,     /* by this program, since the person wanted it */
    ANSWER_OUT_OF_TIME, /* by this program, since nothing came for too long */
    ANSWER_NOT_STARTED,
};

/*
 * Reads what a command wrote. `output` and `errors` are texts of any content. The caller frees the
 * answer by answer_clear.
 */
void answer_read(struct answer *answer, enum answer_end end, int exit_status, const char *output,
                 const char *errors);
void answer_clear(struct answer *answer);

/* Copies a failure, and frees one; a failure that is all zero can be freed. */
void answer_failure_copy(struct answer_failure *target, const struct answer_failure *source);
void answer_failure_clear(struct answer_failure *failure);

/* The member's text, "" if it is not there; whether it is there and true; an array or NULL. */
const char *answer_text(const cJSON *object, const char *member);
bool answer_flag(const cJSON *object, const char *member);
const cJSON *answer_array(const cJSON *object, const char *member);

/* Whether a line of progress says that the person is asked, and waited for. */
bool answer_asks_person(const cJSON *line);

/* A line of messages or of progress as an object of this interface's number, or NULL. */
cJSON *answer_read_line(const char *line);

#endif
