/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers valux_configuration_parse, valux_configuration_to_json and valux_configuration_thresholds.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/configuration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read is within its limits, can be written, and reads as the same once more. */
static void check(const struct valux_configuration *configuration)
{
    struct valux_configuration again;
    struct valux_error error;
    char *text = valux_configuration_to_json(configuration);

    if (configuration->alarm_count > VALUX_ALARM_DAYS_MAX)
        abort();
    for (size_t i = 1; i < configuration->alarm_count; i++)
        if (configuration->alarm_days[i] > configuration->alarm_days[i - 1])
            abort();
    valux_configuration_default(&again);
    if (text == NULL || !valux_configuration_parse(&again, "again", text, strlen(text), &error) ||
        strcmp(again.address, configuration->address) != 0 ||
        again.profile != configuration->profile || again.exposure != configuration->exposure ||
        again.alarm_count != configuration->alarm_count ||
        valux_configuration_thresholds(&again).expiring_before !=
            valux_configuration_thresholds(configuration).expiring_before)
        abort();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct valux_configuration configuration;
    struct valux_error error = {0};

    valux_configuration_default(&configuration);
    if (valux_configuration_parse(&configuration, "valux.json", (const char *)data, size, &error))
        check(&configuration);
    else if (error.domain != VALUX_ERROR_CONFIGURATION && error.domain != VALUX_ERROR_SYSTEM)
        abort();
    return 0;
}
