/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent_loop.h"
#include "agent/hardening.h"
#include "agent/pin_checker.h"
#include "valux/paths.h"

/* Exit statuses; valux-agent(8) lists them. */
#define SYSTEM_FAILED 1
#define WRONG_USAGE 2

#define IDLE_SECONDS 30
#define IDLE_SECONDS_MAX 86400

static char signer[VALUX_PATH_SIZE];
static char enroll[VALUX_PATH_SIZE];
static char store[VALUX_PATH_SIZE];

/* The programs that belong to this agent: all are installed, or all are in a build tree. */
static bool find_programs(void)
{
    static char self[VALUX_PATH_SIZE];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    return length > 0 &&
           valux_paths_sibling(signer, self, VALUX_AGENT_DIRECTORY, VALUX_SIGNER_INSTALLED,
                               VALUX_SIGNER_RELATIVE) &&
           valux_paths_sibling(enroll, self, VALUX_AGENT_DIRECTORY, VALUX_ENROLL_INSTALLED,
                               VALUX_ENROLL_RELATIVE);
}

static bool read_seconds(const char *text, unsigned *seconds)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    *seconds = (unsigned)number;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && number <= IDLE_SECONDS_MAX;
}

static int wrong_usage(void)
{
    fputs("valux-agent [--socket PATH]... [--idle SECONDS]\n", stderr);
    return WRONG_USAGE;
}

static int read_options(int argument_count, char *arguments[], struct agent *agent)
{
    static const struct option options[] = {
        {"socket", required_argument, NULL, 's'},
        {"idle", required_argument, NULL, 'i'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argument_count, arguments, "", options, NULL)) != -1) {
        if (option == 's' && !listening_add(&agent->listening, optarg))
            return SYSTEM_FAILED;
        if (option != 's' && (option != 'i' || !read_seconds(optarg, &agent->idle_seconds)))
            return wrong_usage();
    }
    return optind == argument_count && agent->listening.count > 0 ? 0 : wrong_usage();
}

static int failed(void)
{
    fprintf(stderr, "valux-agent: %s\n", strerror(errno));
    return SYSTEM_FAILED;
}

int main(int argument_count, char *arguments[])
{
    struct agent agent = {.signer = signer, .store = store, .idle_seconds = IDLE_SECONDS};
    int status;

    listening_take(&agent.listening);
    status = read_options(argument_count, arguments, &agent);
    if (status != 0)
        return status;
    if (!find_programs() || !valux_paths_store(store))
        return failed();
    /* Without it PINs can't be checked, and all else goes on. */
    if (!pin_checker_start(&agent.checker, enroll))
        (void)failed();
    if (!agent_hardening_apply())
        return failed();
    return agent_loop_run(&agent);
}
