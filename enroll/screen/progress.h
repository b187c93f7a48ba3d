/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_PROGRESS_H
#define VALUX_ENROLL_SCREEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"

/*
 * Tells another program what this one is doing while a centre is asked, as JSON lines
 * (docs/machine-interface.md). Nothing here can make a command fail once it has begun.
 */

enum progress_step {
    PROGRESS_KEY_PAIR,    /* a key pair and a request are made */
    PROGRESS_SENDING,     /* the request goes to the centre */
    PROGRESS_ASKING,      /* the centre is asked */
    PROGRESS_WAITING,     /* the centre wants to be left alone for a while */
    PROGRESS_STORING,     /* the certificate is checked and stored */
    PROGRESS_REGISTERING, /* the module is registered with programs */
};

#define PROGRESS_NONE 65536 /* of progress_open: no descriptor was given */

/*
 * Begins to write to this descriptor. A reader that goes away disturbs nothing. False with
 * VALUX_ERROR_USAGE where the descriptor is not open for writing.
 */
bool progress_open(unsigned descriptor, struct valux_error *error);

/* Tells that the proxy at `address` asks who one is: the step "proxyLogin". */
void progress_tell_proxy(const char *address, bool refused);

/*
 * Tells that the PIN of the keys is needed: the step "pin". `refused` says why the one before would
 * not do; NULL the first time.
 */
void progress_tell_pin(const char *refused);

/* Tells that a step begins; `seconds` is how long it will take, 0 if nobody knows. */
void progress_tell(enum progress_step step, int64_t seconds);

#endif
