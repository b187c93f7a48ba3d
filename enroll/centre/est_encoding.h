/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_ENCODING_H
#define VALUX_ENROLL_CENTRE_EST_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "centre/key_choice.h"
#include "valux/bytes.h"

/* The bodies of EST's messages (RFC 7030, section 4). */

/*
 * Base64 in lines of 64 characters, as a request's body has it. The caller frees *body. False for
 * want of memory.
 */
bool est_encode(const struct valux_bytes *der, struct valux_bytes *body);

/*
 * Reads a body: base64, with line breaks wherever, or DER as it is, which some servers send. The
 * caller frees *der. False for anything else.
 */
bool est_decode(const struct valux_bytes *body, struct valux_bytes *der);

/*
 * Takes a certs-only message (RFC 5652, a SignedData without signers) apart: *certificates is an
 * array of *count certificates (DER), at most EST_CERTIFICATES_MAX, that the caller frees with
 * est_certificates_free.
 */
#define EST_CERTIFICATES_MAX 32
bool est_certificates(const struct valux_bytes *message, struct valux_bytes **certificates,
                      size_t *count);

void est_certificates_free(struct valux_bytes *certificates, size_t count);

enum est_key_wish {
    EST_KEY_ANY,     /* the attributes name no kind of key */
    EST_KEY_KNOWN,   /* they name one that this program makes, and *choice has chosen */
    EST_KEY_UNKNOWN, /* they name only others, or can't be read */
};

/* What CSR attributes (RFC 7030, section 4.5.2; DER) say of the key. */
enum est_key_wish est_key_type(const struct valux_bytes *attributes, struct key_choice *choice);

/* Whether they ask for a challengePassword (RFC 7030, sections 3.5 and 4.5.2). */
bool est_wants_linking(const struct valux_bytes *attributes);

#endif
