/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SANDBOX_H
#define VALUX_MODULE_SIGNER_SANDBOX_H

#include <stdbool.h>

#include "signer/store_watch.h"

/*
 * The signer's seal: Landlock without any path, where the kernel has it, and a seccomp filter that
 * lets pass what computing and the channels take. Everything else fails with EPERM.
 */

struct sandbox;

/*
 * Makes the filter, which takes a moment, ahead of time. The descriptors of `watch` may be
 * asked for their status. NULL where libseccomp fails; the caller frees it with sandbox_free.
 */
struct sandbox *sandbox_prepare(const struct store_watch *watch);

/* Gives up all paths, for the calling thread and those that it makes. */
bool sandbox_leave_paths(void);

/* Puts the filter over all threads of the process. */
bool sandbox_enter(const struct sandbox *sandbox);

void sandbox_free(struct sandbox *sandbox);

#endif
