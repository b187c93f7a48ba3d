/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ERROR_H
#define VALUX_ERROR_H

/*
 * Errors are values. An error has a domain, which decides the exit status of a command, and a
 * message in the person's language. A function that can fail returns bool and takes a struct
 * valux_error * as its last argument, which is never NULL. It sets the error if, and only if, it
 * returns false.
 */

enum valux_error_domain {
    VALUX_ERROR_NONE = 0,
    VALUX_ERROR_SYSTEM, /* not enough memory, or a system call failed that normally does not */
    VALUX_ERROR_USAGE,  /* the command line */
    VALUX_ERROR_INPUT,  /* a field that the person gave */
    VALUX_ERROR_CONFIGURATION, /* valux.json, or an option that stands for it */
    VALUX_ERROR_STORE,         /* the store is not ours, damaged, or can't be written */
    VALUX_ERROR_VERSION,       /* a file of the store was written by a newer version */
    VALUX_ERROR_BUSY,          /* another helper holds the store */
    VALUX_ERROR_NETWORK,       /* the centre was not reached, or TLS has failed */
    VALUX_ERROR_CENTRE,        /* the centre has refused */
    VALUX_ERROR_ANSWER,        /* the centre's answer can't be used */
    VALUX_ERROR_PENDING,       /* an acquisition has not ended; `resume` goes on with it */
    VALUX_ERROR_PROGRAM,       /* a program's NSS database, policy or module */
    VALUX_ERROR_NOT_FOUND,     /* no such certificate */
    VALUX_ERROR_STATUS,        /* the certificate's status does not allow it */
    VALUX_ERROR_CANCELLED,     /* the person said no */
    VALUX_ERROR_LOCKED, /* the keys are under a PIN that was not given, or not the right one */
};

/* The longest message, in bytes, with its terminating zero. */
#define VALUX_ERROR_MESSAGE_SIZE 1024

struct valux_error {
    enum valux_error_domain domain;
    char message[VALUX_ERROR_MESSAGE_SIZE];
};

/*
 * Sets *error from a printf format. A message that is too long is cut after a whole character. The
 * message is made printable (valux_text_printable), because it may quote texts of others. Returns
 * false always, so that a function can `return valux_error_set(…)`.
 */
_Bool valux_error_set(struct valux_error *error, enum valux_error_domain domain, const char *format,
                      ...) __attribute__((format(printf, 3, 4)));

/* Sets *error: there is not enough memory. Returns false always. */
_Bool valux_error_set_memory(struct valux_error *error);

/*
 * The exit status of a command that ended with this domain's error: 0 for none, and the numbers
 * that the manual page valux-enroll(1) lists for the others. They never change between versions.
 */
int valux_error_exit_status(enum valux_error_domain domain);

/* The domain's word in JSON. It never changes between versions. Static. */
const char *valux_error_keyword(enum valux_error_domain domain);

#endif
