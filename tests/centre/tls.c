/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tls.h"

#include <gnutls/gnutls.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "file.h"

bool tls_read_files(struct tls_files *files, int directory)
{
    size_t length;

    return file_read(directory, "server.pem", &files->certificate, &length) &&
           file_read(directory, "server-key.pem", &files->key, &length) &&
           file_read(directory, "chain.pem", &files->trust, &length) &&
           files->certificate != NULL && files->key != NULL && files->trust != NULL;
}

void tls_free_files(struct tls_files *files)
{
    free(files->certificate);
    if (files->key != NULL)
        OPENSSL_cleanse(files->key, strlen(files->key));
    free(files->key);
    free(files->trust);
    *files = (struct tls_files){0};
}

static gnutls_session_t session_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    return info == NULL ? NULL : info->tls_session;
}

void tls_begin(struct centre *centre, struct MHD_Connection *connection)
{
    gnutls_session_t session = session_of(connection);

    if (session != NULL)
        faults_connection(centre, session);
}

X509 *tls_client_certificate(struct MHD_Connection *connection)
{
    gnutls_session_t session = session_of(connection);
    const gnutls_datum_t *certificates;
    const unsigned char *der;
    unsigned count = 0;

    certificates = session == NULL ? NULL : gnutls_certificate_get_peers(session, &count);
    if (certificates == NULL || count == 0)
        return NULL;
    der = certificates[0].data;
    return d2i_X509(NULL, &der, (long)certificates[0].size);
}
