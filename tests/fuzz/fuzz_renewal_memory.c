/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers renewal_memory_parse, renewal_memory_get, renewal_memory_set, and the plan for what is
 * read.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "renewal/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct renewal_memory *memory)
{
    static const struct valux_key_id key_id = {{1}};
    static const struct valux_status_thresholds thresholds = {30 * VALUX_SECONDS_PER_DAY,
                                                              30 * VALUX_SECONDS_PER_DAY};
    const int64_t now = 1789000000;
    const struct valux_status_facts facts = {.not_after = 1800000000, .service_end = 1790000000};
    struct renewal_record record;
    struct renewal_record again;
    const struct renewal_question question = {
        .facts = &facts, .thresholds = &thresholds, .automatic = true, .tries = &record.tries};

    renewal_memory_get(memory, key_id, &record);
    (void)renewal_tries_correct(&record.tries, facts.service_end, now);
    struct renewal_plan plan = renewal_plan_at(&question, now);
    /* Whatever the file says, the next try comes before long. */
    if (plan.step == RENEWAL_NEVER || plan.at - now > 3 * VALUX_SECONDS_PER_DAY)
        abort();
    renewal_tries_begin(&record.tries, now);
    if (!renewal_memory_set(memory, key_id, &record))
        abort();
    renewal_memory_get(memory, key_id, &again);
    if (again.tries.count != record.tries.count || again.tries.last != now ||
        again.told != record.told || strcmp(again.message, record.message) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct renewal_memory memory = {NULL};
    struct valux_error error = {0};

    if (renewal_memory_parse(&memory, (const char *)data, size, &error))
        use(&memory);
    else if (error.domain == VALUX_ERROR_NONE)
        abort();
    renewal_memory_free(&memory);
    return 0;
}
