/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_OPERATION_H
#define VALUX_WINDOW_OPERATION_H

#include <stdbool.h>

#include "acquire.h"
#include "progress.h"
#include "result.h"

/*
 * What changes the store: it acquires, renews, goes on or selects, and locks or unlocks the keys.
 * It shows the screen "progress" while valux-enroll works, asks for what it needs, and shows the
 * screen "result" afterwards. One runs at a time.
 */

struct operation;

struct operation_calls {
    /* Shows the screen with a name of win.show. */
    void (*show)(const char *screen, void *data);
    /* A certificate has been acquired: the form is not needed any more. */
    void (*acquired)(void *data);
    void *data;
};

/* The screens live longer than the operation. */
struct operation *operation_new(ValuxProgressScreen *progress, ValuxResultScreen *result,
                                const struct operation_calls *calls);

/* Ends what runs, without showing anything more, and frees it. */
void operation_free(struct operation *operation);

bool operation_is_running(const struct operation *operation);

/* Asks what runs to end. The result follows. */
void operation_stop(struct operation *operation);

/*
 * Each does nothing while another one runs. The texts are needed no longer on return. `request` is
 * an unfinished request of session_unfinished.
 */
void operation_acquire(struct operation *operation, const struct acquire_input *input);
void operation_renew(struct operation *operation, const char *nickname, const char *serial_number);
void operation_resume(struct operation *operation, const cJSON *request);
void operation_select(struct operation *operation, const char *nickname, const char *serial_number);

/* Locks or unlocks the keys, by the command of this name. */
void operation_lock(struct operation *operation, const char *command);

/* Changes to a word of `custody --json`. Asks for the new PIN before, where it has one. */
void operation_change_custody(struct operation *operation, const char *custody);

#endif
