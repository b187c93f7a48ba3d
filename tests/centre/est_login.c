/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "est_login.h"

#include <stdio.h>
#include <string.h>

#include "send.h"
#include "state.h"

#define NONCE_SECONDS 300u

void est_refuse(struct reply *reply, enum problem problem, const char *detail)
{
    unsigned status = problem_status(problem);

    if (problem == PROBLEM_OTP_INVALID || problem == PROBLEM_ID_UNKNOWN ||
        problem == PROBLEM_LOGIN_REQUIRED) {
        status = problem_status(PROBLEM_LOGIN_REQUIRED);
        reply->challenge = REPLY_CHALLENGE;
    }
    reply_set(reply, status, "application/problem+json", problem_document(problem, status, detail));
}

/* Takes companyId/certificateId apart. */
static bool split_user(const char *user, struct credentials *credentials)
{
    const char *slash = strchr(user, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - user);

    if (slash == NULL || length >= sizeof(credentials->company_id) ||
        strlen(slash + 1) >= sizeof(credentials->certificate_id))
        return false;
    memcpy(credentials->company_id, user, length);
    credentials->company_id[length] = '\0';
    snprintf(credentials->certificate_id, sizeof(credentials->certificate_id), "%s", slash + 1);
    return true;
}

static bool login_basic(const struct request *request, struct credentials *credentials,
                        struct reply *reply)
{
    char *password = NULL;
    char *user = MHD_basic_auth_get_username_password(request->connection, &password);
    bool result = user != NULL && password != NULL && split_user(user, credentials) &&
                  strlen(password) < sizeof(credentials->otp);

    if (result)
        snprintf(credentials->otp, sizeof(credentials->otp), "%s", password);
    else
        est_refuse(reply, PROBLEM_ID_UNKNOWN, "the user must be companyId/certificateId");
    if (password != NULL)
        OPENSSL_cleanse(password, strlen(password));
    MHD_free(user);
    MHD_free(password);
    return result;
}

/* A wrong response to the challenge is a wrong try. */
static enum problem count_failure(const struct centre *centre,
                                  const struct credentials *credentials)
{
    struct state state;
    enum problem problem = PROBLEM_INTERNAL;

    if (state_begin(&state, centre->directory))
        problem = otp_count_failure(&state, credentials->company_id, credentials->certificate_id,
                                    PROBLEM_OTP_INVALID);
    state_end(&state);
    return problem;
}

static bool login_digest(const struct centre *centre, const struct request *request,
                         const char *user, struct credentials *credentials, struct reply *reply)
{
    enum problem problem = PROBLEM_ID_UNKNOWN;
    int answer;

    if (split_user(user, credentials))
        problem = otp_newest(centre, credentials->company_id, credentials->certificate_id,
                             credentials->otp);
    if (problem != PROBLEM_NONE) {
        est_refuse(reply, problem, NULL);
        return false;
    }
    answer = MHD_digest_auth_check2(request->connection, SEND_REALM, user, credentials->otp,
                                    NONCE_SECONDS, MHD_DIGEST_ALG_SHA256);
    if (answer == MHD_YES)
        return true;
    if (answer == MHD_INVALID_NONCE) {
        est_refuse(reply, PROBLEM_LOGIN_REQUIRED, "the nonce is too old");
        reply->challenge = REPLY_CHALLENGE_STALE;
    } else {
        est_refuse(reply, count_failure(centre, credentials), NULL);
    }
    return false;
}

bool est_login(const struct centre *centre, const struct request *request,
               struct credentials *credentials, struct reply *reply)
{
    const char *header = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                     MHD_HTTP_HEADER_AUTHORIZATION);
    char *user;
    bool result;

    if (header != NULL && strncmp(header, "Basic ", 6) == 0)
        return login_basic(request, credentials, reply);
    user = header == NULL ? NULL : MHD_digest_auth_get_username(request->connection);
    if (user == NULL) {
        est_refuse(reply, PROBLEM_LOGIN_REQUIRED, NULL);
        return false;
    }
    result = login_digest(centre, request, user, credentials, reply);
    MHD_free(user);
    return result;
}
