/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_PROXY_DESCRIPTOR_H
#define VALUX_ENROLL_SCREEN_PROXY_DESCRIPTOR_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Has another program asked who one is to a proxy, as docs/machine-interface.md says: a line of
 * progress tells it that the proxy asks, and the answer is a line USER:PASSWORD on a descriptor.
 */

#define PROXY_DESCRIPTOR_NONE 65536 /* of proxy_descriptor_open: no descriptor was given */

/*
 * Takes the answers of this process from this descriptor from now on. False with VALUX_ERROR_USAGE
 * where the descriptor is not open for reading.
 */
bool proxy_descriptor_open(unsigned descriptor, struct valux_error *error);

#endif
