/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/json_document.h"

#include <stdlib.h>

#include "screen/output.h"
#include "valux/json.h"

#define INTERFACE_VERSION 1

bool json_document_write(cJSON *document, struct valux_error *error)
{
    char *text = document != NULL && valux_json_set(document, "interface",
                                                    cJSON_CreateNumber(INTERFACE_VERSION))
                     ? cJSON_Print(document)
                     : NULL;

    cJSON_Delete(document);
    if (text == NULL)
        return valux_error_set_memory(error);
    output_json(stdout, text);
    free(text);
    return true;
}

void json_document_write_line(FILE *stream, cJSON *object)
{
    char *text = valux_json_set(object, "interface", cJSON_CreateNumber(INTERFACE_VERSION))
                     ? cJSON_PrintUnformatted(object)
                     : NULL;

    cJSON_Delete(object);
    if (text == NULL)
        return;
    output_json(stream, text);
    fflush(stream);
    free(text);
}
