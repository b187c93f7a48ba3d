/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers valux_catalogue_parse, valux_catalogue_to_text, valux_catalogue_compile and, through
 * them, valux_json_*, valux_certificate_parse, valux_bytes_from_base64 and valux_timestamp_*.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/catalogue.h"
#include "valux/catalogue_text.h"
#include "valux/snapshot_compiler.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read can be written, and reads as the same once more. */
static void check_text(struct valux_catalogue *catalogue)
{
    struct valux_catalogue again;
    struct valux_error error;
    char *text = valux_catalogue_to_text(catalogue, &error);

    if (text == NULL || !valux_catalogue_parse(&again, text, strlen(text), &error) ||
        again.count != catalogue->count || again.has_selected != catalogue->has_selected)
        abort();
    for (size_t i = 0; i < again.count; i++)
        if (!valux_key_id_equal(again.entries[i].key_id, catalogue->entries[i].key_id) ||
            strcmp(again.entries[i].nickname, catalogue->entries[i].nickname) != 0)
            abort();
    valux_catalogue_free(&again);
    free(text);
}

/* What is compiled passes the check that readers make. */
static void check_snapshot(const struct valux_catalogue *catalogue)
{
    struct valux_configuration configuration;
    struct valux_snapshot snapshot;
    struct valux_bytes bytes = {NULL, 0};
    struct valux_error error;

    valux_configuration_default(&configuration);
    if (valux_snapshot_compile(catalogue, &configuration, false, &bytes, &error) &&
        !valux_snapshot_check(bytes.data, bytes.length, &snapshot))
        abort();
    valux_bytes_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct valux_catalogue catalogue;
    struct valux_error error = {0};

    if (valux_catalogue_parse(&catalogue, (const char *)data, size, &error)) {
        check_text(&catalogue);
        check_snapshot(&catalogue);
        (void)valux_catalogue_by_name(&catalogue, "BANK01");
        valux_catalogue_free(&catalogue);
    } else if (error.domain == VALUX_ERROR_NONE || error.message[0] == '\0') {
        abort();
    }
    return 0;
}
