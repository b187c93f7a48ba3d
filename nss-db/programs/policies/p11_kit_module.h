/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_P11_KIT_MODULE_H
#define VALUX_PROGRAMS_POLICIES_P11_KIT_MODULE_H

#define POLICY_P11_KIT_PATH "/etc/pkcs11/modules/valux.module"
#define POLICY_P11_KIT_PACKAGE_PATH "/usr/share/p11-kit/modules/valux.module"

/* p11-kit's module file (pkcs11.conf(5)). The caller frees the text; NULL for want of memory. */
char *policy_p11_kit_text(const char *module_path);

#endif
