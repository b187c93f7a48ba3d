/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/http.h"
#include "centre/key_choice.h"
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

/* The content type is advice: a server in between may have changed it. */
static bool is_object(const struct valux_bytes *body)
{
    struct valux_error ignored;
    struct valux_json_reader reader = valux_json_reader("", VALUX_ERROR_ANSWER, &ignored);
    cJSON *document = valux_json_parse(&reader, (const char *)body->data, body->length);

    cJSON_Delete(document);
    return document != NULL;
}

static enum centre_outcome classify(const struct http_answer *answer, struct valux_error *error)
{
    if (answer->status == 202) {
        valux_error_set(error, VALUX_ERROR_PENDING, "%s",
                        _("The centre is still issuing the certificate."));
        return CENTRE_WAIT;
    }
    if (answer->status != 200 && answer->status != 201)
        return centre_problem(answer, error);
    if (strcmp(answer->content_type, JSON_TYPE) == 0 || is_object(&answer->body))
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
                                    const struct http_request *wanted, struct centre_answer *answer)
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
    *answer = (struct centre_answer){.retry_after = -1};
    if (!make_url(configuration, path, last, url)) {
        valux_error_set(&answer->error, VALUX_ERROR_CONFIGURATION, "%s",
                        _("The centre's address is too long."));
        return CENTRE_NOT_SENT;
    }
    if (!http_exchange(configuration, &request, &got, &failure, &answer->error))
        return failure == HTTP_NOT_SENT ? CENTRE_NOT_SENT : CENTRE_LOST;
    enum centre_outcome outcome = is_question && got.status == 404 ? unknown_request(&answer->error)
                                                                   : classify(&got, &answer->error);
    if (outcome != CENTRE_UNKNOWN)
        answer->retry_after = got.retry_after;
    if (outcome == CENTRE_ANSWERED)
        answer->content = got.body;
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
        .client = client,
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

static void set_memory(struct centre_answer *answer)
{
    *answer = (struct centre_answer){.retry_after = -1};
    valux_error_set_memory(&answer->error);
}

static enum centre_outcome acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request,
                                   struct centre_answer *answer)
{
    struct valux_bytes body = {NULL, 0};
    const struct http_request post = {.body = &body, .secrets = request->secrets};
    enum centre_outcome outcome = CENTRE_NOT_SENT;

    if (acquisition_body(request, &body))
        outcome = exchange(configuration, "/v1/certificates", "", &post, answer);
    else
        set_memory(answer);
    valux_bytes_wipe(&body);
    return outcome;
}

static enum centre_outcome fetch(const struct valux_configuration *configuration,
                                 const char *request_id, unsigned seconds,
                                 struct centre_answer *answer)
{
    const struct http_request get = {.seconds = seconds};

    return exchange(configuration, "/v1/certificates/", request_id, &get, answer);
}

static enum centre_outcome renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct centre_answer *answer)
{
    struct valux_bytes body = {NULL, 0};
    const struct http_request post = over_client(client, &body);
    enum centre_outcome outcome = CENTRE_NOT_SENT;

    if (renewal_body(request, &body))
        outcome = exchange(configuration, "/v1/renewals", "", &post, answer);
    else
        set_memory(answer);
    valux_bytes_free(&body);
    return outcome;
}

static struct valux_json_reader answer_reader(struct valux_error *error)
{
    return valux_json_reader(_("The centre's answer"), VALUX_ERROR_ANSWER, error);
}

static bool status(const struct valux_configuration *configuration,
                   const struct centre_client *client, enum valux_centre_state *state,
                   struct valux_service_period *period, struct valux_error *error)
{
    static const char *const names[] = {"active", "suspended", "revoked", NULL};
    struct valux_json_reader reader = answer_reader(error);
    struct centre_answer answer;
    const struct http_request get = over_client(client, NULL);

    if (exchange(configuration, "/v1/status", "", &get, &answer) != CENTRE_ANSWERED) {
        *error = answer.error;
        return false;
    }
    cJSON *document = valux_json_parse(&reader, (char *)answer.content.data, answer.content.length);
    enum valux_centre_state read =
        (enum valux_centre_state)valux_json_choice(&reader, "state", names);
    struct valux_service_period read_period = valux_json_service_period(&reader);
    cJSON_Delete(document);
    valux_bytes_free(&answer.content);
    if (reader.failed)
        return false;
    *state = read;
    *period = read_period;
    return true;
}

static bool choose_known_type(const cJSON *types, struct key_choice *choice)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, types)
    {
        for (int i = 0; cJSON_IsString(item) && valux_key_type_names[i] != NULL; i++) {
            if (strcmp(valux_key_type_names[i], item->valuestring) == 0)
                key_choice_offer(choice, (enum valux_key_type)i);
        }
    }
    return choice->chosen;
}

static bool key_type(const struct valux_configuration *configuration, struct key_choice *choice,
                     struct valux_error *warning, struct valux_error *error)
{
    struct valux_json_reader reader = answer_reader(error);
    struct centre_answer answer;
    const struct http_request get = {0};

    (void)warning;
    enum centre_outcome outcome = exchange(configuration, "/v1/profile", "", &get, &answer);
    if (outcome == CENTRE_UNKNOWN)
        return true;
    if (outcome != CENTRE_ANSWERED) {
        *error = answer.error;
        return false;
    }
    cJSON *document = valux_json_parse(&reader, (char *)answer.content.data, answer.content.length);
    const cJSON *types = valux_json_array(&reader, "keyTypes");
    if (!reader.failed && !choose_known_type(types, choice))
        reader.failed =
            !valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                             _("The centre accepts no key type that this program can make."));
    cJSON_Delete(document);
    valux_bytes_free(&answer.content);
    return !reader.failed;
}

/* An entry that was repaired may not know its IDs; then the answer's are as good as any. */
static void expect(struct valux_json_reader *reader, const char *member, const char *expected)
{
    char value[64] = "";

    valux_json_string(reader, member, value, sizeof value);
    if (!reader->failed && expected[0] != '\0' && strcmp(value, expected) != 0)
        reader->failed =
            !valux_error_set(reader->error, VALUX_ERROR_ANSWER,
                             _("The centre's answer belongs to another request (%s)."), member);
}

static bool read_answer(const char *request_id, const char *company_id, const char *certificate_id,
                        const struct valux_bytes *answer, struct centre_issued *issued,
                        struct valux_error *error)
{
    struct valux_json_reader reader = answer_reader(error);
    cJSON *document = valux_json_parse(&reader, (char *)answer->data, answer->length);

    expect(&reader, "requestId", request_id);
    expect(&reader, "companyId", company_id);
    expect(&reader, "certificateId", certificate_id);
    issued->certificate = valux_json_base64(&reader, "certificate");
    valux_json_base64_array(&reader, "chain", CENTRE_CHAIN_MAX, &issued->chain,
                            &issued->chain_count);
    issued->service_period = valux_json_service_period(&reader);
    cJSON_Delete(document);
    return !reader.failed;
}

const struct centre_profile centre_valux_json = {
    .acquire = acquire,
    .fetch = fetch,
    .renew = renew,
    .status = status,
    .key_type = key_type,
    .read = read_answer,
};
