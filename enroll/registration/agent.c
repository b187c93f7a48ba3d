/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "registration/agent.h"

#include <stdio.h>

#include "screen/command_line.h"
#include "screen/output.h"
#include "valux/error.h"
#include "valux/text.h"
#include "workspace/user_units.h"

static const struct user_units units = {
    .enabled = "valux-agent.socket",
    .service = "valux-agent.service",
};

static void say(bool silent, const char *line)
{
    if (!silent)
        output_print(stdout, "%s\n", line);
}

void agent_register(bool silent)
{
    struct valux_error error;

    if (!user_units_available())
        say(silent, _("agent: not set up, since no systemd user manager runs for this home "
                      "directory; programs work without it"));
    else if (user_units_enable(&units, &error))
        say(silent, _("agent: set up (systemd socket valux-agent.socket)"));
    else
        command_line_warn(&error);
}

void agent_unregister(bool silent)
{
    struct valux_error error;

    if (!user_units_available())
        return;
    if (user_units_disable(&units, &error))
        say(silent, _("agent: taken back"));
    else
        command_line_warn(&error);
}
