/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/est.h"
#include "centre/est_address.h"
#include "centre/est_encoding.h"
#include "centre/est_question.h"
#include "centre/http.h"
#include "centre/problem.h"
#include "valux/text.h"

/*
 * The profile est: Enrollment over Secure Transport (RFC 7030), under {address}/.well-known/est/,
 * or under an address that ends in /.well-known/est/LABEL.
 *
 *   GET  cacerts         the CA certificates, which make the chain
 *   GET  csrattrs        the kinds of key that are wanted
 *   POST simpleenroll    HTTP authentication, Basic or Digest: the user is
 *                        companyId/certificateId, the password the one-time password. The
 *                        configuration says whether the passphrase follows it, or is the
 *                        request's challengePassword
 *   POST simplereenroll  TLS with the old certificate
 *
 * A centre whose csrattrs ask for a challengePassword gets the TLS connection's channel binding
 * there (section 3.5), in a request that is made for that connection.
 *
 * EST can't be asked what became of a request: the same request is sent again, after a 202 as
 * after a lost answer. It gives no service period either, so the service end is the rule's.
 *
 * The CA certificates are fetched first, before anything is spent: what this profile calls the
 * answer is one line with their message in base64, and then the answer to the request as it came.
 */

#define REQUEST_TYPE "application/pkcs10"
#define PASSWORD_SIZE 128
#define ANSWER_TYPES "application/pkcs7-mime, application/problem+json"

/* A 401 without a problem document. *login is what was to log in. */
static void tell_unauthorised(const struct http_answer *got, const struct http_request *login,
                              struct valux_error *error)
{
    if (login->user == NULL)
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The centre does not accept the old certificate as a login for its "
                          "renewal. If it has been revoked or suspended, ask the VALUX centre."));
    else if (!got->login_sent)
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre wants a login in a way that this program does not know; it "
                          "knows HTTP Basic and Digest. No password was sent."));
    else
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The centre does not accept the company ID, the certificate ID and the "
                          "one-time password. Compare them with the notice of the VALUX service "
                          "ID; after several wrong tries the centre locks the ID."));
}

/*
 * What an answer that is no success means. EST does not say whether a one-time password that was
 * sent still counts: VALUX_ERROR_CENTRE leaves that open, VALUX_ERROR_ANSWER says that it does.
 */
static enum centre_outcome classify_failure(const struct http_answer *got,
                                            const struct http_request *login,
                                            struct valux_error *error)
{
    if (got->status == 401 && strcmp(got->content_type, "application/problem+json") != 0) {
        tell_unauthorised(got, login, error);
        centre_problem_add_reason(got, error);
        return CENTRE_REFUSED;
    }
    enum centre_outcome outcome = centre_problem(got, error);
    if (login->user == NULL)
        return outcome;
    if (outcome == CENTRE_REFUSED && got->login_sent)
        error->domain = VALUX_ERROR_CENTRE;
    if (outcome == CENTRE_LOST && !got->login_sent && got->status == 503)
        outcome = CENTRE_BUSY;
    return outcome;
}

/* The content type is advice: some servers give another, or none. The body is judged later. */
static enum centre_outcome classify(const struct http_answer *got, const struct http_request *login,
                                    struct valux_error *error)
{
    if (got->status < 200 || got->status > 299)
        return classify_failure(got, login, error);
    if (got->status != 202)
        return CENTRE_ANSWERED;
    valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                    _("The centre is still issuing the certificate."));
    return CENTRE_WAIT;
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

/*
 * Where the centre wants the request linked to the connection of the session, *linked becomes one
 * that has the connection's binding as its challengePassword. Nothing is sent.
 */
static bool link_request(struct http_session *session,
                         const struct valux_configuration *configuration,
                         const struct centre_request *request, const struct http_request *login,
                         char binding[static HTTP_BINDING_SIZE], struct valux_bytes *linked,
                         struct valux_error *error)
{
    bool linking = false;

    if (configuration->passphrase_in_request && login->user != NULL)
        return true;
    if (!est_fetch_linking(session, configuration, login, &linking, error))
        return false;
    if (!linking)
        return true;
    const char *known = http_session_binding(session);
    if (known == NULL || request->link == NULL)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The centre wants the request linked to its TLS connection "
                                 "(RFC 7030, section 3.5), and libcurl does not allow that here: "
                                 "it has to be built with OpenSSL."));
    snprintf(binding, HTTP_BINDING_SIZE, "%s", known);
    return request->link(request->link_context, binding, linked, error);
}

/* Sends the request with what authenticates it, which `login` has. */
static enum centre_outcome enroll_over(struct http_session *session,
                                       const struct valux_configuration *configuration,
                                       const char *operation, const struct centre_request *request,
                                       const struct http_request *login,
                                       struct centre_answer *answer)
{
    char binding[HTTP_BINDING_SIZE] = "";
    char *authorities = NULL;
    struct http_request post = *login;
    struct http_answer got = {0};
    struct valux_bytes linked = {NULL, 0};
    struct valux_bytes body = {NULL, 0};
    enum centre_outcome outcome =
        est_fetch_authorities(session, configuration, login, &authorities, answer);

    if (outcome != CENTRE_ANSWERED)
        goto done;
    outcome = CENTRE_NOT_SENT;
    answer->retry_after = -1;
    if (!link_request(session, configuration, request, login, binding, &linked, &answer->error))
        goto done;
    if (!est_encode(linked.length > 0 ? &linked : request->request, &body)) {
        valux_error_set_memory(&answer->error);
        goto done;
    }
    post.binding = linked.length > 0 ? binding : NULL;
    post.accept = ANSWER_TYPES;
    post.content_type = REQUEST_TYPE;
    post.body = &body;
    if (!est_exchange(session, configuration, operation, &post, &got, &outcome, &answer->error))
        goto done;
    answer->retry_after = got.retry_after;
    outcome = classify(&got, login, &answer->error);
    if (outcome == CENTRE_ANSWERED && !join(authorities, &got.body, &answer->content)) {
        valux_error_set_memory(&answer->error);
        outcome = CENTRE_LOST;
    }
done:
    valux_bytes_wipe(&linked);
    valux_bytes_wipe(&body);
    valux_bytes_free(&got.body);
    free(authorities);
    return outcome;
}

static enum centre_outcome enroll(const struct valux_configuration *configuration,
                                  const char *operation, const struct centre_request *request,
                                  const struct http_request *login, struct centre_answer *answer)
{
    *answer = (struct centre_answer){.retry_after = -1};
    struct http_session *session = http_session_open(configuration, &answer->error);
    if (session == NULL)
        return CENTRE_NOT_SENT;
    enum centre_outcome outcome =
        enroll_over(session, configuration, operation, request, login, answer);
    http_session_close(session);
    return outcome;
}

static enum centre_outcome acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request,
                                   struct centre_answer *answer)
{
    char user[VALUX_COMPANY_ID_LENGTH + VALUX_CERTIFICATE_ID_LENGTH + 2];
    char password[PASSWORD_SIZE];
    const struct http_request login = {
        .user = user,
        .password = password,
        .secrets = request->secrets,
    };

    snprintf(user, sizeof user, "%s/%s", request->company_id, request->certificate_id);
    snprintf(password, sizeof password, "%s%s", request->one_time_password,
             configuration->passphrase_in_password ? request->passphrase : "");
    enum centre_outcome outcome = enroll(configuration, "simpleenroll", request, &login, answer);
    explicit_bzero(password, sizeof password);
    return outcome;
}

static enum centre_outcome renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct centre_answer *answer)
{
    const struct http_request login = {
        .client = client,
    };

    return enroll(configuration, "simplereenroll", request, &login, answer);
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
    .key_type = est_key_wanted,
    .read = read_answer,
};
