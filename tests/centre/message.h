/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_MESSAGE_H
#define VALUX_TESTS_CENTRE_MESSAGE_H

#include <microhttpd.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

#include "grant.h"
#include "problem.h"

/* One HTTP request as the protocols see it, and what is answered. */

#define MESSAGE_BODY_LIMIT 65536 /* bytes of the largest request body */

struct request {
    const char *method;
    const char *path;
    const char *tail;         /* what follows the route's path */
    const char *content_type; /* "" where there is none */
    const char *host;         /* "" where there is none */
    bool chunked;
    bool too_large;
    char *body; /* ends with a zero byte that `length` does not count; NULL: no body */
    size_t length;
    X509 *client; /* the client's TLS certificate, not yet verified; NULL: none */
    struct MHD_Connection *connection;
};

/* What becomes of the connection. */
enum reply_ending {
    REPLY_SEND,
    REPLY_CLOSE,    /* closed without an answer */
    REPLY_STALL,    /* open, and never an answer */
    REPLY_LATE,     /* open, and answered once the fault `late` is gone */
    REPLY_TRUNCATE, /* closed in the middle of the body */
    REPLY_FLOOD,    /* the body goes on and on with 100 MB of filler */
};

/* Whether HTTP authentication (RFC 7617, RFC 7616) is asked for. */
enum reply_challenge { REPLY_NO_CHALLENGE, REPLY_CHALLENGE, REPLY_CHALLENGE_STALE };

struct reply {
    unsigned status;
    const char *content_type; /* static; NULL: none */
    char *body;               /* NULL: empty */
    size_t length;
    unsigned retry_after; /* seconds; 0: no such header */
    bool base64;          /* Content-Transfer-Encoding: base64 */
    char *location;       /* NULL: none */
    enum reply_ending ending;
    enum reply_challenge challenge;
    struct grant *grant; /* the issued certificate that the route's protocol writes; NULL: none */
};

/* Sets a body, taking over `body` from the heap; NULL makes it an internal error. */
void reply_set(struct reply *reply, unsigned status, const char *content_type, char *body);

/* Sets a problem document. `detail` may be NULL. */
void reply_set_problem(struct reply *reply, enum problem problem, const char *detail);

/* Frees what the reply owns and makes it empty. */
void reply_clear(struct reply *reply);

#endif
