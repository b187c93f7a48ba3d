/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/problem.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "valux/json.h"
#include "valux/text.h"

#define PROBLEM_TYPE "application/problem+json"
#define REASON_SIZE 400 /* bytes of what the centre says that are shown */

struct problem {
    const char *code;
    enum centre_outcome outcome;
    const char *message;
};

static const struct problem problems[] = {
    {"otp_invalid", CENTRE_REFUSED,
     N_("The one-time password is wrong. Compare it with the notice of the VALUX service ID; "
        "after several wrong tries the centre locks the ID.")},
    {"otp_expired", CENTRE_REFUSED,
     N_("The one-time password has expired. Ask the VALUX centre to issue a new one; it comes by "
        "post.")},
    {"otp_used", CENTRE_REFUSED,
     N_("The one-time password has been used already. If an acquisition was interrupted, run "
        "'valux-enroll resume'; else ask the VALUX centre to issue a new one.")},
    {"passphrase_invalid", CENTRE_REFUSED,
     N_("The passphrase is wrong. It is the one that your company gave on the application form.")},
    {"id_unknown", CENTRE_REFUSED,
     N_("The centre does not know this company ID and certificate ID. Compare them with the "
        "notice of the VALUX service ID.")},
    {"locked", CENTRE_REFUSED,
     N_("The centre has locked this ID after too many wrong tries. Ask the VALUX centre to "
        "unlock it.")},
    {"csr_rejected", CENTRE_REFUSED,
     N_("The centre does not accept the certificate request. The key type (keyType) in the "
        "configuration may be one that it does not take.")},
    {"not_renewable", CENTRE_REFUSED,
     N_("The centre does not renew this certificate now. Renewal is possible from 30 days before "
        "the end of the service period; after the certificate's expiry, acquire a new one.")},
    {"maintenance", CENTRE_BUSY, N_("The centre is closed for maintenance. Try again later.")},
    {"rate_limited", CENTRE_BUSY,
     N_("The centre asks to wait: there were too many requests. Try again later.")},
};

static const struct problem *find_problem(const struct http_answer *answer)
{
    const struct problem *found = NULL;
    struct valux_error unreadable;
    struct valux_json_reader reader = valux_json_reader("", VALUX_ERROR_CENTRE, &unreadable);
    char code[64] = "";

    if (strcmp(answer->content_type, PROBLEM_TYPE) != 0)
        return NULL;
    cJSON *document =
        valux_json_parse(&reader, (const char *)answer->body.data, answer->body.length);
    valux_json_string(&reader, "code", code, sizeof code);
    for (size_t i = 0; !reader.failed && i < sizeof problems / sizeof problems[0]; i++)
        if (strcmp(problems[i].code, code) == 0)
            found = &problems[i];
    cJSON_Delete(document);
    return found;
}

static const char *text_member(const cJSON *document, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(document, name));

    return text == NULL ? "" : text;
}

/* A problem whose code is known has its title in the person's language already. */
static void read_problem(const struct http_answer *answer, char *reason, size_t size)
{
    struct valux_error unreadable;
    struct valux_json_reader reader = valux_json_reader("", VALUX_ERROR_CENTRE, &unreadable);
    cJSON *document =
        valux_json_parse(&reader, (const char *)answer->body.data, answer->body.length);
    const char *title = find_problem(answer) == NULL ? text_member(document, "title") : "";
    const char *detail = text_member(document, "detail");

    valux_text_print(reason, size, "%s%s%s", title,
                     title[0] != '\0' && detail[0] != '\0' ? ": " : "", detail);
    cJSON_Delete(document);
}

void centre_problem_add_reason(const struct http_answer *answer, struct valux_error *error)
{
    struct valux_error first = *error;
    char reason[REASON_SIZE] = "";

    if (strcmp(answer->content_type, PROBLEM_TYPE) == 0)
        read_problem(answer, reason, sizeof reason);
    else if (strcmp(answer->content_type, "text/plain") == 0)
        valux_text_print(reason, sizeof reason, "%.*s", (int)answer->body.length,
                         (const char *)answer->body.data);
    valux_text_printable(reason);
    size_t begin = strspn(reason, " ");
    size_t length = strlen(reason);
    while (length > begin && reason[length - 1] == ' ')
        reason[--length] = '\0';
    if (length > begin)
        valux_error_set(error, first.domain, _("%s The centre says: \"%s\"."), first.message,
                        reason + begin);
}

/* Whether the status says that the request was turned away before anything could be issued. */
static bool is_turned_away(long status)
{
    return status >= 300 && status < 500 && status != 408 && status != 409;
}

/* Sets *error for the status alone. */
static enum centre_outcome classify(const struct http_answer *answer, struct valux_error *error)
{
    const struct problem *problem = find_problem(answer);

    if (problem != NULL) {
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s", _(problem->message));
        return problem->outcome;
    }
    if (answer->status == 429) {
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The centre asks to wait: there were too many requests. Try again "
                          "later."));
        return CENTRE_BUSY;
    }
    if (answer->status == 404)
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("There is no such service at the centre's address. Check the address "
                          "and the profile in the configuration."));
    else if (answer->status >= 300 && answer->status < 400)
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre points to another address, which is not followed. Check "
                          "the centre's address in the configuration."));
    else if (answer->status == 503)
        valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                        _("The centre can't serve the request now. Try again later."));
    else
        valux_error_set(error, VALUX_ERROR_ANSWER, _("The centre failed with the status %ld."),
                        answer->status);
    return is_turned_away(answer->status) ? CENTRE_REFUSED : CENTRE_LOST;
}

enum centre_outcome centre_problem(const struct http_answer *answer, struct valux_error *error)
{
    enum centre_outcome outcome = classify(answer, error);

    centre_problem_add_reason(answer, error);
    return outcome;
}
