/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* What a key may do is what keyUsage of its certificate says (RFC 5280, section 4.2.1.3). */
#include <stdio.h>

#include "token.h"

static const struct usage {
    const char *key_type;
    const char *key_usage; /* NULL: the certificate has what its key can do */
    bool signs;
    bool decrypts;
    bool derives;
} usages[] = {
    {"rsa-2048", NULL, true, true, false},
    {"rsa-2048", "digitalSignature", true, false, false},
    {"rsa-2048", "nonRepudiation", true, false, false},
    {"rsa-2048", "keyEncipherment", false, true, false},
    {"rsa-2048", "dataEncipherment", false, true, false},
    {"ec-p256", NULL, true, false, true},
    {"ec-p256", "digitalSignature", true, false, false},
    {"ec-p256", "keyAgreement", false, false, true},
};

#define USAGES (sizeof usages / sizeof usages[0])

static void nickname_of(size_t i, char nickname[static 16])
{
    snprintf(nickname, 16, "usage%zu", i);
}

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    for (size_t i = 0; i < USAGES; i++) {
        char nickname[16];
        nickname_of(i, nickname);
        if (usages[i].key_usage == NULL)
            make_store("--count", "1", "--nickname", nickname, "--key-types", usages[i].key_type,
                       "--exposure", "usable");
        else
            make_store("--count", "1", "--nickname", nickname, "--key-types", usages[i].key_type,
                       "--key-usage", usages[i].key_usage, "--exposure", "usable");
    }
    return 0;
}

static bool truth(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
    CK_BBOOL value = 99;
    CK_ATTRIBUTE attribute = {type, &value, sizeof value};

    assert_ck(p11->C_GetAttributeValue(session, object, &attribute, 1), CKR_OK);
    return value == CK_TRUE;
}

static void both_halves_of_a_key_say_what_the_certificate_says(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    for (size_t i = 0; i < USAGES; i++) {
        char nickname[16];
        nickname_of(i, nickname);
        CK_OBJECT_HANDLE private_key = token_object(session, CKO_PRIVATE_KEY, nickname);
        CK_OBJECT_HANDLE public_key = token_object(session, CKO_PUBLIC_KEY, nickname);
        print_message("    %s, %s\n", usages[i].key_type,
                      usages[i].key_usage == NULL ? "as usual" : usages[i].key_usage);
        assert_int_equal(truth(session, private_key, CKA_SIGN), usages[i].signs);
        assert_int_equal(truth(session, private_key, CKA_DECRYPT), usages[i].decrypts);
        assert_int_equal(truth(session, private_key, CKA_DERIVE), usages[i].derives);
        assert_int_equal(truth(session, public_key, CKA_VERIFY), usages[i].signs);
        assert_int_equal(truth(session, public_key, CKA_ENCRYPT), usages[i].decrypts);
        assert_int_equal(truth(session, public_key, CKA_DERIVE), usages[i].derives);
    }
}

static void a_use_that_the_certificate_does_not_allow_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    for (size_t i = 0; i < USAGES; i++) {
        bool rsa = usages[i].key_type[0] == 'r';
        CK_MECHANISM mechanism = {rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0};
        char nickname[16];
        nickname_of(i, nickname);
        CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, nickname);
        assert_ck(p11->C_SignInit(session, &mechanism, key),
                  usages[i].signs ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED);
        if (rsa)
            assert_ck(p11->C_DecryptInit(session, &mechanism, key),
                      usages[i].decrypts ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED);
        (void)p11->C_SignInit(session, NULL, key);
        (void)p11->C_DecryptInit(session, NULL, key);
    }
}

#define with_token(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_token(both_halves_of_a_key_say_what_the_certificate_says),
        with_token(a_use_that_the_certificate_does_not_allow_is_refused),
    };

    return cmocka_run_group_tests_name("key usage", tests, make, token_unload);
}
