/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/json_document.h"

#include <stdlib.h>

#include "screen/output.h"

bool json_document_write(cJSON *document, struct valux_error *error)
{
    char *text = document == NULL ? NULL : cJSON_Print(document);

    cJSON_Delete(document);
    if (text == NULL)
        return valux_error_set_memory(error);
    output_json(text);
    free(text);
    return true;
}
