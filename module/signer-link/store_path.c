/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/store_path.h"

#include <string.h>

#include "signer-link/own_path.h"

bool store_path(char path[static VALUX_PATH_SIZE])
{
    const char *published = own_path_published_store();

    if (published == NULL)
        return valux_paths_store(path);
    memcpy(path, published, strlen(published) + 1);
    return true;
}
