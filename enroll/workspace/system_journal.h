/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_SYSTEM_JOURNAL_H
#define VALUX_ENROLL_WORKSPACE_SYSTEM_JOURNAL_H

#include "valux/catalogue.h"
#include "valux/error.h"

/*
 * Tells systemd's journal what happened, with fields that a fleet's tools search by, in journald's
 * native protocol: one datagram to its socket, which needs no library. Where there is no journal,
 * nothing is told, and nothing fails. No message has a secret in it.
 */

/* What happened, as the field VALUX_EVENT says it. */
#define JOURNAL_EVENT_RENEWED "renewed"
#define JOURNAL_EVENT_FAILED "renewal-failed"
#define JOURNAL_EVENT_REFUSED "renewal-refused"
#define JOURNAL_EVENT_TROUBLE "trouble"
#define JOURNAL_EVENT_RETIRED "retired"

/*
 * Sends MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, VALUX_EVENT and, of an entry that is not NULL,
 * VALUX_NICKNAME, VALUX_COMPANY_ID, VALUX_CERTIFICATE_ID and VALUX_SERIAL_NUMBER; of an error that
 * is not NULL VALUX_DOMAIN, and its message is the MESSAGE.
 */
void system_journal_tell(const char *event, const char *message,
                         const struct valux_catalogue_entry *entry,
                         const struct valux_error *error);

#endif
