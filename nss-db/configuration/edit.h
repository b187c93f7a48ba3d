/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CONFIGURATION_EDIT_H
#define VALUX_CONFIGURATION_EDIT_H

/*
 * Changes one member in the text of a JSON object with comments, and leaves everything else as a
 * person has written it: comments, order, line breaks.
 */

struct configuration_edit {
    const char *section; /* the object in which the member is, "centre"; NULL: the outermost */
    const char *member;
    const char *value; /* its new value as JSON; NULL to take the member out */
};

/*
 * The new text, which the caller frees. A section that is missing is made. NULL if there is not
 * enough memory, or if the text is not JSON.
 */
char *configuration_edit(const char *text, const struct configuration_edit *edit);

#endif
