/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "http.h"

#include <arpa/inet.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "exchange.h"
#include "fault.h"
#include "text.h"
#include "tls.h"

#define IDLE_SECONDS 60u /* a connection without traffic is closed */
#define NONCES 64u       /* Digest authentication: so many nonces are remembered */

struct http_server {
    struct centre *centre;
    struct MHD_Daemon *daemon;
    struct stalled_list stalled;
    struct tls_files files;
    char random[16];
};

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;

    (void)version;
    if (exchange == NULL) {
        exchange = exchange_begin(connection, method, url);
        *state = exchange;
        return exchange == NULL ? MHD_NO : MHD_YES;
    }
    if (*size > 0) {
        exchange_add(exchange, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return exchange_answer(exchange, server->centre, &server->stalled);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode reason)
{
    (void)context;
    (void)connection;
    (void)reason;
    exchange_end(*state);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;

    (void)state;
    if (code != MHD_CONNECTION_NOTIFY_STARTED)
        return;
    tls_begin(server->centre, connection);
    if (!faults_hold_back(server->centre))
        exchange_answer_late(server->centre, &server->stalled);
}

static struct MHD_Daemon *start_daemon(struct http_server *server)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(server->centre->options.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };

    return MHD_start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_HTTPS_MEM_KEY, server->files.key, MHD_OPTION_HTTPS_MEM_CERT,
        server->files.certificate, MHD_OPTION_HTTPS_MEM_TRUST, server->files.trust,
        MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_SECONDS, MHD_OPTION_DIGEST_AUTH_RANDOM, sizeof(server->random), server->random,
        MHD_OPTION_NONCE_NC_SIZE, NONCES, MHD_OPTION_END);
}

struct http_server *http_start(struct centre *centre, uint16_t *port)
{
    struct http_server *server = calloc(1, sizeof(*server));
    const union MHD_DaemonInfo *info = NULL;

    if (server == NULL)
        return NULL;
    server->centre = centre;
    pthread_mutex_init(&server->stalled.mutex, NULL);
    if (!tls_read_files(&server->files, centre->directory) ||
        RAND_bytes((unsigned char *)server->random, (int)sizeof(server->random)) != 1)
        goto failed;
    server->daemon = start_daemon(server);
    if (server->daemon != NULL)
        info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info == NULL) {
        complain("127.0.0.1:%u can't be served", (unsigned)centre->options.port);
        goto failed;
    }
    *port = info->port;
    return server;
failed:
    http_stop(server);
    return NULL;
}

void http_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    exchange_release_stalled(&server->stalled);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    pthread_mutex_destroy(&server->stalled.mutex);
    tls_free_files(&server->files);
    free(server);
}
