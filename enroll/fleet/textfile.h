/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_FLEET_TEXTFILE_H
#define VALUX_ENROLL_FLEET_TEXTFILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/error.h"

/*
 * Writes the document of all_users_read for Prometheus, to a file of node_exporter's textfile
 * collector (the text exposition format, version 0.0.4). The file is replaced as a whole, and
 * everybody may read it. VALUX_ERROR_PROGRAM if it can't be written.
 */
bool textfile_write(const cJSON *document, const char *path, struct valux_error *error);

#endif
