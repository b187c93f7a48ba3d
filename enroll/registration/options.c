/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "screen/command_line.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

static const struct option register_table[] = {
    {"json", no_argument, NULL, 'j'},           {"module", required_argument, NULL, 'm'},
    {"database", required_argument, NULL, 'd'}, {"policy", no_argument, NULL, 'p'},
    {"root", required_argument, NULL, 'r'},     {"url", required_argument, NULL, 'u'},
    {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0},
};

static const struct option unregister_table[] = {
    {"json", no_argument, NULL, 'j'},   {"database", required_argument, NULL, 'd'},
    {"policy", no_argument, NULL, 'p'}, {"root", required_argument, NULL, 'r'},
    {"help", no_argument, NULL, 'h'},   {NULL, 0, NULL, 0},
};

static const char *command_name(enum registration_action action)
{
    return action == REGISTRATION_REGISTER ? "register" : "unregister";
}

static int help(enum registration_action action)
{
    if (action == REGISTRATION_REGISTER)
        return command_help(
            "register [--json] [--module PATH] [--database DIRECTORY]\n"
            "       valux-enroll register --policy [--json] [--module PATH] [--url ORIGIN]... "
            "[--root DIRECTORY]",
            _("Registers the module with the shared NSS databases and with each Firefox and\n"
              "Thunderbird profile, and says for each what was done, what was not, and why.\n\n"
              "  --module PATH         the module, if not the one that belongs to this program\n"
              "  --database DIRECTORY  with this NSS database alone\n"
              "  --policy              for all users of the machine, by the policies of Firefox,\n"
              "                        Thunderbird and Chromium and by p11-kit's configuration\n"
              "  --url ORIGIN          let Chromium present the certificate there unasked\n"
              "  --root DIRECTORY      write below this directory in place of /\n"
              "  --json                report as JSON\n"));
    return command_help("unregister [--json] [--database DIRECTORY]\n"
                        "       valux-enroll unregister --policy [--json] [--root DIRECTORY]",
                        _("Takes back what `register` did, and nothing else.\n\n"
                          "  --database DIRECTORY  in this NSS database alone\n"
                          "  --policy              what `register --policy` did\n"
                          "  --root DIRECTORY      below this directory in place of /\n"
                          "  --json                report as JSON\n"));
}

/* False with *status set for an option that is the last one to be read. */
static bool take_option(struct registration_options *options, enum registration_action action,
                        int option, const char *word, int *status)
{
    switch (option) {
    case 'j':
        options->json = true;
        return true;
    case 'm':
        options->module = optarg;
        return true;
    case 'd':
        options->database = optarg;
        return true;
    case 'p':
        options->policy = true;
        return true;
    case 'r':
        options->root = optarg;
        return true;
    case 'u':
        if (options->url_count == REGISTRATION_URLS_MAX) {
            *status =
                command_usage(command_name(action), _("There are too many options %s."), "--url");
            return false;
        }
        options->urls[options->url_count++] = optarg;
        return true;
    case 'h':
        *status = help(action);
        return false;
    case ':':
        *status = command_usage(command_name(action), _("The option %s wants an argument."), word);
        return false;
    default:
        *status = command_usage(command_name(action), _("There is no option %s."), word);
        return false;
    }
}

bool registration_options_read(struct registration_options *options,
                               enum registration_action action, int argument_count,
                               char **arguments, int *status)
{
    const struct option *table =
        action == REGISTRATION_REGISTER ? register_table : unregister_table;
    int option;

    *options = (struct registration_options){0};
    opterr = 0;
    optind = 1;
    while ((option = getopt_long(argument_count, arguments, ":h", table, NULL)) != -1) {
        if (!take_option(options, action, option, arguments[optind - 1], status))
            return false;
    }
    if (optind < argument_count) {
        *status = command_usage(command_name(action), _("\"%s\" is one argument too many."),
                                arguments[optind]);
        return false;
    }
    if (options->policy && options->database != NULL) {
        *status = command_usage(command_name(action), _("%s and %s do not go together."),
                                "--policy", "--database");
        return false;
    }
    if (!options->policy && (options->root != NULL || options->url_count > 0)) {
        *status = command_usage(command_name(action), _("%s goes only with %s."),
                                options->root != NULL ? "--root" : "--url", "--policy");
        return false;
    }
    return true;
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
