/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/timer.h"

#include <stdio.h>

#include "screen/command_line.h"
#include "screen/output.h"
#include "valux/text.h"
#include "workspace/user_units.h"

static const struct user_units units = {.enabled = TIMER_UNIT, .service = TIMER_SERVICE};

bool timer_available(void)
{
    return user_units_available();
}

bool timer_enable(struct valux_error *error)
{
    return user_units_enable(&units, error);
}

bool timer_disable(struct valux_error *error)
{
    return user_units_disable(&units, error);
}

static void say(bool silent, const char *line)
{
    if (!silent)
        output_print(stdout, "%s\n", line);
}

void timer_register(bool silent)
{
    struct valux_error error;

    if (!timer_available())
        say(silent, _("daily alarms: not set up, since no systemd user manager runs for this home "
                      "directory; run 'valux-enroll alarm' from time to time"));
    else if (timer_enable(&error))
        say(silent, _("daily alarms: set up (systemd timer valux-alarm.timer)"));
    else
        command_line_warn(&error);
}

void timer_unregister(bool silent)
{
    struct valux_error error;

    if (!timer_available())
        return;
    if (timer_disable(&error))
        say(silent, _("daily alarms: taken back"));
    else
        command_line_warn(&error);
}
