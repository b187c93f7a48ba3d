/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/proxy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/environment.h"
#include "proxy/exceptions.h"
#include "proxy/gnome_settings.h"
#include "proxy/kioslaverc.h"
#include "proxy/settings.h"
#include "valux/text.h"

#define NO_PROXY "none"
#define HOST_SIZE 256

/* The centre's host without brackets, and its port. */
static bool read_host(const char *address, char host[static HOST_SIZE], unsigned *port)
{
    bool result = false;
    char *name = NULL;
    char *number = NULL;
    CURLU *url = curl_url();

    if (url == NULL || curl_url_set(url, CURLUPART_URL, address, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &name, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &number, CURLU_DEFAULT_PORT) != CURLUE_OK)
        goto done;
    bool bracketed = name[0] == '[';
    size_t length = strlen(name) - (bracketed ? 2 : 0);
    if (length >= HOST_SIZE)
        goto done;
    memcpy(host, name + bracketed, length);
    host[length] = '\0';
    *port = (unsigned)strtoul(number, NULL, 10);
    result = true;
done:
    curl_free(name);
    curl_free(number);
    curl_url_cleanup(url);
    return result;
}

static bool is_desktop(const char *name)
{
    const char *desktops = getenv("XDG_CURRENT_DESKTOP");

    return desktops != NULL && strcasestr(desktops, name) != NULL;
}

static bool says_something(const struct proxy_settings *settings)
{
    return settings->address[0] != '\0' || settings->script;
}

static bool read_one_desktop(bool kde, struct proxy_settings *settings, enum proxy_origin *origin)
{
    *origin = kde ? PROXY_KDE : PROXY_GNOME;
    return kde ? kioslaverc_read(settings) : gnome_settings_read(settings);
}

/* The settings of the desktop that runs, and then those of the other one. */
static bool read_desktop(struct proxy_settings *settings, enum proxy_origin *origin)
{
    bool kde = is_desktop("KDE");

    if (!read_one_desktop(kde, settings, origin))
        return false;
    if (says_something(settings))
        return true;
    if (!read_one_desktop(!kde, settings, origin))
        return false;
    if (!says_something(settings))
        *origin = PROXY_UNSET;
    return true;
}

static bool read_places(const struct valux_configuration *configuration,
                        struct proxy_settings *settings, struct proxy *proxy)
{
    *settings = (struct proxy_settings){0};
    if (configuration->proxy[0] != '\0') {
        proxy->origin = PROXY_CONFIGURATION;
        return strcmp(configuration->proxy, NO_PROXY) == 0 ||
               proxy_settings_set_address(settings, configuration->proxy);
    }
    if (!proxy_environment_read(settings, &proxy->variable))
        return false;
    if (proxy->variable != NULL) {
        proxy->origin = PROXY_ENVIRONMENT;
        return true;
    }
    return read_desktop(settings, &proxy->origin);
}

static void take_settings(const struct proxy_settings *settings, const char *address,
                          struct proxy *proxy)
{
    char host[HOST_SIZE];
    unsigned port;

    proxy->script = settings->script;
    if (settings->address[0] == '\0')
        return;
    proxy->excepted =
        (settings->exceptions[0] != '\0' || settings->exceptions_alone) &&
        read_host(address, host, &port) &&
        proxy_exceptions_match(settings->exceptions, host, port) != settings->exceptions_alone;
    if (proxy->excepted)
        return;
    memcpy(proxy->address, settings->address, sizeof proxy->address);
    memcpy(proxy->credentials.user, settings->user, sizeof proxy->credentials.user);
    memcpy(proxy->credentials.password, settings->password, sizeof proxy->credentials.password);
}

bool proxy_find(const struct valux_configuration *configuration, struct proxy *proxy,
                struct valux_error *error)
{
    struct proxy_settings settings;

    *proxy = (struct proxy){.origin = PROXY_UNSET};
    bool result = read_places(configuration, &settings, proxy) ||
                  valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                                  _("The address of the proxy, its user or its password is too "
                                    "long."));
    if (result)
        take_settings(&settings, configuration->address, proxy);
    proxy_settings_wipe(&settings);
    if (result && proxy->address[0] != '\0' && configuration->proxy_credentials_file[0] != '\0') {
        proxy->credentials_from_file = true;
        result = proxy_credentials_read(configuration->proxy_credentials_file, &proxy->credentials,
                                        error);
    }
    if (!result)
        proxy_wipe(proxy);
    return result;
}

void proxy_wipe(struct proxy *proxy)
{
    explicit_bzero(proxy, sizeof *proxy);
}

bool proxy_check_argument(const char *address, struct valux_error *error)
{
    return !valux_proxy_address_has_login(address) ||
           valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                           _("The proxy's address is given without user and password, since every "
                             "user of this machine can read a command line: write USER:PASSWORD "
                             "into a file that you alone can read, and name it with 'valux-enroll "
                             "config centre.proxyCredentialsFile FILE'. Nothing was changed."));
}

void proxy_describe_origin(const struct proxy *proxy, char *text, size_t size)
{
    switch (proxy->origin) {
    case PROXY_CONFIGURATION:
        valux_text_print(text, size, "%s", _("the setting centre.proxy"));
        break;
    case PROXY_ENVIRONMENT:
        valux_text_print(text, size, _("the environment variable %s"), proxy->variable);
        break;
    case PROXY_GNOME:
        valux_text_print(text, size, "%s", _("the desktop's settings (GNOME)"));
        break;
    case PROXY_KDE:
        valux_text_print(text, size, "%s", _("the desktop's settings (KDE)"));
        break;
    case PROXY_UNSET:
        text[0] = '\0';
        break;
    }
}
