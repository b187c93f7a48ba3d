/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fleet/all_users.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "fleet/user_report.h"
#include "screen/output.h"
#include "screen/status_word.h"
#include "valux/json.h"
#include "valux/text.h"
#include "valux/timestamp.h"
#include "workspace/monitoring.h"

/* The numbers of users whose reports are there: an account may have several names. */
static bool is_known(const cJSON *users, uid_t uid)
{
    const cJSON *user;

    cJSON_ArrayForEach(user, users)
    {
        if (cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(user, "uid")) == (double)uid)
            return true;
    }
    return false;
}

static bool add_user(cJSON *users, const struct passwd *user, int64_t now,
                     struct valux_error *error)
{
    cJSON *report;

    if (user->pw_dir == NULL || user->pw_dir[0] != '/' || is_known(users, user->pw_uid))
        return true;
    if (!user_report_read(user, now, &report, error))
        return false;
    if (report == NULL || cJSON_AddItemToArray(users, report))
        return true;
    cJSON_Delete(report);
    return valux_error_set_memory(error);
}

static int exit_status_of(const cJSON *user)
{
    return (int)cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(user, "exitStatus"));
}

/* How bad an exit status is: nothing works, nothing is known, or something has to be done. */
static int rank(int status)
{
    if (status == valux_error_exit_status(VALUX_ERROR_STATUS))
        return 4;
    if (status == valux_error_exit_status(VALUX_ERROR_NOT_FOUND))
        return 3;
    if (status == 0)
        return 0;
    return status == EXIT_RENEW ? 1 : 2;
}

static int worst_status(const cJSON *users)
{
    const cJSON *user;
    int worst = 0;

    cJSON_ArrayForEach(user, users)
    {
        if (rank(exit_status_of(user)) > rank(worst))
            worst = exit_status_of(user);
    }
    return worst;
}

bool all_users_read(int64_t now, cJSON **document, struct valux_error *error)
{
    bool result = true;
    const struct passwd *user;

    *document = NULL;
    if (geteuid() != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("Only root can look at the certificates of all users."));
    *document = cJSON_CreateObject();
    cJSON *users = cJSON_AddArrayToObject(*document, "users");
    if (users == NULL)
        result = valux_error_set_memory(error);
    setpwent();
    while (result && (user = getpwent()) != NULL)
        result = add_user(users, user, now, error);
    endpwent();
    result = result &&
             (valux_json_set(*document, "exitStatus", cJSON_CreateNumber(worst_status(users))) ||
              valux_error_set_memory(error));
    if (result)
        return true;
    cJSON_Delete(*document);
    *document = NULL;
    return false;
}

static const char *text_of(const cJSON *object, const char *member)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, member));

    return text == NULL ? "" : text;
}

/* The person's word for a status, of which the document has the keyword. */
static const char *status_of(const cJSON *certificate)
{
    const char *keyword = text_of(certificate, "status");

    for (int status = 0; status < VALUX_STATUS_COUNT; status++)
        if (strcmp(valux_status_keyword((enum valux_status)status), keyword) == 0)
            return status_word((enum valux_status)status);
    return keyword;
}

static void write_certificate(const cJSON *certificate)
{
    const cJSON *period = cJSON_GetObjectItemCaseSensitive(certificate, "servicePeriod");
    char end[VALUX_TIMESTAMP_SIZE] = "";
    int64_t seconds;

    if (valux_timestamp_parse(text_of(period, "to"), &seconds))
        valux_timestamp_format_local(seconds, end);
    output_print(stdout, "  %s  %s  %s  %s  %s\n", text_of(certificate, "nickname"),
                 status_of(certificate), text_of(certificate, "companyId"),
                 text_of(certificate, "certificateId"), end);
}

void all_users_write(const cJSON *document)
{
    const cJSON *users = cJSON_GetObjectItemCaseSensitive(document, "users");
    const cJSON *user;
    const cJSON *certificate;

    if (cJSON_GetArraySize(users) == 0)
        output_print(stdout, "%s\n", _("No user of this machine has certificates."));
    cJSON_ArrayForEach(user, users)
    {
        output_print(stdout, "%s (%d)%s%s\n", text_of(user, "user"), exit_status_of(user),
                     text_of(user, "message")[0] == '\0' ? "" : ": ", text_of(user, "message"));
        cJSON_ArrayForEach(certificate, cJSON_GetObjectItemCaseSensitive(user, "certificates"))
        {
            if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(certificate, "superseded")))
                write_certificate(certificate);
        }
    }
}
