/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/environment.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The first of the variables that is set and not empty, or NULL. */
static const char *first_set(const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return names[i];
    }
    return NULL;
}

bool proxy_environment_read(struct proxy_settings *settings, const char **variable)
{
    static const char *const proxies[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    static const char *const exceptions[] = {"no_proxy", "NO_PROXY"};

    *settings = (struct proxy_settings){0};
    *variable = first_set(proxies, sizeof proxies / sizeof proxies[0]);
    if (*variable == NULL)
        return true;
    const char *excepted = first_set(exceptions, sizeof exceptions / sizeof exceptions[0]);
    if (excepted != NULL) {
        const char *list = getenv(excepted);
        if (strlen(list) >= sizeof settings->exceptions)
            return false;
        memcpy(settings->exceptions, list, strlen(list) + 1);
    }
    return proxy_settings_set_address(settings, getenv(*variable));
}
