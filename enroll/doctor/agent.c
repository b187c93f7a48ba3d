/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/agent.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "valux/signer_way.h"
#include "valux/text.h"
#include "workspace/user_units.h"

/* Whether no socket can be made in the runtime directory. */
static bool runtime_directory_is_full(void)
{
    const char *path = secure_getenv("XDG_RUNTIME_DIR");
    struct statvfs status;

    return path != NULL && statvfs(path, &status) == 0 &&
           (status.f_bavail == 0 || (status.f_files > 0 && status.f_favail == 0));
}

/* What the person can do for the agent, or "". */
static const char *advice(unsigned long way)
{
    if (way != VALUX_SIGNER_SOCKET_MISSING && way != VALUX_SIGNER_SOCKET_STALE)
        return "";
    if (runtime_directory_is_full())
        return _("The directory that XDG_RUNTIME_DIR names is full.");
    return user_units_available()
               ? _("Have systemd start it: valux-enroll register")
               : _("No systemd user manager runs for this home directory and store.");
}

void doctor_examine_agent(struct findings *findings, unsigned long way)
{
    bool by_agent = way == VALUX_SIGNER_BY_AGENT || way == VALUX_SIGNER_AGENT_NOT_READY;
    const char *rest = advice(way);

    if (way == VALUX_SIGNER_NO_WAY)
        return;
    findings_add(findings, "agent", by_agent ? VERDICT_RIGHT : VERDICT_NOTE, VALUX_ERROR_NONE,
                 "%s%s%s", _(valux_signer_way_text(way)), rest[0] == '\0' ? "" : " ", rest);
    if ((way == VALUX_SIGNER_SOCKET_MISSING || way == VALUX_SIGNER_SOCKET_STALE) &&
        user_units_available())
        findings_set_remedy(findings, "register");
}
