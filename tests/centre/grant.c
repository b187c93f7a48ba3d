/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "grant.h"

#include <stdlib.h>

void grant_free(struct grant *grant)
{
    if (grant == NULL)
        return;
    X509_free(grant->certificate);
    sk_X509_pop_free(grant->chain, X509_free);
    free(grant);
}
