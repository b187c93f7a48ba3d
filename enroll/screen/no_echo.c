/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/no_echo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "screen/output.h"
#include "valux/text.h"

/* SIGCONT is caught to ask again after a SIGSTOP too, which nobody can catch. */
static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
#define CAUGHT_COUNT (sizeof caught / sizeof caught[0])

static volatile sig_atomic_t arrived;

struct terminal {
    int file;
    bool secret;
    struct termios before;
    struct sigaction actions[CAUGHT_COUNT]; /* as they were */
    sigset_t mask;                          /* as it was */
};

static void note_signal(int number)
{
    if (arrived == 0 || number != SIGCONT)
        arrived = number;
}

/*
 * Catches the signals and holds them back: they arrive in wait_for_input alone. One that the
 * program was started to ignore stays ignored.
 */
static void catch_signals(struct terminal *terminal)
{
    struct sigaction note = {.sa_handler = note_signal};
    sigset_t held;

    arrived = 0;
    sigemptyset(&held);
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaddset(&held, caught[i]);
    sigprocmask(SIG_BLOCK, &held, &terminal->mask);
    for (size_t i = 0; i < CAUGHT_COUNT; i++) {
        sigaction(caught[i], NULL, &terminal->actions[i]);
        if (terminal->actions[i].sa_handler != SIG_IGN)
            sigaction(caught[i], &note, NULL);
    }
}

static void release_signals(const struct terminal *terminal)
{
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &terminal->actions[i], NULL);
    sigprocmask(SIG_SETMASK, &terminal->mask, NULL);
}

static bool set_modes(const struct terminal *terminal, int when, const struct termios *modes)
{
    int result;

    do {
        result = tcsetattr(terminal->file, when, modes);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/* Turns the echo off for a secret. What was typed before has been shown, and is dropped. */
static bool turn_echo_off(const struct terminal *terminal)
{
    struct termios quiet = terminal->before;

    if (!terminal->secret)
        return true;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    return set_modes(terminal, TCSAFLUSH, &quiet);
}

/*
 * In the background, turning the echo off stops the program until it is in the foreground. The
 * SIGCONT of that is forgotten, since the question has not been asked yet.
 */
static void forget_continuing(void)
{
    static const struct timespec at_once;
    sigset_t continuing;

    sigemptyset(&continuing);
    sigaddset(&continuing, SIGCONT);
    while (sigtimedwait(&continuing, NULL, &at_once) == SIGCONT)
        continue;
}

/*
 * Gives the terminal back as it was, unless the program runs in the background: then the terminal
 * is another program's.
 */
static void restore(const struct terminal *terminal)
{
    if (terminal->secret && tcgetpgrp(terminal->file) == getpgrp())
        set_modes(terminal, TCSADRAIN, &terminal->before);
}

/* Waits until there is something to read. False if a signal has arrived. */
static bool wait_for_input(const struct terminal *terminal)
{
    struct pollfd wait = {terminal->file, POLLIN, 0};

    while (arrived == 0 && ppoll(&wait, 1, NULL, &terminal->mask) < 0 && errno == EINTR)
        continue;
    return arrived == 0;
}

/* Reads to the line's end. False if a signal has arrived before. */
static bool read_line(const struct terminal *terminal, char *line, size_t size,
                      enum terminal_result *result)
{
    size_t used = 0;
    char c = 0;

    while (c != '\n') {
        if (!wait_for_input(terminal))
            return false;
        ssize_t got = read(terminal->file, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 && used == 0) {
            *result = TERMINAL_END;
            return true;
        }
        if (got <= 0)
            break;
        if (c != '\n' && used < size)
            line[used] = c;
        if (c != '\n')
            used++;
    }
    c = 0;
    *result = TERMINAL_TOO_LONG;
    if (used < size) {
        line[used] = '\0';
        *result = strlen(line) == used ? TERMINAL_LINE : TERMINAL_TOO_LONG;
    }
    return true;
}

/*
 * Does what the signal that has arrived does: ends the program, or stops it until it goes on. The
 * terminal is as it was meanwhile. After a SIGCONT the program has been stopped already, and goes
 * on: its echo stays off.
 */
static void obey(struct terminal *terminal)
{
    int number = (int)arrived;

    arrived = 0;
    if (number == SIGCONT)
        return;
    restore(terminal);
    if (number != SIGTSTP)
        output_print_descriptor(terminal->file, "\n%s\n", _("Cancelled: nothing was sent."));
    release_signals(terminal);
    raise(number);
    catch_signals(terminal);
}

enum terminal_result terminal_ask(const char *question, bool secret, char *line, size_t size)
{
    enum terminal_result result = TERMINAL_NONE;
    struct terminal terminal = {.file = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY),
                                .secret = secret};

    if (terminal.file < 0)
        return TERMINAL_NONE;
    if (tcgetattr(terminal.file, &terminal.before) != 0)
        goto done;
    result = TERMINAL_END;
    catch_signals(&terminal);
    while (turn_echo_off(&terminal)) {
        forget_continuing();
        output_print_descriptor(terminal.file, "%s: ", question);
        if (read_line(&terminal, line, size, &result))
            break;
        explicit_bzero(line, size);
        obey(&terminal);
    }
    restore(&terminal);
    if (secret)
        output_print_descriptor(terminal.file, "\n");
    release_signals(&terminal);
    if (result != TERMINAL_LINE)
        explicit_bzero(line, size);
done:
    close(terminal.file);
    return result;
}
