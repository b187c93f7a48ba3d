/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command.h"
#include "menu.h"
#include "pin/pin_form.h"
#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/proxy_form.h"
#include "valux/program_tasks.h"
#include "valux/text.h"
#include "workspace/own_paths.h"
#include "workspace/workspace.h"

static void choose_language(void)
{
    char directory[VALUX_PATH_SIZE];

    if (setlocale(LC_ALL, "") == NULL)
        setlocale(LC_ALL, "C.UTF-8");
    if (own_paths_locale(directory))
        bindtextdomain(VALUX_TEXT_DOMAIN, directory);
    /* Texts are UTF-8 inside of the program, the system's too. screen/output.c converts them. */
    bind_textdomain_codeset(VALUX_TEXT_DOMAIN, "UTF-8");
    bind_textdomain_codeset("libc", "UTF-8");
}

/*
 * Keys and one-time passwords pass through this process. No other process of the user may read its
 * memory or trace it, no core file may hold it (a limit of 0 does not keep one from a program that
 * takes cores by a pipe), and the keys of its TLS connections are written nowhere.
 */
static void keep_secrets(void)
{
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    unsetenv("SSLKEYLOGFILE");
}

static int help(void)
{
    output_print(stdout, "%s\n\n", _("Usage: valux-enroll COMMAND [OPTION]..."));
    output_print(stdout, "%s\n\n",
                 _("VALUX client certificates for Linux desktops. Without a command, it opens a "
                   "menu on the terminal."));
    for (const struct command *command = command_table; command->name != NULL; command++)
        output_print(stdout, "  %-12s %s\n", command->name, _(command->summary));
    output_print(stdout, "\n%s\n",
                 _("'valux-enroll COMMAND --help' explains a command; the manual page "
                   "valux-enroll(1) lists the exit statuses."));
    return 0;
}

/* Wrong command lines are told as JSON too, so this is known before the command reads its own. */
static bool wants_json(char **arguments)
{
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++)
        if (strlen(*arguments) > strlen("--") &&
            strncmp("--json", *arguments, strlen(*arguments)) == 0)
            return true;
    return false;
}

static int run_command(int argument_count, char **arguments)
{
    const char *name = arguments[1];

    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return help();
    if (strcmp(name, "--version") == 0) {
        output_print(stdout, "valux-enroll %s\n", VALUX_VERSION);
        return 0;
    }
    command_line_use_json(wants_json(arguments + 2));
    const struct command *command = command_find(name);
    if (command != NULL)
        return command->run(argument_count - 1, arguments + 1);
    struct valux_error error;
    valux_error_set(&error, VALUX_ERROR_USAGE,
                    _("There is no command \"%s\". Try 'valux-enroll --help'."), name);
    return command_line_fail(&error);
}

int main(int argument_count, char **arguments)
{
    int status;

    keep_secrets();
    choose_language();
    if (valux_program_tasks_serve(argument_count, arguments, &status))
        _exit(status); /* what other people's modules left behind is not run */
    workspace_tell_aside(command_line_warn);
    proxy_credentials_use_prompt(proxy_form_ask);
    seal_secret_use_prompt(pin_form_ask);
    if (argument_count > 1) {
        status = run_command(argument_count, arguments);
    } else if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
        status = menu_run();
    } else {
        help();
        status = valux_error_exit_status(VALUX_ERROR_USAGE);
    }
    if (fflush(stdout) != 0 && status == 0) {
        output_print(stderr, "valux-enroll: %s\n", strerror(errno));
        status = valux_error_exit_status(VALUX_ERROR_SYSTEM);
    }
    return status;
}
