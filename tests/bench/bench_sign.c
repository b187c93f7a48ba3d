/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "bench_sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_sign_measure.h"
#include "bench_sign_report.h"
#include "driver.h"

static void usage(FILE *stream)
{
    fprintf(stream,
            "Usage: bench-sign [OPTION]... --key NAME=FILE... --token NAME --module PATH...\n"
            "Signs with keys that are on all of the tokens, in turn.\n"
            "\n"
            "  --key NAME=FILE         a key by its certificate (DER); a @ in FILE stands for the\n"
            "                          token's name, where the keys are not the same ones\n"
            "  --threads LIST          numbers of threads, separated by commas (1,2,8)\n"
            "  --rounds N              how often all is measured in turn (7); 0: no rates\n"
            "  --milliseconds N        how long each time (250)\n"
            "  --firsts N              fresh processes for first signatures (11); 0: none\n"
            "  --aim AIM               PATTERN<=N, PATTERN>=N, PATTERN:ours<=N\n"
            "  --only PATTERN          figures with other names are left out\n"
            "%s",
            candidate_usage);
}

static bool add_key(struct sign_benchmark *benchmark, const char *text)
{
    size_t count = 0;

    while (benchmark->key_texts[count] != NULL)
        count++;
    if (count == SIGN_KEYS_MAX)
        return false;
    benchmark->key_texts[count] = text;
    return true;
}

/* When all tokens are known. */
static bool read_keys(struct sign_benchmark *benchmark)
{
    for (size_t i = 0; i < benchmark->candidates.count; i++)
        for (const char **text = benchmark->key_texts; *text != NULL; text++)
            if (!sign_keys_add(&benchmark->keys[i], *text, benchmark->candidates.all[i].name)) {
                fprintf(stderr, "%s is not a key\n", *text);
                return false;
            }
    return true;
}

static bool read_thread_counts(struct sign_benchmark *benchmark, const char *text)
{
    char *end;

    benchmark->thread_count_count = 0;
    do {
        unsigned long threads = strtoul(text, &end, 10);
        if (end == text || threads == 0 || threads > PROGRAM_THREADS_MAX ||
            benchmark->thread_count_count == THREAD_COUNTS_MAX)
            return false;
        benchmark->thread_counts[benchmark->thread_count_count++] = (unsigned)threads;
        text = end + 1;
    } while (*end == ',');
    return *end == '\0';
}

static bool take_option(void *argument, const char *name, char *value)
{
    struct sign_benchmark *benchmark = argument;

    if (strcmp(name, "key") == 0)
        return add_key(benchmark, value);
    if (strcmp(name, "threads") == 0)
        return read_thread_counts(benchmark, value);
    if (strcmp(name, "rounds") == 0)
        benchmark->rounds = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "milliseconds") == 0)
        benchmark->milliseconds = (unsigned)strtoul(value, NULL, 10);
    else
        benchmark->firsts = (unsigned)strtoul(value, NULL, 10);
    return true;
}

static bool read_arguments(struct sign_benchmark *benchmark, int argc, char *argv[])
{
    const struct driver driver = {usage,
                                  {"key", "threads", "rounds", "milliseconds", "firsts"},
                                  take_option,
                                  benchmark,
                                  &benchmark->figures,
                                  &benchmark->candidates};

    if (!driver_read_arguments(&driver, argc, argv))
        return false;
    if (benchmark->key_texts[0] == NULL)
        usage(stderr);
    return benchmark->key_texts[0] != NULL && read_keys(benchmark);
}

int main(int argc, char *argv[])
{
    static struct sign_benchmark benchmark = {.thread_counts = {1, 2, 8},
                                              .thread_count_count = 3,
                                              .rounds = 7,
                                              .milliseconds = 250,
                                              .firsts = 11};
    bool done = read_arguments(&benchmark, argc, argv) && sign_measure_firsts(&benchmark) &&
                sign_measure_rates(&benchmark);

    if (done)
        sign_report(&benchmark);
    for (size_t i = 0; i < benchmark.candidates.count; i++)
        sign_keys_clear(&benchmark.keys[i]);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
