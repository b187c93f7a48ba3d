/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store/x509.h"

#include "valux/certificate.h"

X509 *x509_parse(const struct valux_bytes *der)
{
    const unsigned char *position = der->data;

    if (der->length == 0 || der->length > VALUX_CERTIFICATE_MAX)
        return NULL;
    X509 *x509 = d2i_X509(NULL, &position, (long)der->length);
    if (x509 != NULL && position != der->data + der->length) {
        X509_free(x509);
        x509 = NULL;
    }
    return x509;
}
