/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "message.h"

#include <stdlib.h>
#include <string.h>

void reply_set(struct reply *reply, unsigned status, const char *content_type, char *body)
{
    free(reply->body);
    reply->status = body == NULL ? problem_status(PROBLEM_INTERNAL) : status;
    reply->content_type = content_type;
    reply->body = body;
    reply->length = body == NULL ? 0 : strlen(body);
}

void reply_set_problem(struct reply *reply, enum problem problem, const char *detail)
{
    reply_set(reply, problem_status(problem), "application/problem+json",
              problem_document(problem, problem_status(problem), detail));
}

void reply_clear(struct reply *reply)
{
    free(reply->body);
    free(reply->location);
    grant_free(reply->grant);
    *reply = (struct reply){0};
}
