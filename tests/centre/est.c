/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "est.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "enrolment.h"
#include "est_encoding.h"
#include "est_link.h"
#include "est_login.h"

#define REQUEST_TYPE "application/pkcs10"
#define CERTIFICATES_TYPE "application/pkcs7-mime"
#define ISSUED_TYPE "application/pkcs7-mime; smime-type=certs-only"
#define ATTRIBUTES_TYPE "application/csrattrs"

static void set_base64(struct reply *reply, const char *content_type, char *body)
{
    reply_set(reply, 200, content_type, body);
    reply->base64 = true;
}

void est_cacerts(struct centre *centre, const struct request *request, struct reply *reply)
{
    STACK_OF(X509) *chain = authority_chain(&centre->authority);

    (void)request;
    set_base64(reply, CERTIFICATES_TYPE, chain == NULL ? NULL : est_encode_certificates(chain));
    sk_X509_pop_free(chain, X509_free);
}

void est_csrattrs(struct centre *centre, const struct request *request, struct reply *reply)
{
    (void)request;
    set_base64(reply, ATTRIBUTES_TYPE, est_encode_attributes(centre));
}

void est_write_grant(struct reply *reply)
{
    STACK_OF(X509) *certificates = sk_X509_new_null();
    char *body = NULL;

    bool complete = certificates != NULL;

    for (int i = 0; complete && reply->grant->tells_chain && i < sk_X509_num(reply->grant->chain);
         i++)
        complete = sk_X509_push(certificates, sk_X509_value(reply->grant->chain, i)) > 0;
    if (complete && sk_X509_push(certificates, reply->grant->certificate) > 0)
        body = est_encode_certificates(certificates);
    set_base64(reply, ISSUED_TYPE, body);
    sk_X509_free(certificates);
}

/* Reads the certification request; NULL, and the reply is set, where it is not accepted. */
static X509_REQ *read_body(const struct centre *centre, const struct request *request,
                           struct reply *reply)
{
    char detail[DETAIL_SIZE] = "";
    unsigned char *der = NULL;
    size_t length;
    X509_REQ *certification;

    if (request->chunked) {
        reply_set_problem(reply, PROBLEM_LENGTH_REQUIRED, NULL);
        return NULL;
    }
    if (strcasecmp(request->content_type, REQUEST_TYPE) != 0) {
        reply_set_problem(reply, PROBLEM_MEDIA_TYPE, "the content type must be " REQUEST_TYPE);
        return NULL;
    }
    if (!est_decode(request->body, request->length, &der, &length)) {
        reply_set_problem(reply, PROBLEM_REQUEST, "the body must be base64 in lines of 64");
        return NULL;
    }
    certification = enrolment_read_request(centre, der, length, detail);
    if (certification == NULL)
        reply_set_problem(reply, PROBLEM_CSR_REJECTED, detail);
    free(der);
    return certification;
}

/* EST's requests have no ID: the same certification request is the same request. */
static bool request_id_of(X509_REQ *certification, char request_id[static REQUEST_ID_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;

    if (X509_REQ_digest(certification, EVP_sha256(), digest, &length) != 1)
        return false;
    snprintf(request_id, REQUEST_ID_SIZE, "est-");
    for (size_t i = 0; i < 16; i++)
        snprintf(request_id + 4 + 2 * i, 3, "%02x", (unsigned)digest[i]);
    return true;
}

void est_simpleenroll(struct centre *centre, const struct request *request, struct reply *reply)
{
    char request_id[REQUEST_ID_SIZE];
    char detail[DETAIL_SIZE] = "";
    struct credentials credentials = {0};
    X509_REQ *certification = NULL;
    enum problem problem;

    if (!est_login(centre, request, &credentials, reply))
        goto done;
    certification = read_body(centre, request, reply);
    if (certification == NULL)
        goto done;
    if (!est_link_check(centre, request, certification, reply))
        goto done;
    credentials.without_passphrase = centre->options.tls_linking ||
                                     !est_challenge_password(certification, credentials.passphrase,
                                                             sizeof(credentials.passphrase));
    if (!request_id_of(certification, request_id))
        problem = PROBLEM_INTERNAL;
    else
        problem =
            enrolment_new(centre, request_id, &credentials, certification, &reply->grant, detail);
    if (problem != PROBLEM_NONE)
        est_refuse(reply, problem, detail[0] == '\0' ? NULL : detail);
done:
    OPENSSL_cleanse(&credentials, sizeof(credentials));
    X509_REQ_free(certification);
}

void est_simplereenroll(struct centre *centre, const struct request *request, struct reply *reply)
{
    char request_id[REQUEST_ID_SIZE];
    char detail[DETAIL_SIZE] = "";
    X509_REQ *certification = read_body(centre, request, reply);
    enum problem problem = PROBLEM_INTERNAL;

    if (certification == NULL)
        return;
    if (!est_link_check(centre, request, certification, reply)) {
        X509_REQ_free(certification);
        return;
    }
    if (request->client != NULL && X509_NAME_cmp(X509_REQ_get_subject_name(certification),
                                                 X509_get_subject_name(request->client)) != 0) {
        snprintf(detail, sizeof(detail), "the subject must be the old certificate's");
        problem = PROBLEM_CSR_REJECTED;
    } else if (request_id_of(certification, request_id)) {
        problem = enrolment_renew(centre, request_id, request->client, certification, &reply->grant,
                                  detail);
    }
    if (problem != PROBLEM_NONE)
        reply_set_problem(reply, problem, detail[0] == '\0' ? NULL : detail);
    X509_REQ_free(certification);
}
