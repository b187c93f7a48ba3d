/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_TLS_H
#define VALUX_TESTS_CENTRE_TLS_H

#include <microhttpd.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "centre.h"

/* The TLS side of connections, by GnuTLS under libmicrohttpd. */

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

/* The PEM texts that the server starts with. */
struct tls_files {
    char *certificate;
    char *key;
    char *trust; /* the CAs that clients' certificates are asked from */
};

bool tls_read_files(struct tls_files *files, int directory);
void tls_free_files(struct tls_files *files);

/* Prepares a new connection before its handshake, as the armed faults want it. */
void tls_begin(struct centre *centre, struct MHD_Connection *connection);

/* The client's certificate, or NULL. The client has its key; its chain is not verified. */
X509 *tls_client_certificate(struct MHD_Connection *connection);

#endif
