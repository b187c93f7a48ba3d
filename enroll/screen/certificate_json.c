/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/certificate_json.h"

#include "valux/json.h"
#include "valux/status.h"
#include "workspace/entry_status.h"

cJSON *certificate_json(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    enum valux_status status = entry_status(workspace, entry, now);
    const struct valux_service_period period = {true, facts.service_start, facts.service_end};
    cJSON *object = cJSON_CreateObject();

    if (valux_json_set_string(object, "nickname", entry->nickname) &&
        valux_json_set_string(object, "companyId", entry->company_id) &&
        valux_json_set_string(object, "certificateId", entry->certificate_id) &&
        valux_json_set_string(object, "serialNumber", entry->parsed.serial_text) &&
        valux_json_set_string(object, "status", valux_status_keyword(status)) &&
        valux_json_set(object, "selected", cJSON_CreateBool(entry_is_selected(workspace, entry))) &&
        valux_json_set(object, "superseded", cJSON_CreateBool(entry->superseded)) &&
        valux_json_set(object, "visible",
                       cJSON_CreateBool(entry_is_visible(workspace, entry, now))) &&
        valux_json_set(object, "renewable",
                       cJSON_CreateBool(!entry->superseded && valux_status_is_renewable(status))) &&
        valux_json_set(object, "selectable",
                       cJSON_CreateBool(!entry->superseded && valux_status_is_usable(status))) &&
        valux_json_set_time(object, "notBefore", facts.not_before) &&
        valux_json_set_time(object, "notAfter", facts.not_after) &&
        valux_json_set_time(object, "acquired", entry->acquired) &&
        valux_json_set_key_id(object, "keyId", entry->key_id) &&
        valux_json_set_service_period(object, &period))
        return object;
    cJSON_Delete(object);
    return NULL;
}
