/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers alarm_memory_parse, alarm_memory_get, alarm_memory_set, and the decision on what is read.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "alarm/due.h"
#include "alarm/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct alarm_memory *memory)
{
    static const struct valux_key_id key_id = {{1}};
    static const int numbers[] = {45, 30, 14, 7};
    const struct alarm_days days = {numbers, 4};
    const struct valux_status_facts facts = {.not_after = 1800000000, .service_end = 1790000000};
    struct alarm_record record;
    struct alarm_record again;

    alarm_memory_get(memory, key_id, &record);
    struct alarm alarm = alarm_due(&facts, true, &days, &record, 1789000000);
    alarm_told(&record, &facts, &alarm);
    if (record.step_count > ALARM_STEPS_MAX || !alarm_memory_set(memory, key_id, &record))
        abort();
    alarm_memory_get(memory, key_id, &again);
    if (again.step_count != record.step_count || again.service_end != record.service_end)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct alarm_memory memory = {NULL};
    struct valux_error error = {0};

    if (alarm_memory_parse(&memory, (const char *)data, size, &error))
        use(&memory);
    else if (error.domain == VALUX_ERROR_NONE)
        abort();
    alarm_memory_free(&memory);
    return 0;
}
