/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "authority_check.h"

bool record_digest_request(X509_REQ *request, char digest[static TEXT_DIGEST_SIZE])
{
    unsigned char *der = NULL;
    int length = i2d_X509_REQ(request, &der);
    bool result = length > 0 && text_digest(der, (size_t)length, digest);

    OPENSSL_free(der);
    return result;
}

static char *certificate_text(X509 *certificate)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);
    char *text = length <= 0 ? NULL : text_base64(der, (size_t)length);

    OPENSSL_free(der);
    return text;
}

static bool add_time(cJSON *record, const char *member, int64_t seconds)
{
    char text[TEXT_TIME_SIZE];

    text_time(seconds, text);
    return cJSON_AddStringToObject(record, member, text) != NULL;
}

cJSON *record_add(struct state *state, const struct record_origin *origin, X509 *certificate,
                  const struct record_period *period)
{
    cJSON *record = cJSON_CreateObject();
    char *serial = authority_serial(certificate);
    char *text = certificate_text(certificate);
    const char *renews = origin->renews == NULL ? "" : origin->renews;
    bool added = serial != NULL && text != NULL &&
                 cJSON_AddStringToObject(record, "requestId", origin->request_id) != NULL &&
                 cJSON_AddStringToObject(record, "kind",
                                         origin->renews == NULL ? "new" : "renewal") != NULL &&
                 cJSON_AddStringToObject(record, "companyId", origin->company_id) != NULL &&
                 cJSON_AddStringToObject(record, "certificateId", origin->certificate_id) != NULL &&
                 cJSON_AddStringToObject(record, "otp", origin->otp) != NULL &&
                 cJSON_AddStringToObject(record, "csr", origin->csr) != NULL &&
                 cJSON_AddStringToObject(record, "serial", serial) != NULL &&
                 cJSON_AddStringToObject(record, "renews", renews) != NULL &&
                 cJSON_AddStringToObject(record, "state", "active") != NULL &&
                 add_time(record, "issued", (int64_t)time(NULL)) &&
                 add_time(record, "serviceFrom", period->from) &&
                 add_time(record, "serviceTo", period->to) &&
                 cJSON_AddBoolToObject(record, "tellServicePeriod", period->told) != NULL &&
                 cJSON_AddStringToObject(record, "certificate", text) != NULL &&
                 cJSON_AddItemToArray(state_requests(state), record);

    if (!added) {
        cJSON_Delete(record);
        record = NULL;
    }
    OPENSSL_free(serial);
    free(text);
    return record;
}

bool record_has_origin(const cJSON *record, const struct record_origin *origin)
{
    return strcmp(state_string(record, "companyId"), origin->company_id) == 0 &&
           strcmp(state_string(record, "certificateId"), origin->certificate_id) == 0 &&
           strcmp(state_string(record, "otp"), origin->otp) == 0 &&
           strcmp(state_string(record, "csr"), origin->csr) == 0 &&
           strcmp(state_string(record, "renews"), origin->renews == NULL ? "" : origin->renews) ==
               0;
}

static X509 *record_certificate(const cJSON *record)
{
    const char *text = state_string(record, "certificate");
    unsigned char *der = NULL;
    const unsigned char *end;
    size_t length;
    X509 *certificate = NULL;

    if (!text_unbase64(text, strlen(text), &der, &length))
        return NULL;
    end = der;
    certificate = d2i_X509(NULL, &end, (long)length);
    free(der);
    return certificate;
}

bool record_is_of(const cJSON *record, X509 *certificate)
{
    X509 *recorded = record_certificate(record);
    bool result = recorded != NULL && X509_cmp(recorded, certificate) == 0;

    X509_free(recorded);
    return result;
}

struct grant *record_to_grant(const struct centre *centre, const cJSON *record)
{
    struct grant *grant = calloc(1, sizeof(*grant));

    if (grant == NULL)
        return NULL;
    snprintf(grant->request_id, sizeof(grant->request_id), "%s", state_string(record, "requestId"));
    snprintf(grant->company_id, sizeof(grant->company_id), "%s", state_string(record, "companyId"));
    snprintf(grant->certificate_id, sizeof(grant->certificate_id), "%s",
             state_string(record, "certificateId"));
    snprintf(grant->state, sizeof(grant->state), "%s", state_string(record, "state"));
    grant->certificate = record_certificate(record);
    grant->chain = authority_chain(&centre->authority);
    grant->tells_service_period =
        cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(record, "tellServicePeriod"));
    if (grant->certificate == NULL || grant->chain == NULL ||
        !text_parse_time(state_string(record, "serviceFrom"), &grant->service_from) ||
        !text_parse_time(state_string(record, "serviceTo"), &grant->service_to)) {
        complain("state.json holds a damaged record");
        grant_free(grant);
        return NULL;
    }
    return grant;
}
