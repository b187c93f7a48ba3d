/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "derive_fixture.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "refusal_table.h"

/*
 * How much stack the functions of the module take. Each call is made on a thread whose stack was
 * painted before; what has another colour afterwards was used.
 */

#define STACK_SIZE ((size_t)256 * 1024)
#define STACK_MOST ((size_t)16 * 1024)
#define SMALL_STACK ((size_t)40 * 1024)
#define COLOUR 0xc5
#define SIGNATURE_MAX 512

static CK_SESSION_HANDLE session;
static CK_OBJECT_HANDLE rsa_key;
static CK_OBJECT_HANDLE ec_key;
static CK_OBJECT_HANDLE secret;
static struct derive_peer peer;
static CK_MECHANISM rsa = {CKM_RSA_PKCS, NULL, 0};
static CK_MECHANISM rsa_with_digest = {CKM_SHA256_RSA_PKCS, NULL, 0};
static CK_BYTE message[256] = "signed on a small stack";
static CK_BYTE signature[SIGNATURE_MAX];

static bool initialize(void)
{
    return p11->C_Initialize(NULL) == CKR_OK;
}

static bool finalize(void)
{
    return p11->C_Finalize(NULL) == CKR_OK;
}

static bool describe(void)
{
    static CK_INFO info;
    static CK_SLOT_ID slots[1];
    static CK_SLOT_INFO slot;
    static CK_TOKEN_INFO token;
    CK_ULONG count = COUNT(slots);

    return p11->C_GetInfo(&info) == CKR_OK &&
           p11->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK &&
           p11->C_GetSlotInfo(TOKEN_SLOT, &slot) == CKR_OK &&
           p11->C_GetTokenInfo(TOKEN_SLOT, &token) == CKR_OK;
}

static bool describe_mechanisms(void)
{
    static CK_MECHANISM_TYPE types[64];
    static CK_MECHANISM_INFO info;
    CK_ULONG count = COUNT(types);

    return p11->C_GetMechanismList(TOKEN_SLOT, types, &count) == CKR_OK &&
           p11->C_GetMechanismInfo(TOKEN_SLOT, CKM_ECDSA, &info) == CKR_OK;
}

static bool open_session(void)
{
    static CK_SESSION_INFO info;

    return p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, NULL, &session) == CKR_OK &&
           p11->C_GetSessionInfo(session, &info) == CKR_OK;
}

static bool close_sessions(void)
{
    return p11->C_CloseSession(session) == CKR_OK && p11->C_CloseAllSessions(TOKEN_SLOT) == CKR_OK;
}

static bool log_in_and_out(void)
{
    return p11->C_Login(session, CKU_USER, NULL, 0) == CKR_OK && p11->C_Logout(session) == CKR_OK;
}

/* Looks a private key up, which starts the signer where it does not run yet. */
static bool find(void)
{
    static CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    char label[] = "valuxtest1";
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class},
                             {CKA_LABEL, label, sizeof label - 1}};
    CK_ULONG count;

    return p11->C_FindObjectsInit(session, wanted, COUNT(wanted)) == CKR_OK &&
           p11->C_FindObjects(session, objects, COUNT(objects), &count) == CKR_OK &&
           p11->C_FindObjectsFinal(session) == CKR_OK;
}

static bool read_object(void)
{
    static CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ATTRIBUTE attribute = {CKA_LABEL, value, sizeof value};
    CK_ULONG size;

    return p11->C_GetAttributeValue(session, rsa_key, &attribute, 1) == CKR_OK &&
           p11->C_GetObjectSize(session, rsa_key, &size) == CKR_OK;
}

static bool sign(void)
{
    CK_ULONG length = sizeof signature;

    return p11->C_SignInit(session, &rsa, rsa_key) == CKR_OK &&
           p11->C_Sign(session, message, 32, signature, &length) == CKR_OK;
}

static bool sign_in_parts(void)
{
    CK_ULONG length = sizeof signature;

    return p11->C_SignInit(session, &rsa_with_digest, rsa_key) == CKR_OK &&
           p11->C_SignUpdate(session, message, sizeof message) == CKR_OK &&
           p11->C_SignFinal(session, signature, &length) == CKR_OK;
}

/* What is no ciphertext is refused, but only after the signer has worked on it. */
static bool decrypt(void)
{
    static CK_BYTE plain[SIGNATURE_MAX];
    CK_ULONG length = sizeof plain;
    CK_RV result = p11->C_DecryptInit(session, &rsa, rsa_key);

    p11->C_Decrypt(session, message, sizeof message, plain, &length);
    return result == CKR_OK;
}

static bool derive(void)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ULONG length = 16;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof class},
                                 {CKA_KEY_TYPE, &type, sizeof type},
                                 {CKA_UNWRAP, &yes, sizeof yes},
                                 {CKA_VALUE_LEN, &length, sizeof length}};
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_SHA256_KDF, 0, NULL, peer.point_length, peer.point};
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &parameter, sizeof parameter};

    return p11->C_DeriveKey(session, &mechanism, ec_key, attributes, COUNT(attributes), &secret) ==
           CKR_OK;
}

/* As with C_Decrypt, the signer finds that nothing is wrapped here. */
static bool unwrap_and_destroy(void)
{
    CK_MECHANISM mechanism = {CKM_AES_KEY_WRAP, NULL, 0};
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof class},
                                 {CKA_KEY_TYPE, &type, sizeof type}};
    CK_OBJECT_HANDLE unwrapped;

    p11->C_UnwrapKey(session, &mechanism, secret, message, 24, attributes, COUNT(attributes),
                     &unwrapped);
    return p11->C_DestroyObject(session, secret) == CKR_OK &&
           p11->C_SessionCancel(session, CKF_SIGN) == CKR_OK;
}

struct run {
    bool (*call)(void);
    CK_RV (*refused)(CK_SESSION_HANDLE session); /* or this one */
    CK_RV answer;                                /* of the one that is refused */
    bool succeeded;
    const unsigned char *top;
};

static void *run(void *argument)
{
    struct run *given = argument;

    given->top = __builtin_frame_address(0);
    if (given->call == NULL)
        given->answer = given->refused(session);
    else
        given->succeeded = given->call();
    return NULL;
}

/* Makes the call on a stack of this size; returns how many bytes of it were used. */
static size_t use_stack(struct run *given, size_t size)
{
    unsigned char *stack =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;
    size_t untouched = 0;

    assert_true(stack != MAP_FAILED);
    memset(stack, COLOUR, size);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, size), 0);
    assert_int_equal(pthread_create(&thread, &attributes, run, given), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    while (untouched < size && stack[untouched] == COLOUR)
        untouched++;
    assert_true(given->top > stack + untouched);
    size_t used = (size_t)(given->top - (stack + untouched));
    munmap(stack, size);
    return used;
}

static void measure(const char *name, bool (*call)(void))
{
    struct run given = {.call = call};
    size_t used = use_stack(&given, STACK_SIZE);

    if (used > STACK_MOST)
        fail_msg("%s takes %zu bytes of stack", name, used);
    assert_true(given.succeeded);
}

static void what_works_takes_little_stack(void **state)
{
    (void)state;
    measure("C_Initialize", initialize);
    measure("C_OpenSession", open_session);
    derive_session = session;
    derive_fixture_peer(&derive_p256, &peer);
    rsa_key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    ec_key = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");
    measure("C_GetTokenInfo and its like", describe);
    measure("C_GetMechanismList", describe_mechanisms);
    measure("C_Login", log_in_and_out);
    measure("C_GetAttributeValue", read_object);
    measure("C_Sign", sign);
    measure("C_SignUpdate", sign_in_parts);
    measure("C_Decrypt", decrypt);
    measure("C_DeriveKey", derive);
    measure("C_UnwrapKey", unwrap_and_destroy);
    measure("C_CloseSession", close_sessions);
    measure("C_Finalize", finalize);
}

static void what_starts_the_signer_takes_little_stack(void **state)
{
    (void)state;
    measure("C_Initialize", initialize);
    measure("C_OpenSession", open_session);
    assert_int_equal(token_child_count(), 0);
    measure("C_Sign", sign);
    assert_int_equal(token_child_count(), 1);
    measure("C_Finalize", finalize);
    measure("C_Initialize", initialize);
    measure("C_OpenSession", open_session);
    measure("C_FindObjectsInit", find);
    assert_int_equal(token_child_count(), 1);
    measure("C_Finalize", finalize);
}

/* C_CloseAllSessions and its like end what the next one needs, so each begins anew. */
static void what_is_refused_takes_little_stack(void **state)
{
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        struct run given = {.refused = refusals[i]->call};
        assert_int_equal(token_initialize(state), 0);
        session = token_open();
        size_t used = use_stack(&given, STACK_SIZE);
        if (used > STACK_MOST)
            fail_msg("%s takes %zu bytes of stack", refusals[i]->name, used);
        assert_ck(given.answer, refusals[i]->answer);
        assert_int_equal(token_finalize(state), 0);
    }
}

/* Without these variables the home directory is asked of the password database. */
static void a_store_in_the_home_directory_takes_little_stack(void **state)
{
    char *store = strdup(token_store());
    char *home = strdup(getenv("HOME") == NULL ? "/" : getenv("HOME"));

    (void)state;
    assert_true(store != NULL && home != NULL);
    unsetenv("VALUX_HOME");
    unsetenv("XDG_DATA_HOME");
    measure("C_Initialize", initialize);
    measure("C_Finalize", finalize);
    unsetenv("HOME");
    measure("C_Initialize", initialize);
    measure("C_Finalize", finalize);
    setenv("VALUX_HOME", store, 1);
    setenv("HOME", home, 1);
    free(store);
    free(home);
}

/* So that a test that fails does not fail the next one. */
static int finalize_again(void **state)
{
    (void)state;
    p11->C_Finalize(NULL);
    return 0;
}

static bool do_everything(void)
{
    return initialize() && open_session() && sign() && sign_in_parts() && finalize();
}

static void a_thread_with_a_small_stack_signs(void **state)
{
    struct run given = {.call = do_everything};
    size_t small = (size_t)sysconf(_SC_THREAD_STACK_MIN);

    (void)state;
    /* Some processors' libc makes no thread with so small a stack. */
    use_stack(&given, small > SMALL_STACK ? small : SMALL_STACK);
    assert_true(given.succeeded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_works_takes_little_stack, finalize_again),
        cmocka_unit_test_teardown(what_starts_the_signer_takes_little_stack, finalize_again),
        cmocka_unit_test_teardown(what_is_refused_takes_little_stack, finalize_again),
        cmocka_unit_test_teardown(a_store_in_the_home_directory_takes_little_stack, finalize_again),
        cmocka_unit_test_teardown(a_thread_with_a_small_stack_signs, finalize_again),
    };

    return cmocka_run_group_tests_name("stack", tests, derive_fixture_make, token_unload);
}
