/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "certificate.h"

#include <glib.h>

#include "answer.h"
#include "status_badge.h"
#include "valux/text.h"

/* So long an automatic renewal is news. */
#define NEWS_DAYS 7

struct _ValuxCertificate {
    GObject parent_instance;
    struct certificate_facts facts;
};

G_DEFINE_TYPE(ValuxCertificate, valux_certificate, G_TYPE_OBJECT)

static void valux_certificate_finalize(GObject *object)
{
    struct certificate_facts *facts = &VALUX_CERTIFICATE(object)->facts;

    g_free(facts->nickname);
    g_free(facts->company_id);
    g_free(facts->certificate_id);
    g_free(facts->serial_number);
    g_free(facts->status);
    g_free(facts->service_period);
    g_free(facts->expiry);
    g_free(facts->renewed);
    G_OBJECT_CLASS(valux_certificate_parent_class)->finalize(object);
}

static void valux_certificate_class_init(ValuxCertificateClass *class)
{
    G_OBJECT_CLASS(class)->finalize = valux_certificate_finalize;
}

static void valux_certificate_init(ValuxCertificate *certificate)
{
    (void)certificate;
}

char *certificate_time(const char *time)
{
    GDateTime *utc = g_date_time_new_from_iso8601(time, NULL);

    if (utc == NULL)
        return g_strdup(time);
    GDateTime *local = g_date_time_to_local(utc);
    /* A date and time of a table; see strftime(3). */
    char *text = g_date_time_format(local, _("%Y-%m-%d %H:%M"));
    g_date_time_unref(local);
    g_date_time_unref(utc);
    return text;
}

static char *service_period(const cJSON *object)
{
    const cJSON *period = cJSON_GetObjectItemCaseSensitive(object, "servicePeriod");
    char *from = certificate_time(answer_text(period, "from"));
    char *to = certificate_time(answer_text(period, "to"));
    /* The two ends of a period of time. */
    char *text = g_strdup_printf(_("%s to %s"), from, to);

    g_free(from);
    g_free(to);
    return text;
}

/* When an automatic renewal has brought it, if that was in the last days. */
static char *renewed(const cJSON *object)
{
    const cJSON *renewal = cJSON_GetObjectItemCaseSensitive(object, "automaticRenewal");
    const char *text = answer_text(renewal, "renewed");
    GDateTime *time = g_date_time_new_from_iso8601(text, NULL);

    if (time == NULL)
        return NULL;
    GDateTime *now = g_date_time_new_now_utc();
    gboolean is_news = g_date_time_difference(now, time) < NEWS_DAYS * G_TIME_SPAN_DAY;
    g_date_time_unref(now);
    g_date_time_unref(time);
    return is_news ? certificate_time(text) : NULL;
}

ValuxCertificate *certificate_new(const cJSON *object)
{
    ValuxCertificate *certificate = g_object_new(VALUX_TYPE_CERTIFICATE, NULL);

    certificate->facts = (struct certificate_facts){
        .nickname = g_strdup(answer_text(object, "nickname")),
        .company_id = g_strdup(answer_text(object, "companyId")),
        .certificate_id = g_strdup(answer_text(object, "certificateId")),
        .serial_number = g_strdup(answer_text(object, "serialNumber")),
        .status = g_strdup(answer_text(object, "status")),
        .service_period = service_period(object),
        .expiry = certificate_time(answer_text(object, "notAfter")),
        .renewed = renewed(object),
        .selected = answer_flag(object, "selected"),
        .superseded = answer_flag(object, "superseded"),
        .renewable = answer_flag(object, "renewable"),
        .selectable = answer_flag(object, "selectable"),
    };
    return certificate;
}

const struct certificate_facts *certificate_facts(ValuxCertificate *certificate)
{
    return &certificate->facts;
}

char *certificate_description(ValuxCertificate *certificate)
{
    const struct certificate_facts *facts = &certificate->facts;

    return g_strdup_printf(_("%s, %s, company ID %s, certificate ID %s, service period %s, "
                             "certificate expiry %s"),
                           facts->nickname, status_badge_word(facts->status), facts->company_id,
                           facts->certificate_id, facts->service_period, facts->expiry);
}
