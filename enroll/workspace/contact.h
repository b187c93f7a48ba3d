/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_CONTACT_H
#define VALUX_ENROLL_WORKSPACE_CONTACT_H

#include <stddef.h>

#include "valux/configuration.h"

/*
 * The configuration's centre.contact: how the VALUX centre is reached, for the person. It stands in
 * every message that sends somebody to the centre.
 */

/*
 * Appends to a text in an array of `size` bytes how the centre is reached, as a sentence of its
 * own. Nothing is appended where the configuration does not say it, or the text has it already.
 * What is too long is cut.
 */
void contact_add(const struct valux_configuration *configuration, char *text, size_t size);

#endif
