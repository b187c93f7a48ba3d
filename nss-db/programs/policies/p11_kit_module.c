/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/p11_kit_module.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * These programs have the module by NSS. If their NSS loads p11-kit's proxy as well, the token must
 * not be there a second time. The same holds for programs that read such a database.
 */
char *policy_p11_kit_text(const char *module_path)
{
    static const char format[] =
        "# Written by `valux-enroll register --policy`; `valux-enroll unregister --policy` removes "
        "it.\n"
        "module: %s\n"
        "# These programs have the module by NSS, and would show its token twice.\n"
        "disable-in: firefox firefox-esr firefox-bin thunderbird thunderbird-bin chromium "
        "chromium-browser chrome google-chrome msedge brave vivaldi-bin opera valux-enroll "
        "modutil certutil\n";
    char *text;

    return asprintf(&text, format, module_path) < 0 ? NULL : text;
}
