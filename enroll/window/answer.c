/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "answer.h"

#include <glib.h>
#include <string.h>

#include "valux/text.h"

#define INTERFACE_NUMBER 1

/* A program that says nothing sensible may say a lot. */
#define DETAIL_LENGTH 400

const char *answer_text(const cJSON *object, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    return cJSON_IsString(item) ? item->valuestring : "";
}

bool answer_flag(const cJSON *object, const char *member)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, member));
}

const cJSON *answer_array(const cJSON *object, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    return cJSON_IsArray(item) ? item : NULL;
}

static bool is_of_this_interface(const cJSON *object)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, "interface");

    return cJSON_IsNumber(number) && number->valueint == INTERFACE_NUMBER;
}

bool answer_asks_person(const cJSON *line)
{
    const char *step = answer_text(line, "step");

    return strcmp(step, "proxyLogin") == 0 || strcmp(step, "pin") == 0;
}

cJSON *answer_read_line(const char *line)
{
    cJSON *object = cJSON_Parse(line);

    if (cJSON_IsObject(object) && is_of_this_interface(object))
        return object;
    cJSON_Delete(object);
    return NULL;
}

static void set_failure(struct answer *answer, const char *domain, const char *message,
                        const char *advice, const char *contact)
{
    answer_failure_clear(&answer->failure);
    answer->failure = (struct answer_failure){g_strdup(domain), g_strdup(message), g_strdup(advice),
                                              g_strdup(contact)};
}

/* The last message that is an error. False if there is none. */
static bool read_messages(struct answer *answer, const char *errors)
{
    char **lines = g_strsplit(errors, "\n", -1);
    bool found = false;

    for (char **line = lines; *line != NULL; line++) {
        cJSON *message = answer_read_line(*line);
        if (message != NULL && strcmp(answer_text(message, "type"), "error") == 0) {
            set_failure(answer, answer_text(message, "domain"), answer_text(message, "message"),
                        answer_text(message, "advice"), answer_text(message, "contact"));
            found = true;
        }
        cJSON_Delete(message);
    }
    g_strfreev(lines);
    return found;
}

/* What to do about a failure that the program did not explain, with the end of what it wrote. */
static void set_unexplained(struct answer *answer, const char *message, const char *errors)
{
    const char *advice = _("Nothing is lost. Try again. If it happens again, tell your "
                           "administrator.");
    char *text = g_utf8_make_valid(errors, -1);
    char *detail = g_utf8_substring(text, 0, MIN(DETAIL_LENGTH, g_utf8_strlen(text, -1)));

    g_strstrip(detail);
    char *both = detail[0] == '\0' ? g_strdup(advice) : g_strdup_printf("%s\n\n%s", advice, detail);
    set_failure(answer, "", message, both, "");
    g_free(both);
    g_free(detail);
    g_free(text);
}

static const char *end_message(enum answer_end end)
{
    switch (end) {
    case ANSWER_KILLED:
        return _("The program valux-enroll ended unexpectedly.");
    case ANSWER_STOPPED:
        return _("It was stopped.");
    case ANSWER_OUT_OF_TIME:
        return _("The program valux-enroll did not answer in time.");
    case ANSWER_NOT_STARTED:
        return _("The program valux-enroll can't be started. Install VALUX for NSS anew.");
    case ANSWER_EXITED:
        break;
    }
    return _("The program valux-enroll ended without an answer.");
}

static void read_document(struct answer *answer, const char *output)
{
    answer->document = cJSON_Parse(output);
    if (cJSON_IsObject(answer->document))
        return;
    cJSON_Delete(answer->document);
    answer->document = NULL;
}

void answer_read(struct answer *answer, enum answer_end end, int exit_status, const char *output,
                 const char *errors)
{
    *answer = (struct answer){0};
    if (end == ANSWER_EXITED)
        read_document(answer, output);
    if (answer->document != NULL && !is_of_this_interface(answer->document)) {
        g_clear_pointer(&answer->document, cJSON_Delete);
        set_failure(answer, "version",
                    _("The program valux-enroll and this window are of versions that do not fit "
                      "together."),
                    _("Install both from the same release of VALUX for NSS."), "");
        return;
    }
    answer->succeeded = end == ANSWER_EXITED && exit_status == 0 && answer->document != NULL;
    if (answer->succeeded || read_messages(answer, errors))
        return;
    set_unexplained(answer, end_message(end), end == ANSWER_STOPPED ? "" : errors);
}

void answer_clear(struct answer *answer)
{
    cJSON_Delete(answer->document);
    answer_failure_clear(&answer->failure);
    *answer = (struct answer){0};
}

void answer_failure_copy(struct answer_failure *target, const struct answer_failure *source)
{
    answer_failure_clear(target);
    *target = (struct answer_failure){g_strdup(source->domain), g_strdup(source->message),
                                      g_strdup(source->advice), g_strdup(source->contact)};
}

void answer_failure_clear(struct answer_failure *failure)
{
    g_free(failure->domain);
    g_free(failure->message);
    g_free(failure->advice);
    g_free(failure->contact);
    *failure = (struct answer_failure){0};
}
