/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/store_age.h"

#include "valux/text.h"
#include "workspace/restorable.h"

enum older_store store_age_check(struct workspace *workspace, struct valux_error *error)
{
    struct valux_error ignored;
    size_t restorable;
    enum older_store result = older_store_check(&workspace->store, &workspace->catalogue,
                                                &workspace->configuration, error);

    if (result == OLDER_STORE_YES && restorable_count(workspace, &restorable, &ignored) &&
        restorable > 0)
        valux_error_set(error, VALUX_ERROR_STORE, "%s", restorable_advice_on(restorable));
    return result;
}
