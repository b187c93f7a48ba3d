/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A body of which the first half alone is sent before the connection is closed. */
struct broken_body {
    char *body;
    size_t length;
};

static ssize_t read_broken(void *context, uint64_t position, char *buffer, size_t size)
{
    const struct broken_body *broken = context;
    size_t left;

    if (position >= broken->length / 2)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    left = broken->length / 2 - (size_t)position;
    if (size > left)
        size = left;
    memcpy(buffer, broken->body + position, size);
    return (ssize_t)size;
}

static void free_broken(void *context)
{
    struct broken_body *broken = context;

    free(broken->body);
    free(broken);
}

static struct MHD_Response *broken_response(struct reply *reply)
{
    struct broken_body *broken = malloc(sizeof(*broken));
    struct MHD_Response *response;

    if (broken == NULL)
        return NULL;
    *broken = (struct broken_body){reply->body, reply->length};
    reply->body = NULL;
    response =
        MHD_create_response_from_callback(broken->length, 4096, read_broken, broken, free_broken);
    if (response == NULL)
        free_broken(broken);
    return response;
}

/* A JSON document with one string that does not end. */
static ssize_t read_flood(void *context, uint64_t position, char *buffer, size_t size)
{
    static const char begin[] = "{\"certificate\":\"";

    (void)context;
    memset(buffer, 'A', size);
    for (size_t i = 0; position + i < sizeof(begin) - 1 && i < size; i++)
        buffer[i] = begin[position + i];
    return (ssize_t)size;
}

static struct MHD_Response *make_response(struct reply *reply)
{
    struct MHD_Response *response;

    if (reply->ending == REPLY_FLOOD)
        return MHD_create_response_from_callback(SEND_FLOOD_SIZE, 65536, read_flood, NULL, NULL);
    if (reply->ending == REPLY_TRUNCATE && reply->length > 1)
        return broken_response(reply);
    response = MHD_create_response_from_buffer(reply->length, reply->body,
                                               reply->body == NULL ? MHD_RESPMEM_PERSISTENT
                                                                   : MHD_RESPMEM_MUST_FREE);
    if (response != NULL)
        reply->body = NULL;
    return response;
}

static bool add_headers(struct MHD_Response *response, const struct reply *reply)
{
    char seconds[16];

    snprintf(seconds, sizeof(seconds), "%u", reply->retry_after);
    return (reply->content_type == NULL ||
            MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type) ==
                MHD_YES) &&
           (!reply->base64 ||
            MHD_add_response_header(response, "Content-Transfer-Encoding", "base64") == MHD_YES) &&
           (reply->retry_after == 0 ||
            MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds) == MHD_YES) &&
           (reply->location == NULL || MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION,
                                                               reply->location) == MHD_YES) &&
           (reply->challenge == REPLY_NO_CHALLENGE ||
            MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                    "Basic realm=\"" SEND_REALM "\"") == MHD_YES);
}

enum MHD_Result send_reply(struct MHD_Connection *connection, struct reply *reply)
{
    struct MHD_Response *response = make_response(reply);
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    if (!add_headers(response, reply))
        goto done;
    if (reply->challenge == REPLY_NO_CHALLENGE)
        result = MHD_queue_response(connection, reply->status, response);
    else
        result = MHD_queue_auth_fail_response2(connection, SEND_REALM, "valux", response,
                                               reply->challenge == REPLY_CHALLENGE_STALE,
                                               MHD_DIGEST_ALG_SHA256);
done:
    MHD_destroy_response(response);
    return result;
}
