/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_TEXTS_H
#define VALUX_PROGRAMS_POLICIES_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

/* The policy files that are wholly ours, and what must hold for them. */

#define POLICY_CHROMIUM_NAME "AutoSelectCertificateForUrls"
#define POLICY_CHROMIUM_PATH "/etc/chromium/policies/managed/valux.json"
#define POLICY_CHROME_PATH "/etc/opt/chrome/policies/managed/valux.json"
#define POLICY_CHROME_DIRECTORY "/etc/opt/chrome"
#define POLICY_P11_KIT_PATH "/etc/pkcs11/modules/valux.module"
#define POLICY_P11_KIT_PACKAGE_PATH "/usr/share/p11-kit/modules/valux.module"

/* Whether the text is https://HOST or https://[*.]DOMAIN, perhaps with a port. */
bool policy_texts_is_pattern(const char *text);

/*
 * Chromium's policy AutoSelectCertificateForUrls for these patterns: Chromium then presents the
 * first certificate that the server accepts, without asking. The caller frees the text. NULL for
 * want of memory.
 */
char *policy_texts_chromium(const char *const *patterns, size_t count);

/* p11-kit's module file (pkcs11.conf(5)). The caller frees the text; NULL for want of memory. */
char *policy_texts_p11_kit(const char *module_path);

#endif
