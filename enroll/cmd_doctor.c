/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "cmd_doctor.h"

#include <stddef.h>

#include "doctor/centre.h"
#include "doctor/findings.h"
#include "doctor/module.h"
#include "doctor/programs.h"
#include "doctor/store.h"
#include "screen/command_line.h"
#include "screen/options.h"
#include "screen/progress.h"
#include "screen/proxy_descriptor.h"
#include "valux/own_places.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

static const char help[] =
    N_("Looks at everything from the store to the browsers and changes nothing. For each thing,\n"
       "one line says whether it is right or wrong and what to do. The exit status is 0 if\n"
       "nothing is wrong.\n\n"
       "  --connect  ask the centre as well, and show its CA's fingerprint and the proxy\n"
       "  --json     report as JSON\n"
       "  --progress-fd NUMBER  write what is being done to this descriptor, as JSON lines\n"
       "  --proxy-login-fd NUMBER  read who you are to a proxy that asks from this\n"
       "             descriptor, a line USER:PASSWORD each time\n");

static void examine_all(struct findings *findings)
{
    struct valux_error error;
    char module_path[VALUX_PATH_SIZE];

    /* What is another user's is not even looked at: its programs' databases name libraries. */
    if (!valux_own_places_check(&error)) {
        findings_add_error(findings, "store", &error);
        return;
    }
    doctor_examine_store(findings);
    if (own_paths_module(module_path, &error)) {
        doctor_examine_module(findings, module_path);
        doctor_examine_programs(findings, module_path);
    } else {
        findings_add(findings, "module", VERDICT_WRONG, VALUX_ERROR_PROGRAM, "%s %s", error.message,
                     _("Install VALUX for NSS anew."));
    }
}

static int examine(bool json, bool connect)
{
    struct findings findings = {0};

    examine_all(&findings);
    if (connect)
        doctor_examine_connection(&findings);
    int status = findings_print(&findings, json);
    findings_free(&findings);
    return status;
}

int cmd_doctor(int argument_count, char **arguments)
{
    int status;
    bool json = false;
    bool connect = false;
    unsigned progress = PROGRESS_NONE;
    unsigned proxy_login = PROXY_DESCRIPTOR_NONE;
    struct valux_error error;
    const struct options_row rows[] = {
        {.name = "connect", .flag = &connect},
        {.name = "json", .flag = &json},
        {.name = "progress-fd", .number = &progress, .maximum = PROGRESS_NONE - 1},
        {.name = "proxy-login-fd", .number = &proxy_login, .maximum = PROXY_DESCRIPTOR_NONE - 1},
        OPTIONS_END,
    };
    const struct options_command command = {
        .name = "doctor",
        .synopsis = "doctor [OPTION]...",
        .groups = {{rows, help}},
    };

    if (options_read(&command, argument_count, arguments, &status) == NULL)
        return status;
    if (!progress_open(progress, &error) || !proxy_descriptor_open(proxy_login, &error))
        return command_line_fail(&error);
    return examine(json, connect);
}
