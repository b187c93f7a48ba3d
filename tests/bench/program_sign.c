/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "program_sign.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "memory.h"
#include "program.h"

#define DIGEST_PREFIX_SIZE 19

/* DigestInfo for SHA-256 (RFC 8017, 9.2, note 1). */
static const uint8_t digest_prefix[DIGEST_PREFIX_SIZE] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
                                                          0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                                          0x01, 0x05, 0x00, 0x04, 0x20};

struct signing_key {
    CK_OBJECT_HANDLE handle;
    CK_MECHANISM mechanism;
};

static struct {
    struct token token;
    struct signing_key keys[PROGRAM_CERTIFICATES_MAX];
    struct program_record *records;
    _Atomic uint64_t next;     /* record */
    _Atomic uint64_t sequence; /* makes each signed digest another one */
} program;

struct worker {
    const struct signing_key *key;
    CK_SESSION_HANDLE session;
    pthread_barrier_t *start;
    uint64_t nanoseconds; /* how long to sign */
    uint64_t end;
    bool good;
};

static bool read_certificate(const char *path, uint8_t *der, size_t *length)
{
    FILE *file = fopen(path, "rbe");

    if (file == NULL) {
        perror(path);
        return false;
    }
    *length = fread(der, 1, TOKEN_CERTIFICATE_MAX, file);
    fclose(file);
    return *length > 0;
}

static bool find_key(const char *path, struct signing_key *key)
{
    static uint8_t der[TOKEN_CERTIFICATE_MAX];
    size_t length;
    CK_KEY_TYPE type = CKK_RSA;
    CK_ATTRIBUTE attribute = {CKA_KEY_TYPE, &type, sizeof type};

    if (!read_certificate(path, der, &length) ||
        !token_private_key(&program.token, der, length, &key->handle) ||
        !token_good("C_GetAttributeValue", program.token.functions->C_GetAttributeValue(
                                               program.token.session, key->handle, &attribute, 1)))
        return false;
    key->mechanism.mechanism = type == CKK_RSA ? CKM_RSA_PKCS : CKM_ECDSA;
    return true;
}

/* A digest that was not signed before; for RSA within its DigestInfo. */
static void make_data(const struct signing_key *key, struct program_record *record)
{
    uint64_t number = atomic_fetch_add(&program.sequence, 1);
    size_t at = 0;

    if (key->mechanism.mechanism == CKM_RSA_PKCS) {
        memcpy(record->data, digest_prefix, sizeof digest_prefix);
        at = sizeof digest_prefix;
    }
    for (int i = 0; i < 4; i++, at += sizeof number) {
        number = (number ^ (number >> 31)) * UINT64_C(0x9e3779b97f4a7c15) + 1;
        memcpy(record->data + at, &number, sizeof number);
    }
    record->data_length = (uint32_t)at;
}

static bool sign_once(const struct signing_key *key, CK_SESSION_HANDLE session,
                      struct program_record *record)
{
    CK_MECHANISM mechanism = key->mechanism;
    CK_ULONG length = sizeof record->signature;

    make_data(key, record);
    uint64_t start = clock_nanoseconds();
    if (!token_good("C_SignInit",
                    program.token.functions->C_SignInit(session, &mechanism, key->handle)) ||
        !token_good("C_Sign",
                    program.token.functions->C_Sign(session, record->data, record->data_length,
                                                    record->signature, &length)))
        return false;
    record->nanoseconds = clock_nanoseconds() - start;
    record->signature_length = (uint32_t)length;
    return true;
}

static void *work(void *argument)
{
    struct worker *worker = argument;

    pthread_barrier_wait(worker->start);
    worker->end = clock_nanoseconds();
    worker->good = true;
    uint64_t deadline = worker->end + worker->nanoseconds;
    while (worker->good && worker->end < deadline) {
        uint64_t number = atomic_fetch_add(&program.next, 1);
        if (number >= PROGRAM_RECORDS_MAX)
            break;
        worker->good = sign_once(worker->key, worker->session, &program.records[number]);
        worker->end = clock_nanoseconds();
    }
    return NULL;
}

/* Threads and sessions are made before the time runs. */
static bool run(const struct program_request *request, struct program_answer *answer)
{
    static struct worker workers[PROGRAM_THREADS_MAX];
    static pthread_t threads[PROGRAM_THREADS_MAX];
    pthread_barrier_t start;
    bool result = true;

    if (request->threads == 0 || request->threads > PROGRAM_THREADS_MAX ||
        pthread_barrier_init(&start, NULL, request->threads + 1) != 0)
        return false;
    atomic_store(&program.next, 0);
    for (uint32_t i = 0; i < request->threads; i++) {
        workers[i] = (struct worker){.key = &program.keys[request->certificate],
                                     .start = &start,
                                     .nanoseconds = request->milliseconds * UINT64_C(1000000)};
        if (!token_good("C_OpenSession", program.token.functions->C_OpenSession(
                                             program.token.slot, CKF_SERIAL_SESSION, NULL, NULL,
                                             &workers[i].session)) ||
            pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
            exit(EXIT_FAILURE);
    }
    pthread_barrier_wait(&start);
    uint64_t begin = clock_nanoseconds();
    answer->nanoseconds = 0;
    for (uint32_t i = 0; i < request->threads; i++) {
        pthread_join(threads[i], NULL);
        program.token.functions->C_CloseSession(workers[i].session);
        result = result && workers[i].good;
        if (workers[i].end - begin > answer->nanoseconds)
            answer->nanoseconds = workers[i].end - begin;
    }
    pthread_barrier_destroy(&start);
    answer->signatures = atomic_load(&program.next);
    if (answer->signatures > PROGRAM_RECORDS_MAX)
        answer->signatures = PROGRAM_RECORDS_MAX;
    return result;
}

static bool map_records(void)
{
    void *records = mmap(NULL, PROGRAM_RECORDS_MAX * sizeof *program.records,
                         PROT_READ | PROT_WRITE, MAP_SHARED, PROGRAM_RECORDS_DESCRIPTOR, 0);

    if (records == MAP_FAILED) {
        perror("mmap");
        return false;
    }
    program.records = records;
    return true;
}

int program_sign(const struct token_choice *choice, char *const certificates[], size_t count)
{
    struct program_request request;
    struct program_answer answer;

    if (!map_records() || count > PROGRAM_CERTIFICATES_MAX)
        return EXIT_FAILURE;
    long memory = memory_own();
    if (!token_load(choice, &program.token) || !token_initialize(choice, false, &program.token))
        return EXIT_FAILURE;
    for (size_t i = 0; i < count; i++)
        if (!find_key(certificates[i], &program.keys[i]))
            return EXIT_FAILURE;
    while (read(STDIN_FILENO, &request, sizeof request) == sizeof request) {
        if (request.certificate >= count || !run(&request, &answer))
            return EXIT_FAILURE;
        answer.anonymous = memory_own() - memory;
        if (write(STDOUT_FILENO, &answer, sizeof answer) != sizeof answer)
            return EXIT_FAILURE;
    }
    token_finalize(&program.token);
    return EXIT_SUCCESS;
}

/* How our module has come by its signer; other tokens say 0. */
static uint64_t device_error(void)
{
    CK_SESSION_INFO info;

    return program.token.functions->C_GetSessionInfo(program.token.session, &info) == CKR_OK
               ? info.ulDeviceError
               : 0;
}

int program_first(const struct token_choice *choice, char *const certificates[], size_t count)
{
    struct program_answer answer = {.signatures = count > 0};

    if (!map_records() || !token_load(choice, &program.token) ||
        !token_initialize(choice, false, &program.token) ||
        !find_key(certificates[0], &program.keys[0]) ||
        !sign_once(&program.keys[0], program.token.session, &program.records[0]))
        return EXIT_FAILURE;
    answer.device_error = device_error();
    if (write(STDOUT_FILENO, &answer, sizeof answer) != sizeof answer)
        return EXIT_FAILURE;
    token_finalize(&program.token);
    return EXIT_SUCCESS;
}
