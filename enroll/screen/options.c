/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/command_line.h"
#include "screen/output.h"
#include "valux/text.h"

#define ROWS_MAX 32
#define NAMES_SIZE ((size_t)24 * ROWS_MAX)

/* What getopt_long returns for the option that stands first in its table; no character does. */
#define FIRST_OPTION 1000

/* A command's options in one table, and the same in getopt_long's form, --help behind them. */
struct table {
    const struct options_row *rows[ROWS_MAX];
    size_t count;
    struct option options[ROWS_MAX + 2];
};

static void add(struct table *table, const char *name, bool has_argument)
{
    table->options[table->count] =
        (struct option){name, has_argument ? required_argument : no_argument, NULL,
                        FIRST_OPTION + (int)table->count};
    table->count++;
}

static void fill(struct table *table, const struct options_command *command)
{
    *table = (struct table){.count = 0};
    for (size_t i = 0; i < OPTIONS_GROUPS_MAX && command->groups[i].help != NULL; i++)
        for (const struct options_row *row = command->groups[i].rows;
             row != NULL && row->name != NULL && table->count < ROWS_MAX; row++) {
            table->rows[table->count] = row;
            add(table, row->name, row->flag == NULL);
        }
    add(table, "help", false);
}

static int help(const struct options_command *command)
{
    output_print(stdout, _("Usage: valux-enroll %s"), command->synopsis);
    output_print(stdout, "\n\n");
    for (size_t i = 0; i < OPTIONS_GROUPS_MAX && command->groups[i].help != NULL; i++)
        output_print(stdout, "%s", _(command->groups[i].help));
    return 0;
}

/* The options that `word`, of `length` bytes with its dashes, abbreviates, separated by commas. */
static size_t find_meant(const struct table *table, const char *word, size_t length,
                         char names[static NAMES_SIZE])
{
    size_t found = 0;
    size_t used = 0;

    for (size_t i = 0; i < table->count; i++) {
        if (strncmp(table->options[i].name, word + 2, length - 2) != 0)
            continue;
        valux_text_print(names + used, NAMES_SIZE - used, "%s--%s", found > 0 ? ", " : "",
                         table->options[i].name);
        used += strlen(names + used);
        found++;
    }
    return found;
}

/* The word that getopt_long has just refused. It stays at letters until it has read all of them. */
static const char *refused_word(char **arguments)
{
    const char *word = arguments[optind];

    return optopt != 0 && optopt < FIRST_OPTION && word != NULL && word[0] == '-' &&
                   word[1] == (char)optopt
               ? word
               : arguments[optind - 1];
}

/* Tells what is wrong with `word`, which getopt_long has not taken. */
static int refuse(const struct options_command *command, const struct table *table,
                  const char *word)
{
    char names[NAMES_SIZE] = "";
    size_t length = strcspn(word, "=");

    if (optopt >= FIRST_OPTION)
        return command_line_usage(command->name, _("The option --%s takes no argument."),
                                  table->options[optopt - FIRST_OPTION].name);
    if (optopt != 0)
        return command_line_usage(command->name, _("There is no option %s."), word);
    if (find_meant(table, word, length, names) > 1)
        return command_line_usage(command->name,
                                  _("The option %.*s is ambiguous. It can mean: %s."), (int)length,
                                  word, names);
    return command_line_usage(command->name, _("There is no option %.*s."), (int)length, word);
}

static bool read_number(const char *text, unsigned maximum, unsigned *number)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > maximum)
        return false;
    *number = (unsigned)value;
    return true;
}

/* Sets the row's variable. False with *status set where the argument does not do. */
static bool take(const struct options_command *command, const struct options_row *row, int *status)
{
    if (row->flag != NULL) {
        *row->flag = true;
    } else if (row->text != NULL) {
        *row->text = optarg;
    } else if (row->number != NULL) {
        if (read_number(optarg, row->maximum, row->number))
            return true;
        *status = command_line_usage(
            command->name, _("The option --%s takes a number from 0 to %u, and not \"%s\"."),
            row->name, row->maximum, optarg);
        return false;
    } else if (row->list->count < row->list->maximum) {
        row->list->texts[row->list->count++] = optarg;
    } else {
        *status =
            command_line_usage(command->name, _("The option --%s can be given at most %zu times."),
                               row->name, row->list->maximum);
        return false;
    }
    return true;
}

char **options_read(const struct options_command *command, int argument_count, char **arguments,
                    int *status)
{
    struct table table;
    int option;

    fill(&table, command);
    opterr = 0;
    optind = 0; /* getopt_long begins anew: the menu runs several commands */
    while ((option = getopt_long(argument_count, arguments, command->arguments_last ? "+:h" : ":h",
                                 table.options, NULL)) != -1) {
        size_t position = (size_t)(option - FIRST_OPTION);
        if (option == 'h' || position == table.count - 1)
            *status = help(command);
        else if (option == ':')
            *status = command_line_usage(command->name, _("The option --%s needs an argument."),
                                         table.options[optopt - FIRST_OPTION].name);
        else if (option == '?')
            *status = refuse(command, &table, refused_word(arguments));
        else if (take(command, table.rows[position], status))
            continue;
        return NULL;
    }
    if (argument_count - optind <= command->arguments_max)
        return arguments + optind;
    *status = command_line_usage(command->name, _("The argument \"%s\" is not wanted."),
                                 arguments[optind + command->arguments_max]);
    return NULL;
}
