/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "menu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "screen/output.h"
#include "screen/prompt.h"
#include "valux/text.h"

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
        status = choice->command != NULL
                     ? run_command(choice->command)
                     : run_menu(_(choice->text), _("Back to the menu"), choice->choices);
    }
}

int menu_run(void)
{
    return run_menu(_("Menu"), _("Leave"), main_menu);
}
