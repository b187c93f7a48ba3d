/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/catalogue_file.h"

#include <stdlib.h>
#include <string.h>

#include "store/snapshot_file.h"
#include "valux/catalogue_text.h"
#include "valux/file.h"
#include "valux/key_lock.h"
#include "valux/snapshot_compiler.h"
#include "valux/text.h"

#define CATALOGUE_SIZE_MAX ((size_t)256 << 20)

bool valux_catalogue_load(struct valux_catalogue *catalogue, const struct valux_store *store,
                          struct valux_error *error)
{
    struct valux_bytes content;
    struct valux_error cause;
    bool absent;

    *catalogue = (struct valux_catalogue){0};
    if (store->directory < 0)
        return true;
    bool result = valux_file_read(VALUX_FILE_PRIVATE, store->directory, VALUX_CATALOGUE_FILE,
                                  CATALOGUE_SIZE_MAX, &content, &absent, error);
    if (result) {
        result = absent || valux_catalogue_parse(catalogue, (const char *)content.data,
                                                 content.length, error);
        valux_bytes_free(&content);
    }
    if (!result && error->domain == VALUX_ERROR_STORE) {
        cause = *error;
        valux_error_set(error, VALUX_ERROR_STORE,
                        _("The catalogue can't be used: %s The keys are in the key database still; "
                          "'valux-enroll repair' makes the catalogue anew from it."),
                        cause.message);
    }
    return result;
}

bool valux_catalogue_save(struct valux_catalogue *catalogue, const struct valux_store *store,
                          const struct valux_configuration *configuration,
                          struct valux_error *error)
{
    bool result = false;
    struct valux_bytes snapshot = {NULL, 0};
    char *text = NULL;

    catalogue->generation++;
    text = valux_catalogue_to_text(catalogue, error);
    if (text == NULL || !valux_snapshot_compile(catalogue, configuration,
                                                valux_keys_are_locked(store), &snapshot, error))
        goto done;
    result = valux_file_replace(VALUX_FILE_PRIVATE, store->directory, VALUX_CATALOGUE_FILE, text,
                                strlen(text), error) &&
             snapshot_file_replace(store->directory, &snapshot, error);
done:
    valux_bytes_free(&snapshot);
    free(text);
    return result;
}

bool valux_catalogue_refresh_snapshot(const struct valux_catalogue *catalogue,
                                      const struct valux_store *store,
                                      const struct valux_configuration *configuration,
                                      bool *written, struct valux_error *error)
{
    bool result = false;
    struct valux_bytes wanted = {NULL, 0};
    struct valux_bytes there = {NULL, 0};
    struct valux_error unreadable;
    bool absent;

    *written = false;
    if (!valux_snapshot_compile(catalogue, configuration, valux_keys_are_locked(store), &wanted,
                                error))
        goto done;
    if (snapshot_file_read(store->directory, &there, &absent, &unreadable) && !absent &&
        valux_bytes_equal(&wanted, &there)) {
        result = true;
        goto done;
    }
    *written = true;
    result = snapshot_file_replace(store->directory, &wanted, error);
done:
    valux_bytes_free(&wanted);
    valux_bytes_free(&there);
    return result;
}
