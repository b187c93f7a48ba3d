/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers gnome_settings_parse. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/gnome_settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy_settings settings;
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (gnome_settings_parse(text, &settings) &&
        ((settings.script && settings.address[0] != '\0') ||
         (settings.user[0] != '\0' && settings.address[0] == '\0')))
        abort();
    free(text);
    return 0;
}
