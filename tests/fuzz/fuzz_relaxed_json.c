/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers relaxed_json_parse. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "programs/policies/relaxed_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the caller relies on: what is strict JSON, as cJSON prints it, is read as such. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cJSON *document = relaxed_json_parse((const char *)data, size);
    char *text = document == NULL ? NULL : cJSON_PrintUnformatted(document);

    if (text != NULL) {
        cJSON *strict = cJSON_Parse(text);
        cJSON *relaxed = relaxed_json_parse(text, strlen(text));
        if ((strict == NULL) != (relaxed == NULL) ||
            (strict != NULL && !cJSON_Compare(relaxed, strict, true)))
            abort();
        cJSON_Delete(relaxed);
        cJSON_Delete(strict);
    }
    cJSON_free(text);
    cJSON_Delete(document);
    return 0;
}
