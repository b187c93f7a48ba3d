/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FAULT_LIST_H
#define VALUX_TESTS_CENTRE_FAULT_LIST_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "centre.h"
#include "message.h"
#include "route.h"

/* The table of all faults, and the list of those that are armed. */

/* When in a request's life a fault strikes. */
enum fault_stage { FAULT_CONNECTION, FAULT_BEFORE, FAULT_GRANT, FAULT_REPLY };

struct fault {
    const char *name;
    const char *summary;
    enum fault_stage stage;
    void (*connection)(struct centre *centre, gnutls_session_t session); /* FAULT_CONNECTION */
    void (*grant)(struct centre *centre, struct grant *grant);           /* FAULT_GRANT */
    void (*http)(const struct request *request, struct reply *reply);    /* the others */
};

#define FAULT_ALWAYS (-1)
#define FAULT_ROUTE_SIZE 32

struct armed_fault {
    const struct fault *fault;
    long left;                    /* so many times more, or FAULT_ALWAYS */
    char route[FAULT_ROUTE_SIZE]; /* "": the routes that answer with a certificate */
};

struct fault_list {
    struct armed_fault *faults;
    size_t count;
};

/* Whether the line is a fault as the file has them; tells what is wrong where it is not. */
bool fault_list_accepts(const char *line);

/* Prints a line for each fault. */
void fault_list_describe(FILE *stream);

/* Reads the text of the file of faults. Complains about a wrong line on standard error, and skips
 * it. */
void fault_list_parse(struct fault_list *list, const char *text);

void fault_list_free(struct fault_list *list);

/*
 * The fault at `index` if it strikes at this stage of a request to `route`, which is NULL for a
 * connection. Its count goes down by one. NULL if it does not strike.
 */
const struct fault *fault_list_use(struct fault_list *list, size_t index, enum fault_stage stage,
                                   const struct route *route);

#endif
