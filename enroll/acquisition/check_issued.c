/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/check_issued.h"

#include <string.h>

#include "valux/authority_files.h"
#include "valux/certificate.h"
#include "valux/certificate_path.h"
#include "valux/text.h"
#include "valux/timestamp.h"

#define LIFETIME_MAX (INT64_C(10) * 366 * VALUX_SECONDS_PER_DAY)

static bool tell_expired(const struct valux_certificate *certificate, int64_t now,
                         struct valux_error *error)
{
    char clock[VALUX_TIMESTAMP_SIZE];
    char end[VALUX_TIMESTAMP_SIZE];
    char difference[VALUX_DURATION_SIZE];

    valux_timestamp_format(now, clock);
    valux_timestamp_format(certificate->not_after, end);
    valux_timestamp_format_duration(now - certificate->not_after, difference);
    return valux_error_set(error, VALUX_ERROR_ANSWER,
                           _("The issued certificate has expired already: it ends at %s, and this "
                             "machine's clock says %s. The clock seems to be fast, by %s or more. "
                             "Set it."),
                           end, clock, difference);
}

static bool check_period(const struct centre_issued *issued,
                         const struct valux_certificate *certificate, int64_t now,
                         struct valux_error *error)
{
    const struct valux_service_period *period = &issued->service_period;

    if (certificate->not_after <= now)
        return tell_expired(certificate, now, error);
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

static const char *anchors_paths(const struct valux_configuration *configuration)
{
    return configuration->issuer_ca_file[0] != '\0' ? configuration->issuer_ca_file
                                                    : configuration->ca_file;
}

bool acquisition_check_configuration(const struct valux_configuration *configuration,
                                     struct valux_error *warning, struct valux_error *error)
{
    struct valux_bytes anchors = {NULL, 0};
    bool result =
        valux_authority_files_read(anchors_paths(configuration), &anchors, warning, error);

    valux_bytes_free(&anchors);
    return result;
}

/*
 * An answer without a certificate of its own has it among the others: the one that is for the key,
 * and a person's rather than a CA's.
 */
static bool pick_certificate(struct centre_issued *issued, struct valux_key_id key_id,
                             struct valux_error *error)
{
    const struct valux_bytes *found = NULL;

    if (issued->certificate.length > 0)
        return true;
    for (size_t i = 0; i < issued->chain_count; i++) {
        struct valux_certificate certificate;
        struct valux_error ignored;
        if (!valux_certificate_parse(&issued->chain[i], &certificate, &ignored))
            continue;
        if (valux_key_id_equal(certificate.key_id, key_id) &&
            (found == NULL || (!certificate.is_authority && certificate.client_authentication)))
            found = &issued->chain[i];
        valux_certificate_free(&certificate);
    }
    if (found == NULL)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("None of the certificates in the centre's answer is for the key "
                                 "of the request."));
    return valux_bytes_copy(&issued->certificate, found->data, found->length) ||
           valux_error_set_memory(error);
}

static bool check_names(const struct valux_certificate *certificate, const char *certificate_id,
                        struct valux_error *error)
{
    if (certificate_id[0] == '\0' || strcmp(certificate->common_name, certificate_id) == 0)
        return true;
    if (certificate->common_name_count > 1)
        return valux_error_set(error, VALUX_ERROR_ANSWER,
                               _("The issued certificate has %zu common names (CN), and the first, "
                                 "%s, is not the certificate ID %s."),
                               certificate->common_name_count, certificate->common_name,
                               certificate_id);
    if (certificate->common_name[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_ANSWER,
                               _("The issued certificate has no common name (CN), or an empty one; "
                                 "it has to be the certificate ID %s."),
                               certificate_id);
    return valux_error_set(error, VALUX_ERROR_ANSWER,
                           _("The issued certificate is for %s, not %s."), certificate->common_name,
                           certificate_id);
}

/* What the certificate itself says. */
static bool check_certificate(const struct journal *journal, const struct centre_issued *issued,
                              const struct valux_certificate *certificate, int64_t now,
                              struct valux_error *error)
{
    if (!valux_key_id_equal(certificate->key_id, journal->key_id))
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The issued certificate is for another key."));
    if (certificate->serial_text[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_ANSWER,
                               _("The issued certificate's serial number is too long: it has %zu "
                                 "bytes, and RFC 5280 allows 20. Only another certificate helps."),
                               certificate->serial.length - 2);
    if (certificate->is_authority || !certificate->client_authentication)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The issued certificate is not one for client authentication."));
    return check_names(certificate, journal->certificate_id, error) &&
           check_period(issued, certificate, now, error);
}

/*
 * Puts the path that verifies in the place of all that came. A certificate that becomes valid later
 * is right, and clocks differ a little: its path is verified at the time at which it becomes valid.
 */
static bool find_path(const struct valux_configuration *configuration, struct centre_issued *issued,
                      const struct valux_certificate *certificate, int64_t now,
                      struct valux_error *error)
{
    struct valux_bytes anchors = {NULL, 0};
    struct valux_bytes *path;
    struct valux_error ignored;
    size_t count;
    const struct valux_certificate_pool pool = {issued->chain, issued->chain_count, &anchors};
    const struct valux_certificate_policy policy = {
        .now = certificate->not_before > now ? certificate->not_before : now,
        .security_level = configuration->security_level,
    };
    bool result =
        valux_authority_files_read(anchors_paths(configuration), &anchors, &ignored, error) &&
        valux_certificate_path_find(&issued->certificate, &pool, &policy, &path, &count, error);

    valux_bytes_free(&anchors);
    if (!result)
        return false;
    valux_certificate_path_free(issued->chain, issued->chain_count);
    issued->chain = path;
    issued->chain_count = count;
    return true;
}

bool acquisition_check(const struct valux_configuration *configuration,
                       const struct journal *journal, struct centre_issued *issued, int64_t now,
                       struct valux_error *error)
{
    struct valux_certificate certificate;

    if (!pick_certificate(issued, journal->key_id, error) ||
        !valux_certificate_parse(&issued->certificate, &certificate, error))
        return false;
    bool result = check_certificate(journal, issued, &certificate, now, error) &&
                  find_path(configuration, issued, &certificate, now, error);
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
