/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/contact.h"

#include <string.h>

#include "valux/text.h"

void contact_add(const struct valux_configuration *configuration, char *text, size_t size)
{
    size_t used = strlen(text);

    if (configuration->contact[0] == '\0' || used + 1 >= size ||
        strstr(text, configuration->contact) != NULL)
        return;
    text[used++] = ' ';
    valux_text_print(text + used, size - used, _("The VALUX centre: %s"), configuration->contact);
}
