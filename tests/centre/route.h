/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_ROUTE_H
#define VALUX_TESTS_CENTRE_ROUTE_H

#include <stdbool.h>

#include "centre.h"
#include "message.h"
#include "route_name.h"

/* Which function answers which request. */

struct route {
    enum route_name name;
    bool grants; /* it answers with a certificate */
    const char *method;
    const char *path; /* ends in a slash where something has to follow */
    void (*answer)(struct centre *centre, const struct request *request, struct reply *reply);
    void (*write_grant)(struct reply *reply); /* writes reply->grant as the body */
};

/*
 * Answers a request, the centre's armed faults included. The caller ends with reply_clear.
 * The request's `tail` is set.
 */
void route_answer(struct centre *centre, struct request *request, struct reply *reply);

#endif
