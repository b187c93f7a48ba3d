/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_SECRET_FILE_H
#define VALUX_ENROLL_SCREEN_SECRET_FILE_H

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/field_rules.h"

/*
 * Reads a secret from a file or a descriptor to its end: one line, with blank lines and blanks
 * around it, as editors of any system write it: in UTF-8 or UTF-16, with a byte order mark or
 * without, with any line ends. A second line is an error, since a secret that was cut would be a
 * wrong one, and so is more than a few kilobytes. `value` is what the line has; whether the field
 * takes it is not checked here. VALUX_ERROR_INPUT with a message that names the field, and never
 * shows what was read.
 */
bool secret_file_read(const char *path, enum input_field field, char value[static INPUT_SIZE],
                      struct valux_error *error);
bool secret_file_read_descriptor(int descriptor, enum input_field field,
                                 char value[static INPUT_SIZE], struct valux_error *error);

#endif
