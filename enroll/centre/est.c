/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/est.h"
#include "centre/est_encoding.h"
#include "centre/http.h"
#include "centre/problem.h"
#include "valux/text.h"

/*
 * The profile est: Enrollment over Secure Transport (RFC 7030), under {address}/.well-known/est/.
 *
 *   GET  cacerts         the CA certificates, which make the chain
 *   GET  csrattrs        the kinds of key that are wanted
 *   POST simpleenroll    HTTP authentication, Basic or Digest: the user is
 *                        companyId/certificateId, the password the one-time password; the
 *                        passphrase is the request's challengePassword
 *   POST simplereenroll  TLS with the old certificate
 *
 * EST can't be asked what became of a request: the same request is sent again, after a 202 as
 * after a lost answer. It gives no service period either, so the service end is the rule's.
 *
 * The CA certificates are fetched first, before anything is spent: what this profile calls the
 * answer is one line with their message in base64, and then the answer to the request as it came.
 */

#define URL_SIZE 1200
#define BASE "/.well-known/est/"
#define REQUEST_TYPE "application/pkcs10"
#define CERTIFICATES_TYPE "application/pkcs7-mime"
#define ATTRIBUTES_TYPE "application/csrattrs"

/* Does the exchange at the operation's URL; *outcome is that where nothing came back. */
static bool exchange(const struct valux_configuration *configuration, const char *operation,
                     const struct http_request *wanted, struct http_answer *got,
                     enum centre_outcome *outcome, struct valux_error *error)
{
    char url[URL_SIZE];
    enum http_failure failure;
    struct http_request request = *wanted;
    size_t length = strlen(configuration->address);

    while (length > 0 && configuration->address[length - 1] == '/')
        length--;
    *got = (struct http_answer){.retry_after = -1};
    *outcome = CENTRE_NOT_SENT;
    if (snprintf(url, sizeof url, "%.*s" BASE "%s", (int)length, configuration->address,
                 operation) >= (int)sizeof url)
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("The centre's address is too long."));
    request.method = request.body == NULL ? "GET" : "POST";
    request.url = url;
    if (http_exchange(configuration, &request, got, &failure, error))
        return true;
    *outcome = failure == HTTP_NOT_SENT ? CENTRE_NOT_SENT : CENTRE_LOST;
    return false;
}

/* The message with the CA certificates, as one line; nothing has been spent where this fails. */
static enum centre_outcome fetch_authorities(const struct valux_configuration *configuration,
                                             char **line, struct centre_answer *answer)
{
    enum centre_outcome outcome;
    struct http_request request = {.accept = CERTIFICATES_TYPE};
    struct http_answer got;
    struct valux_bytes message = {NULL, 0};

    *line = NULL;
    if (!exchange(configuration, "cacerts", &request, &got, &outcome, &answer->error)) {
        outcome = CENTRE_NOT_SENT;
        goto done;
    }
    answer->retry_after = got.retry_after;
    if (got.status != 200) {
        outcome =
            centre_problem(&got, &answer->error) == CENTRE_BUSY ? CENTRE_BUSY : CENTRE_NOT_SENT;
        goto done;
    }
    if (est_decode(&got.body, &message))
        *line = valux_bytes_to_base64(&message);
    if (*line == NULL)
        valux_error_set(&answer->error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre's CA certificates can't be read."));
    outcome = *line == NULL ? CENTRE_NOT_SENT : CENTRE_ANSWERED;
done:
    valux_bytes_free(&message);
    valux_bytes_free(&got.body);
    return outcome;
}

static enum centre_outcome classify(const struct http_answer *got, struct valux_error *error)
{
    if (got->status == 202) {
        valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                        _("The centre is still issuing the certificate."));
        return CENTRE_WAIT;
    }
    if (got->status == 401 && strcmp(got->content_type, "application/problem+json") != 0) {
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The centre does not accept the company ID, the certificate ID and the "
                          "one-time password. Compare them with the notice of the VALUX service "
                          "ID; after several wrong tries the centre locks the ID."));
        return CENTRE_REFUSED;
    }
    if (got->status != 200)
        return centre_problem(got, error);
    if (strcmp(got->content_type, CERTIFICATES_TYPE) == 0)
        return CENTRE_ANSWERED;
    valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                    _("The centre's answer is not of the agreed type."));
    return CENTRE_LOST;
}

static bool join(const char *line, const struct valux_bytes *body, struct valux_bytes *answer)
{
    size_t length = strlen(line);
    uint8_t *data = malloc(length + 1 + body->length + 1);

    if (data == NULL)
        return false;
    uint8_t *end = mempcpy(data, line, length);
    *end++ = '\n';
    end = mempcpy(end, body->data, body->length);
    *end = '\0';
    *answer = (struct valux_bytes){data, (size_t)(end - data)};
    return true;
}

/* Sends the PKCS#10 request with what authenticates it, which `login` has. */
static enum centre_outcome enroll(const struct valux_configuration *configuration,
                                  const char *operation, const struct valux_bytes *pkcs10,
                                  const struct http_request *login, struct centre_answer *answer)
{
    char *authorities = NULL;
    struct http_request request = *login;
    struct http_answer got = {0};
    struct valux_bytes body = {NULL, 0};

    *answer = (struct centre_answer){.retry_after = -1};
    enum centre_outcome outcome = fetch_authorities(configuration, &authorities, answer);
    if (outcome != CENTRE_ANSWERED)
        goto done;
    if (!est_encode(pkcs10, &body)) {
        valux_error_set_memory(&answer->error);
        outcome = CENTRE_NOT_SENT;
        goto done;
    }
    request.accept = CERTIFICATES_TYPE ", application/problem+json";
    request.content_type = REQUEST_TYPE;
    request.body = &body;
    if (!exchange(configuration, operation, &request, &got, &outcome, &answer->error))
        goto done;
    answer->retry_after = got.retry_after;
    outcome = classify(&got, &answer->error);
    if (outcome == CENTRE_ANSWERED && !join(authorities, &got.body, &answer->content)) {
        valux_error_set_memory(&answer->error);
        outcome = CENTRE_LOST;
    }
done:
    valux_bytes_wipe(&body);
    valux_bytes_free(&got.body);
    free(authorities);
    return outcome;
}

static enum centre_outcome acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request,
                                   struct centre_answer *answer)
{
    char user[VALUX_COMPANY_ID_LENGTH + VALUX_CERTIFICATE_ID_LENGTH + 2];
    const struct http_request login = {
        .user = user,
        .password = request->one_time_password,
        .secrets = request->secrets,
    };

    snprintf(user, sizeof user, "%s/%s", request->company_id, request->certificate_id);
    return enroll(configuration, "simpleenroll", request->request, &login, answer);
}

static enum centre_outcome renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct centre_answer *answer)
{
    const struct http_request login = {
        .client_certificate = &client->certificate,
        .client_key = &client->key,
    };

    return enroll(configuration, "simplereenroll", request->request, &login, answer);
}

/* Members of struct centre_profile's signature. */
static bool status(const struct valux_configuration *configuration,
                   const struct centre_client *client, enum valux_centre_state *state,
                   struct valux_service_period *period, struct valux_error *error)
{
    (void)configuration;
    (void)client;
    (void)state;
    (void)period;
    return valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                           _("The centre's protocol, EST, does not tell a certificate's state."));
}

static bool key_type(const struct valux_configuration *configuration, enum valux_key_type *type,
                     struct valux_error *error)
{
    bool result = false;
    enum centre_outcome outcome;
    enum est_key_wish wish = EST_KEY_ANY;
    struct http_request request = {.accept = ATTRIBUTES_TYPE};
    struct http_answer got;
    struct valux_bytes attributes = {NULL, 0};

    *type = VALUX_KEY_RSA_2048;
    if (!exchange(configuration, "csrattrs", &request, &got, &outcome, error))
        goto done;
    if (got.status == 200)
        wish =
            est_decode(&got.body, &attributes) ? est_key_type(&attributes, type) : EST_KEY_UNKNOWN;
    if (wish == EST_KEY_UNKNOWN)
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre accepts no key type that this program can make."));
    else if (got.status == 429 || got.status >= 500)
        (void)centre_problem(&got, error);
    else
        result = true; /* the attributes are optional, and may be there for others only */
done:
    valux_bytes_free(&attributes);
    valux_bytes_free(&got.body);
    return result;
}

/* Adds the certificates of a message (base64 or DER) to the chain. */
static bool add_message(const struct valux_bytes *body, struct centre_issued *issued)
{
    struct valux_bytes message = {NULL, 0};
    struct valux_bytes *certificates = NULL;
    size_t count = 0;
    bool result = est_decode(body, &message) && est_certificates(&message, &certificates, &count);

    if (result) {
        struct valux_bytes *longer =
            reallocarray(issued->chain, issued->chain_count + count, sizeof *issued->chain);
        result = longer != NULL;
        if (result) {
            memcpy(longer + issued->chain_count, certificates, count * sizeof *certificates);
            issued->chain = longer;
            issued->chain_count += count;
            count = 0;
            free(certificates);
            certificates = NULL;
        }
    }
    est_certificates_free(certificates, count);
    valux_bytes_free(&message);
    return result;
}

/* EST gives its certificates in no order: which one is meant is told by its key alone. */
static bool read_answer(const char *request_id, const char *company_id, const char *certificate_id,
                        const struct valux_bytes *answer, struct centre_issued *issued,
                        struct valux_error *error)
{
    const uint8_t *newline =
        answer->length == 0 ? NULL : memchr(answer->data, '\n', answer->length);

    (void)request_id;
    (void)company_id;
    (void)certificate_id;
    if (newline != NULL) {
        size_t length = (size_t)(newline - answer->data);
        const struct valux_bytes line = {answer->data, length};
        const struct valux_bytes body = {answer->data + length + 1, answer->length - length - 1};
        if (add_message(&body, issued) && add_message(&line, issued))
            return true;
    }
    return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                           _("The centre's answer is not a list of certificates (PKCS#7)."));
}

const struct centre_profile centre_est = {
    .passphrase_in_request = true,
    .acquire = acquire,
    .renew = renew,
    .status = status,
    .key_type = key_type,
    .read = read_answer,
};
