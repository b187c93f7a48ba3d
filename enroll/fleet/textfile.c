/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fleet/textfile.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valux/file.h"
#include "valux/text.h"
#include "valux/timestamp.h"

/* A metric of a certificate, with its value. */
struct metric {
    const char *name;
    const char *help;
    double (*value)(const cJSON *certificate);
};

static const char *text_of(const cJSON *object, const char *member)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, member));

    return text == NULL ? "" : text;
}

static double time_of(const cJSON *object, const char *member)
{
    int64_t seconds;

    return valux_timestamp_parse(text_of(object, member), &seconds) ? (double)seconds : 0;
}

static bool is_true(const cJSON *object, const char *member)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, member));
}

static double service_end(const cJSON *certificate)
{
    return time_of(cJSON_GetObjectItemCaseSensitive(certificate, "servicePeriod"), "to");
}

static double not_after(const cJSON *certificate)
{
    return time_of(certificate, "notAfter");
}

static double selected(const cJSON *certificate)
{
    return is_true(certificate, "selected") ? 1 : 0;
}

static double usable(const cJSON *certificate)
{
    return is_true(certificate, "selectable") ? 1 : 0;
}

static double renewal_tries(const cJSON *certificate)
{
    const cJSON *tries = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(certificate, "automaticRenewal"), "tries");

    return cJSON_IsNumber(tries) ? tries->valuedouble : 0;
}

static const struct metric metrics[] = {
    {"valux_certificate_service_end_timestamp_seconds",
     "When the certificate's service period ends.", service_end},
    {"valux_certificate_not_after_timestamp_seconds", "When the certificate expires.", not_after},
    {"valux_certificate_selected", "Whether it is the user's certificate in use.", selected},
    {"valux_certificate_usable", "Whether its status lets programs use it.", usable},
    {"valux_certificate_failed_renewals",
     "Automatic renewals that failed since the last that succeeded.", renewal_tries},
};

/* A label with its value, in which the format escapes three characters. */
static void write_label(FILE *stream, const char *separator, const char *name, const char *value)
{
    fprintf(stream, "%s%s=\"", separator, name);
    for (; *value != '\0'; value++) {
        if (*value == '\n')
            fputs("\\n", stream);
        else if (*value == '\\' || *value == '"')
            fprintf(stream, "\\%c", *value);
        else
            fputc(*value, stream);
    }
    fputc('"', stream);
}

static void write_sample(FILE *stream, const struct metric *metric, const cJSON *user,
                         const cJSON *certificate)
{
    fprintf(stream, "%s{", metric->name);
    write_label(stream, "", "user", text_of(user, "user"));
    write_label(stream, ",", "nickname", text_of(certificate, "nickname"));
    write_label(stream, ",", "company_id", text_of(certificate, "companyId"));
    write_label(stream, ",", "certificate_id", text_of(certificate, "certificateId"));
    write_label(stream, ",", "serial_number", text_of(certificate, "serialNumber"));
    fprintf(stream, "} %.0f\n", metric->value(certificate));
}

static void write_metric(FILE *stream, const struct metric *metric, const cJSON *users)
{
    const cJSON *user;
    const cJSON *certificate;

    fprintf(stream, "# HELP %s %s\n# TYPE %s gauge\n", metric->name, metric->help, metric->name);
    cJSON_ArrayForEach(user, users)
    {
        cJSON_ArrayForEach(certificate, cJSON_GetObjectItemCaseSensitive(user, "certificates"))
        {
            if (!is_true(certificate, "superseded"))
                write_sample(stream, metric, user, certificate);
        }
    }
}

static void write_users(FILE *stream, const cJSON *users)
{
    const cJSON *user;

    fputs("# HELP valux_user_exit_status What valux-enroll alarm exits with for the user.\n"
          "# TYPE valux_user_exit_status gauge\n",
          stream);
    cJSON_ArrayForEach(user, users)
    {
        write_label(stream, "valux_user_exit_status{", "user", text_of(user, "user"));
        fprintf(stream, "} %.0f\n",
                cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(user, "exitStatus")));
    }
}

bool textfile_write(const cJSON *document, const char *path, struct valux_error *error)
{
    const cJSON *users = cJSON_GetObjectItemCaseSensitive(document, "users");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    if (stream == NULL)
        return valux_error_set_memory(error);
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++)
        write_metric(stream, &metrics[i], users);
    write_users(stream, users);
    bool result = fclose(stream) == 0 || valux_error_set_memory(error);
    result = result && valux_file_replace(VALUX_FILE_PROGRAM, AT_FDCWD, path, text, size, error);
    free(text);
    return result;
}
