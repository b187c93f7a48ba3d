/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/sending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/curl_memory.h"

#define AUTHORIZATION "\r\nAuthorization:"

/* Forgets the password, and what HTTP's Basic authentication makes of it and of the user. */
static void forget_credentials(const struct http_request *request)
{
    char text[256];
    int length = snprintf(text, sizeof text, "%s:%s", request->user, request->password);
    const struct valux_bytes bytes = {(uint8_t *)text, (size_t)length};
    char *base64 = NULL;

    if (length > 0 && (size_t)length < sizeof text)
        base64 = valux_bytes_to_base64(&bytes);
    if (base64 != NULL) {
        curl_memory_forget(base64, strlen(base64));
        explicit_bzero(base64, strlen(base64));
    }
    free(base64);
    curl_memory_forget(request->password, strlen(request->password));
    explicit_bzero(text, sizeof text);
}

static void forget(struct sending *sending)
{
    const struct http_request *request = sending->request;
    const struct centre_secrets *secrets = request->secrets;

    sending->forgotten = true;
    if (request->user != NULL) {
        forget_credentials(request);
        explicit_bzero(request->password, strlen(request->password));
    }
    if (request->body != NULL) {
        curl_memory_forget(request->body->data, request->body->length);
        explicit_bzero(request->body->data, request->body->length);
    }
    for (size_t i = 0; i < secrets->count; i++)
        curl_memory_forget(secrets->texts[i].data, secrets->texts[i].length);
    for (size_t i = 0; i < secrets->count; i++)
        explicit_bzero(secrets->texts[i].data, secrets->texts[i].length);
}

void sending_note(struct sending *sending, curl_infotype type, const char *data, size_t size)
{
    if (type == CURLINFO_HEADER_OUT &&
        memmem(data, size, AUTHORIZATION, strlen(AUTHORIZATION)) != NULL)
        sending->authorised = true;
    else if (type == CURLINFO_DATA_OUT)
        sending->sent += size;
}

/*
 * libcurl calls this about once a second while it waits, too. A member of
 * CURLOPT_XFERINFOFUNCTION's signature.
 */
static int forget_when_sent(void *argument, curl_off_t download, curl_off_t downloaded,
                            curl_off_t upload, curl_off_t uploaded)
{
    struct sending *sending = argument;
    const struct http_request *request = sending->request;

    (void)download;
    (void)downloaded;
    (void)upload;
    (void)uploaded;
    if (!sending->forgotten && request->body != NULL && sending->sent >= request->body->length &&
        (request->user == NULL || sending->authorised))
        forget(sending);
    return 0;
}

bool sending_begin(struct sending *sending)
{
    sending->sent = 0;
    sending->authorised = false;
    return !sending->forgotten;
}

bool sending_watch(struct sending *sending, CURL *curl, const struct http_request *request)
{
    *sending = (struct sending){.request = request};
    return request->secrets == NULL ||
           (curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, forget_when_sent) == CURLE_OK &&
            curl_easy_setopt(curl, CURLOPT_XFERINFODATA, sending) == CURLE_OK);
}

void sending_end(struct sending *sending)
{
    if (sending->request != NULL && sending->request->secrets != NULL && !sending->forgotten)
        forget(sending);
}
