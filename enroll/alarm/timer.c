/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/timer.h"

#include <stdio.h>

#include "screen/command_line.h"
#include "screen/output.h"
#include "valux/text.h"
#include "workspace/user_units.h"

static const struct user_units timers[] = {
    {.enabled = "valux-alarm.timer", .service = "valux-alarm.service"},
    {.enabled = "valux-renewal.timer", .service = "valux-renewal.service"},
};
#define TIMER_COUNT (sizeof timers / sizeof timers[0])

bool timer_available(void)
{
    return user_units_available();
}

bool timer_enable(struct valux_error *error)
{
    for (size_t i = 0; i < TIMER_COUNT; i++)
        if (!user_units_enable(&timers[i], error))
            return false;
    return true;
}

bool timer_disable(struct valux_error *error)
{
    for (size_t i = 0; i < TIMER_COUNT; i++)
        if (!user_units_disable(&timers[i], error))
            return false;
    return true;
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
        say(silent, _("daily alarms: set up (systemd timers valux-alarm.timer and "
                      "valux-renewal.timer)"));
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
