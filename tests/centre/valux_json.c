/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux_json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "enrolment.h"
#include "text.h"

#define JSON_TYPE "application/json"

/* A string member of a request, copied to `value` of `size` bytes. */
struct field {
    const char *name;
    char *value;
    size_t size;
};

static bool is_json(const char *content_type)
{
    size_t length = strcspn(content_type, "; ");

    return length == strlen(JSON_TYPE) && strncasecmp(content_type, JSON_TYPE, length) == 0;
}

/* Reads an object that has exactly the fields' members, each a string that is not too long. */
static bool read_fields(const cJSON *object, const struct field *fields, size_t count,
                        char detail[static DETAIL_SIZE])
{
    snprintf(detail, DETAIL_SIZE, "the members must be exactly those of the protocol");
    if (!cJSON_IsObject(object) || cJSON_GetArraySize(object) != (int)count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *value =
            cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, fields[i].name));

        if (value == NULL || strlen(value) >= fields[i].size) {
            snprintf(detail, DETAIL_SIZE, "%s is missing, not a string, or too long",
                     fields[i].name);
            return false;
        }
        snprintf(fields[i].value, fields[i].size, "%s", value);
    }
    return true;
}

/* Reads the request's JSON body into the fields; false, and the reply is set, where it can't. */
static bool read_body(const struct request *request, const struct field *fields, size_t count,
                      struct reply *reply)
{
    char detail[DETAIL_SIZE];
    const char *end = NULL;
    cJSON *object = NULL;
    bool result = false;

    if (!is_json(request->content_type)) {
        reply_set_problem(reply, PROBLEM_MEDIA_TYPE, "the content type must be " JSON_TYPE);
        return false;
    }
    object = request->body == NULL
                 ? NULL
                 : cJSON_ParseWithLengthOpts(request->body, request->length + 1, &end, 1);
    if (object == NULL || end != request->body + request->length)
        reply_set_problem(reply, PROBLEM_REQUEST, "the body is not JSON");
    else if (!read_fields(object, fields, count, detail))
        reply_set_problem(reply, PROBLEM_REQUEST, detail);
    else
        result = true;
    cJSON_Delete(object);
    return result;
}

/* Reads a request's ID and CSR; NULL, and the reply is set, where they are not accepted. */
static X509_REQ *read_csr(const struct centre *centre, const char *request_id, const char *csr,
                          struct reply *reply)
{
    char detail[DETAIL_SIZE] = "csr is not base64";
    unsigned char *der = NULL;
    size_t length;
    X509_REQ *request = NULL;

    if (!text_is_uuid(request_id)) {
        reply_set_problem(reply, PROBLEM_REQUEST, "requestId is not a UUID");
        return NULL;
    }
    if (text_unbase64(csr, strlen(csr), &der, &length))
        request = enrolment_read_request(centre, der, length, detail);
    if (request == NULL)
        reply_set_problem(reply, PROBLEM_CSR_REJECTED, detail);
    free(der);
    return request;
}

void valux_json_certificates(struct centre *centre, const struct request *request,
                             struct reply *reply)
{
    char request_id[TEXT_UUID_LENGTH + 1];
    char csr[MESSAGE_BODY_LIMIT];
    char detail[DETAIL_SIZE] = "";
    struct credentials credentials = {0};
    const struct field fields[] = {
        {"requestId", request_id, sizeof(request_id)},
        {"companyId", credentials.company_id, sizeof(credentials.company_id)},
        {"certificateId", credentials.certificate_id, sizeof(credentials.certificate_id)},
        {"oneTimePassword", credentials.otp, sizeof(credentials.otp)},
        {"passphrase", credentials.passphrase, sizeof(credentials.passphrase)},
        {"csr", csr, sizeof(csr)},
    };
    const char *wrong;
    X509_REQ *certification = NULL;
    enum problem problem;

    if (!read_body(request, fields, sizeof(fields) / sizeof(fields[0]), reply))
        goto done;
    if (!credentials_are_well_formed(&credentials, &wrong)) {
        snprintf(detail, sizeof(detail), "%s does not have the right shape", wrong);
        reply_set_problem(reply, PROBLEM_REQUEST, detail);
        goto done;
    }
    certification = read_csr(centre, request_id, csr, reply);
    if (certification == NULL)
        goto done;
    problem = enrolment_new(centre, request_id, &credentials, certification, &reply->grant, detail);
    if (problem != PROBLEM_NONE)
        reply_set_problem(reply, problem, detail[0] == '\0' ? NULL : detail);
done:
    OPENSSL_cleanse(&credentials, sizeof(credentials));
    X509_REQ_free(certification);
}

void valux_json_renewals(struct centre *centre, const struct request *request, struct reply *reply)
{
    char request_id[TEXT_UUID_LENGTH + 1];
    char csr[MESSAGE_BODY_LIMIT];
    char detail[DETAIL_SIZE] = "";
    const struct field fields[] = {
        {"requestId", request_id, sizeof(request_id)},
        {"csr", csr, sizeof(csr)},
    };
    X509_REQ *certification = NULL;
    enum problem problem;

    if (!read_body(request, fields, sizeof(fields) / sizeof(fields[0]), reply))
        return;
    certification = read_csr(centre, request_id, csr, reply);
    if (certification == NULL)
        return;
    problem =
        enrolment_renew(centre, request_id, request->client, certification, &reply->grant, detail);
    if (problem != PROBLEM_NONE)
        reply_set_problem(reply, problem, detail[0] == '\0' ? NULL : detail);
    X509_REQ_free(certification);
}

void valux_json_fetch(struct centre *centre, const struct request *request, struct reply *reply)
{
    enum problem problem = PROBLEM_NOT_FOUND;

    if (text_is_uuid(request->tail))
        problem = enrolment_fetch(centre, request->tail, &reply->grant);
    if (problem != PROBLEM_NONE)
        reply_set_problem(reply, problem, NULL);
}

static bool add_service_period(cJSON *object, const struct grant *grant)
{
    char from[TEXT_TIME_SIZE];
    char to[TEXT_TIME_SIZE];
    cJSON *period;

    if (!grant->tells_service_period)
        return true;
    text_time(grant->service_from, from);
    text_time(grant->service_to, to);
    period = cJSON_AddObjectToObject(object, "servicePeriod");
    return cJSON_AddStringToObject(period, "from", from) != NULL &&
           cJSON_AddStringToObject(period, "to", to) != NULL;
}

void valux_json_status(struct centre *centre, const struct request *request, struct reply *reply)
{
    struct grant *grant = NULL;
    enum problem problem = enrolment_status(centre, request->client, &grant);
    cJSON *object = NULL;

    if (problem != PROBLEM_NONE) {
        reply_set_problem(reply, problem, NULL);
        return;
    }
    object = cJSON_CreateObject();
    reply_set(reply, 200, JSON_TYPE,
              cJSON_AddStringToObject(object, "state", grant->state) != NULL &&
                      add_service_period(object, grant)
                  ? cJSON_PrintUnformatted(object)
                  : NULL);
    cJSON_Delete(object);
    grant_free(grant);
}

void valux_json_profile(struct centre *centre, const struct request *request, struct reply *reply)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *types = cJSON_AddArrayToObject(object, "keyTypes");
    bool complete = types != NULL;

    (void)request;
    for (size_t i = 0; complete && i < centre->options.key_type_count; i++)
        complete =
            cJSON_AddItemToArray(types, cJSON_CreateString(centre->options.key_types[i]->name));
    complete = complete && cJSON_AddNumberToObject(object, "version", 1) != NULL;
    reply_set(reply, 200, JSON_TYPE, complete ? cJSON_PrintUnformatted(object) : NULL);
    cJSON_Delete(object);
}

static cJSON *certificate_string(X509 *certificate)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);
    char *text = length <= 0 ? NULL : text_base64(der, (size_t)length);
    cJSON *string = text == NULL ? NULL : cJSON_CreateString(text);

    OPENSSL_free(der);
    free(text);
    return string;
}

static bool add_certificates(cJSON *object, const struct grant *grant)
{
    cJSON *chain;

    if (!cJSON_AddItemToObject(object, "certificate", certificate_string(grant->certificate)))
        return false;
    chain = cJSON_AddArrayToObject(object, "chain");
    for (int i = 0; i < sk_X509_num(grant->chain); i++) {
        if (!cJSON_AddItemToArray(chain, certificate_string(sk_X509_value(grant->chain, i))))
            return false;
    }
    return chain != NULL;
}

void valux_json_write_grant(struct reply *reply)
{
    const struct grant *grant = reply->grant;
    cJSON *object = cJSON_CreateObject();
    bool complete = cJSON_AddStringToObject(object, "requestId", grant->request_id) != NULL &&
                    add_certificates(object, grant) && add_service_period(object, grant) &&
                    cJSON_AddStringToObject(object, "companyId", grant->company_id) != NULL &&
                    cJSON_AddStringToObject(object, "certificateId", grant->certificate_id) != NULL;

    reply_set(reply, 201, JSON_TYPE, complete ? cJSON_PrintUnformatted(object) : NULL);
    cJSON_Delete(object);
}
