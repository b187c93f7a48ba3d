/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_JSON_DOCUMENT_H
#define VALUX_ENROLL_SCREEN_JSON_DOCUMENT_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/error.h"

/*
 * Writes the document to standard output and deletes it. False for want of memory, also if it is
 * NULL.
 */
bool json_document_write(cJSON *document, struct valux_error *error);

#endif
