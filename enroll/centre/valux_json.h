/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_VALUX_JSON_H
#define VALUX_ENROLL_CENTRE_VALUX_JSON_H

#include "centre/profile.h"

/* The profile valux-json, version 1: JSON over HTTPS. Its addresses are at the top of the source.
 */
extern const struct centre_profile centre_valux_json;

#endif
