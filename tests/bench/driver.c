/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "driver.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum option_kind { WITH_VALUE = 1, HELP };

static const char *const common[] = {"aim",   "only", "token",       "module", "init",
                                     "label", "pin",  "environment", "way",    NULL};

static struct option *add_names(struct option *next, const char *const names[])
{
    for (; *names != NULL; names++)
        *next++ = (struct option){*names, required_argument, NULL, WITH_VALUE};
    return next;
}

static bool is_own(const struct driver *driver, const char *name)
{
    for (const char *const *own = driver->options; *own != NULL; own++)
        if (strcmp(*own, name) == 0)
            return true;
    return false;
}

static bool take(const struct driver *driver, const char *name, char *value)
{
    if (is_own(driver, name))
        return driver->take(driver->benchmark, name, value);
    if (strcmp(name, "aim") == 0)
        return figure_add_aim(driver->figures, value);
    if (strcmp(name, "only") == 0) {
        driver->figures->only = value;
        return true;
    }
    return candidate_option(driver->candidates, name, value);
}

static bool read_options(const struct driver *driver, int argc, char *argv[])
{
    struct option options[DRIVER_OPTIONS_MAX + sizeof common / sizeof *common + 1] = {0};
    int option;
    int which = 0;

    *add_names(add_names(options, driver->options), common) =
        (struct option){"help", no_argument, NULL, HELP};
    while ((option = getopt_long(argc, argv, "", options, &which)) != -1) {
        if (option == HELP) {
            driver->usage(stdout);
            exit(EXIT_SUCCESS);
        } else if (option != WITH_VALUE || !take(driver, options[which].name, optarg)) {
            return false;
        }
    }
    return optind == argc && candidate_check(driver->candidates);
}

bool driver_read_arguments(const struct driver *driver, int argc, char *argv[])
{
    if (read_options(driver, argc, argv))
        return true;
    driver->usage(stderr);
    return false;
}
