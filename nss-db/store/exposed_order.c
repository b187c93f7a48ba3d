/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store/exposed_order.h"

#include <stdlib.h>

const struct valux_catalogue_entry **store_exposed_order(const struct valux_catalogue *catalogue,
                                                         enum valux_exposure exposure,
                                                         size_t *count)
{
    const struct valux_catalogue_entry *selected = valux_catalogue_selected(catalogue);
    const struct valux_catalogue_entry **order = calloc(catalogue->count + 1, sizeof *order);

    *count = 0;
    if (order == NULL)
        return NULL;
    if (selected != NULL)
        order[(*count)++] = selected;
    for (size_t i = 0; i < catalogue->count && exposure == VALUX_EXPOSURE_USABLE; i++)
        if (&catalogue->entries[i] != selected)
            order[(*count)++] = &catalogue->entries[i];
    return order;
}
