/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "exchange.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "request_log.h"
#include "route.h"
#include "send.h"
#include "tls.h"

struct exchange {
    struct MHD_Connection *connection;
    char *method;
    char *path;
    char *body;
    size_t length;
    bool too_large;
    bool stalled;
    bool late; /* it waits in the list, and will be answered later */
    struct reply reply;
    struct exchange *next_stalled;
};

static const char *header(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return value == NULL ? "" : value;
}

struct exchange *exchange_begin(struct MHD_Connection *connection, const char *method,
                                const char *path)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));

    if (exchange == NULL)
        return NULL;
    exchange->connection = connection;
    exchange->method = strdup(method);
    exchange->path = strdup(path);
    exchange->body = malloc(MESSAGE_BODY_LIMIT + 1);
    if (exchange->method == NULL || exchange->path == NULL || exchange->body == NULL) {
        exchange_end(exchange);
        return NULL;
    }
    return exchange;
}

void exchange_add(struct exchange *exchange, const char *data, size_t length)
{
    if (length > MESSAGE_BODY_LIMIT - exchange->length) {
        exchange->too_large = true;
        return;
    }
    memcpy(exchange->body + exchange->length, data, length);
    exchange->length += length;
}

/* Leaves the connection open without an answer until the list lets it go. */
static enum MHD_Result stall(struct exchange *exchange, struct stalled_list *stalled)
{
    enum MHD_Result result = MHD_NO;

    pthread_mutex_lock(&stalled->mutex);
    if (!stalled->closed) {
        MHD_suspend_connection(exchange->connection);
        exchange->stalled = true;
        exchange->late = exchange->reply.ending == REPLY_LATE;
        exchange->next_stalled = stalled->first;
        stalled->first = exchange;
        result = MHD_YES;
    }
    pthread_mutex_unlock(&stalled->mutex);
    return result;
}

/* Makes the reply. */
static void work_off(struct exchange *exchange, struct centre *centre)
{
    struct request request = {
        .method = exchange->method,
        .path = exchange->path,
        .tail = "",
        .content_type = header(exchange->connection, MHD_HTTP_HEADER_CONTENT_TYPE),
        .host = header(exchange->connection, MHD_HTTP_HEADER_HOST),
        .chunked = header(exchange->connection, MHD_HTTP_HEADER_TRANSFER_ENCODING)[0] != '\0',
        .too_large = exchange->too_large,
        .body = exchange->body,
        .length = exchange->length,
        .connection = exchange->connection,
    };

    exchange->body[exchange->length] = '\0';
    request.client = tls_client_certificate(exchange->connection);
    reply_clear(&exchange->reply);
    route_answer(centre, &request, &exchange->reply);
    request_log(centre, &request, &exchange->reply);
    X509_free(request.client);
}

enum MHD_Result exchange_answer(struct exchange *exchange, struct centre *centre,
                                struct stalled_list *stalled)
{
    if (exchange->stalled)
        return MHD_NO;
    if (!exchange->late)
        work_off(exchange, centre);
    if (exchange->reply.ending == REPLY_CLOSE)
        return MHD_NO;
    if (exchange->reply.ending == REPLY_STALL || exchange->reply.ending == REPLY_LATE)
        return stall(exchange, stalled);
    return send_reply(exchange->connection, &exchange->reply);
}

void exchange_answer_late(struct centre *centre, struct stalled_list *stalled)
{
    pthread_mutex_lock(&stalled->mutex);
    for (struct exchange **link = &stalled->first; *link != NULL;) {
        struct exchange *exchange = *link;

        if (!exchange->late) {
            link = &exchange->next_stalled;
            continue;
        }
        *link = exchange->next_stalled;
        work_off(exchange, centre);
        exchange->stalled = false;
        MHD_resume_connection(exchange->connection);
    }
    pthread_mutex_unlock(&stalled->mutex);
}

void exchange_end(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    if (exchange->body != NULL)
        OPENSSL_cleanse(exchange->body, MESSAGE_BODY_LIMIT);
    free(exchange->method);
    free(exchange->path);
    free(exchange->body);
    reply_clear(&exchange->reply);
    free(exchange);
}

void exchange_release_stalled(struct stalled_list *stalled)
{
    pthread_mutex_lock(&stalled->mutex);
    stalled->closed = true;
    for (struct exchange *exchange = stalled->first; exchange != NULL;) {
        struct exchange *next = exchange->next_stalled;

        MHD_resume_connection(exchange->connection);
        exchange = next;
    }
    stalled->first = NULL;
    pthread_mutex_unlock(&stalled->mutex);
}
