/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_HTTP_ERROR_H
#define VALUX_ENROLL_CENTRE_HTTP_ERROR_H

#include <curl/curl.h>
#include <stdbool.h>

#include "centre/http_watch.h"
#include "valux/error.h"

/*
 * Says why an exchange failed with `code`, what was seen of it, and what to do. `detail` is
 * libcurl's text, or "". Returns false always.
 */
bool http_error_set(CURL *curl, CURLcode code, const char *detail, const struct http_watch *watch,
                    struct valux_error *error);

#endif
