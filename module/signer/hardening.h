/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_HARDENING_H
#define VALUX_MODULE_SIGNER_HARDENING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What the signer gives up before it touches a secret: its environment, core files, debuggers of
 * the same user, new privileges, and all descriptors but its channels and three standard streams
 * that lead nowhere. It also raises the limit of locked memory as far as the user may.
 *
 * `channels` is the number of channels. False where the system denies one of the measures.
 */
bool hardening_apply(size_t channels);

/* Whether so many descriptors from VALUX_SIGNER_FIRST_CHANNEL on are sockets of the right kind. */
bool hardening_finds_channels(size_t channels);

#endif
