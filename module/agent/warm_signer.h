/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_WARM_SIGNER_H
#define VALUX_MODULE_AGENT_WARM_SIGNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* The signer that is ready for the next program, and those that programs have got. */

struct warm_signer {
    const char *path;      /* of valux-signer; the caller's */
    const char *store;     /* the store's path; the caller's */
    const uint8_t *secret; /* the seal's, for the next ones; NULL: none; the caller's */
    int control;           /* by which the channels go out; -1: there is no signer */
    bool ready;
    size_t channels;      /* that it can take */
    size_t children;      /* processes of ours that have not ended */
    struct stat snapshot; /* the store's when it was started */
};

/* Starts one, unless there is one with so many channels. It is not ready at once. */
void warm_signer_start(struct warm_signer *warm, size_t channels);

/* Gives up the one that waits for a program. */
void warm_signer_drop(struct warm_signer *warm);

/*
 * Whether one is ready. One whose store has changed since its start is given up, as it would give
 * itself up.
 */
bool warm_signer_is_ready(struct warm_signer *warm);

/* Looks what has come on `control`: that it is ready, or that it has ended. */
void warm_signer_listen(struct warm_signer *warm);

/*
 * Gives it the channels: it is the program's from then on. The caller closes its copies. False
 * where none is ready for so many.
 */
bool warm_signer_give(struct warm_signer *warm, const int *channels, size_t count);

/* Waits for the children that have ended, so that no zombie is left. */
void warm_signer_reap(struct warm_signer *warm);

#endif
