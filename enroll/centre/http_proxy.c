/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/http_proxy.h"

#include <string.h>

#include "valux/text.h"

#define PASSWORD_METHODS (CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM)
#define LOGIN_WANTED 407
#define ORIGIN_SIZE 256

bool http_proxy_find(const struct valux_configuration *configuration, struct http_proxy *way,
                     struct valux_error *error)
{
    *way = (struct http_proxy){0};
    if (!proxy_find(configuration, &way->proxy, error))
        return false;
    if (way->proxy.credentials.user[0] != '\0')
        way->methods = PASSWORD_METHODS;
    return true;
}

void http_proxy_wipe(struct http_proxy *way)
{
    proxy_wipe(&way->proxy);
    way->methods = 0;
}

bool http_proxy_set(CURL *curl, const struct http_proxy *way)
{
    const struct proxy_credentials *credentials = &way->proxy.credentials;

    /* An empty address keeps libcurl from the environment, which has been looked at already. */
    return curl_easy_setopt(curl, CURLOPT_PROXY, way->proxy.address) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) == CURLE_OK &&
           (way->methods == 0 ||
            (curl_easy_setopt(curl, CURLOPT_PROXYAUTH, way->methods) == CURLE_OK &&
             curl_easy_setopt(curl, CURLOPT_PROXYUSERNAME, credentials->user) == CURLE_OK &&
             curl_easy_setopt(curl, CURLOPT_PROXYPASSWORD, credentials->password) == CURLE_OK));
}

static bool wants_login(CURL *curl, long *offered)
{
    long status = 0;

    *offered = 0;
    return curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status) == CURLE_OK &&
           status == LOGIN_WANTED &&
           curl_easy_getinfo(curl, CURLINFO_PROXYAUTH_AVAIL, offered) == CURLE_OK;
}

static bool ask(struct http_proxy *way)
{
    struct valux_error unanswered = {0};
    bool refused = way->methods == PASSWORD_METHODS;

    if (way->asked)
        proxy_credentials_forget();
    way->asked =
        proxy_credentials_ask(way->proxy.address, refused, &way->proxy.credentials, &unanswered);
    way->given_up = !way->asked && unanswered.domain == VALUX_ERROR_CANCELLED;
    if (way->asked)
        way->methods = PASSWORD_METHODS;
    return way->asked;
}

bool http_proxy_try_again(CURL *curl, struct http_proxy *way)
{
    long offered;

    if (!wants_login(curl, &offered))
        return false;
    bool has_ticket_left = !way->asked && way->methods != CURLAUTH_NEGOTIATE;
    if (has_ticket_left && ((unsigned long)offered & CURLAUTH_NEGOTIATE) != 0) {
        way->methods = CURLAUTH_NEGOTIATE;
        return true;
    }
    return ((unsigned long)offered & PASSWORD_METHODS) != 0 && ask(way);
}

static void tell_login(long offered, const struct http_proxy *way, const char *origin,
                       struct valux_error *error)
{
    const char *address = way->proxy.address;

    if (((unsigned long)offered & PASSWORD_METHODS) == 0)
        valux_error_set(error, VALUX_ERROR_NETWORK,
                        ((unsigned long)offered & CURLAUTH_NEGOTIATE) != 0
                            ? _("The proxy %s (named by %s) wants a Kerberos ticket of yours, and "
                                "there is none that it takes: log in to your company's domain, "
                                "or run kinit. Nothing was sent to the centre.")
                            : _("The proxy %s (named by %s) wants a login in a way that this "
                                "program does not know. Nothing was sent to the centre."),
                        address, origin);
    else if (way->given_up && way->proxy.credentials.user[0] == '\0')
        valux_error_set(error, VALUX_ERROR_NETWORK,
                        _("The proxy %s (named by %s) asks for a user and a password, and the "
                          "answer was cancelled. Nothing was sent to the centre. Try again, and "
                          "enter them."),
                        address, origin);
    else if (way->proxy.credentials.user[0] == '\0')
        valux_error_set(error, VALUX_ERROR_NETWORK,
                        _("The proxy %s (named by %s) asks for a user and a password. Run the "
                          "command on a terminal, which asks you for them; or write "
                          "USER:PASSWORD into a file that you alone can read, and name it with "
                          "'valux-enroll config centre.proxyCredentialsFile FILE'. Nothing was "
                          "sent to the centre."),
                        address, origin);
    else
        valux_error_set(error, VALUX_ERROR_NETWORK,
                        _("The proxy %s (named by %s) does not accept the user and the password "
                          "that it was given. Nothing was sent to the centre."),
                        address, origin);
}

static void tell_refusal(long status, const struct http_proxy *way, const char *origin,
                         struct valux_error *error)
{
    valux_error_set(error, VALUX_ERROR_NETWORK,
                    status == 403
                        ? _("The proxy %s (named by %s) does not allow the connection to the "
                            "centre (status %ld): ask its administrator to allow the centre's "
                            "address. Nothing was sent to the centre.")
                        : _("The proxy %s (named by %s) can't connect to the centre (status %ld). "
                            "Nothing was sent to the centre."),
                    way->proxy.address, origin, status);
}

/* Whether the proxy itself can't be reached, or is not one that it should be. */
static bool is_unreachable(CURL *curl, CURLcode code)
{
    long verified = 0;
    curl_off_t connected = 0;

    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return curl_easy_getinfo(curl, CURLINFO_PROXY_SSL_VERIFYRESULT, &verified) == CURLE_OK &&
               verified != 0;
    (void)curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected);
    return code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY ||
           (connected == 0 && (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT));
}

bool http_proxy_error_set(CURL *curl, CURLcode code, const char *detail,
                          const struct http_proxy *way, struct valux_error *error)
{
    long status = 0;
    long offered = 0;
    char origin[ORIGIN_SIZE];

    if (way->proxy.address[0] == '\0')
        return false;
    proxy_describe_origin(&way->proxy, origin, sizeof origin);
    (void)curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status);
    if (wants_login(curl, &offered))
        tell_login(offered, way, origin, error);
    else if (status >= 300)
        tell_refusal(status, way, origin, error);
    else if (is_unreachable(curl, code))
        valux_error_set(error, VALUX_ERROR_NETWORK,
                        _("The proxy %s (named by %s) can't be reached: %s."), way->proxy.address,
                        origin, detail[0] != '\0' ? detail : curl_easy_strerror(code));
    else
        return false;
    return true;
}
