/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/settings.h"

#include <string.h>

bool proxy_settings_set_address(struct proxy_settings *settings, const char *address)
{
    return valux_proxy_address_show(address, settings->address, sizeof settings->address) &&
           valux_proxy_address_login(address, settings->user, settings->password);
}

void proxy_settings_wipe(struct proxy_settings *settings)
{
    explicit_bzero(settings, sizeof *settings);
}
