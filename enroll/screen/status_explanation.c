/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/status_explanation.h"

#include <stddef.h>
#include <stdio.h>

#include "screen/output.h"
#include "valux/text.h"

void status_explanation_write(void)
{
    static const char *const texts[] = {
        N_("* Certificates that are \"expiring\" (yellow) end soon. Renew them early.\n"
           "  (From 21 days before the certificate's expiry on, services by way of the VALUX\n"
           "  centre can't be used.)"),
        N_("* With certificates that are \"expired\" (red), services by way of the VALUX centre\n"
           "  can't be used. Renew them at once."),
        N_("* Certificates that are \"invalid\" (grey) are past their expiry. No service can be\n"
           "  used with them."),
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        output_print(stdout, "%s\n", _(texts[i]));
}
