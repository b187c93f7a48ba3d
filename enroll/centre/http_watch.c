/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/http_watch.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "valux/bytes.h"

#define EXPORTER_LABEL "EXPORTER-Channel-Binding" /* RFC 9266, section 2 */
#define EXPORTER_SIZE 32
#define FINISHED_SIZE 64

/* Of SSL_CTX_set_cert_verify_callback's signature. */
static int verify(X509_STORE_CTX *context, void *argument)
{
    struct http_watch *watch = argument;

    return peer_verify(&watch->peer, context, watch->host);
}

/* The certificates of a PEM text: the client's own, and its chain. */
static bool use_certificates(SSL_CTX *context, const struct valux_bytes *pem)
{
    bool result = false;
    X509 *certificate;
    BIO *text = BIO_new_mem_buf(pem->data, (int)pem->length);

    while (text != NULL && (certificate = PEM_read_bio_X509(text, NULL, NULL, NULL)) != NULL) {
        bool used = result ? SSL_CTX_add1_chain_cert(context, certificate) == 1
                           : SSL_CTX_use_certificate(context, certificate) == 1;
        X509_free(certificate);
        result = used;
        if (!used)
            break;
    }
    ERR_clear_error();
    BIO_free(text);
    return result;
}

/* Of CURLOPT_SSL_CTX_FUNCTION's signature. */
static CURLcode set_up_tls(CURL *curl, void *ssl_context, void *argument)
{
    struct http_watch *watch = argument;

    (void)curl;
    SSL_CTX_set_cert_verify_callback(ssl_context, verify, watch);
    if (watch->client == NULL)
        return CURLE_OK;
    return use_certificates(ssl_context, &watch->client->certificate) &&
                   SSL_CTX_use_PrivateKey(ssl_context, watch->client->key_in_tpm) == 1
               ? CURLE_OK
               : CURLE_SSL_CERTPROBLEM;
}

/* tls-unique is the first Finished message of the handshake: the server's where it was resumed. */
static size_t read_binding(SSL *ssl, uint8_t *binding)
{
    if (SSL_version(ssl) >= TLS1_3_VERSION)
        return SSL_export_keying_material(ssl, binding, EXPORTER_SIZE, EXPORTER_LABEL,
                                          strlen(EXPORTER_LABEL), (const uint8_t *)"", 0, 1) == 1
                   ? EXPORTER_SIZE
                   : 0;
    return SSL_session_reused(ssl) == 1 ? SSL_get_peer_finished(ssl, binding, FINISHED_SIZE)
                                        : SSL_get_finished(ssl, binding, FINISHED_SIZE);
}

static void copy_binding(CURL *curl, struct http_watch *watch)
{
    struct curl_tlssessioninfo *session = NULL;
    uint8_t data[FINISHED_SIZE];
    struct valux_bytes binding = {data, 0};

    watch->binding[0] = '\0';
    if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == NULL ||
        session->backend != CURLSSLBACKEND_OPENSSL || session->internals == NULL)
        return;
    binding.length = read_binding(session->internals, data);
    char *text = binding.length == 0 ? NULL : valux_bytes_to_base64(&binding);
    if (text != NULL)
        snprintf(watch->binding, sizeof watch->binding, "%s", text);
    free(text);
}

/*
 * Of CURLOPT_PREREQFUNCTION's signature; called before each request. libcurl repeats a request by
 * itself whose answer did not come on a connection that was kept. Nothing is repeated here: it may
 * have arrived, or its secrets have been overwritten.
 */
static int before_request(void *argument, char *own_address, char *address, int own_port, int port)
{
    struct http_watch *watch = argument;

    (void)own_address;
    (void)address;
    (void)own_port;
    (void)port;
    watch->repeated = !sending_begin(&watch->sending) || watch->requests > watch->answers;
    if (watch->repeated)
        return CURL_PREREQFUNC_ABORT;
    copy_binding(watch->curl, watch);
    if (watch->binding_wanted != NULL && strcmp(watch->binding_wanted, watch->binding) != 0) {
        watch->other_connection = true;
        return CURL_PREREQFUNC_ABORT;
    }
    watch->requests++;
    return CURL_PREREQFUNC_OK;
}

/* Of CURLOPT_HEADERFUNCTION's signature. An informational status is no answer yet. */
static size_t on_header(char *line, size_t size, size_t count, void *argument)
{
    struct http_watch *watch = argument;
    size_t length = size * count;
    const char *status = memchr(line, ' ', length);

    if (length > 5 && strncmp(line, "HTTP/", 5) == 0 && status != NULL &&
        status + 1 < line + length && status[1] != '1')
        watch->answers = watch->requests;
    return length;
}

/* Of CURLOPT_DEBUGFUNCTION's signature; only what is sent matters. */
static int on_detail(CURL *curl, curl_infotype type, char *data, size_t length, void *argument)
{
    static const char name[] = "\nAuthorization:";
    struct http_watch *watch = argument;

    (void)curl;
    sending_note(&watch->sending, type, data, length);
    if (type == CURLINFO_HEADER_OUT)
        for (size_t i = 0; i + strlen(name) <= length; i++)
            if (strncasecmp(data + i, name, strlen(name)) == 0)
                watch->login_sent = true;
    return 0;
}

void http_watch_name_host(struct http_watch *watch, const char *url)
{
    char *host = NULL;
    CURLU *parts = curl_url();

    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        size_t bracket = host[0] == '[' ? 1 : 0;
        snprintf(watch->host, sizeof watch->host, "%.*s", (int)(strlen(host) - 2 * bracket),
                 host + bracket);
    }
    curl_free(host);
    curl_url_cleanup(parts);
}

bool http_watch_set(CURL *curl, struct http_watch *watch, const struct http_request *request)
{
    watch->curl = curl;
    watch->client =
        request->client != NULL && request->client->key_in_tpm != NULL ? request->client : NULL;
    /* A libcurl without OpenSSL does not know it, and does without, but for a TPM's key. */
    bool set = curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, set_up_tls) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, watch) == CURLE_OK;
    return (set || watch->client == NULL) && sending_watch(&watch->sending, curl, request) &&
           curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, before_request) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PREREQDATA, watch) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERDATA, watch) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_detail) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_DEBUGDATA, watch) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L) == CURLE_OK;
}
