/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_SECRETS_H
#define VALUX_ENROLL_ACQUISITION_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "centre/centre.h"
#include "centre/secrets.h"
#include "valux/error.h"
#include "workspace/field_rules.h"

/*
 * The secrets of an acquisition, between one sending of its request and the next: a lost answer or
 * a busy centre may want a second one. They lie in a pipe meanwhile, and so in no memory of this
 * process.
 */

#define ACQUISITION_PKCS10_MAX 16384 /* bytes */

struct acquisition_secrets {
    int ends[2]; /* both -1: nothing is kept */
};

/* The secrets as one sending needs them. The request points into it. */
struct acquisition_recalled {
    struct {
        char one_time_password[INPUT_SIZE];
        char passphrase[INPUT_SIZE];
        size_t pkcs10_length; /* 0: the request has no secret in it */
        uint8_t pkcs10[ACQUISITION_PKCS10_MAX];
    } record;
    struct valux_bytes pkcs10;
    struct centre_secrets secrets;
};

/*
 * Moves the one-time password and the passphrase of `input`, and `pkcs10` if it is not empty, into
 * the pipe: they are overwritten where they were. The caller calls acquisition_secrets_free.
 */
bool acquisition_secrets_keep(struct acquisition_secrets *secrets, struct acquisition_input *input,
                              struct valux_bytes *pkcs10, struct valux_error *error);

/*
 * Copies the secrets out of the pipe, and sets them in *request, which may be sent then. The caller
 * calls acquisition_recalled_wipe in any case.
 */
bool acquisition_secrets_recall(const struct acquisition_secrets *secrets,
                                struct acquisition_recalled *recalled,
                                struct centre_request *request, struct valux_error *error);

void acquisition_recalled_wipe(struct acquisition_recalled *recalled);

/* Gives the pipe back with all that is in it. */
void acquisition_secrets_free(struct acquisition_secrets *secrets);

#endif
