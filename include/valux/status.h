/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STATUS_H
#define VALUX_STATUS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The status rules: what a certificate is at a time, whether programs may use it, and whether it
 * can be renewed. The functions are pure; module, signer and helper share them. Times are seconds
 * since 1970-01-01T00:00:00Z. An end is the last usable second.
 *
 * The rules are tried from the first to the last; the first that matches counts:
 *
 *   revoked        失効        the centre said so                        hidden
 *   suspended      一時停止    the centre said so; it can be lifted      hidden
 *   invalid        無効        now > certificate expiry                  hidden
 *   not yet valid  利用開始前  now < service start or notBefore          hidden
 *   expired        期限切れ    now > service end                         hidden, renewable
 *   expiring       期限間近    service end - now <= 30 days              seen, renewable
 *   new arrival    新着        never been selected                       seen
 *   new            新規        acquired less than 30 days ago            seen
 *   valid          有効期限内  otherwise                                 seen
 */

enum valux_status {
    VALUX_STATUS_REVOKED,
    VALUX_STATUS_SUSPENDED,
    VALUX_STATUS_INVALID,
    VALUX_STATUS_NOT_YET_VALID,
    VALUX_STATUS_EXPIRED,
    VALUX_STATUS_EXPIRING,
    VALUX_STATUS_NEW_ARRIVAL,
    VALUX_STATUS_NEW,
    VALUX_STATUS_VALID,
};
#define VALUX_STATUS_COUNT 9

/* What the centre last said of the certificate. */
enum valux_centre_state {
    VALUX_CENTRE_ACTIVE = 0,
    VALUX_CENTRE_SUSPENDED = 1,
    VALUX_CENTRE_REVOKED = 2,
};

/* The facts that decide. The layout is part of the snapshot's format. */
struct valux_status_facts {
    int64_t not_before;     /* the certificate's, in seconds */
    int64_t not_after;      /* the certificate's, in seconds */
    int64_t service_start;  /* the centre's, or not_before if it gave none */
    int64_t service_end;    /* the centre's, or valux_status_service_end's */
    int64_t acquired;       /* when the certificate was acquired */
    uint32_t ever_selected; /* 0 or 1 */
    uint32_t centre_state;  /* enum valux_centre_state */
    uint32_t superseded;    /* 0 or 1: a renewal has taken its place, so programs do not see it */
    uint32_t reserved;      /* 0 */
};

/* Thresholds, in seconds. The layout is part of the snapshot's format. */
struct valux_status_thresholds {
    int64_t expiring_before; /* expiring from this long before service end; 30 days by default */
    int64_t new_for;         /* new for this long after the acquisition; 30 days by default */
};

#define VALUX_SECONDS_PER_DAY INT64_C(86400)
#define VALUX_STATUS_DEFAULT_EXPIRING_DAYS 30
#define VALUX_STATUS_DEFAULT_NEW_DAYS 30
#define VALUX_STATUS_DEFAULT_SERVICE_MARGIN_DAYS 21

/* The status at `now`. A centre_state that is not in the enum counts as revoked, to be safe. */
enum valux_status valux_status_at(const struct valux_status_facts *facts,
                                  const struct valux_status_thresholds *thresholds, int64_t now);

/* Whether programs may use a certificate of this status that is not superseded. */
bool valux_status_is_usable(enum valux_status status);

/*
 * Whether the certificate is usable at `now`: its status lets programs use it, and nothing
 * supersedes it. The exposure decides which usable certificates are visible.
 */
bool valux_status_facts_usable(const struct valux_status_facts *facts,
                               const struct valux_status_thresholds *thresholds, int64_t now);

/* Whether a certificate of this status can be renewed over its own key. */
bool valux_status_is_renewable(enum valux_status status);

/*
 * The first second after `now` at which the status changes only because time passes; INT64_MAX if
 * it never does.
 */
int64_t valux_status_next_change(const struct valux_status_facts *facts,
                                 const struct valux_status_thresholds *thresholds, int64_t now);

/*
 * The service end of a certificate for which the centre gave none: `margin` seconds (21 days by
 * default) before its expiry, and not before its start.
 */
int64_t valux_status_service_end(int64_t not_before, int64_t not_after, int64_t margin);

/* The status's English keyword for machine-readable output: "valid", "new-arrival", … Static. */
const char *valux_status_keyword(enum valux_status status);

#endif
