/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "menu.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "screen/prompt.h"
#include "valux/text.h"

struct choice {
    const char *key;
    const char *text; /* marked with N_ */
    int (*run)(int argument_count, char **arguments);
    const char *command;
};

static int acquisition_and_renewal(int argument_count, char **arguments);

static const struct choice main_menu[] = {
    {"1", N_("Acquire or renew a certificate"), acquisition_and_renewal, ""},
    {"2", N_("Select the certificate to use"), cmd_select, "select"},
    {"3", N_("List the certificates"), cmd_list, "list"},
    {NULL, NULL, NULL, NULL},
};

static const struct choice acquisition_menu[] = {
    {"1", N_("Acquire a certificate"), cmd_new, "new"},
    {"2", N_("Renew a certificate"), cmd_renew, "renew"},
    {"3", N_("Bring an unfinished acquisition to its end"), cmd_resume, "resume"},
    {NULL, NULL, NULL, NULL},
};

static const struct choice *find_choice(const struct choice *choices, const char *key)
{
    for (; choices->key != NULL; choices++)
        if (strcmp(choices->key, key) == 0)
            return choices;
    return NULL;
}

/* Shows one menu until the person leaves it. The status is that of the last command. */
static int show(const char *title, const char *leave, const struct choice *choices)
{
    struct valux_error error;
    char answer[16];
    int status = 0;

    for (;;) {
        printf("\n== %s ==\n\n", title);
        for (const struct choice *choice = choices; choice->key != NULL; choice++)
            printf("  %s  %s\n", choice->key, _(choice->text));
        printf("  0  %s\n\n", leave);
        fflush(stdout);
        if (!prompt_line(_("Number"), false, answer, sizeof answer, &error) ||
            strcmp(answer, "0") == 0)
            return status;
        const struct choice *choice = find_choice(choices, answer);
        if (choice == NULL)
            continue;
        optind = 0;
        putchar('\n');
        status = choice->run(1, (char *[]){(char *)choice->command, NULL});
        fflush(stdout);
    }
}

static int acquisition_and_renewal(int argument_count, char **arguments)
{
    (void)argument_count;
    (void)arguments;
    return show(_("Acquire or renew a certificate"), _("Back to the menu"), acquisition_menu);
}

int menu_run(void)
{
    return show(_("Menu"), _("Leave"), main_menu);
}
