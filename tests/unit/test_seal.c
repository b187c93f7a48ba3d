/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <nss.h>
#include <pk11pub.h>
#include <secmod.h>
#include <string.h>

#include "keys/seal.h"

static const uint8_t secret[SEAL_SIZE] = {1, 2, 3};
static const char machine[] = "0123456789abcdef0123456789abcdef";

static struct softoken softoken;

static int start_nss(void **state)
{
    (void)state;
    if (NSS_NoDB_Init(NULL) != SECSuccess)
        return -1;
    PK11SlotInfo *slot = PK11_GetInternalSlot();
    softoken.functions = PK11_GetModule(slot)->functionList;
    CK_RV rv = softoken.functions->C_OpenSession(PK11_GetSlotID(slot), CKF_SERIAL_SESSION, NULL,
                                                 NULL, &softoken.session);
    PK11_FreeSlot(slot);
    return rv == CKR_OK ? 0 : -1;
}

static int stop_nss(void **state)
{
    (void)state;
    softoken.functions->C_CloseSession(softoken.session);
    return NSS_Shutdown() == SECSuccess ? 0 : -1;
}

static void derive(const uint8_t bytes[static SEAL_SIZE], const char *machine_id, uid_t user,
                   const char *name, char password[static SEAL_PASSWORD_SIZE])
{
    struct seal seal;

    assert_true(seal_make(bytes, machine_id, user, name, &seal));
    assert_int_equal(seal_derive(&seal, &softoken, password), CKR_OK);
}

/* Another implementation's answer, by `openssl kdf HKDF`: a store opens with each version. */
static void test_the_password_is_hkdfs(void **state)
{
    char password[SEAL_PASSWORD_SIZE];

    (void)state;
    derive(secret, machine, 1000, "clerk", password);
    assert_string_equal(password,
                        "15fe4f6b5bae279991beae0a37e38eb5d97f961e9f9a8d381cae59ca3e1783f3");
}

static void test_another_user_machine_or_seal_gives_another_password(void **state)
{
    static const uint8_t other_secret[SEAL_SIZE] = {1, 2, 4};
    char password[SEAL_PASSWORD_SIZE];
    char other[SEAL_PASSWORD_SIZE];

    (void)state;
    derive(secret, machine, 1000, "clerk", password);
    derive(secret, machine, 1001, "clerk", other);
    assert_string_not_equal(password, other);
    derive(secret, machine, 1000, "clerk2", other);
    assert_string_not_equal(password, other);
    derive(secret, "0123456789abcdef0123456789abcdee", 1000, "clerk", other);
    assert_string_not_equal(password, other);
    derive(other_secret, machine, 1000, "clerk", other);
    assert_string_not_equal(password, other);
}

static void test_a_name_that_is_too_long_is_refused(void **state)
{
    char name[SEAL_SALT_MAX + 1];
    struct seal seal;

    (void)state;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(seal_make(secret, machine, 1000, name, &seal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_password_is_hkdfs),
        cmocka_unit_test(test_another_user_machine_or_seal_gives_another_password),
        cmocka_unit_test(test_a_name_that_is_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, start_nss, stop_nss);
}
