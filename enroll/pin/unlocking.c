/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/unlocking.h"

#include <stdio.h>
#include <string.h>

#include "common/child.h"
#include "valux/seal_lock.h"
#include "valux/text.h"

#define UNLOCKING_SECONDS 60

bool unlocking_run(const char *pin, struct valux_error *error)
{
    char *words[] = {(char *)"/proc/self/exe", (char *)"unlock", (char *)"--pin-fd", (char *)"0",
                     NULL};
    char line[VALUX_PIN_MAX + 2];
    struct valux_error ignored;
    bool unlocked = false;
    int length = snprintf(line, sizeof line, "%s\n", pin);

    if (length > 0 && (size_t)length < sizeof line)
        (void)child_feed_program(words, line, UNLOCKING_SECONDS, &unlocked, &ignored);
    explicit_bzero(line, sizeof line);
    return unlocked || valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                                       _("The keys are locked. 'valux-enroll unlock' unlocks them, "
                                         "and says what keeps it from that."));
}
