/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "centre/curl_memory.h"
#include "centre/http_error.h"
#include "centre/http_proxy.h"
#include "centre/http_watch.h"
#include "valux/authority_files.h"
#include "valux/text.h"

#define CONNECT_TIMEOUT_SECONDS 20L
#define RETRY_AFTER_MAX 86400L

struct receiver {
    struct valux_bytes *body;
    size_t capacity;
    bool too_large;
};

/* A member of CURLOPT_WRITEFUNCTION's signature. */
static size_t receive(char *data, size_t size, size_t count, void *argument)
{
    struct receiver *receiver = argument;
    size_t length = size * count;
    size_t used = receiver->body->length;

    if (length > HTTP_ANSWER_MAX - used) {
        receiver->too_large = true;
        return 0;
    }
    if (used + length + 1 > receiver->capacity) {
        size_t capacity = (used + length + 1) * 2;
        uint8_t *grown = realloc(receiver->body->data, capacity);
        if (grown == NULL)
            return 0;
        receiver->body->data = grown;
        receiver->capacity = capacity;
    }
    memcpy(receiver->body->data + used, data, length);
    receiver->body->length += length;
    receiver->body->data[receiver->body->length] = 0;
    return length;
}

static bool set_blob(CURL *curl, CURLoption option, const struct valux_bytes *bytes)
{
    struct curl_blob blob = {bytes->data, bytes->length, CURL_BLOB_NOCOPY};

    return curl_easy_setopt(curl, option, &blob) == CURLE_OK;
}

/* A key that a TPM has is given to TLS by http_watch.c: libcurl takes files and blobs alone. */
static bool set_client(CURL *curl, const struct http_request *request)
{
    return request->client == NULL || request->client->key_in_tpm != NULL ||
           (set_blob(curl, CURLOPT_SSLCERT_BLOB, &request->client->certificate) &&
            set_blob(curl, CURLOPT_SSLKEY_BLOB, &request->client->key) &&
            curl_easy_setopt(curl, CURLOPT_SSLCERTTYPE, "PEM") == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_SSLKEYTYPE, "PEM") == CURLE_OK);
}

static bool set_authentication(CURL *curl, const struct http_request *request)
{
    return request->user == NULL ||
           (curl_easy_setopt(curl, CURLOPT_USERNAME, request->user) == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password) == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC | CURLAUTH_DIGEST) == CURLE_OK);
}

static bool set_body(CURL *curl, const struct http_request *request)
{
    if (strcmp(request->method, "POST") != 0)
        return curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body->length) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body->data) == CURLE_OK;
}

static bool set_limit(CURL *curl, const struct http_request *request)
{
    long seconds = request->body == NULL ? HTTP_GET_SECONDS : HTTP_POST_SECONDS;

    if (request->seconds != 0)
        seconds = (long)request->seconds;
    return curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds) == CURLE_OK;
}

static bool set_connection(CURL *curl, const struct valux_bytes *authorities)
{
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           /* HTTP/2 is libnghttp2's, which keeps copies of secrets that can't be overwritten. */
           curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           set_blob(curl, CURLOPT_CAINFO_BLOB, authorities) &&
           curl_easy_setopt(curl, CURLOPT_CAINFO, NULL) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_SECONDS) == CURLE_OK;
}

static bool add_header(struct curl_slist **headers, const char *name, const char *value)
{
    char line[256];

    if ((size_t)snprintf(line, sizeof line, "%s: %s", name, value) >= sizeof line)
        return false;
    struct curl_slist *longer = curl_slist_append(*headers, line);
    if (longer == NULL)
        return false;
    *headers = longer;
    return true;
}

static bool set_headers(CURL *curl, const struct http_request *request, struct curl_slist **headers)
{
    return add_header(headers, "Accept", request->accept) &&
           (request->content_type == NULL ||
            add_header(headers, "Content-Type", request->content_type)) &&
           add_header(headers, "Expect", "") &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, "valux-enroll/" VALUX_VERSION) == CURLE_OK;
}

static void read_content_type(CURL *curl, struct http_answer *answer)
{
    const char *type = NULL;
    size_t length;

    answer->content_type[0] = '\0';
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || type == NULL)
        return;
    length = strcspn(type, "; ");
    if (length >= sizeof answer->content_type)
        return;
    for (size_t i = 0; i < length; i++)
        answer->content_type[i] = (char)tolower((unsigned char)type[i]);
    answer->content_type[length] = '\0';
}

static void read_answer(CURL *curl, struct http_answer *answer)
{
    curl_off_t retry_after = 0;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    read_content_type(curl, answer);
    answer->retry_after = -1;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after) == CURLE_OK && retry_after > 0)
        answer->retry_after = retry_after > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : (long)retry_after;
}

struct http_session {
    CURL *curl;
    struct http_proxy way;
    struct valux_bytes authorities; /* PEM */
    struct http_watch watch;
};

struct http_session *http_session_open(const struct valux_configuration *configuration,
                                       struct valux_error *error)
{
    struct valux_error ignored;
    struct http_session *session = calloc(1, sizeof *session);

    if (session == NULL) {
        valux_error_set_memory(error);
        return NULL;
    }
    if (!http_proxy_find(configuration, &session->way, error) ||
        !valux_authority_files_read(configuration->ca_file, &session->authorities, &ignored, error))
        goto failed;
    if (curl_memory_initialise())
        session->curl = curl_easy_init();
    if (session->curl != NULL)
        return session;
    valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("The connection can't be set up."));
failed:
    http_session_close(session);
    return NULL;
}

void http_session_close(struct http_session *session)
{
    if (session == NULL)
        return;
    curl_easy_cleanup(session->curl);
    http_proxy_wipe(&session->way);
    valux_bytes_free(&session->authorities);
    free(session);
}

const char *http_session_binding(const struct http_session *session)
{
    return session->watch.binding[0] == '\0' ? NULL : session->watch.binding;
}

/* Sets everything for an exchange; the connection stays from the last one. */
static bool set_all(struct http_session *session, const struct http_request *request,
                    struct receiver *receiver, char *detail, struct curl_slist **headers)
{
    CURL *curl = session->curl;

    curl_easy_reset(curl);
    session->watch = (struct http_watch){.binding_wanted = request->binding};
    http_watch_name_host(&session->watch, request->url);
    receiver->body->length = 0;
    return curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiver) == CURLE_OK &&
           set_connection(curl, &session->authorities) && http_proxy_set(curl, &session->way) &&
           http_watch_set(curl, &session->watch, request) && set_limit(curl, request) &&
           set_client(curl, request) && set_authentication(curl, request) &&
           set_body(curl, request) && set_headers(curl, request, headers) &&
           receive((char[]){""}, 1, 0, receiver) == 0 && receiver->body->data != NULL;
}

/* Does the exchange, again where a proxy on the way asks for a login. */
static CURLcode perform(struct http_session *session, const struct http_request *request,
                        struct receiver *receiver, char *detail, struct curl_slist **headers)
{
    CURLcode code;

    do {
        curl_slist_free_all(*headers);
        *headers = NULL;
        detail[0] = '\0';
        if (!set_all(session, request, receiver, detail, headers))
            return CURLE_FAILED_INIT;
        code = curl_easy_perform(session->curl);
    } while (code != CURLE_OK && session->watch.requests == 0 &&
             http_proxy_try_again(session->curl, &session->way));
    sending_end(&session->watch.sending);
    return code;
}

bool http_session_exchange(struct http_session *session, const struct http_request *request,
                           struct http_answer *answer, enum http_failure *failure,
                           struct valux_error *error)
{
    bool result = false;
    char detail[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = NULL;
    struct receiver receiver = {&answer->body, 0, false};

    *answer = (struct http_answer){.retry_after = -1};
    *failure = HTTP_NOT_SENT;
    CURLcode code = perform(session, request, &receiver, detail, &headers);
    if (session->watch.requests > 0)
        *failure = HTTP_LOST;
    if (code != CURLE_OK) {
        if (code == CURLE_FAILED_INIT)
            valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("The connection can't be set up."));
        else if (receiver.too_large)
            valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                            _("The centre's answer is too large."));
        else
            http_error_set(&(struct http_failed){session->curl, code, detail, request->url,
                                                 &session->watch, &session->way},
                           error);
        goto done;
    }
    read_answer(session->curl, answer);
    answer->login_sent = session->watch.login_sent;
    result = true;
done:
    if (!result)
        valux_bytes_free(&answer->body);
    /* Nothing of this exchange is left in the handle but its connection. */
    curl_easy_reset(session->curl);
    curl_slist_free_all(headers);
    return result;
}

bool http_exchange(const struct valux_configuration *configuration,
                   const struct http_request *request, struct http_answer *answer,
                   enum http_failure *failure, struct valux_error *error)
{
    struct http_session *session = http_session_open(configuration, error);

    *answer = (struct http_answer){.retry_after = -1};
    *failure = HTTP_NOT_SENT;
    if (session == NULL)
        return false;
    bool result = http_session_exchange(session, request, answer, failure, error);
    http_session_close(session);
    return result;
}
