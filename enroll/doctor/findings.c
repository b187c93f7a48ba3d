/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/command_line.h"
#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/json.h"
#include "valux/text.h"

/* The verdict's word in JSON. */
static const char *keyword(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_RIGHT:
        return "right";
    case VERDICT_NOTE:
        return "note";
    case VERDICT_WRONG:
        break;
    }
    return "wrong";
}

static const char *label(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_RIGHT:
        return _("right");
    case VERDICT_NOTE:
        return _("note");
    case VERDICT_WRONG:
        break;
    }
    return _("WRONG");
}

void findings_add(struct findings *findings, const char *step, enum verdict verdict,
                  enum valux_error_domain domain, const char *format, ...)
{
    va_list arguments;
    struct finding *grown =
        realloc(findings->entries, (findings->count + 1) * sizeof *findings->entries);

    if (grown == NULL) {
        findings->out_of_memory = true;
        return;
    }
    findings->entries = grown;
    struct finding *finding = &grown[findings->count++];
    *finding = (struct finding){.step = step, .verdict = verdict, .domain = domain};
    va_start(arguments, format);
    valux_text_vprint(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
    valux_text_printable(finding->text);
}

void findings_add_error(struct findings *findings, const char *step,
                        const struct valux_error *error)
{
    findings_add(findings, step, VERDICT_WRONG, error->domain, "%s", error->message);
}

void findings_set_remedy(struct findings *findings, const char *command)
{
    if (findings->count > 0)
        findings->entries[findings->count - 1].remedy = command;
}

const char *findings_advice(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->entries[i].verdict == VERDICT_WRONG &&
            strcmp(findings->entries[i].step, "centre") != 0)
            return _("First put right what is wrong above.");
    }
    return _("Install VALUX for NSS anew.");
}

static cJSON *finding_to_json(const struct finding *finding)
{
    cJSON *object = cJSON_CreateObject();

    if (cJSON_AddStringToObject(object, "step", finding->step) != NULL &&
        cJSON_AddStringToObject(object, "verdict", keyword(finding->verdict)) != NULL &&
        cJSON_AddStringToObject(object, "message", finding->text) != NULL &&
        (finding->remedy == NULL ||
         valux_json_set(object, "remedy", cJSON_CreateStringArray(&finding->remedy, 1))))
        return object;
    cJSON_Delete(object);
    return NULL;
}

static bool print_json(const struct findings *findings, struct valux_error *error)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(document, "findings");

    for (size_t i = 0; i < findings->count; i++) {
        cJSON *item = finding_to_json(&findings->entries[i]);
        if (item == NULL || !cJSON_AddItemToArray(list, item)) {
            cJSON_Delete(item);
            cJSON_Delete(document);
            return valux_error_set_memory(error);
        }
    }
    return json_document_write(document, error);
}

int findings_print(const struct findings *findings, bool json)
{
    int status = 0;
    struct valux_error error;

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->entries[i];
        if (!json)
            output_print(stdout, "%s: %s\n", label(finding->verdict), finding->text);
        if (status == 0 && finding->verdict == VERDICT_WRONG)
            status = valux_error_exit_status(finding->domain);
    }
    if (findings->out_of_memory) {
        valux_error_set_memory(&error);
        return command_line_fail(&error);
    }
    return json && !print_json(findings, &error) ? command_line_fail(&error) : status;
}

void findings_free(struct findings *findings)
{
    free(findings->entries);
    findings->entries = NULL;
    findings->count = 0;
}
