/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CERTIFICATE_H
#define VALUX_WINDOW_CERTIFICATE_H

#include <cjson/cJSON.h>
#include <glib-object.h>

/* A certificate as `list --json` describes it, in a form that a list can hold. */

#define VALUX_TYPE_CERTIFICATE (valux_certificate_get_type())
G_DECLARE_FINAL_TYPE(ValuxCertificate, valux_certificate, VALUX, CERTIFICATE, GObject)

struct certificate_facts {
    char *nickname;
    char *company_id;
    char *certificate_id;
    char *serial_number;
    char *status;         /* a keyword: status_badge.h */
    char *service_period; /* in local time, as the person reads it */
    char *expiry;         /* likewise */
    char *renewed; /* likewise: when it was renewed automatically, or NULL if that is not news */
    gboolean selected;
    gboolean superseded;
    gboolean renewable;
    gboolean selectable;
};

/* A new certificate of the object, which the caller keeps. */
ValuxCertificate *certificate_new(const cJSON *object);

/* What is known of it; belongs to the certificate. */
const struct certificate_facts *certificate_facts(ValuxCertificate *certificate);

/* A time of the machine interface in local time. The caller frees it by g_free. */
char *certificate_time(const char *time);

/* What a screen reader says of the certificate's row. The caller frees it by g_free. */
char *certificate_description(ValuxCertificate *certificate);

#endif
