/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "screen/command_line.h"
#include "screen/options.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

static const char register_help[] =
    N_("Registers the module with the shared NSS databases and with each Firefox and\n"
       "Thunderbird profile, and says for each what was done, what was not, and why.\n\n"
       "  --module PATH         the module, if not the one that belongs to this program\n"
       "  --database DIRECTORY  with this NSS database alone\n"
       "  --policy              for all users of the machine, by the policies of Firefox,\n"
       "                        Thunderbird and Chromium and by p11-kit's configuration\n"
       "  --url ORIGIN          let Chromium send this server the certificate without asking\n"
       "  --root DIRECTORY      write below this directory instead of /\n"
       "  --json                report as JSON\n");

static const char unregister_help[] =
    N_("Undoes what `register` did, and nothing else.\n\n"
       "  --database DIRECTORY  in this NSS database alone\n"
       "  --policy              what `register --policy` did\n"
       "  --root DIRECTORY      below this directory instead of /\n"
       "  --json                report as JSON\n");

static char **read_register(struct registration_options *options, int argument_count,
                            char **arguments, int *status)
{
    struct options_list urls = {.texts = options->urls, .maximum = REGISTRATION_URLS_MAX};
    const struct options_row rows[] = {
        {.name = "json", .flag = &options->json},
        {.name = "module", .text = &options->module},
        {.name = "database", .text = &options->database},
        {.name = "policy", .flag = &options->policy},
        {.name = "root", .text = &options->root},
        {.name = "url", .list = &urls},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "register",
        .synopsis =
            "register [--json] [--module PATH] [--database DIRECTORY]\n"
            "       valux-enroll register --policy [--json] [--module PATH] [--url ORIGIN]... "
            "[--root DIRECTORY]",
        .groups = {{rows, register_help}},
    };
    char **words = options_read(&command, argument_count, arguments, status);

    options->url_count = urls.count;
    return words;
}

static char **read_unregister(struct registration_options *options, int argument_count,
                              char **arguments, int *status)
{
    const struct options_row rows[] = {
        {.name = "json", .flag = &options->json},
        {.name = "database", .text = &options->database},
        {.name = "policy", .flag = &options->policy},
        {.name = "root", .text = &options->root},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "unregister",
        .synopsis = "unregister [--json] [--database DIRECTORY]\n"
                    "       valux-enroll unregister --policy [--json] [--root DIRECTORY]",
        .groups = {{rows, unregister_help}},
    };

    return options_read(&command, argument_count, arguments, status);
}

bool registration_options_read(struct registration_options *options,
                               enum registration_action action, int argument_count,
                               char **arguments, int *status)
{
    const char *name = action == REGISTRATION_REGISTER ? "register" : "unregister";

    *options = (struct registration_options){0};
    if ((action == REGISTRATION_REGISTER
             ? read_register(options, argument_count, arguments, status)
             : read_unregister(options, argument_count, arguments, status)) == NULL)
        return false;
    if (options->policy && options->database != NULL)
        *status =
            command_line_usage(name, _("%s and %s do not go together."), "--policy", "--database");
    else if (!options->policy && (options->root != NULL || options->url_count > 0))
        *status = command_line_usage(name, _("%s goes only with %s."),
                                     options->root != NULL ? "--root" : "--url", "--policy");
    else
        return true;
    return false;
}

bool registration_options_module(const struct registration_options *options,
                                 char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    if (options->module == NULL)
        return own_paths_module(path, error);
    if (options->module[0] == '/' && strlen(options->module) < VALUX_PATH_SIZE)
        memcpy(path, options->module, strlen(options->module) + 1);
    else if (realpath(options->module, path) == NULL)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("The module %s can't be used: %s."),
                               options->module, strerror(errno));
    return true;
}
