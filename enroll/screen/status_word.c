/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/status_word.h"

#include "valux/text.h"

const char *status_word(enum valux_status status)
{
    switch (status) {
    case VALUX_STATUS_REVOKED:
        return _("revoked");
    case VALUX_STATUS_SUSPENDED:
        return _("suspended");
    case VALUX_STATUS_INVALID:
        return _("invalid");
    case VALUX_STATUS_NOT_YET_VALID:
        return _("not yet valid");
    case VALUX_STATUS_EXPIRED:
        return _("expired");
    case VALUX_STATUS_EXPIRING:
        return _("expiring");
    case VALUX_STATUS_NEW_ARRIVAL:
        return _("new arrival");
    case VALUX_STATUS_NEW:
        return _("new");
    case VALUX_STATUS_VALID:
        break;
    }
    return _("valid");
}

enum table_colour status_colour(enum valux_status status)
{
    switch (status) {
    case VALUX_STATUS_REVOKED:
    case VALUX_STATUS_SUSPENDED:
    case VALUX_STATUS_INVALID:
    case VALUX_STATUS_NOT_YET_VALID:
        return TABLE_GREY;
    case VALUX_STATUS_EXPIRED:
        return TABLE_RED;
    case VALUX_STATUS_EXPIRING:
        return TABLE_YELLOW;
    case VALUX_STATUS_VALID:
        return TABLE_GREEN;
    case VALUX_STATUS_NEW_ARRIVAL:
    case VALUX_STATUS_NEW:
        break;
    }
    return TABLE_PLAIN;
}
