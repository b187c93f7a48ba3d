/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "renewal/state.h"

#include <string.h>

#include "valux/json.h"
#include "workspace/entry_status.h"

void renewal_state_find(const struct workspace *workspace, const struct renewal_memory *memory,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        struct renewal_state *state)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);
    struct renewal_question question = {
        .facts = &facts,
        .thresholds = &thresholds,
        .automatic = workspace->configuration.renewal_automatic,
        .tries = &state->record.tries,
    };

    renewal_memory_get(memory, entry->key_id, &state->record);
    /* A key is made at random for one user of one machine, and so is the hash that its ID is. */
    memcpy(&question.spread, entry->key_id.bytes, sizeof question.spread);
    state->service_end = facts.service_end;
    state->plan = renewal_plan_at(&question, now);
}

bool renewal_state_add_json(cJSON *object, const struct renewal_state *state)
{
    const struct renewal_record *record = &state->record;

    if (state->plan.step == RENEWAL_NEVER && record->renewed == 0 && record->tries.count == 0)
        return true;
    cJSON *renewal = cJSON_AddObjectToObject(object, "automaticRenewal");
    return renewal != NULL &&
           (state->plan.step == RENEWAL_NEVER ||
            valux_json_set_time(renewal, "next", state->plan.at)) &&
           (record->renewed == 0 || valux_json_set_time(renewal, "renewed", record->renewed)) &&
           (record->tries.count == 0 ||
            (valux_json_set_time(renewal, "lastTry", record->tries.last) &&
             valux_json_set(renewal, "tries", cJSON_CreateNumber(record->tries.count)))) &&
           (record->message[0] == '\0' ||
            valux_json_set_string(renewal, "message", record->message));
}
