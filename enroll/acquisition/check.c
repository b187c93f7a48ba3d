/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/check.h"

#include <string.h>

#include "valux/certificate.h"
#include "valux/text.h"

#define LIFETIME_MAX (INT64_C(10) * 366 * VALUX_SECONDS_PER_DAY)

static bool check_period(const struct centre_issued *issued,
                         const struct valux_certificate *certificate, int64_t now,
                         struct valux_error *error)
{
    const struct valux_service_period *period = &issued->service_period;

    if (certificate->not_after <= now)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The issued certificate has expired already. Check this "
                                 "machine's clock."));
    if (certificate->not_after - certificate->not_before > LIFETIME_MAX)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The issued certificate's validity is implausibly long."));
    if (period->given && (period->start >= period->end || period->end > certificate->not_after ||
                          period->end <= certificate->not_before))
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The service period that the centre gives does not fit the "
                                 "certificate."));
    return true;
}

static const char *anchors_file(const struct valux_configuration *configuration)
{
    return configuration->issuer_ca_file[0] != '\0' ? configuration->issuer_ca_file
                                                    : configuration->ca_file;
}

bool acquisition_check_configuration(const struct valux_configuration *configuration,
                                     struct valux_error *error)
{
    return valux_certificate_check_anchors(anchors_file(configuration), error);
}

bool acquisition_check(const struct valux_configuration *configuration,
                       const struct journal *journal, const struct centre_issued *issued,
                       int64_t now, struct valux_error *error)
{
    bool result = false;
    struct valux_certificate certificate;

    if (!valux_certificate_parse(&issued->certificate, &certificate, error))
        return false;
    if (!valux_key_id_equal(certificate.key_id, journal->key_id)) {
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The issued certificate is for another key."));
        goto done;
    }
    if (certificate.is_authority || !certificate.client_authentication) {
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The issued certificate is not one for client authentication."));
        goto done;
    }
    if (journal->certificate_id[0] != '\0' &&
        strcmp(certificate.common_name, journal->certificate_id) != 0) {
        valux_error_set(error, VALUX_ERROR_ANSWER, _("The issued certificate is for %s, not %s."),
                        certificate.common_name, journal->certificate_id);
        goto done;
    }
    /*
     * A certificate that becomes valid later is right, and clocks differ a little: its chain is
     * verified at the time at which it becomes valid.
     */
    int64_t when = certificate.not_before > now ? certificate.not_before : now;
    result = check_period(issued, &certificate, now, error) &&
             valux_certificate_verify(&issued->certificate, issued->chain, issued->chain_count,
                                      anchors_file(configuration), when, error);
done:
    valux_certificate_free(&certificate);
    return result;
}

bool acquisition_check_serial(const struct valux_catalogue *catalogue, struct valux_key_id key_id,
                              const struct valux_bytes *certificate, struct valux_error *error)
{
    bool result = true;
    struct valux_certificate parsed;

    if (!valux_certificate_parse(certificate, &parsed, error))
        return false;
    for (size_t i = 0; i < catalogue->count && result; i++) {
        const struct valux_catalogue_entry *entry = &catalogue->entries[i];
        if (!valux_key_id_equal(entry->key_id, key_id) &&
            valux_bytes_equal(&entry->parsed.issuer, &parsed.issuer) &&
            valux_bytes_equal(&entry->parsed.serial, &parsed.serial))
            result = valux_error_set(error, VALUX_ERROR_ANSWER,
                                     _("The issued certificate has the same issuer and serial "
                                       "number as %s, so that it can't be kept beside it."),
                                     entry->nickname);
    }
    valux_certificate_free(&parsed);
    return result;
}
