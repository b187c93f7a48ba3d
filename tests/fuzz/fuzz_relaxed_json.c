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

/* Whether two documents are the same to the byte. cJSON_Compare is false of doubled members. */
static bool are_same(const cJSON *document, const cJSON *other)
{
    char *text = cJSON_PrintUnformatted(document);
    char *other_text = cJSON_PrintUnformatted(other);
    bool result = text != NULL && other_text != NULL && strcmp(text, other_text) == 0;

    cJSON_free(other_text);
    cJSON_free(text);
    return result;
}

/* What the caller relies on: what is strict JSON, as cJSON prints it, is read as such. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cJSON *document = relaxed_json_parse((const char *)data, size);
    char *text = document == NULL ? NULL : cJSON_PrintUnformatted(document);

    if (text != NULL) {
        cJSON *strict = cJSON_Parse(text);
        cJSON *relaxed = relaxed_json_parse(text, strlen(text));
        if ((strict == NULL) != (relaxed == NULL) || (strict != NULL && !are_same(relaxed, strict)))
            abort();
        cJSON_Delete(relaxed);
        cJSON_Delete(strict);
    }
    cJSON_free(text);
    cJSON_Delete(document);
    return 0;
}
