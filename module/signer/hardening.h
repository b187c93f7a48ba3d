/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_HARDENING_H
#define VALUX_MODULE_SIGNER_HARDENING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What the signer does before it touches a secret: no environment, no core, no debugger of the
 * same user, no new privileges, no descriptor but the channels and three that lead nowhere, and as
 * much locked memory as the user may have. False where one of them fails, or where the `channels`
 * descriptors from VALUX_SIGNER_FIRST_CHANNEL on are not the sockets that they should be.
 */
bool hardening_apply(size_t channels);

#endif
