/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "route.h"

#include <string.h>

#include "est.h"
#include "fault.h"
#include "valux_json.h"

#define EST "/.well-known/est"

static const struct route routes[] = {
    {ROUTE_CERTIFICATES, true, "POST", "/v1/certificates", valux_json_certificates,
     valux_json_write_grant},
    {ROUTE_FETCH, true, "GET", "/v1/certificates/", valux_json_fetch, valux_json_write_grant},
    {ROUTE_RENEWALS, true, "POST", "/v1/renewals", valux_json_renewals, valux_json_write_grant},
    {ROUTE_STATUS, false, "GET", "/v1/status", valux_json_status, NULL},
    {ROUTE_PROFILE, false, "GET", "/v1/profile", valux_json_profile, NULL},
    {ROUTE_CACERTS, false, "GET", EST "/cacerts", est_cacerts, NULL},
    {ROUTE_CSRATTRS, false, "GET", EST "/csrattrs", est_csrattrs, NULL},
    {ROUTE_SIMPLEENROLL, true, "POST", EST "/simpleenroll", est_simpleenroll, est_write_grant},
    {ROUTE_SIMPLEREENROLL, true, "POST", EST "/simplereenroll", est_simplereenroll,
     est_write_grant},
};

_Static_assert(sizeof routes / sizeof routes[0] == ROUTE_COUNT, "each route has its name");

/* The tail of `path` if the route is the path's; NULL: it is not. */
static const char *match(const struct route *route, const char *path)
{
    size_t length = strlen(route->path);

    if (strncmp(path, route->path, length) != 0)
        return NULL;
    if (route->path[length - 1] == '/')
        return path[length] == '\0' ? NULL : path + length;
    return path[length] == '\0' ? path + length : NULL;
}

/* The request's route; NULL, and the reply is set, where there is none. */
static const struct route *find_route(struct request *request, struct reply *reply)
{
    bool path_exists = false;

    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const char *tail = match(&routes[i], request->path);

        if (tail == NULL)
            continue;
        if (strcmp(request->method, routes[i].method) == 0) {
            request->tail = tail;
            return &routes[i];
        }
        path_exists = true;
    }
    reply_set_problem(reply, path_exists ? PROBLEM_METHOD : PROBLEM_NOT_FOUND, NULL);
    return NULL;
}

void route_answer(struct centre *centre, struct request *request, struct reply *reply)
{
    const struct route *route;

    if (request->too_large) {
        reply_set_problem(reply, PROBLEM_TOO_LARGE, NULL);
        return;
    }
    route = find_route(request, reply);
    if (route == NULL || faults_before(centre, route, request, reply))
        return;
    route->answer(centre, request, reply);
    if (reply->grant != NULL && route->write_grant != NULL) {
        faults_grant(centre, route, request, reply);
        route->write_grant(reply);
    }
    faults_reply(centre, route, request, reply);
}
