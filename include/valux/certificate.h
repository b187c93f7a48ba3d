/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CERTIFICATE_H
#define VALUX_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/snapshot.h"

/* Takes X.509 certificates (RFC 5280) apart, and verifies their chains. */

#define VALUX_CERTIFICATE_MAX 32768 /* bytes of DER */
#define VALUX_CHAIN_MAX 8           /* CA certificates with an entry */

enum valux_public_key_type {
    VALUX_PUBLIC_KEY_RSA,
    VALUX_PUBLIC_KEY_EC,    /* on a named curve, its point uncompressed */
    VALUX_PUBLIC_KEY_OTHER, /* a CA may have any other; an entry's certificate may not */
};

struct valux_certificate {
    struct valux_bytes subject;         /* DER Name */
    struct valux_bytes issuer;          /* DER Name */
    struct valux_bytes serial;          /* DER INTEGER, tag and length included */
    struct valux_bytes public_key_info; /* DER SubjectPublicKeyInfo */
    enum valux_public_key_type key_type;
    struct valux_bytes modulus;   /* RSA: unsigned, big-endian, no leading zero */
    struct valux_bytes exponent;  /* RSA: likewise */
    struct valux_bytes ec_params; /* EC: DER OBJECT IDENTIFIER of the curve */
    struct valux_bytes ec_point;  /* EC: DER OCTET STRING of the uncompressed point */
    int64_t not_before;           /* seconds */
    int64_t not_after;            /* seconds */
    bool is_authority;            /* basicConstraints CA:TRUE */
    bool client_authentication;   /* it has no extendedKeyUsage, or one with clientAuth */
    bool may_sign;                /* keyUsage (RFC 5280, 4.2.1.3) is absent or lets its key sign, */
    bool may_decrypt;             /* decrypt a key or data, */
    bool may_agree;               /* or agree on a key */
    struct valux_key_id key_id;   /* SHA-1 of modulus or point, as NSS makes CKA_ID */
    uint8_t fingerprint[32];      /* SHA-256 of the certificate */
    uint8_t check_value[3];       /* first bytes of its SHA-1 (PKCS#11, 4.6.2) */
    char common_name[128];        /* the subject's first, printable, for labels; may be "" */
    size_t common_name_count;     /* how many the subject has */
    char serial_text[64];         /* the serial number in hexadecimal */
};

/*
 * Takes DER apart, of a person's or a CA's certificate with a key of any kind; nothing may follow
 * the certificate. The caller frees *certificate with valux_certificate_free. VALUX_ERROR_ANSWER if
 * it is not a certificate that can be used.
 */
bool valux_certificate_parse(const struct valux_bytes *der, struct valux_certificate *certificate,
                             struct valux_error *error);

void valux_certificate_free(struct valux_certificate *certificate);

#endif
