/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * The snapshot is overwritten and truncated in place, as a restored backup (cp -a BACKUP/. STORE/)
 * or a full disk does it, while four threads of the program list the token. A program that reads a
 * mapping of such a file ends by SIGBUS.
 */

#define THREADS 4
#define SECONDS 60
#define SEED 20261127U

static atomic_bool ended;
static atomic_ulong listed;
static atomic_ulong refused;
static atomic_ulong failed; /* calls with a result that they must not have */

static void expect(bool right)
{
    if (!right)
        atomic_fetch_add(&failed, 1);
}

/* One listing with all its attributes. Objects may go between two calls; nothing else may fail. */
static void list(CK_SESSION_HANDLE session)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG count = 0;
    CK_RV rv = p11->C_FindObjectsInit(session, NULL, 0);

    if (rv == CKR_DEVICE_ERROR) {
        atomic_fetch_add(&refused, 1);
        return;
    }
    expect(rv == CKR_OK);
    expect(p11->C_FindObjects(session, objects, TOKEN_OBJECTS_MAX, &count) == CKR_OK);
    expect(p11->C_FindObjectsFinal(session) == CKR_OK);
    for (CK_ULONG i = 0; i < count; i++) {
        CK_ATTRIBUTE attribute = {CKA_SUBJECT, value, sizeof value};
        rv = p11->C_GetAttributeValue(session, objects[i], &attribute, 1);
        expect(rv == CKR_OK || rv == CKR_OBJECT_HANDLE_INVALID);
    }
    if (count > 0)
        atomic_fetch_add(&listed, 1);
}

static void *list_until_the_end(void *argument)
{
    const CK_SESSION_HANDLE *session = argument;

    while (!atomic_load(&ended))
        list(*session);
    return NULL;
}

static bool token_is_readable(void *argument)
{
    const CK_SESSION_HANDLE *session = argument;

    return p11->C_FindObjectsInit(*session, NULL, 0) == CKR_OK &&
           p11->C_FindObjectsFinal(*session) == CKR_OK;
}

static unsigned random_number(void)
{
    static unsigned state = SEED;

    state = state * 1103515245U + 12345U;
    return state >> 16;
}

/* Writes all of `content`, or stops somewhere, or cuts the file, or writes into its middle. */
static void harm(int file, const CK_BYTE *content, size_t length)
{
    size_t somewhere = random_number() % length;

    switch (random_number() % 4) {
    case 0:
        assert_int_equal(ftruncate(file, (off_t)somewhere), 0);
        break;
    case 1:
        assert_int_equal(ftruncate(file, 0), 0);
        assert_true(pwrite(file, content, somewhere + 1, 0) > 0);
        break;
    case 2:
        assert_true(pwrite(file, content, length - somewhere, (off_t)somewhere) > 0);
        break;
    default:
        assert_int_equal(pwrite(file, content, length, 0), (ssize_t)length);
    }
}

static void programs_live_through_a_snapshot_that_is_overwritten_in_place(void **state)
{
    pthread_t threads[THREADS];
    CK_SESSION_HANDLE sessions[THREADS];
    unsigned long rounds = 0;
    time_t end = time(NULL) + SECONDS;

    (void)state;
    int file = open(token_path("store/snapshot"), O_RDWR | O_CLOEXEC);
    assert_true(file >= 0);
    off_t length = lseek(file, 0, SEEK_END);
    CK_BYTE *content = malloc((size_t)length);
    assert_non_null(content);
    assert_int_equal(pread(file, content, (size_t)length, 0), length);
    for (size_t i = 0; i < THREADS; i++) {
        sessions[i] = token_open();
        assert_int_equal(pthread_create(&threads[i], NULL, list_until_the_end, &sessions[i]), 0);
    }
    while (time(NULL) < end) {
        harm(file, content, (size_t)length);
        nanosleep(&(struct timespec){0, 1000L * (random_number() % 2000)}, NULL);
        rounds++;
    }
    assert_int_equal(ftruncate(file, 0), 0);
    assert_int_equal(pwrite(file, content, (size_t)length, 0), length);
    atomic_store(&ended, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    print_message("    %lu times overwritten, %lu listings, %lu refused as damaged\n", rounds,
                  atomic_load(&listed), atomic_load(&refused));
    assert_int_equal(atomic_load(&failed), 0);
    assert_true(rounds > 1000);
    assert_true(atomic_load(&listed) > 1000);
    assert_true(atomic_load(&refused) > 0);
    token_wait_until(token_is_readable, &sessions[0]);
    token_wait_visible(sessions[0], CKO_PRIVATE_KEY, "valuxtest1");
    close(file);
    free(content);
}

/* A store that fills several pages, so that a cut leaves whole pages without a file behind them. */
static int begin(void **state)
{
    token_remove_store();
    make_store("--count", "20", "--without-keys", "--key-types", "ec-p256", "--exposure", "usable");
    return token_initialize(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            programs_live_through_a_snapshot_that_is_overwritten_in_place, begin, token_finalize),
    };

    return cmocka_run_group_tests(tests, token_load, token_unload);
}
