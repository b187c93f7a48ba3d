/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "menu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "first_start.h"
#include "screen/command_line.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/text.h"
#include "workspace/entry_status.h"
#include "workspace/workspace.h"

/* What can be chosen in a menu: a command, or a menu below it. */
struct choice {
    const char *key;              /* what the person types */
    const char *text;             /* marked with N_ */
    const char *command;          /* its name, or NULL */
    const struct choice *choices; /* those of the menu below, or NULL */
};

static const struct choice acquisition_menu[] = {
    {"1", N_("Acquire a certificate"), "new", NULL},
    {"2", N_("Renew a certificate"), "renew", NULL},
    {"3", N_("Bring an unfinished acquisition to its end"), "resume", NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct choice main_menu[] = {
    {"1", N_("Acquire or renew a certificate"), NULL, acquisition_menu},
    {"2", N_("Select the certificate to use"), "select", NULL},
    {"3", N_("List the certificates"), "list", NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct choice *find_choice(const struct choice *choices, const char *key)
{
    for (; choices->key != NULL; choices++)
        if (strcmp(choices->key, key) == 0)
            return choices;
    return NULL;
}

static void show(const char *title, const char *leave, const struct choice *choices)
{
    output_print(stdout, "\n== %s ==\n\n", title);
    for (; choices->key != NULL; choices++)
        output_print(stdout, "  %s  %s\n", choices->key, _(choices->text));
    output_print(stdout, "  0  %s\n\n", leave);
    fflush(stdout);
}

static int run_command(const char *name)
{
    putchar('\n');
    int status = command_find(name)->run(1, (char *[]){(char *)name, NULL});
    fflush(stdout);
    return status;
}

/* Whether a certificate waits for its first selection. */
static bool has_new_arrival(void)
{
    bool result = false;
    struct workspace workspace;
    struct valux_error ignored;
    int64_t now = time(NULL);

    if (workspace_open(&workspace, NULL, &ignored))
        for (size_t i = 0; i < workspace.catalogue.count && !result; i++) {
            const struct valux_catalogue_entry *entry = &workspace.catalogue.entries[i];
            result = !entry->superseded &&
                     entry_status(&workspace, entry, now) == VALUX_STATUS_NEW_ARRIVAL;
        }
    workspace_close(&workspace);
    return result;
}

/* As the manual has it, a further acquisition leads on to the selection. */
static int acquire(const char *name)
{
    int status = run_command(name);

    if (status != 0 || !has_new_arrival())
        return status;
    output_print(stdout, "\n== %s ==\n", _("Select the certificate to use"));
    return run_command("select");
}

/* Shows a menu until the person leaves it. Returns the exit status of the last command. */
static int run_menu(const char *title, const char *leave, const struct choice *choices)
{
    struct valux_error error;
    char answer[16];
    int status = 0;

    for (;;) {
        show(title, leave, choices);
        if (!prompt_line(_("Number"), false, answer, sizeof answer, &error) ||
            strcmp(answer, "0") == 0)
            return status;
        const struct choice *choice = find_choice(choices, answer);
        if (choice == NULL)
            continue;
        if (choice->command != NULL)
            status = strcmp(choice->command, "new") == 0 ? acquire(choice->command)
                                                         : run_command(choice->command);
        else
            status = run_menu(_(choice->text), _("Back to the menu"), choice->choices);
    }
}

int menu_run(void)
{
    struct valux_error error;

    command_line_use_menu();
    if (!first_start_configure(&error))
        return command_line_fail(&error);
    return run_menu(_("Menu"), _("Leave"), main_menu);
}
