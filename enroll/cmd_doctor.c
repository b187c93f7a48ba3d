/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_doctor.h"

#include <getopt.h>
#include <stddef.h>

#include "doctor/findings.h"
#include "doctor/module.h"
#include "doctor/programs.h"
#include "doctor/store.h"
#include "screen/command_line.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

static const struct option long_options[] = {
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int examine(bool json)
{
    struct findings findings = {0};
    struct valux_error error;
    char module_path[VALUX_PATH_SIZE];

    doctor_examine_store(&findings);
    if (own_paths_module(module_path, &error)) {
        doctor_examine_module(&findings, module_path);
        doctor_examine_programs(&findings, module_path);
    } else {
        findings_add(&findings, "module", VERDICT_WRONG, VALUX_ERROR_PROGRAM, "%s %s",
                     error.message, _("Install VALUX for NSS anew."));
    }
    int status = findings_print(&findings, json);
    findings_free(&findings);
    return status;
}

int cmd_doctor(int argument_count, char **arguments)
{
    bool json = false;
    int option;

    while ((option = getopt_long(argument_count, arguments, "", long_options, NULL)) != -1) {
        if (option == 'h')
            return command_help("doctor [--json]",
                                _("Looks at everything from the store to the browsers, changes "
                                  "nothing, and says in a\nline each what is right, what is wrong "
                                  "and what to do. The exit status is 0 if nothing\nis wrong.\n\n"
                                  "  --json  report as JSON\n"));
        if (option == '?')
            return command_usage("doctor", "%s", _("The command line can't be read."));
        json = true;
    }
    if (optind < argument_count)
        return command_usage("doctor", _("The argument \"%s\" is not wanted."), arguments[optind]);
    return examine(json);
}
