/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "program.h"

/*
 * bench-list: how long a token takes to be loaded, initialised and listed, and what the listing
 * costs of the program's memory.
 */

#define NANOSECONDS_PER_MICROSECOND 1000.0

struct measured {
    struct figure_samples load;
    struct figure_samples initialize;
    struct figure_samples list;
    struct figure_samples cold; /* all three */
    struct figure_samples warm;
    struct figure_samples anonymous;
    struct program_listing last;
};

struct benchmark {
    struct candidates candidates;
    struct figures figures;
    const char *name; /* of the figures' middle: the number of certificates */
    unsigned samples;
    const char *warm;
    struct measured measured[CANDIDATES_MAX];
};

static void usage(FILE *stream)
{
    fprintf(stream,
            "Usage: bench-list [OPTION]... --token NAME --module PATH [TOKEN OPTION]...\n"
            "Loads, initialises and lists tokens with all attributes of all objects, in turn.\n"
            "\n"
            "  --name TEXT             the figures are named list/TEXT/… (0)\n"
            "  --samples N             fresh processes a token (11)\n"
            "  --warm N                further listings in each process (11)\n"
            "  --aim AIM               PATTERN<=N, PATTERN>=N, PATTERN:ours<=N\n"
            "  --only PATTERN          figures with other names are left out\n"
            "%s",
            candidate_usage);
}

static bool take_sample(const struct candidate *candidate, const char *warm,
                        struct measured *measured)
{
    const char *const arguments[] = {warm, NULL};
    struct candidate_process process;
    struct program_listing *listing = &measured->last;

    if (!candidate_start(candidate, "list", arguments, -1, &process))
        return false;
    bool answered = candidate_answer(&process, listing, sizeof *listing);
    if (!candidate_end(&process) || !answered) {
        fprintf(stderr, "%s was not listed\n", candidate->name);
        return false;
    }
    double load = (double)listing->load / NANOSECONDS_PER_MICROSECOND;
    double initialize = (double)listing->initialize / NANOSECONDS_PER_MICROSECOND;
    double list = (double)listing->list / NANOSECONDS_PER_MICROSECOND;
    figure_add_sample(&measured->load, load);
    figure_add_sample(&measured->initialize, initialize);
    figure_add_sample(&measured->list, list);
    figure_add_sample(&measured->cold, load + initialize + list);
    figure_add_sample(&measured->warm, (double)listing->warm / NANOSECONDS_PER_MICROSECOND);
    figure_add_sample(&measured->anonymous, (double)listing->anonymous);
    return true;
}

/* Each round takes a sample of each token. The first round warms the page cache, and is dropped. */
static bool measure(struct benchmark *benchmark)
{
    static struct measured dropped;

    for (unsigned round = 0; round <= benchmark->samples; round++)
        for (size_t i = 0; i < benchmark->candidates.count; i++)
            if (!take_sample(&benchmark->candidates.all[i], benchmark->warm,
                             round == 0 ? &dropped : &benchmark->measured[i]))
                return false;
    return true;
}

static void print_details(const struct benchmark *benchmark)
{
    for (size_t i = 0; i < benchmark->candidates.count; i++) {
        const struct measured *measured = &benchmark->measured[i];
        printf("# list/%s %s: %llu objects, %llu bytes of attributes; load %.0f us, initialise "
               "%.0f us, list %.0f us, again %.1f us; %.0f kB\n",
               benchmark->name, benchmark->candidates.all[i].name,
               (unsigned long long)measured->last.objects, (unsigned long long)measured->last.bytes,
               figure_median(&measured->load), figure_median(&measured->initialize),
               figure_median(&measured->list), figure_median(&measured->warm),
               figure_median(&measured->anonymous));
    }
}

static void print_one(const struct benchmark *benchmark, const char *quantity, const char *peer,
                      const struct figure_samples *ours, const struct figure_samples *theirs)
{
    char name[FIGURE_NAME_SIZE];

    snprintf(name, sizeof name, "list/%s/%s/%s", benchmark->name, quantity, peer);
    figure_print(&benchmark->figures, name, ours, theirs);
}

static void print_figures(const struct benchmark *benchmark)
{
    const struct measured *ours = &benchmark->measured[0];

    for (size_t i = 1; i < benchmark->candidates.count; i++) {
        const struct measured *peer = &benchmark->measured[i];
        const char *name = benchmark->candidates.all[i].name;
        print_one(benchmark, "cold-us", name, &ours->cold, &peer->cold);
        print_one(benchmark, "warm-us", name, &ours->warm, &peer->warm);
        print_one(benchmark, "program-memory-kb", name, &ours->anonymous, &peer->anonymous);
    }
}

static bool take_option(void *argument, const char *name, char *value)
{
    struct benchmark *benchmark = argument;

    if (strcmp(name, "name") == 0)
        benchmark->name = value;
    else if (strcmp(name, "samples") == 0)
        benchmark->samples = (unsigned)strtoul(value, NULL, 10);
    else
        benchmark->warm = value;
    return true;
}

int main(int argc, char *argv[])
{
    static struct benchmark benchmark = {.name = "0", .samples = 11, .warm = "11"};
    const struct driver driver = {usage,      {"name", "samples", "warm"}, take_option,
                                  &benchmark, &benchmark.figures,          &benchmark.candidates};

    if (!driver_read_arguments(&driver, argc, argv) || !measure(&benchmark))
        return EXIT_FAILURE;
    print_details(&benchmark);
    print_figures(&benchmark);
    return EXIT_SUCCESS;
}
