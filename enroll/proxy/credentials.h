/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_CREDENTIALS_H
#define VALUX_ENROLL_PROXY_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/proxy_address.h"

/* Who one is to a proxy. Neither goes into a message, a log, a command line or the environment. */
struct proxy_credentials {
    char user[VALUX_PROXY_LOGIN_SIZE];
    char password[VALUX_PROXY_LOGIN_SIZE];
};

/*
 * Reads a file of one line, USER:PASSWORD; what follows the first colon is the password, blanks
 * included. Nobody but its owner may read it: it is the user's own with no right for group and
 * others, or root's with none for others. VALUX_ERROR_CONFIGURATION with a message that names the
 * file and shows nothing of it.
 */
bool proxy_credentials_read(const char *path, struct proxy_credentials *credentials,
                            struct valux_error *error);

/* Reads the text of such a file. False: it is not one line with a user. */
bool proxy_credentials_parse(const char *text, size_t length,
                             struct proxy_credentials *credentials);

/*
 * Asks the person for the user and the password of the proxy at `address`. `refused`: the proxy did
 * not accept those that were tried. False where nobody can be asked, with VALUX_ERROR_USAGE, or
 * where the person does not answer.
 */
typedef bool proxy_credentials_prompt(const char *address, bool refused,
                                      struct proxy_credentials *credentials,
                                      struct valux_error *error);

/* Writes, as a sentence for the person, why he is asked to `text`, which has `size` bytes. */
void proxy_credentials_tell_why(const char *address, bool refused, char *text, size_t size);

/* Who is asked when a proxy wants credentials that are not known; NULL, as at the start: nobody. */
void proxy_credentials_use_prompt(proxy_credentials_prompt *prompt);

/* Asks, or answers what was answered before in this process. As proxy_credentials_prompt. */
bool proxy_credentials_ask(const char *address, bool refused, struct proxy_credentials *credentials,
                           struct valux_error *error);

/* The last answer was wrong: the next question is put to the person again. */
void proxy_credentials_forget(void);

#endif
