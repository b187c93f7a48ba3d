/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/http_error.h"

#include <openssl/x509_vfy.h>
#include <time.h>

#include "valux/text.h"
#include "valux/timestamp.h"

/* The centre's certificate is outside its time: more often than not the clock is wrong. */
static bool tell_clock(const struct http_watch *watch, int64_t now, struct valux_error *error)
{
    char clock[VALUX_TIMESTAMP_SIZE];
    char bound[VALUX_TIMESTAMP_SIZE];
    char difference[VALUX_DURATION_SIZE];
    bool begins_later = watch->not_before > now;
    int64_t seconds = begins_later ? watch->not_before : watch->not_after;

    valux_timestamp_format(now, clock);
    valux_timestamp_format(seconds, bound);
    valux_timestamp_format_duration(begins_later ? seconds - now : now - seconds, difference);
    return valux_error_set(
        error, VALUX_ERROR_NETWORK,
        begins_later ? _("The certificate of the server at the centre's address begins at %s, and "
                         "this machine's clock says %s. If the clock is wrong, it is slow by %s or "
                         "more: set it. Nothing was sent.")
                     : _("The certificate of the server at the centre's address ended at %s, and "
                         "this machine's clock says %s. If the clock is wrong, it is fast by %s or "
                         "more: set it. Nothing was sent."),
        bound, clock, difference);
}

static bool tell_verification(CURL *curl, const char *detail, const struct http_watch *watch,
                              struct valux_error *error)
{
    long reason = X509_V_OK;

    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &reason);
    if (watch->not_after != 0 &&
        (reason == X509_V_ERR_CERT_NOT_YET_VALID || reason == X509_V_ERR_CERT_HAS_EXPIRED))
        return tell_clock(watch, time(NULL), error);
    return valux_error_set(error, VALUX_ERROR_NETWORK,
                           _("The server at the centre's address has a certificate that the "
                             "configured CA has not issued: it may not be the centre. Nothing "
                             "was sent. (%s)"),
                           detail);
}

bool http_error_set(CURL *curl, CURLcode code, const char *detail, const struct http_watch *watch,
                    struct valux_error *error)
{
    if (watch->other_connection)
        return valux_error_set(error, VALUX_ERROR_NETWORK, "%s",
                               _("The centre wants the request over the connection that it is "
                                 "linked to, and does not keep that connection."));
    if (watch->repeated)
        detail = _("the request has to be sent again");
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return tell_verification(curl, detail, watch, error);
    return valux_error_set(error, VALUX_ERROR_NETWORK,
                           watch->requests == 0
                               ? _("The centre can't be reached: %s.")
                               : _("The connection to the centre broke before its answer was "
                                   "complete: %s."),
                           detail[0] != '\0' ? detail : curl_easy_strerror(code));
}
