/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * bench-tpm: what a signature by a key in a TPM takes longer than the TPM itself does for it. Both
 * are measured in turn, by the same TPM.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "sign_program.h"
#include "tpm_itself.h"

struct tpm_benchmark {
    struct candidates candidates;
    struct figures figures;
    struct sign_keys keys;
    const char *tpm;
    unsigned rounds;
    unsigned milliseconds;
    struct figure_samples more[SIGN_KEYS_MAX];   /* microseconds that ours takes longer */
    struct figure_samples itself[SIGN_KEYS_MAX]; /* microseconds of the TPM's own */
};

static void usage(FILE *stream)
{
    fprintf(stream,
            "Usage: bench-tpm [OPTION]... --tpm NAME --key NAME=FILE... --token NAME --module "
            "PATH\n"
            "Signs on the token and by the TPM itself, in turn.\n"
            "\n"
            "  --tpm NAME              the TPM, as tpm2-tss names it\n"
            "  --key NAME=FILE         a key of the token by its certificate (DER)\n"
            "  --rounds N              how often all is measured in turn (7)\n"
            "  --milliseconds N        how long each time (250)\n"
            "  --aim AIM               PATTERN<=N, PATTERN>=N, PATTERN:ours<=N\n"
            "  --only PATTERN          figures with other names are left out\n"
            "%s",
            candidate_usage);
}

static bool take_option(void *argument, const char *name, char *value)
{
    struct tpm_benchmark *benchmark = argument;

    if (strcmp(name, "key") == 0)
        return sign_keys_add(&benchmark->keys, value, "");
    if (strcmp(name, "tpm") == 0)
        benchmark->tpm = value;
    else if (strcmp(name, "rounds") == 0)
        benchmark->rounds = (unsigned)strtoul(value, NULL, 10);
    else
        benchmark->milliseconds = (unsigned)strtoul(value, NULL, 10);
    return true;
}

static bool read_arguments(struct tpm_benchmark *benchmark, int argc, char *argv[])
{
    const struct driver driver = {usage,
                                  {"key", "tpm", "rounds", "milliseconds"},
                                  take_option,
                                  benchmark,
                                  &benchmark->figures,
                                  &benchmark->candidates};

    if (!driver_read_arguments(&driver, argc, argv))
        return false;
    if (benchmark->keys.count > 0 && benchmark->tpm != NULL && benchmark->candidates.count == 1)
        return true;
    usage(stderr);
    return false;
}

static bool measure_once(struct tpm_benchmark *benchmark, struct sign_program *program,
                         struct tpm_itself *tpm, size_t key)
{
    struct sign_result ours;
    double itself;

    if (!sign_program_run(program, &benchmark->keys, key, 1, benchmark->milliseconds, &ours) ||
        !tpm_itself_sign(tpm, benchmark->milliseconds, &itself))
        return false;
    figure_add_sample(&benchmark->more[key], ours.p50 - itself);
    figure_add_sample(&benchmark->itself[key], itself);
    return true;
}

static bool measure_key(struct tpm_benchmark *benchmark, struct sign_program *program,
                        struct tpm_itself *tpm, size_t key)
{
    bool rsa = EVP_PKEY_get_base_id(benchmark->keys.all[key].public_key) == EVP_PKEY_RSA;
    bool result = tpm_itself_make_key(tpm, rsa);

    for (unsigned round = 0; round < benchmark->rounds && result; round++)
        result = measure_once(benchmark, program, tpm, key);
    return result;
}

static bool measure(struct tpm_benchmark *benchmark)
{
    struct sign_program program;
    struct tpm_itself *tpm = tpm_itself_open(benchmark->tpm);
    bool started = tpm != NULL &&
                   sign_program_start(&benchmark->candidates.all[0], &benchmark->keys, &program);
    bool result = started;

    for (size_t key = 0; key < benchmark->keys.count && result; key++)
        result = measure_key(benchmark, &program, tpm, key);
    tpm_itself_close(tpm);
    return (!started || sign_program_end(&program)) && result;
}

int main(int argc, char *argv[])
{
    static struct tpm_benchmark benchmark = {.rounds = 7, .milliseconds = 250};
    char name[FIGURE_NAME_SIZE];
    bool done = read_arguments(&benchmark, argc, argv) && measure(&benchmark);

    for (size_t key = 0; key < benchmark.keys.count && done; key++) {
        snprintf(name, sizeof name, "sign/%s/more-us/tpm-itself", benchmark.keys.all[key].name);
        figure_print(&benchmark.figures, name, &benchmark.more[key], &benchmark.itself[key]);
    }
    sign_keys_clear(&benchmark.keys);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
