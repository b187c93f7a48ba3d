/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH ((size_t)50000) /* arrays inside each other */

void fault_drop_before(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_CLOSE;
}

void fault_stall(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_STALL;
}

void fault_late(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_LATE;
}

void fault_busy_429(const struct request *request, struct reply *reply)
{
    (void)request;
    reply_set_problem(reply, PROBLEM_RATE_LIMITED, NULL);
    reply->retry_after = 1;
}

void fault_busy_503(const struct request *request, struct reply *reply)
{
    (void)request;
    reply_set_problem(reply, PROBLEM_MAINTENANCE, NULL);
    reply->retry_after = 1;
}

void fault_error_500(const struct request *request, struct reply *reply)
{
    (void)request;
    reply_set(reply, 500, "text/html", strdup("<html><body>Internal Server Error</body></html>\n"));
}

/* Redirects to this centre's other name, so a client that follows gets what it asked for. */
void fault_redirect(const struct request *request, struct reply *reply)
{
    const char *port = strrchr(request->host, ':');

    reply_set(reply, 307, "text/plain", strdup("Elsewhere.\n"));
    if (asprintf(&reply->location, "https://localhost%s%s", port == NULL ? "" : port,
                 request->path) < 0)
        reply->location = NULL;
}

void fault_drop_after(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_CLOSE;
}

void fault_truncate(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_TRUNCATE;
}

void fault_pending(const struct request *request, struct reply *reply)
{
    (void)request;
    reply_clear(reply);
    reply->status = 202;
    reply->retry_after = 1;
}

void fault_content_type(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->content_type = "text/html";
}

void fault_huge_body(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->ending = REPLY_FLOOD;
}

/* Sends the first half of the honest body with a Content-Length that fits it. */
void fault_bad_json(const struct request *request, struct reply *reply)
{
    (void)request;
    reply->length /= 2;
}

void fault_deep_json(const struct request *request, struct reply *reply)
{
    char *body = malloc(2 * DEPTH + 1);

    (void)request;
    if (body != NULL) {
        memset(body, '[', DEPTH);
        memset(body + DEPTH, ']', DEPTH);
        body[2 * DEPTH] = '\0';
    }
    reply_set(reply, reply->status, reply->content_type, body);
}
