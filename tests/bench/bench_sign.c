/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <getopt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "sign_host.h"
#include "verify.h"

/*
 * bench-sign: how many signatures a second tokens give to one thread and to several, how long one
 * takes, how soon a fresh process has its first one, and what it costs in memory. Each signature is
 * verified, outside of the time that counts.
 */

#define THREAD_COUNTS_MAX 4

enum option_kind { WITH_VALUE = 1, HELP };

struct measured {
    struct figure_samples per_second;
    struct figure_samples p50;
    struct figure_samples p99;
};

struct benchmark {
    struct candidates candidates;
    struct figures figures;
    struct sign_keys keys;
    unsigned thread_counts[THREAD_COUNTS_MAX];
    size_t thread_count_count;
    unsigned rounds;
    unsigned milliseconds;
    unsigned firsts;
    struct sign_host hosts[CANDIDATES_MAX];
    struct measured measured[SIGN_KEYS_MAX][THREAD_COUNTS_MAX][CANDIDATES_MAX];
    struct figure_samples first[SIGN_KEYS_MAX][CANDIDATES_MAX];
    struct figure_samples host_memory[CANDIDATES_MAX];
    struct figure_samples child_memory[CANDIDATES_MAX];
};

static void usage(FILE *stream)
{
    fprintf(stream,
            "Usage: bench-sign [OPTION]... --key NAME=FILE... --token NAME --module PATH...\n"
            "Signs with keys that are on all of the tokens, in turn.\n"
            "\n"
            "  --key NAME=FILE         a key by its certificate (DER)\n"
            "  --threads LIST          numbers of threads, separated by commas (1,2,8)\n"
            "  --rounds N              how often all is measured in turn (7)\n"
            "  --milliseconds N        how long each time (250)\n"
            "  --firsts N              fresh processes for first signatures (11)\n"
            "  --aim AIM               PATTERN<=N, PATTERN>=N, PATTERN:ours<=N\n"
            "  --only PATTERN          figures with other names are left out\n"
            "%s",
            candidate_usage);
}

static void name_rate(const struct benchmark *benchmark, size_t key, size_t threads,
                      const char *quantity, size_t peer, char name[static FIGURE_NAME_SIZE])
{
    snprintf(name, FIGURE_NAME_SIZE, "sign/%s/%u/%s/%s", benchmark->keys.all[key].name,
             benchmark->thread_counts[threads], quantity, benchmark->candidates.all[peer].name);
}

static void name_first(const struct benchmark *benchmark, size_t key, size_t peer,
                       char name[static FIGURE_NAME_SIZE])
{
    snprintf(name, FIGURE_NAME_SIZE, "first/%s/ms/%s", benchmark->keys.all[key].name,
             benchmark->candidates.all[peer].name);
}

static bool rate_is_wanted(const struct benchmark *benchmark, size_t key, size_t threads)
{
    static const char *const quantities[] = {"per-second", "p50-us", "p99-us"};
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++)
        for (size_t i = 0; i < 3; i++) {
            name_rate(benchmark, key, threads, quantities[i], peer, name);
            if (figure_is_wanted(&benchmark->figures, name))
                return true;
        }
    return benchmark->candidates.count == 1;
}

static bool first_is_wanted(const struct benchmark *benchmark, size_t key)
{
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++) {
        name_first(benchmark, key, peer, name);
        if (figure_is_wanted(&benchmark->figures, name))
            return true;
    }
    return benchmark->candidates.count == 1;
}

static bool run_once(struct benchmark *benchmark, size_t key, size_t threads, size_t candidate,
                     struct sign_result *result)
{
    if (sign_host_run(&benchmark->hosts[candidate], &benchmark->keys, key,
                      benchmark->thread_counts[threads], benchmark->milliseconds, result))
        return true;
    fprintf(stderr, "%s did not sign with %s\n", benchmark->candidates.all[candidate].name,
            benchmark->keys.all[key].name);
    return false;
}

/* One round: all tokens in turn for each key and number of threads. */
static bool measure_round(struct benchmark *benchmark)
{
    struct sign_result result;

    for (size_t key = 0; key < benchmark->keys.count; key++)
        for (size_t threads = 0; threads < benchmark->thread_count_count; threads++) {
            if (!rate_is_wanted(benchmark, key, threads))
                continue;
            for (size_t i = 0; i < benchmark->candidates.count; i++) {
                struct measured *measured = &benchmark->measured[key][threads][i];
                if (!run_once(benchmark, key, threads, i, &result))
                    return false;
                figure_add_sample(&measured->per_second, result.per_second);
                figure_add_sample(&measured->p50, result.p50);
                figure_add_sample(&measured->p99, result.p99);
            }
        }
    return true;
}

/* Each key signs on each token with one thread, which also ends what only a beginning costs. */
static bool measure_memory(struct benchmark *benchmark)
{
    struct sign_result result;

    for (size_t i = 0; i < benchmark->candidates.count; i++) {
        for (size_t key = 0; key < benchmark->keys.count; key++)
            if (!sign_host_run(&benchmark->hosts[i], &benchmark->keys, key, 1, 50, &result))
                return false;
        figure_add_sample(&benchmark->host_memory[i], result.host_memory);
        figure_add_sample(&benchmark->child_memory[i], result.child_memory);
    }
    return true;
}

static bool measure_rates(struct benchmark *benchmark)
{
    bool result = true;

    for (size_t i = 0; i < benchmark->candidates.count && result; i++)
        result =
            sign_host_start(&benchmark->candidates.all[i], &benchmark->keys, &benchmark->hosts[i]);
    result = result && measure_memory(benchmark);
    for (unsigned round = 0; round < benchmark->rounds && result; round++)
        result = measure_round(benchmark);
    for (size_t i = 0; i < benchmark->candidates.count; i++)
        if (!sign_host_end(&benchmark->hosts[i])) {
            fprintf(stderr, "%s ended badly\n", benchmark->candidates.all[i].name);
            result = false;
        }
    return result;
}

static bool measure_firsts(struct benchmark *benchmark)
{
    double milliseconds;

    for (size_t key = 0; key < benchmark->keys.count; key++) {
        if (!first_is_wanted(benchmark, key))
            continue;
        /* The first of them warm the page cache, and are dropped. */
        for (unsigned round = 0; round <= benchmark->firsts; round++)
            for (size_t i = 0; i < benchmark->candidates.count; i++) {
                if (!sign_host_first(&benchmark->candidates.all[i], &benchmark->keys.all[key],
                                     &milliseconds)) {
                    fprintf(stderr, "%s has no first signature\n",
                            benchmark->candidates.all[i].name);
                    return false;
                }
                if (round > 0)
                    figure_add_sample(&benchmark->first[key][i], milliseconds);
            }
    }
    return true;
}

static void print_details(const struct benchmark *benchmark)
{
    for (size_t i = 0; i < benchmark->candidates.count; i++) {
        const char *name = benchmark->candidates.all[i].name;
        printf("# memory %s: host %.0f kB, its children %.0f kB\n", name,
               figure_median(&benchmark->host_memory[i]),
               figure_median(&benchmark->child_memory[i]));
        for (size_t key = 0; key < benchmark->keys.count; key++) {
            printf("# first signature, %s, %s: %.2f ms\n", benchmark->keys.all[key].name, name,
                   figure_median(&benchmark->first[key][i]));
            for (size_t threads = 0; threads < benchmark->thread_count_count; threads++) {
                const struct measured *measured = &benchmark->measured[key][threads][i];
                printf("# %s, %u threads, %s: %.0f signatures a second (best %.0f), p50 %.0f us, "
                       "p99 %.0f us\n",
                       benchmark->keys.all[key].name, benchmark->thread_counts[threads], name,
                       figure_median(&measured->per_second), figure_largest(&measured->per_second),
                       figure_median(&measured->p50), figure_median(&measured->p99));
            }
        }
    }
}

static void print_rates(const struct benchmark *benchmark, size_t key, size_t threads, size_t peer)
{
    const struct measured *measured = benchmark->measured[key][threads];
    char name[FIGURE_NAME_SIZE];

    name_rate(benchmark, key, threads, "per-second", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].per_second, &measured[peer].per_second);
    name_rate(benchmark, key, threads, "p50-us", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].p50, &measured[peer].p50);
    name_rate(benchmark, key, threads, "p99-us", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].p99, &measured[peer].p99);
}

static void print_figures(const struct benchmark *benchmark)
{
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++) {
        for (size_t key = 0; key < benchmark->keys.count; key++) {
            for (size_t threads = 0; threads < benchmark->thread_count_count; threads++)
                print_rates(benchmark, key, threads, peer);
            name_first(benchmark, key, peer, name);
            figure_print(&benchmark->figures, name, &benchmark->first[key][0],
                         &benchmark->first[key][peer]);
        }
        snprintf(name, sizeof name, "sign/host-memory-kb/%s", benchmark->candidates.all[peer].name);
        figure_print(&benchmark->figures, name, &benchmark->host_memory[0],
                     &benchmark->host_memory[peer]);
    }
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

static bool read_thread_counts(struct benchmark *benchmark, const char *text)
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

static bool take_option(struct benchmark *benchmark, const char *name, char *value)
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

static bool read_arguments(struct benchmark *benchmark, int argc, char *argv[])
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
    static struct benchmark benchmark = {.thread_counts = {1, 2, 8},
                                         .thread_count_count = 3,
                                         .rounds = 7,
                                         .milliseconds = 250,
                                         .firsts = 11};
    bool done = read_arguments(&benchmark, argc, argv);

    if (!done)
        usage(stderr);
    done = done && measure_firsts(&benchmark) && measure_rates(&benchmark);
    if (done) {
        print_details(&benchmark);
        print_figures(&benchmark);
    }
    for (size_t i = 0; i < benchmark.keys.count; i++)
        EVP_PKEY_free(benchmark.keys.all[i].public_key);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
