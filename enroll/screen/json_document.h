/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_JSON_DOCUMENT_H
#define VALUX_ENROLL_SCREEN_JSON_DOCUMENT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>

#include "valux/error.h"

/* JSON that other programs read: docs/machine-interface.md. Each object gets the version. */

/*
 * Writes the answer of a command to standard output and deletes it. False for want of memory, also
 * if it is NULL.
 */
bool json_document_write(cJSON *document, struct valux_error *error);

/* Writes an object on a line of its own and deletes it. Nothing is written for want of memory. */
void json_document_write_line(FILE *stream, cJSON *object);

#endif
