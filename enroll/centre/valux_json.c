/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/http.h"
#include "centre/problem.h"
#include "centre/valux_json.h"
#include "valux/json.h"
#include "valux/text.h"

/*
 * The profile valux-json, version 1. Requests and answers are JSON, certificates and requests DER
 * in base64, times RFC 3339:
 *
 *   POST {address}/v1/certificates              requestId, companyId, certificateId,
 *                                               oneTimePassword, passphrase, csr
 *   GET  {address}/v1/certificates/{requestId}
 *   POST {address}/v1/renewals                  requestId, csr; TLS with the old certificate
 *   GET  {address}/v1/status                    TLS with the certificate
 *   GET  {address}/v1/profile
 *
 * 201, or 200 of a fetch: requestId, companyId, certificateId, certificate, chain[],
 * servicePeriod {from, to}. 202: it is being issued. The same request gets the same answer.
 */

#define URL_SIZE 1200
#define JSON_TYPE "application/json"

static bool make_url(const struct valux_configuration *configuration, const char *path,
                     const char *last, char url[static URL_SIZE])
{
    size_t length = strlen(configuration->address);

    while (length > 0 && configuration->address[length - 1] == '/')
        length--;
    return snprintf(url, URL_SIZE, "%.*s%s%s", (int)length, configuration->address, path, last) <
           URL_SIZE;
}

static enum centre_outcome classify(const struct http_answer *answer, long *retry_after,
                                    struct valux_error *error)
{
    *retry_after = answer->retry_after;
    if (answer->status == 202) {
        valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                        _("The centre is still issuing the certificate."));
        return CENTRE_WAIT;
    }
    if (answer->status != 200 && answer->status != 201)
        return centre_problem(answer, error);
    if (strcmp(answer->content_type, JSON_TYPE) == 0)
        return CENTRE_ANSWERED;
    valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                    _("The centre's answer is not of the agreed type."));
    return CENTRE_LOST;
}

static enum centre_outcome unknown_request(struct valux_error *error)
{
    valux_error_set(error, VALUX_ERROR_CENTRE, "%s", _("The centre knows no such request."));
    return CENTRE_UNKNOWN;
}

static enum centre_outcome exchange(const struct valux_configuration *configuration,
                                    const char *path, const char *last,
                                    const struct http_request *wanted, struct valux_bytes *answer,
                                    long *retry_after, struct valux_error *error)
{
    char url[URL_SIZE];
    struct http_answer got;
    enum http_failure failure;
    struct http_request request = *wanted;
    bool is_question = request.body == NULL;

    request.method = is_question ? "GET" : "POST";
    request.url = url;
    request.accept = JSON_TYPE ", application/problem+json";
    request.content_type = is_question ? NULL : JSON_TYPE;
    *answer = (struct valux_bytes){NULL, 0};
    *retry_after = -1;
    if (!make_url(configuration, path, last, url)) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                        _("The centre's address is too long."));
        return CENTRE_NOT_SENT;
    }
    if (!http_exchange(configuration, &request, &got, &failure, error))
        return failure == HTTP_NOT_SENT ? CENTRE_NOT_SENT : CENTRE_LOST;
    enum centre_outcome outcome = is_question && got.status == 404
                                      ? unknown_request(error)
                                      : classify(&got, retry_after, error);
    if (outcome == CENTRE_ANSWERED)
        *answer = got.body;
    else
        valux_bytes_free(&got.body);
    return outcome;
}

/* What TLS with the certificate needs. */
static struct http_request over_client(const struct centre_client *client,
                                       const struct valux_bytes *body)
{
    return (struct http_request){
        .body = body,
        .client_certificate = &client->certificate,
        .client_key = &client->key,
    };
}

/* The fields are letters and digits and the request base64, so nothing needs escaping. */
static bool acquisition_body(const struct centre_request *request, struct valux_bytes *body)
{
    static const char format[] =
        "{\"requestId\":\"%s\",\"companyId\":\"%s\",\"certificateId\":\"%s\","
        "\"oneTimePassword\":\"%s\",\"passphrase\":\"%s\",\"csr\":\"%s\"}";
    bool result = false;
    char *csr = valux_bytes_to_base64(request->request);

    if (csr == NULL)
        return false;
    size_t size = sizeof format + strlen(csr) + 512;
    char *text = malloc(size);
    if (text != NULL) {
        int length =
            snprintf(text, size, format, request->request_id, request->company_id,
                     request->certificate_id, request->one_time_password, request->passphrase, csr);
        *body = (struct valux_bytes){(uint8_t *)text, (size_t)length};
        result = length > 0 && (size_t)length < size;
    }
    free(csr);
    return result;
}

static bool renewal_body(const struct centre_request *request, struct valux_bytes *body)
{
    cJSON *document = cJSON_CreateObject();
    char *text = NULL;

    if (valux_json_set_string(document, "requestId", request->request_id) &&
        valux_json_set_base64(document, "csr", request->request))
        text = cJSON_PrintUnformatted(document);
    cJSON_Delete(document);
    if (text != NULL)
        *body = (struct valux_bytes){(uint8_t *)text, strlen(text)};
    return text != NULL;
}

static enum centre_outcome acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request, struct valux_bytes *answer,
                                   long *retry_after, struct valux_error *error)
{
    struct valux_bytes body = {NULL, 0};
    const struct http_request post = {.body = &body};
    enum centre_outcome outcome = CENTRE_NOT_SENT;

    if (acquisition_body(request, &body))
        outcome =
            exchange(configuration, "/v1/certificates", "", &post, answer, retry_after, error);
    else
        valux_error_set_memory(error);
    valux_bytes_wipe(&body);
    return outcome;
}

static enum centre_outcome fetch(const struct valux_configuration *configuration,
                                 const char *request_id, unsigned seconds,
                                 struct valux_bytes *answer, long *retry_after,
                                 struct valux_error *error)
{
    const struct http_request get = {.seconds = seconds};

    return exchange(configuration, "/v1/certificates/", request_id, &get, answer, retry_after,
                    error);
}

static enum centre_outcome renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct valux_bytes *answer,
                                 long *retry_after, struct valux_error *error)
{
    struct valux_bytes body = {NULL, 0};
    const struct http_request post = over_client(client, &body);
    enum centre_outcome outcome = CENTRE_NOT_SENT;

    if (renewal_body(request, &body))
        outcome = exchange(configuration, "/v1/renewals", "", &post, answer, retry_after, error);
    else
        valux_error_set_memory(error);
    valux_bytes_free(&body);
    return outcome;
}

static struct valux_json_source answer_source(void)
{
    return (struct valux_json_source){_("The centre's answer"), VALUX_ERROR_ANSWER};
}

static bool read_period(const struct valux_json_source *source, const cJSON *document,
                        bool *has_service_period, int64_t *service_start, int64_t *service_end,
                        struct valux_error *error)
{
    const cJSON *period;

    if (!valux_json_container(source, document, "servicePeriod", VALUX_JSON_OPTIONAL, cJSON_Object,
                              &period, error))
        return false;
    *has_service_period = period != NULL;
    return period == NULL ||
           (valux_json_time(source, period, "from", VALUX_JSON_REQUIRED, service_start, error) &&
            valux_json_time(source, period, "to", VALUX_JSON_REQUIRED, service_end, error));
}

static bool status(const struct valux_configuration *configuration,
                   const struct centre_client *client, enum valux_centre_state *state,
                   bool *has_service_period, int64_t *service_start, int64_t *service_end,
                   struct valux_error *error)
{
    static const char *const names[] = {"active", "suspended", "revoked", NULL};
    const struct valux_json_source source = answer_source();
    bool result = false;
    struct valux_bytes answer;
    long retry_after;
    int number = VALUX_CENTRE_ACTIVE;
    cJSON *document = NULL;
    const struct http_request get = over_client(client, NULL);

    if (exchange(configuration, "/v1/status", "", &get, &answer, &retry_after, error) !=
        CENTRE_ANSWERED)
        goto done;
    document = valux_json_parse(&source, (char *)answer.data, answer.length, error);
    if (document == NULL ||
        !valux_json_choice(&source, document, "state", VALUX_JSON_REQUIRED, names, &number, error))
        goto done;
    *state = (enum valux_centre_state)number;
    result = read_period(&source, document, has_service_period, service_start, service_end, error);
done:
    cJSON_Delete(document);
    valux_bytes_free(&answer);
    return result;
}

static bool first_known_type(const cJSON *types, enum valux_key_type *type)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, types)
    {
        for (int i = 0; cJSON_IsString(item) && valux_key_type_names[i] != NULL; i++) {
            if (strcmp(valux_key_type_names[i], item->valuestring) == 0) {
                *type = (enum valux_key_type)i;
                return true;
            }
        }
    }
    return false;
}

static bool key_type(const struct valux_configuration *configuration, enum valux_key_type *type,
                     struct valux_error *error)
{
    const struct valux_json_source source = answer_source();
    bool result = false;
    struct valux_bytes answer;
    long retry_after;
    const cJSON *types = NULL;
    cJSON *document = NULL;
    const struct http_request get = {0};

    *type = VALUX_KEY_RSA_2048;
    enum centre_outcome outcome =
        exchange(configuration, "/v1/profile", "", &get, &answer, &retry_after, error);
    if (outcome == CENTRE_UNKNOWN)
        return true;
    if (outcome != CENTRE_ANSWERED)
        return false;
    document = valux_json_parse(&source, (char *)answer.data, answer.length, error);
    if (document == NULL || !valux_json_container(&source, document, "keyTypes",
                                                  VALUX_JSON_REQUIRED, cJSON_Array, &types, error))
        goto done;
    if (!first_known_type(types, type)) {
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre accepts no key type that this program can make."));
        goto done;
    }
    result = true;
done:
    cJSON_Delete(document);
    valux_bytes_free(&answer);
    return result;
}

/* An entry that was repaired may not know its IDs; then the answer's are as good as any. */
static bool expect(const struct valux_json_source *source, const cJSON *document,
                   const char *member, const char *expected, struct valux_error *error)
{
    char value[64] = "";

    if (!valux_json_string(source, document, member, VALUX_JSON_REQUIRED, value, sizeof value,
                           error))
        return false;
    if (expected[0] != '\0' && strcmp(value, expected) != 0)
        return valux_error_set(error, VALUX_ERROR_ANSWER,
                               _("The centre's answer belongs to another request (%s)."), member);
    return true;
}

static bool read_answer(const char *request_id, const char *company_id, const char *certificate_id,
                        const struct valux_bytes *answer, struct centre_issued *issued,
                        struct valux_error *error)
{
    const struct valux_json_source source = answer_source();
    cJSON *document = valux_json_parse(&source, (char *)answer->data, answer->length, error);
    bool result =
        document != NULL && expect(&source, document, "requestId", request_id, error) &&
        expect(&source, document, "companyId", company_id, error) &&
        expect(&source, document, "certificateId", certificate_id, error) &&
        valux_json_base64(&source, document, "certificate", VALUX_JSON_REQUIRED,
                          &issued->certificate, error) &&
        valux_json_base64_array(&source, document, "chain", VALUX_JSON_REQUIRED, VALUX_CHAIN_MAX,
                                &issued->chain, &issued->chain_count, error) &&
        read_period(&source, document, &issued->has_service_period, &issued->service_start,
                    &issued->service_end, error);

    cJSON_Delete(document);
    return result;
}

const struct centre_profile centre_valux_json = {
    .acquire = acquire,
    .fetch = fetch,
    .renew = renew,
    .status = status,
    .key_type = key_type,
    .read = read_answer,
};
