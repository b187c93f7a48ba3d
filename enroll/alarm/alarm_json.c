/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/alarm_json.h"

#include "alarm/due.h"
#include "screen/certificate_json.h"
#include "valux/json.h"
#include "workspace/centre_words.h"

bool alarm_json_add(cJSON *array, const struct workspace *workspace,
                    const struct valux_catalogue_entry *entry, const struct alarm *alarm,
                    const struct alarm_text *text, bool notified, int64_t now)
{
    cJSON *object = certificate_json(workspace, entry, now);

    if (valux_json_set_string(object, "alarm", alarm_keyword(alarm->kind)) &&
        valux_json_set_string(object, "summary", text->summary) &&
        valux_json_set_string(object, "message", text->body) &&
        valux_json_set(object, "notified", cJSON_CreateBool(notified)) &&
        cJSON_AddItemToArray(array, object))
        return true;
    cJSON_Delete(object);
    return false;
}

/* Adds the alarms of one entry: each that is due when those before it were told. */
static bool add_entry(cJSON *array, const struct workspace *workspace,
                      const struct renewal_memory *renewals,
                      const struct valux_catalogue_entry *entry, int64_t now)
{
    const struct valux_configuration *configuration = &workspace->configuration;
    struct alarm_days days = {configuration->alarm_days, configuration->alarm_count};
    struct valux_status_facts facts = valux_catalogue_facts(entry, configuration);
    bool speaks = centre_words_speaks(workspace, entry, now);
    struct alarm_record record = {0};
    struct alarm_text text;

    for (;;) {
        struct alarm alarm = alarm_due(&facts, speaks, &days, &record, now);
        if (alarm.kind == ALARM_NONE)
            return true;
        alarm_text_write(workspace, renewals, entry, &alarm, now, &text);
        if (!alarm_json_add(array, workspace, entry, &alarm, &text, false, now))
            return false;
        alarm_told(&record, &facts, &alarm);
    }
}

bool alarm_json_add_all(cJSON *array, const struct workspace *workspace,
                        const struct renewal_memory *renewals, int64_t now)
{
    bool result = true;

    for (size_t i = 0; result && i < workspace->catalogue.count; i++)
        result = add_entry(array, workspace, renewals, &workspace->catalogue.entries[i], now);
    return result;
}
