/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_CHROMIUM_POLICY_H
#define VALUX_PROGRAMS_POLICIES_CHROMIUM_POLICY_H

#include <stdbool.h>
#include <stddef.h>

/* The policy file of Chromium's that is wholly ours, and what must hold for it. */

#define POLICY_CHROMIUM_NAME "AutoSelectCertificateForUrls"
#define POLICY_CHROMIUM_PATH "/etc/chromium/policies/managed/valux.json"
#define POLICY_CHROME_PATH "/etc/opt/chrome/policies/managed/valux.json"
#define POLICY_CHROME_DIRECTORY "/etc/opt/chrome"

/* Whether the text is https://HOST or https://[*.]DOMAIN, perhaps with a port. */
bool policy_chromium_is_pattern(const char *text);

/*
 * Chromium's policy AutoSelectCertificateForUrls for these patterns: Chromium then presents the
 * first certificate that the server accepts, without asking. The caller frees the text. NULL for
 * want of memory.
 */
char *policy_chromium_text(const char *const *patterns, size_t count);

#endif
