/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_RELAXED_JSON_H
#define VALUX_PROGRAMS_POLICIES_RELAXED_JSON_H

#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * JSON as Chromium reads its policy files: with comments of both kinds, with a comma behind the
 * last element or member, and with \v and \xHH in strings.
 *
 * Parses `length` bytes. The caller owns the document (cJSON_Delete). NULL if it is not such JSON,
 * or for want of memory. What stands behind the document does not count.
 */
cJSON *relaxed_json_parse(const char *text, size_t length);

#endif
