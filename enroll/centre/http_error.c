/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/http_error.h"

#include <openssl/x509_vfy.h>
#include <time.h>

#include "centre/login_page.h"
#include "valux/text.h"
#include "valux/timestamp.h"

/* The centre's certificate is outside its time: more often than not the clock is wrong. */
static bool tell_clock(const struct peer *peer, int64_t now, struct valux_error *error)
{
    char clock[VALUX_TIMESTAMP_SIZE];
    char bound[VALUX_TIMESTAMP_SIZE];
    char difference[VALUX_DURATION_SIZE];
    bool begins_later = peer->not_before > now;
    int64_t seconds = begins_later ? peer->not_before : peer->not_after;

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

/* What looks into a TLS connection issues a certificate of its own for the centre's name. */
static bool tell_inspection(const struct http_failed *failed, struct valux_error *error)
{
    return valux_error_set(
        error, VALUX_ERROR_NETWORK,
        _("The certificate for %s was issued by \"%s\", which is not the configured CA. A proxy or "
          "a virus scanner that looks into TLS connections does that: ask its administrator to "
          "except this host. If there is none, the server may not be the centre. Nothing was sent. "
          "(%s)"),
        failed->watch->host, failed->watch->peer.issuer, failed->detail);
}

static bool tell_login_page(const struct login_page *page, struct valux_error *error)
{
    return valux_error_set(
        error, VALUX_ERROR_NETWORK,
        _("The network does not let you out yet: it answers in the centre's place with a page of "
          "its own, at %s. Open a browser, log in to the network or accept its conditions there, "
          "and try again. Nothing was sent."),
        page->host[0] != '\0' ? page->host : _("an address that it does not tell"));
}

static bool tell_stranger(const struct http_failed *failed, struct valux_error *error)
{
    const struct peer *peer = &failed->watch->peer;

    return valux_error_set(
        error, VALUX_ERROR_NETWORK,
        peer->verified
            ? _("The server at the centre's address has a certificate of the configured CA, but "
                "for \"%s\" (issuer \"%s\"): the centre's address in the configuration may be "
                "wrong. Nothing was sent. (%s)")
            : _("The server at the centre's address is another one: its certificate is for "
                "\"%s\", issued by \"%s\", and the configured CA has not issued it. It may be a "
                "network that wants you to log in first. Nothing was sent. (%s)"),
        peer->name, peer->issuer, failed->detail);
}

static bool tell_verification(const struct http_failed *failed, struct valux_error *error)
{
    const struct peer *peer = &failed->watch->peer;
    long reason = X509_V_OK;

    curl_easy_getinfo(failed->curl, CURLINFO_SSL_VERIFYRESULT, &reason);
    if (peer->not_after != 0 &&
        (reason == X509_V_ERR_CERT_NOT_YET_VALID || reason == X509_V_ERR_CERT_HAS_EXPIRED))
        return tell_clock(peer, time(NULL), error);
    if (!peer->seen)
        return valux_error_set(error, VALUX_ERROR_NETWORK,
                               _("The server at the centre's address has a certificate that the "
                                 "configured CA has not issued: it may not be the centre. Nothing "
                                 "was sent. (%s)"),
                               failed->detail);
    if (peer->names_host && !peer->verified)
        return tell_inspection(failed, error);
    return tell_stranger(failed, error);
}

/* Whether the network itself may have answered, or kept the way shut. */
static bool may_be_login_page(const struct http_failed *failed, struct login_page *page)
{
    const struct peer *peer = &failed->watch->peer;
    bool stranger = failed->code == CURLE_PEER_FAILED_VERIFICATION && peer->seen &&
                    !peer->verified && !peer->names_host;

    if (failed->watch->requests > 0 || failed->way->proxy.address[0] != '\0' ||
        (failed->code == CURLE_PEER_FAILED_VERIFICATION && !stranger))
        return false;
    login_page_look(failed->url, page);
    return page->certain || (stranger && page->possible);
}

static void add_script(const struct http_failed *failed, struct valux_error *error)
{
    struct valux_error first = *error;

    if (failed->way->proxy.script)
        valux_error_set(error, first.domain,
                        _("%s The desktop leaves the choice of a proxy to a script (PAC), which "
                          "this program does not run: if there is a proxy, set centre.proxy."),
                        first.message);
}

static bool tell_connection(const struct http_failed *failed, struct valux_error *error)
{
    const char *detail = failed->watch->repeated     ? _("the request has to be sent again")
                         : failed->detail[0] != '\0' ? failed->detail
                                                     : curl_easy_strerror(failed->code);

    valux_error_set(error, VALUX_ERROR_NETWORK,
                    failed->watch->requests == 0
                        ? _("The centre can't be reached: %s.")
                        : _("The connection to the centre broke before its answer was "
                            "complete: %s."),
                    detail);
    add_script(failed, error);
    return false;
}

bool http_error_set(const struct http_failed *failed, struct valux_error *error)
{
    struct login_page page;

    if (failed->watch->other_connection)
        return valux_error_set(error, VALUX_ERROR_NETWORK, "%s",
                               _("The centre wants the request over the connection that it is "
                                 "linked to, and does not keep that connection."));
    if (failed->watch->requests == 0 &&
        http_proxy_error_set(failed->curl, failed->code, failed->detail, failed->way, error))
        return false;
    if (may_be_login_page(failed, &page))
        return tell_login_page(&page, error);
    if (failed->code == CURLE_PEER_FAILED_VERIFICATION)
        return tell_verification(failed, error);
    return tell_connection(failed, error);
}
