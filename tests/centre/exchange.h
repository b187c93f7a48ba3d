/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EXCHANGE_H
#define VALUX_TESTS_CENTRE_EXCHANGE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "centre.h"

/* One HTTP request of a connection, from its head to the answer that is sent or is not. */

struct exchange;

/* The exchanges that are not answered: never, or late. */
struct stalled_list {
    pthread_mutex_t mutex;
    struct exchange *first;
    bool closed; /* the server ends: nothing stalls any more */
};

/* A new exchange from the request's head; NULL: no memory. The strings are copied. */
struct exchange *exchange_begin(struct MHD_Connection *connection, const char *method,
                                const char *path);

/* Adds a piece of the body; what is beyond the limit is dropped, and answered as too large. */
void exchange_add(struct exchange *exchange, const char *data, size_t length);

/* Answers the whole request. MHD_NO closes the connection. */
enum MHD_Result exchange_answer(struct exchange *exchange, struct centre *centre,
                                struct stalled_list *stalled);

/* Works off the exchanges that wait for a late answer, whether their clients still do or not. */
void exchange_answer_late(struct centre *centre, struct stalled_list *stalled);

/* Frees the exchange. NULL is allowed. */
void exchange_end(struct exchange *exchange);

/* Lets the stalled connections go, and closes the list. */
void exchange_release_stalled(struct stalled_list *stalled);

#endif
