/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_AUTHORITY_H
#define VALUX_TESTS_CENTRE_AUTHORITY_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The certification authority: a root, and an issuing CA under it that signs what the centre gives
 * out (RFC 5280).
 */

#define AUTHORITY_DAY INT64_C(86400)
#define AUTHORITY_CA_DAYS 3650
#define AUTHORITY_SERVER_DAYS 825

struct authority {
    X509 *root;
    EVP_PKEY *root_key;
    X509 *issuing;
    EVP_PKEY *issuing_key;
};

/* Makes an authority in memory; `name` begins the common names of its CAs. */
bool authority_make(struct authority *authority, const char *name);

void authority_free(struct authority *authority);

/*
 * Issues a client certificate with the subject O=company_id, CN=certificate_id for a public
 * key: TLS client authentication and S/MIME (certificate_id@company_id.example). Times in seconds.
 * The caller frees it; NULL: failed.
 */
X509 *authority_issue_client(const struct authority *authority, EVP_PKEY *key,
                             const char *company_id, const char *certificate_id, int64_t not_before,
                             int64_t not_after);

/* What is other than usual in a client certificate of authority_issue_odd_client; zeros: nothing.
 */
struct authority_oddity {
    X509 *issuer; /* NULL: the issuing CA */
    EVP_PKEY *issuer_key;
    const EVP_MD *digest;          /* of the signature; NULL: SHA-256 */
    size_t serial_length;          /* bytes of the serial number; 0: 16 */
    const char *first_common_name; /* one more, before the certificate ID; NULL: none */
    bool no_common_name;
};

/* As authority_issue_client, with an oddity. */
X509 *authority_issue_odd_client(const struct authority *authority, EVP_PKEY *key,
                                 const char *company_id, const char *certificate_id,
                                 int64_t not_before, int64_t not_after,
                                 const struct authority_oddity *oddity);

/* A CA of its own: name, key, and who signs it. */
struct authority_ca {
    const char *common_name;
    EVP_PKEY *key;
    X509 *issuer; /* NULL: itself */
    EVP_PKEY *issuer_key;
    bool version_1; /* X.509 version 1, so without extensions */
};

/* Issues a CA certificate, valid as the centre's own are. The caller frees it; NULL: failed. */
X509 *authority_issue_ca(const struct authority_ca *ca);

/*
 * Issues a TLS server certificate for a DNS name, "localhost" also for 127.0.0.1 and ::1, with a
 * new key. The caller frees both.
 */
bool authority_issue_server(const struct authority *authority, const char *name, X509 **certificate,
                            EVP_PKEY **key);

/* The chain of an issued certificate: the issuing CA, then the root. The caller frees it. */
STACK_OF(X509) * authority_chain(const struct authority *authority);

/* A new P-256 key; NULL: failed. */
EVP_PKEY *authority_make_key(void);

#endif
