/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_foreign.h"

#include <openssl/pem.h>
#include <stdlib.h>

struct fault_foreign {
    struct authority authority;
    gnutls_certificate_credentials_t credentials;
};

struct fault_foreign *fault_foreign_new(void)
{
    return calloc(1, sizeof(struct fault_foreign));
}

void fault_foreign_free(struct fault_foreign *foreign)
{
    if (foreign == NULL)
        return;
    if (foreign->credentials != NULL)
        gnutls_certificate_free_credentials(foreign->credentials);
    authority_free(&foreign->authority);
    free(foreign);
}

const struct authority *fault_foreign_authority(struct fault_foreign *foreign)
{
    if (foreign->authority.root == NULL && !authority_make(&foreign->authority, "Foreign Sandbox"))
        return NULL;
    return &foreign->authority;
}

static gnutls_datum_t pem_of_certificates(X509 *first, X509 *second, BIO *bio)
{
    gnutls_datum_t pem = {0};
    char *data = NULL;

    if (PEM_write_bio_X509(bio, first) == 1 && PEM_write_bio_X509(bio, second) == 1)
        pem.size = (unsigned)BIO_get_mem_data(bio, &data);
    pem.data = (unsigned char *)data;
    return pem;
}

static gnutls_datum_t pem_of_key(EVP_PKEY *key, BIO *bio)
{
    gnutls_datum_t pem = {0};
    char *data = NULL;

    if (PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1)
        pem.size = (unsigned)BIO_get_mem_data(bio, &data);
    pem.data = (unsigned char *)data;
    return pem;
}

static gnutls_certificate_credentials_t make_credentials(const struct authority *authority)
{
    gnutls_certificate_credentials_t credentials = NULL;
    BIO *certificate_bio = BIO_new(BIO_s_mem());
    BIO *key_bio = BIO_new(BIO_s_mem());
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;
    gnutls_datum_t certificate_pem;
    gnutls_datum_t key_pem;
    bool made = false;

    if (certificate_bio == NULL || key_bio == NULL ||
        !authority_issue_server(authority, "localhost", &certificate, &key) ||
        gnutls_certificate_allocate_credentials(&credentials) != GNUTLS_E_SUCCESS)
        goto done;
    certificate_pem = pem_of_certificates(certificate, authority->issuing, certificate_bio);
    key_pem = pem_of_key(key, key_bio);
    made = gnutls_certificate_set_x509_key_mem(credentials, &certificate_pem, &key_pem,
                                               GNUTLS_X509_FMT_PEM) == GNUTLS_E_SUCCESS;
done:
    if (!made && credentials != NULL) {
        gnutls_certificate_free_credentials(credentials);
        credentials = NULL;
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(certificate_bio);
    BIO_free(key_bio);
    return credentials;
}

gnutls_certificate_credentials_t fault_foreign_credentials(struct fault_foreign *foreign)
{
    const struct authority *authority = fault_foreign_authority(foreign);

    if (foreign->credentials == NULL && authority != NULL)
        foreign->credentials = make_credentials(authority);
    return foreign->credentials;
}
