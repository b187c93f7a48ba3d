/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_COMMAND_H
#define VALUX_WINDOW_COMMAND_H

#include <cjson/cJSON.h>

#include "answer.h"

/*
 * Runs `valux-enroll COMMAND --json` as a child process. Nothing waits: the functions of `calls`
 * are called by the main loop.
 */

struct command;

/* The steps of progress that wait for an answer. */
enum command_question {
    COMMAND_ASKS_PROXY = 1, /* "proxyLogin": command_answer_proxy */
    COMMAND_ASKS_PIN = 2,   /* "pin": command_answer_pin */
};

struct command_calls {
    /* A line of progress; NULL if the command has none. The line belongs to the caller. */
    void (*progress)(const cJSON *line, void *data);
    /*
     * Nothing came for longer than is usual. The command runs on, and the person may stop it. If
     * this is NULL, the command is stopped at this point.
     */
    void (*stalled)(void *data);
    /* The command has ended. The answer belongs to the caller; the command is gone afterwards. */
    void (*done)(const struct answer *answer, void *data);
    void *data;
    /* What the command may ask by its progress: a sum of enum command_question. */
    unsigned questions;
};

/* Secrets go through pipes. Each may be NULL, and is not needed any more on return. */
struct command_secrets {
    const char *one_time_password;
    const char *passphrase;
    const char *new_pin; /* that is to be set */
};

/*
 * Starts a command. `arguments` begin with the command's name and end with NULL; `secrets` may be
 * NULL. `done` is always called, and never before this function has returned.
 */
struct command *command_start(const char *const *arguments, const struct command_secrets *secrets,
                              const struct command_calls *calls);

/*
 * Answers the step "proxyLogin" of the progress: a proxy asks who one is. `user` has no colon;
 * NULL gives up. The texts are not kept.
 */
void command_answer_proxy(struct command *command, const char *user, const char *password);

/* Answers the step "pin" of the progress. NULL gives up. The PIN is not kept. */
void command_answer_pin(struct command *command, const char *pin);

/* Asks the command to end, and makes it a few seconds later. `done` is called. */
void command_stop(struct command *command);

/* Asks the command to end, and calls no function of `calls` any more. */
void command_leave(struct command *command);

#endif
