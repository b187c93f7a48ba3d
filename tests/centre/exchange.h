/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EXCHANGE_H
#define VALUX_TESTS_CENTRE_EXCHANGE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "centre.h"

/* One HTTP request of a connection, from its head to its answer. A fault may keep the answer back.
 */

struct exchange;

/* The exchanges that wait because of a fault. They get a late answer, or none. */
struct stalled_list {
    pthread_mutex_t mutex;
    struct exchange *first;
    bool closed; /* the server ends: nothing stalls any more */
};

/* A new exchange from the request's head; NULL: no memory. The strings are copied. */
struct exchange *exchange_begin(struct MHD_Connection *connection, const char *method,
                                const char *path);

/* Adds a piece of the body. A body beyond the limit is dropped, and the request is too large. */
void exchange_add(struct exchange *exchange, const char *data, size_t length);

/* Answers the whole request. MHD_NO closes the connection. */
enum MHD_Result exchange_answer(struct exchange *exchange, struct centre *centre,
                                struct stalled_list *stalled);

/* Answers the exchanges that wait for a late answer, even if their clients have gone. */
void exchange_answer_late(struct centre *centre, struct stalled_list *stalled);

/* Frees the exchange. NULL is allowed. */
void exchange_end(struct exchange *exchange);

/* Ends the connections that wait without an answer, and takes no more of them. */
void exchange_release_stalled(struct stalled_list *stalled);

#endif
