/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_SESSION_H
#define VALUX_WINDOW_SESSION_H

#include <cjson/cJSON.h>
#include <gio/gio.h>

#include "answer.h"
#include "certificate.h"

/*
 * What the screens show of the store: certificates, unfinished requests, alarms and configuration.
 * It follows the store by itself. The signal "changed" says that any of it may be another one.
 */

#define VALUX_TYPE_SESSION (valux_session_get_type())
G_DECLARE_FINAL_TYPE(ValuxSession, valux_session, VALUX, SESSION, GObject)

ValuxSession *session_new(void);

/* Asks valux-enroll for all of it again. The signal "changed" follows. */
void session_refresh(ValuxSession *session);

/* The same, unless that was done in the last two seconds. */
void session_refresh_old(ValuxSession *session);

/* Asks and watches no more. Call this before the last reference goes. */
void session_close(ValuxSession *session);

/* The certificates, renewed ones left out: a list of ValuxCertificate. */
GListModel *session_certificates(ValuxSession *session);

/* The certificate in use, or the one with this serial number; NULL if there is none. */
ValuxCertificate *session_selected(ValuxSession *session);
ValuxCertificate *session_find(ValuxSession *session, const char *serial_number);

/* Whether an answer has come: before that, nothing is known of the store. */
gboolean session_is_known(ValuxSession *session);

/* Arrays of `resume --list` and `alarm --list`, NULL as long as they are not known. */
const cJSON *session_unfinished(ValuxSession *session);
const cJSON *session_alarms(ValuxSession *session);

/* The unfinished request with this number; NULL if there is none. The session owns it. */
const cJSON *session_find_unfinished(ValuxSession *session, const char *request_id);

/* The configuration in force, NULL as long as it is not known. */
const cJSON *session_configuration(ValuxSession *session);

/* Whether it is known that no centre is configured. */
gboolean session_lacks_centre(ValuxSession *session);

/*
 * What keeps the keys, a word of `custody --json`, or "" as long as it is not known; and whether
 * programs can't use them until the PIN is given.
 */
const char *session_custody(ValuxSession *session);
gboolean session_is_locked(ValuxSession *session);

/* The custody that the administrator demands, "" where any will do. */
const char *session_custody_demanded(ValuxSession *session);

/* Whether a custody has a PIN. */
gboolean session_custody_has_pin(const char *custody);

/* Why something of it is not known; NULL if all is well. */
const struct answer_failure *session_failure(ValuxSession *session);

#endif
