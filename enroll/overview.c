/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "overview.h"

#include <stdlib.h>

#include "alarm/alarm_json.h"
#include "renewal/memory.h"
#include "valux/configuration.h"
#include "valux/json.h"
#include "workspace/journal.h"

static bool add_alarms(cJSON *document, const struct workspace *workspace, int64_t now)
{
    struct renewal_memory renewals = {NULL};
    struct valux_error ignored;
    cJSON *alarms = cJSON_CreateArray();

    (void)renewal_memory_load(&renewals, &workspace->store, &ignored);
    bool result = alarm_json_add_all(alarms, workspace, &renewals, now);
    renewal_memory_free(&renewals);
    if (result)
        return valux_json_set(document, "alarms", alarms);
    cJSON_Delete(alarms);
    return false;
}

static bool add_configuration(cJSON *document, const struct workspace *workspace)
{
    char *text = valux_configuration_to_json(&workspace->configuration);
    bool result = text != NULL && valux_json_set(document, "configuration", cJSON_Parse(text));

    free(text);
    return result;
}

/* A journal that can't be read counts as one: `resume --list` says what is wrong with it. */
static bool add_unfinished_count(cJSON *document, const struct workspace *workspace)
{
    struct journal *journals;
    size_t count;
    struct valux_error unreadable;
    struct valux_error ignored;

    if (!journal_load_readable(&workspace->store, &journals, &count, &unreadable, &ignored))
        return true;
    journal_free_all(journals, count);
    if (unreadable.domain != VALUX_ERROR_NONE)
        count++;
    return valux_json_set(document, "unfinishedCount", cJSON_CreateNumber((double)count));
}

bool overview_add_json(cJSON *document, const struct workspace *workspace, int64_t now)
{
    return add_alarms(document, workspace, now) && add_configuration(document, workspace) &&
           add_unfinished_count(document, workspace);
}
