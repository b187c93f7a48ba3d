/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "problem.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdio.h>

struct problem_kind {
    unsigned status;
    const char *code; /* NULL: none */
    const char *title;
};

static const struct problem_kind kinds[] = {
    [PROBLEM_NONE] = {200, NULL, "No problem"},
    [PROBLEM_OTP_INVALID] = {403, "otp_invalid", "The one-time password is wrong"},
    [PROBLEM_OTP_EXPIRED] = {403, "otp_expired", "The one-time password has expired"},
    [PROBLEM_OTP_USED] = {409, "otp_used", "The one-time password has been used"},
    [PROBLEM_PASSPHRASE_INVALID] = {403, "passphrase_invalid", "The passphrase is wrong"},
    [PROBLEM_ID_UNKNOWN] = {403, "id_unknown", "Company ID and certificate ID are not known"},
    [PROBLEM_LOCKED] = {423, "locked", "Locked after too many wrong tries"},
    [PROBLEM_CSR_REJECTED] = {422, "csr_rejected", "The certification request is not accepted"},
    [PROBLEM_NOT_RENEWABLE] = {409, "not_renewable", "The certificate can't be renewed"},
    [PROBLEM_MAINTENANCE] = {503, "maintenance", "The centre is being maintained"},
    [PROBLEM_RATE_LIMITED] = {429, "rate_limited", "Too many requests"},
    [PROBLEM_REQUEST] = {400, NULL, "The request is malformed"},
    [PROBLEM_LOGIN_REQUIRED] = {401, NULL, "HTTP authentication is needed"},
    [PROBLEM_CERTIFICATE_REQUIRED] = {403, NULL, "A client certificate of this centre is needed"},
    [PROBLEM_NOT_FOUND] = {404, NULL, "Not found"},
    [PROBLEM_METHOD] = {405, NULL, "Method not allowed"},
    [PROBLEM_LENGTH_REQUIRED] = {411, NULL, "Length required"},
    [PROBLEM_TOO_LARGE] = {413, NULL, "Content too large"},
    [PROBLEM_MEDIA_TYPE] = {415, NULL, "Unsupported media type"},
    [PROBLEM_INTERNAL] = {500, NULL, "Internal error"},
};

unsigned problem_status(enum problem problem)
{
    return kinds[problem].status;
}

char *problem_document(enum problem problem, unsigned status, const char *detail)
{
    const struct problem_kind *kind = &kinds[problem];
    cJSON *document = cJSON_CreateObject();
    char type[64] = "about:blank";
    char *text = NULL;

    if (kind->code != NULL)
        snprintf(type, sizeof(type), "urn:valux:problem:%s", kind->code);
    if (cJSON_AddStringToObject(document, "type", type) == NULL ||
        cJSON_AddStringToObject(document, "title", kind->title) == NULL ||
        cJSON_AddNumberToObject(document, "status", status) == NULL ||
        (detail != NULL && cJSON_AddStringToObject(document, "detail", detail) == NULL) ||
        (kind->code != NULL && cJSON_AddStringToObject(document, "code", kind->code) == NULL))
        goto done;
    text = cJSON_PrintUnformatted(document);
done:
    cJSON_Delete(document);
    return text;
}
