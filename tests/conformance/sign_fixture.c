/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sign_fixture.h"

const char sign_message[] = "The certificate is the company's, and so is this message.";
const size_t sign_message_length = sizeof sign_message;
CK_SESSION_HANDLE sign_session;
CK_OBJECT_HANDLE sign_rsa;
CK_OBJECT_HANDLE sign_ec;

int sign_fixture_make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "4", "--key-types", "rsa-2048,ec-p256,ec-p384,rsa-3072", "--exposure",
               "usable");
    return 0;
}

int sign_fixture_open(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    sign_session = token_open();
    sign_rsa = token_object(sign_session, CKO_PRIVATE_KEY, "valuxtest1");
    sign_ec = token_object(sign_session, CKO_PRIVATE_KEY, "valuxtest2");
    return 0;
}

CK_ULONG sign_fixture_sign(CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key, const void *data,
                           size_t length, CK_BYTE *signature)
{
    CK_ULONG signature_length = SIGN_LENGTH_MAX;

    assert_ck(p11->C_SignInit(sign_session, mechanism, key), CKR_OK);
    assert_ck(
        p11->C_Sign(sign_session, (CK_BYTE *)(uintptr_t)data, length, signature, &signature_length),
        CKR_OK);
    return signature_length;
}
