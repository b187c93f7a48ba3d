/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* Slot, token and mechanisms. */

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "1", "--without-keys");
    return 0;
}

static void there_is_one_slot_and_it_has_its_token(void **state)
{
    CK_SLOT_ID slots[4];
    CK_ULONG count = 0;

    (void)state;
    assert_ck(p11->C_GetSlotList(CK_TRUE, NULL, &count), CKR_OK);
    assert_int_equal(count, 1);
    count = COUNT(slots);
    assert_ck(p11->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(slots[0], TOKEN_SLOT);
    count = COUNT(slots);
    assert_ck(p11->C_GetSlotList(CK_FALSE, slots, &count), CKR_OK);
    assert_int_equal(count, 1);
}

static void a_slot_list_without_room_says_how_much_it_needs(void **state)
{
    CK_SLOT_ID slot = 77;
    CK_ULONG count = 0;

    (void)state;
    assert_ck(p11->C_GetSlotList(CK_TRUE, &slot, &count), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(count, 1);
    assert_int_equal(slot, 77);
}

static void a_slot_list_without_a_count_is_refused(void **state)
{
    (void)state;
    assert_ck(p11->C_GetSlotList(CK_TRUE, NULL, NULL), CKR_ARGUMENTS_BAD);
}

static void the_slot_is_removable_and_not_hardware(void **state)
{
    CK_SLOT_INFO info;

    (void)state;
    assert_ck(p11->C_GetSlotInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_int_equal(info.flags, CKF_TOKEN_PRESENT | CKF_REMOVABLE_DEVICE);
}

static void slot_info_of_another_slot_is_refused(void **state)
{
    CK_SLOT_INFO info;

    (void)state;
    assert_ck(p11->C_GetSlotInfo(0, &info), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_GetSlotInfo(2, &info), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_GetSlotInfo(TOKEN_SLOT, NULL), CKR_ARGUMENTS_BAD);
}

static void the_token_is_called_valux_without_a_colon(void **state)
{
    CK_TOKEN_INFO info;

    (void)state;
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_memory_equal(info.label, "VALUX                           ", 32);
    assert_null(memchr(&info, ':', 32 + 32 + 16 + 16));
}

static void the_token_asks_for_no_login_and_can_not_be_written(void **state)
{
    CK_TOKEN_INFO info;

    (void)state;
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_int_equal(info.flags & CKF_LOGIN_REQUIRED, 0);
    assert_int_not_equal(info.flags & CKF_TOKEN_INITIALIZED, 0);
    assert_int_not_equal(info.flags & CKF_WRITE_PROTECTED, 0);
    assert_int_equal(info.flags & CKF_RNG, 0);
}

static void the_token_counts_its_sessions(void **state)
{
    CK_TOKEN_INFO info;

    (void)state;
    token_open();
    token_open_read_write();
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_int_equal(info.ulSessionCount, 2);
    assert_int_equal(info.ulRwSessionCount, 1);
}

static void token_info_of_another_slot_is_refused(void **state)
{
    CK_TOKEN_INFO info;

    (void)state;
    assert_ck(p11->C_GetTokenInfo(0, &info), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, NULL), CKR_ARGUMENTS_BAD);
}

static CK_ULONG list_mechanisms(CK_MECHANISM_TYPE *types, CK_ULONG room)
{
    CK_ULONG count = room;

    assert_ck(p11->C_GetMechanismList(TOKEN_SLOT, types, &count), CKR_OK);
    return count;
}

static bool is_listed(CK_MECHANISM_TYPE type)
{
    CK_MECHANISM_TYPE types[64];
    CK_ULONG count = list_mechanisms(types, COUNT(types));

    for (CK_ULONG i = 0; i < count; i++)
        if (types[i] == type)
            return true;
    return false;
}

static void the_mechanisms_that_hosts_need_are_listed(void **state)
{
    static const CK_MECHANISM_TYPE needed[] = {CKM_RSA_PKCS,
                                               CKM_SHA1_RSA_PKCS,
                                               CKM_SHA224_RSA_PKCS,
                                               CKM_SHA256_RSA_PKCS,
                                               CKM_SHA384_RSA_PKCS,
                                               CKM_SHA512_RSA_PKCS,
                                               CKM_RSA_PKCS_PSS,
                                               CKM_SHA256_RSA_PKCS_PSS,
                                               CKM_SHA384_RSA_PKCS_PSS,
                                               CKM_SHA512_RSA_PKCS_PSS,
                                               CKM_RSA_PKCS_OAEP,
                                               CKM_ECDSA,
                                               CKM_ECDSA_SHA256,
                                               CKM_ECDSA_SHA384,
                                               CKM_ECDSA_SHA512,
                                               CKM_ECDH1_DERIVE,
                                               CKM_AES_KEY_WRAP};

    (void)state;
    for (size_t i = 0; i < COUNT(needed); i++)
        assert_true(is_listed(needed[i]));
    assert_false(is_listed(CKM_RSA_PKCS_KEY_PAIR_GEN));
    assert_false(is_listed(CKM_SHA256));
}

static void a_mechanism_list_without_room_says_how_much_it_needs(void **state)
{
    CK_MECHANISM_TYPE types[64];
    CK_ULONG needed = 0;
    CK_ULONG count = 1;

    (void)state;
    assert_ck(p11->C_GetMechanismList(TOKEN_SLOT, NULL, &needed), CKR_OK);
    assert_ck(p11->C_GetMechanismList(TOKEN_SLOT, types, &count), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(count, needed);
    assert_int_equal(list_mechanisms(types, needed), needed);
}

static void a_mechanism_list_with_bad_arguments_is_refused(void **state)
{
    CK_ULONG count = 0;

    (void)state;
    assert_ck(p11->C_GetMechanismList(0, NULL, &count), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_GetMechanismList(TOKEN_SLOT, NULL, NULL), CKR_ARGUMENTS_BAD);
}

static void every_listed_mechanism_has_information(void **state)
{
    CK_MECHANISM_TYPE types[64];
    CK_ULONG count = list_mechanisms(types, COUNT(types));

    (void)state;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_MECHANISM_INFO info;
        assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, types[i], &info), CKR_OK);
        assert_int_not_equal(info.flags & (CKF_SIGN | CKF_DECRYPT | CKF_DERIVE | CKF_UNWRAP), 0);
        assert_int_equal(info.flags & (CKF_VERIFY | CKF_ENCRYPT | CKF_GENERATE_KEY_PAIR), 0);
        assert_true(info.ulMinKeySize > 0 && info.ulMinKeySize <= info.ulMaxKeySize);
    }
}

static void a_digest_that_is_a_part_of_other_mechanisms_is_known_and_not_listed(void **state)
{
    static const CK_MECHANISM_TYPE digests[] = {CKM_SHA_1, CKM_SHA224, CKM_SHA256, CKM_SHA384,
                                                CKM_SHA512};

    (void)state;
    for (size_t i = 0; i < COUNT(digests); i++) {
        CK_MECHANISM_INFO info = {1, 1, 1};
        assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, digests[i], &info), CKR_OK);
        assert_int_equal(info.flags, 0);
        assert_false(is_listed(digests[i]));
    }
}

static void mechanism_information_with_bad_arguments_is_refused(void **state)
{
    CK_MECHANISM_INFO info;

    (void)state;
    assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, CKM_AES_CBC, &info), CKR_MECHANISM_INVALID);
    assert_ck(p11->C_GetMechanismInfo(0, CKM_RSA_PKCS, &info), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, CKM_RSA_PKCS, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, CKM_AES_CBC, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetMechanismInfo(TOKEN_SLOT, CKM_SHA256, NULL), CKR_ARGUMENTS_BAD);
}

static void the_token_can_not_be_initialized(void **state)
{
    CK_UTF8CHAR label[33] = "VALUX                           ";
    CK_UTF8CHAR pin[] = "1234";

    (void)state;
    assert_ck(p11->C_InitToken(TOKEN_SLOT, pin, 4, label), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_InitToken(0, pin, 4, label), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_InitToken(TOKEN_SLOT, pin, 4, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_InitToken(TOKEN_SLOT, NULL, 4, label), CKR_ARGUMENTS_BAD);
}

static void no_slot_event_ever_comes(void **state)
{
    CK_SLOT_ID slot = 0;

    (void)state;
    assert_ck(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, NULL), CKR_NO_EVENT);
    assert_ck(p11->C_WaitForSlotEvent(0, &slot, NULL), CKR_FUNCTION_NOT_SUPPORTED);
    assert_ck(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, NULL, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, &slot), CKR_ARGUMENTS_BAD);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        initialized(there_is_one_slot_and_it_has_its_token),
        initialized(a_slot_list_without_room_says_how_much_it_needs),
        initialized(a_slot_list_without_a_count_is_refused),
        initialized(the_slot_is_removable_and_not_hardware),
        initialized(slot_info_of_another_slot_is_refused),
        initialized(the_token_is_called_valux_without_a_colon),
        initialized(the_token_asks_for_no_login_and_can_not_be_written),
        initialized(the_token_counts_its_sessions),
        initialized(token_info_of_another_slot_is_refused),
        initialized(the_mechanisms_that_hosts_need_are_listed),
        initialized(a_mechanism_list_without_room_says_how_much_it_needs),
        initialized(a_mechanism_list_with_bad_arguments_is_refused),
        initialized(every_listed_mechanism_has_information),
        initialized(a_digest_that_is_a_part_of_other_mechanisms_is_known_and_not_listed),
        initialized(mechanism_information_with_bad_arguments_is_refused),
        initialized(the_token_can_not_be_initialized),
        initialized(no_slot_event_ever_comes),
    };

    return cmocka_run_group_tests_name("slot", tests, make, token_unload);
}
