/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "bench_sign.h"

#include <getopt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum option_kind { WITH_VALUE = 1, HELP };

static void usage(FILE *stream)
{
    fprintf(stream,
            "Usage: bench-sign [OPTION]... --key NAME=FILE... --token NAME --module PATH...\n"
            "Signs with keys that are on all of the tokens, in turn.\n"
            "\n"
            "  --key NAME=FILE         a key by its certificate (DER)\n"
            "  --threads LIST          numbers of threads, separated by commas (1,2,8)\n"
            "  --rounds N              how often all is measured in turn (7); 0: no rates\n"
            "  --milliseconds N        how long each time (250)\n"
            "  --firsts N              fresh processes for first signatures (11); 0: none\n"
            "  --aim AIM               PATTERN<=N, PATTERN>=N, PATTERN:ours<=N\n"
            "  --only PATTERN          figures with other names are left out\n"
            "%s",
            candidate_usage);
}

static bool add_key(struct sign_keys *keys, char *text)
{
    char *equals = strchr(text, '=');

    if (equals == NULL || keys->count == SIGN_KEYS_MAX)
        return false;
    *equals = '\0';
    struct sign_key *key = &keys->all[keys->count++];
    *key = (struct sign_key){text, equals + 1, verify_read_key(equals + 1)};
    return key->public_key != NULL;
}

static bool read_thread_counts(struct sign_benchmark *benchmark, const char *text)
{
    char *end;

    benchmark->thread_count_count = 0;
    do {
        unsigned long threads = strtoul(text, &end, 10);
        if (end == text || threads == 0 || threads > HOST_THREADS_MAX ||
            benchmark->thread_count_count == THREAD_COUNTS_MAX)
            return false;
        benchmark->thread_counts[benchmark->thread_count_count++] = (unsigned)threads;
        text = end + 1;
    } while (*end == ',');
    return *end == '\0';
}

static bool take_option(struct sign_benchmark *benchmark, const char *name, char *value)
{
    if (strcmp(name, "key") == 0)
        return add_key(&benchmark->keys, value);
    if (strcmp(name, "threads") == 0)
        return read_thread_counts(benchmark, value);
    if (strcmp(name, "rounds") == 0)
        benchmark->rounds = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "milliseconds") == 0)
        benchmark->milliseconds = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "firsts") == 0)
        benchmark->firsts = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "only") == 0)
        benchmark->figures.only = value;
    else if (strcmp(name, "aim") == 0)
        return figure_add_aim(&benchmark->figures, value);
    else
        return candidate_option(&benchmark->candidates, name, value);
    return true;
}

static bool read_arguments(struct sign_benchmark *benchmark, int argc, char *argv[])
{
    static const struct option options[] = {
        {"key", required_argument, NULL, WITH_VALUE},
        {"threads", required_argument, NULL, WITH_VALUE},
        {"rounds", required_argument, NULL, WITH_VALUE},
        {"milliseconds", required_argument, NULL, WITH_VALUE},
        {"firsts", required_argument, NULL, WITH_VALUE},
        {"aim", required_argument, NULL, WITH_VALUE},
        {"only", required_argument, NULL, WITH_VALUE},
        {"token", required_argument, NULL, WITH_VALUE},
        {"module", required_argument, NULL, WITH_VALUE},
        {"init", required_argument, NULL, WITH_VALUE},
        {"label", required_argument, NULL, WITH_VALUE},
        {"pin", required_argument, NULL, WITH_VALUE},
        {"environment", required_argument, NULL, WITH_VALUE},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    int option;
    int which = 0;

    while ((option = getopt_long(argc, argv, "", options, &which)) != -1) {
        if (option == HELP) {
            usage(stdout);
            exit(EXIT_SUCCESS);
        } else if (option != WITH_VALUE || !take_option(benchmark, options[which].name, optarg)) {
            return false;
        }
    }
    return optind == argc && benchmark->keys.count > 0 && candidate_check(&benchmark->candidates);
}

int main(int argc, char *argv[])
{
    static struct sign_benchmark benchmark = {.thread_counts = {1, 2, 8},
                                              .thread_count_count = 3,
                                              .rounds = 7,
                                              .milliseconds = 250,
                                              .firsts = 11};
    bool done = read_arguments(&benchmark, argc, argv);

    if (!done)
        usage(stderr);
    done = done && sign_measure_firsts(&benchmark) && sign_measure_rates(&benchmark);
    if (done)
        sign_report(&benchmark);
    for (size_t i = 0; i < benchmark.keys.count; i++)
        EVP_PKEY_free(benchmark.keys.all[i].public_key);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
