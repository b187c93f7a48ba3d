/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/certificate_path.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

#include "store/x509.h"
#include "valux/certificate.h"
#include "valux/text.h"
#include "valux/timestamp.h"

/* Of X509_STORE_set_check_issued's signature. Names and key IDs alone do not tell a CA's keys. */
static int has_signed(X509_STORE_CTX *context, X509 *certificate, X509 *issuer)
{
    (void)context;
    if (X509_check_issued(issuer, certificate) != X509_V_OK)
        return 0;
    int result = X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
    ERR_clear_error();
    return result;
}

static bool is_self_signed(X509 *certificate)
{
    return has_signed(NULL, certificate, certificate) == 1;
}

/*
 * The pool without what can't be parsed and without self-signed certificates: one of these is the
 * end of a path, and ends one that is not trusted where the anchors do not have it.
 */
static STACK_OF(X509) * make_issuers(const struct valux_certificate_pool *pool)
{
    STACK_OF(X509) *issuers = sk_X509_new_null();

    for (size_t i = 0; issuers != NULL && i < pool->count; i++) {
        X509 *issuer = x509_parse(&pool->certificates[i]);
        if (issuer == NULL || is_self_signed(issuer)) {
            X509_free(issuer);
        } else if (sk_X509_push(issuers, issuer) <= 0) {
            X509_free(issuer);
            sk_X509_pop_free(issuers, X509_free);
            return NULL;
        }
    }
    return issuers;
}

static X509_STORE *make_anchors(const struct valux_bytes *pem)
{
    X509_STORE *anchors = X509_STORE_new();
    BIO *source = BIO_new_mem_buf(pem->data, (int)pem->length);
    X509 *certificate;

    if (anchors != NULL)
        X509_STORE_set_check_issued(anchors, has_signed);
    while (anchors != NULL && source != NULL &&
           (certificate = PEM_read_bio_X509(source, NULL, NULL, NULL)) != NULL) {
        bool added = X509_STORE_add_cert(anchors, certificate) == 1;
        X509_free(certificate);
        if (!added) {
            X509_STORE_free(anchors);
            anchors = NULL;
        }
    }
    ERR_clear_error();
    BIO_free(source);
    return anchors;
}

/* Takes the certificate at which a path failed out of the issuers; false where it is not there. */
static bool leave_out(STACK_OF(X509) * issuers, X509_STORE_CTX *context)
{
    STACK_OF(X509) *tried = X509_STORE_CTX_get0_chain(context);
    int last = sk_X509_num(tried) - 1;
    int depth = X509_STORE_CTX_get_error_depth(context);
    const int places[] = {depth, last};

    for (size_t place = 0; place < 2; place++)
        for (int i = 0; places[place] > 0 && places[place] <= last && i < sk_X509_num(issuers); i++)
            if (X509_cmp(sk_X509_value(issuers, i), sk_X509_value(tried, places[place])) == 0) {
                X509_free(sk_X509_delete(issuers, i));
                return true;
            }
    return false;
}

static bool is_weak(int reason)
{
    return reason == X509_V_ERR_CA_MD_TOO_WEAK || reason == X509_V_ERR_CA_KEY_TOO_SMALL ||
           reason == X509_V_ERR_EE_KEY_TOO_SMALL;
}

static bool to_seconds(const ASN1_TIME *time, int64_t *seconds)
{
    struct tm parts;

    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}

/* A certificate of the path is outside its time: more often than not the clock is wrong. */
static void tell_time(X509 *certificate, bool begins_later, int64_t now, struct valux_error *error)
{
    char clock[VALUX_TIMESTAMP_SIZE];
    char bound[VALUX_TIMESTAMP_SIZE];
    char difference[VALUX_DURATION_SIZE];
    int64_t seconds = now;

    (void)to_seconds(begins_later ? X509_get0_notBefore(certificate)
                                  : X509_get0_notAfter(certificate),
                     &seconds);
    valux_timestamp_format(now, clock);
    valux_timestamp_format(seconds, bound);
    valux_timestamp_format_duration(begins_later ? seconds - now : now - seconds, difference);
    valux_error_set(error, VALUX_ERROR_ANSWER,
                    begins_later
                        ? _("A certificate of the chain begins at %s, and this machine's clock "
                            "says %s. If the clock is wrong, it is slow by %s or more.")
                        : _("A certificate of the chain ended at %s, and this machine's clock "
                            "says %s. If the clock is wrong, it is fast by %s or more."),
                    bound, clock, difference);
}

static void tell_failure(X509_STORE_CTX *context, int64_t now, struct valux_error *error)
{
    int reason = X509_STORE_CTX_get_error(context);
    X509 *at = X509_STORE_CTX_get_current_cert(context);

    if (reason == X509_V_ERR_OUT_OF_MEM)
        valux_error_set_memory(error);
    else if (is_weak(reason))
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("A certificate of the chain is signed with MD5 or SHA-1, or has too "
                          "small a key; that is not safe any more."));
    else if (at != NULL &&
             (reason == X509_V_ERR_CERT_NOT_YET_VALID || reason == X509_V_ERR_CERT_HAS_EXPIRED))
        tell_time(at, reason == X509_V_ERR_CERT_NOT_YET_VALID, now, error);
    else
        valux_error_set(error, VALUX_ERROR_ANSWER,
                        _("The certificate's chain does not verify: %s."),
                        X509_verify_cert_error_string(reason));
}

/*
 * libcrypto follows one path alone. Where that fails its last certificate, or the one at which it
 * failed, is taken away and another path looked for, until one verifies or none is left.
 */
static bool find_path(X509_STORE_CTX *context, X509_STORE *anchors, X509 *leaf,
                      STACK_OF(X509) * issuers, const struct valux_certificate_policy *policy,
                      struct valux_error *error)
{
    bool first = true;

    for (;;) {
        if (X509_STORE_CTX_init(context, anchors, leaf, issuers) != 1)
            return valux_error_set_memory(error);
        X509_STORE_CTX_set_time(context, 0, (time_t)policy->now);
        X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN);
        X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context),
                                         policy->security_level);
        X509_VERIFY_PARAM_set_depth(X509_STORE_CTX_get0_param(context), VALUX_CHAIN_MAX);
        if (X509_verify_cert(context) == 1)
            return true;
        if (first)
            tell_failure(context, policy->now, error);
        first = false;
        if (!leave_out(issuers, context))
            return false;
        X509_STORE_CTX_cleanup(context);
    }
}

/* Copies the path without the leaf and without a self-signed end. */
static bool copy_path(STACK_OF(X509) * found, struct valux_bytes **path, size_t *count)
{
    *path = calloc(VALUX_CHAIN_MAX, sizeof **path);
    for (int i = 1; *path != NULL && i < sk_X509_num(found) && *count < VALUX_CHAIN_MAX; i++) {
        X509 *issuer = sk_X509_value(found, i);
        unsigned char *der = NULL;
        int length;
        if (is_self_signed(issuer))
            break;
        length = i2d_X509(issuer, &der);
        bool copied = length > 0 && valux_bytes_copy(&(*path)[*count], der, (size_t)length);
        OPENSSL_free(der);
        if (!copied)
            return false;
        (*count)++;
    }
    return *path != NULL;
}

bool valux_certificate_path_find(const struct valux_bytes *leaf,
                                 const struct valux_certificate_pool *pool,
                                 const struct valux_certificate_policy *policy,
                                 struct valux_bytes **path, size_t *count,
                                 struct valux_error *error)
{
    bool result = false;
    X509 *certificate = x509_parse(leaf);
    STACK_OF(X509) *issuers = make_issuers(pool);
    X509_STORE *anchors = make_anchors(pool->anchors);
    X509_STORE_CTX *context = X509_STORE_CTX_new();

    *path = NULL;
    *count = 0;
    if (certificate == NULL) {
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s", _("The certificate can't be read."));
        goto done;
    }
    if (issuers == NULL || anchors == NULL || context == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    if (!find_path(context, anchors, certificate, issuers, policy, error))
        goto done;
    result =
        copy_path(X509_STORE_CTX_get0_chain(context), path, count) || valux_error_set_memory(error);
done:
    if (!result) {
        valux_certificate_path_free(*path, *count);
        *path = NULL;
        *count = 0;
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(anchors);
    sk_X509_pop_free(issuers, X509_free);
    X509_free(certificate);
    ERR_clear_error();
    return result;
}

void valux_certificate_path_free(struct valux_bytes *path, size_t count)
{
    for (size_t i = 0; i < count; i++)
        valux_bytes_free(&path[i]);
    free(path);
}

bool valux_certificate_is_issued_by(const struct valux_bytes *certificate,
                                    const struct valux_bytes *issuer)
{
    X509 *subject = x509_parse(certificate);
    X509 *candidate = x509_parse(issuer);
    bool result = subject != NULL && candidate != NULL && X509_cmp(subject, candidate) != 0 &&
                  X509_check_ca(candidate) > 0 && has_signed(NULL, subject, candidate) == 1;

    X509_free(subject);
    X509_free(candidate);
    return result;
}
