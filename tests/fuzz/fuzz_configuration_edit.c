/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers configuration_edit: whatever the user's file has, a change of it stays within the text;
 * and where the file is a configuration, the changed one is a configuration that has the change.
 * The input's first byte chooses the change.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "configuration/edit.h"
#include "valux/configuration.h"

#define ADDRESS "https://new.example"

static const struct configuration_edit edits[] = {
    {"centre", "address", "\"" ADDRESS "\""},
    {NULL, "exposure", "\"usable\""},
    {"centre", "address", NULL},
    {NULL, "exposure", NULL},
};
#define EDIT_COUNT (sizeof edits / sizeof edits[0])

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool parse(const char *text, struct valux_configuration *configuration)
{
    struct valux_error error;

    valux_configuration_default(configuration);
    return valux_configuration_parse(configuration, "valux.json", text, strlen(text), &error);
}

static void check(const char *text, const char *edited, const struct configuration_edit *edit)
{
    struct valux_configuration before;
    struct valux_configuration after;

    if (edit->value == NULL || !parse(text, &before))
        return;
    if (edited == NULL || !parse(edited, &after))
        abort();
    if (edit->section == NULL ? after.exposure != VALUX_EXPOSURE_USABLE
                              : strcmp(after.address, ADDRESS) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct configuration_edit *edit = &edits[data[0] % EDIT_COUNT];
    char *text = strndup((const char *)data + 1, size - 1);
    if (text == NULL)
        return 0;
    char *edited = configuration_edit(text, edit);
    check(text, edited, edit);
    free(edited);
    free(text);
    return 0;
}
