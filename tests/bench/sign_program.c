/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sign_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "children.h"
#include "clock.h"
#include "figure.h"
#include "verify.h"

#define TRIES_MAX 500
#define RECORDS_SIZE (PROGRAM_RECORDS_MAX * sizeof(struct program_record))

/* Written once, so that signing does not wait for the kernel to make pages. */
static bool make_records(struct sign_program *program)
{
    program->records = NULL;
    program->descriptor = memfd_create("bench-records", MFD_CLOEXEC);
    if (program->descriptor < 0 || ftruncate(program->descriptor, RECORDS_SIZE) != 0)
        return false;
    void *records =
        mmap(NULL, RECORDS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, program->descriptor, 0);
    if (records == MAP_FAILED)
        return false;
    program->records = records;
    memset(records, 0, RECORDS_SIZE);
    return true;
}

static void free_records(struct sign_program *program)
{
    if (program->records != NULL)
        munmap(program->records, RECORDS_SIZE);
    if (program->descriptor >= 0)
        close(program->descriptor);
    *program = (struct sign_program){.descriptor = -1};
}

bool sign_program_start(const struct candidate *candidate, const struct sign_keys *keys,
                        struct sign_program *program)
{
    const char *certificates[SIGN_KEYS_MAX + 1] = {NULL};

    for (size_t i = 0; i < keys->count; i++)
        certificates[i] = keys->all[i].certificate;
    *program = (struct sign_program){.descriptor = -1};
    if (make_records(program) &&
        candidate_start(candidate, "sign", certificates, program->descriptor, &program->process))
        return true;
    free_records(program);
    return false;
}

static bool verify_all(const struct sign_program *program, const struct sign_key *key,
                       uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (!verify_record(key->public_key, &program->records[i])) {
            fprintf(stderr, "signature %llu by %s is wrong\n", (unsigned long long)i, key->name);
            return false;
        }
    return count > 0;
}

bool sign_program_run(struct sign_program *program, const struct sign_keys *keys, size_t key,
                      unsigned threads, unsigned milliseconds, struct sign_result *result)
{
    static double latencies[PROGRAM_RECORDS_MAX];
    struct program_request request = {(uint32_t)key, threads, milliseconds};
    struct program_answer answer;
    uint64_t processor = children_processor_time(program->process.pid);

    if (write(program->process.requests, &request, sizeof request) != sizeof request ||
        !candidate_answer(&program->process, &answer, sizeof answer))
        return false;
    processor = children_processor_time(program->process.pid) - processor;
    if (answer.signatures > PROGRAM_RECORDS_MAX ||
        !verify_all(program, &keys->all[key], answer.signatures))
        return false;
    for (uint64_t i = 0; i < answer.signatures; i++)
        latencies[i] = (double)program->records[i].nanoseconds / 1e3;
    result->per_second = (double)answer.signatures * 1e9 / (double)answer.nanoseconds;
    result->p50 = figure_percentile(latencies, answer.signatures, 0.50);
    result->p99 = figure_percentile(latencies, answer.signatures, 0.99);
    result->processor = (double)processor / 1e3 / (double)answer.signatures;
    result->program_memory = (double)answer.anonymous;
    result->child_memory = (double)children_memory(program->process.pid);
    return true;
}

/* *device_error is what the token has said after the signature. */
static bool sign_first(const struct candidate *candidate, const struct sign_key *key,
                       double *milliseconds, uint64_t *device_error)
{
    bool result = false;
    const char *const certificates[] = {key->certificate, NULL};
    struct sign_program program = {.descriptor = -1};
    struct program_answer answer;

    if (!make_records(&program))
        goto done;
    uint64_t start = clock_nanoseconds();
    if (!candidate_start(candidate, "first", certificates, program.descriptor, &program.process))
        goto done;
    bool answered = candidate_answer(&program.process, &answer, sizeof answer);
    *milliseconds = (double)(clock_nanoseconds() - start) / 1e6;
    bool ended = candidate_end(&program.process);
    *device_error = answer.device_error;
    result = answered && ended && answer.signatures == 1 && verify_all(&program, key, 1);
done:
    free_records(&program);
    return result;
}

/*
 * An agent needs a moment until it has the next signer ready, which it gets here. A program that
 * comes too early all the same counts for nothing; where the agent is the only way, as for keys
 * under a PIN, that can't be told, since the module waits.
 */
bool sign_program_first(const struct candidate *candidate, const struct sign_key *key,
                        double *milliseconds)
{
    static const struct timespec pause = {0, 50000000};
    uint64_t device_error;

    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (candidate->way != 0)
            nanosleep(&pause, NULL);
        if (!sign_first(candidate, key, milliseconds, &device_error))
            return false;
        if (candidate->way == 0 || candidate->way == device_error)
            return true;
    }
    fprintf(stderr, "%s goes another way: %llu\n", candidate->name,
            (unsigned long long)device_error);
    return false;
}

bool sign_program_end(struct sign_program *program)
{
    bool ended = candidate_end(&program->process);

    free_records(program);
    return ended;
}
