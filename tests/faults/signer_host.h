/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SIGNER_HOST_H
#define SIGNER_HOST_H

#include <stdbool.h>

/*
 * The commands of a host that closes descriptors it does not know: close-all, occupy and intact.
 * False for another one.
 */
bool host_descriptors_command(const char *name);

#endif
