/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/login_page.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "valux/text.h"

#define SECONDS 5L
#define NETWORK_AUTHENTICATION_REQUIRED 511 /* RFC 6585, section 6 */

/* Of CURLOPT_WRITEFUNCTION's signature. The page itself does not matter. */
static size_t drop(char *data, size_t size, size_t count, void *argument)
{
    (void)data;
    (void)argument;
    return size * count;
}

/* The part of the URL, which the caller frees by curl_free, or NULL. */
static char *part_of(const char *url, CURLUPart part)
{
    char *text = NULL;
    CURLU *parts = curl_url();

    if (parts != NULL && url != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
        (void)curl_url_get(parts, part, &text, 0);
    curl_url_cleanup(parts);
    return text;
}

static void judge(CURL *curl, const char *own_host, struct login_page *page)
{
    long status = 0;
    char *target = NULL;
    const char *type = NULL;

    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    char *host = part_of(target, CURLUPART_HOST);
    bool away = host != NULL && strcasecmp(host, own_host) != 0;
    page->certain = away || status == NETWORK_AUTHENTICATION_REQUIRED;
    page->possible = page->certain || (status == 200 && type != NULL &&
                                       strncasecmp(type, "text/html", strlen("text/html")) == 0);
    if (away)
        valux_text_print(page->host, sizeof page->host, "%s", host);
    curl_free(host);
}

static bool set(CURL *curl, const char *question)
{
    return curl_easy_setopt(curl, CURLOPT_URL, question) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, SECONDS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop) == CURLE_OK;
}

void login_page_look(const char *url, struct login_page *page)
{
    char question[300];
    char *host = part_of(url, CURLUPART_HOST);
    CURL *curl = curl_easy_init();

    *page = (struct login_page){0};
    if (host != NULL && curl != NULL &&
        (size_t)snprintf(question, sizeof question, "http://%s/", host) < sizeof question &&
        set(curl, question)) {
        /* A page that is too large or ends too early is an answer as well. */
        (void)curl_easy_perform(curl);
        judge(curl, host, page);
    }
    curl_easy_cleanup(curl);
    curl_free(host);
}
