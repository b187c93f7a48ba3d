/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* Attributes of certificates and keys. */

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "2", "--without-keys", "--key-types", "rsa-2048,ec-p256", "--exposure",
               "usable");
    return 0;
}

static bool truth(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
    CK_BYTE value[TOKEN_VALUE_MAX];

    assert_int_equal(token_value(session, object, type, value), sizeof(CK_BBOOL));
    return value[0] == CK_TRUE;
}

static CK_ULONG number(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG result;

    assert_int_equal(token_value(session, object, type, value), sizeof result);
    memcpy(&result, value, sizeof result);
    return result;
}

static void a_certificate_is_the_x509_certificate_of_its_attributes(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_BYTE other[TOKEN_VALUE_MAX];
    unsigned char digest[20];
    const unsigned char *der = value;
    unsigned char *encoded = NULL;
    CK_ULONG length = token_value(session, object, CKA_VALUE, value);
    X509 *certificate = d2i_X509(NULL, &der, (long)length);

    (void)state;
    assert_non_null(certificate);
    size_t name_length = (size_t)i2d_X509_NAME(X509_get_subject_name(certificate), &encoded);
    assert_int_equal(token_value(session, object, CKA_SUBJECT, other), name_length);
    assert_memory_equal(other, encoded, name_length);
    OPENSSL_free(encoded);
    encoded = NULL;
    name_length = (size_t)i2d_X509_NAME(X509_get_issuer_name(certificate), &encoded);
    assert_int_equal(token_value(session, object, CKA_ISSUER, other), name_length);
    assert_memory_equal(other, encoded, name_length);
    OPENSSL_free(encoded);
    encoded = NULL;
    name_length = (size_t)i2d_ASN1_INTEGER(X509_get_serialNumber(certificate), &encoded);
    assert_int_equal(token_value(session, object, CKA_SERIAL_NUMBER, other), name_length);
    assert_memory_equal(other, encoded, name_length);
    OPENSSL_free(encoded);
    assert_int_equal(EVP_Digest(value, length, digest, NULL, EVP_sha1(), NULL), 1);
    assert_int_equal(token_value(session, object, CKA_CHECK_VALUE, other), 3);
    assert_memory_equal(other, digest, 3);
    X509_free(certificate);
}

static void a_certificate_tells_what_it_is(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_BYTE date[TOKEN_VALUE_MAX];

    (void)state;
    assert_int_equal(number(session, object, CKA_CLASS), CKO_CERTIFICATE);
    assert_int_equal(number(session, object, CKA_CERTIFICATE_TYPE), CKC_X_509);
    assert_int_equal(number(session, object, CKA_CERTIFICATE_CATEGORY),
                     CK_CERTIFICATE_CATEGORY_TOKEN_USER);
    assert_true(truth(session, object, CKA_TOKEN));
    assert_false(truth(session, object, CKA_PRIVATE));
    assert_false(truth(session, object, CKA_MODIFIABLE));
    assert_int_equal(token_value(session, object, CKA_START_DATE, date), sizeof(CK_DATE));
    assert_int_equal(token_value(session, object, CKA_END_DATE, date), sizeof(CK_DATE));
}

static void ca_certificates_are_authorities_with_labels_of_their_own(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_ULONG category = CK_CERTIFICATE_CATEGORY_AUTHORITY;
    CK_ATTRIBUTE wanted = {CKA_CERTIFICATE_CATEGORY, &category, sizeof category};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_BYTE first[TOKEN_VALUE_MAX];
    CK_BYTE second[TOKEN_VALUE_MAX];

    (void)state;
    assert_int_equal(token_find(session, &wanted, 1, objects), 2);
    CK_ULONG first_length = token_value(session, objects[0], CKA_LABEL, first);
    CK_ULONG second_length = token_value(session, objects[1], CKA_LABEL, second);
    assert_true(first_length != second_length || memcmp(first, second, first_length) != 0);
    assert_null(memchr(first, ':', first_length));
}

static void a_private_key_is_sensitive_and_stays(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    static const char *const labels[] = {"valuxtest1", "valuxtest2"};

    (void)state;
    for (size_t i = 0; i < COUNT(labels); i++) {
        CK_OBJECT_HANDLE object = token_object(session, CKO_PRIVATE_KEY, labels[i]);
        assert_true(truth(session, object, CKA_SENSITIVE));
        assert_true(truth(session, object, CKA_ALWAYS_SENSITIVE));
        assert_false(truth(session, object, CKA_EXTRACTABLE));
        assert_false(truth(session, object, CKA_ALWAYS_AUTHENTICATE));
        assert_false(truth(session, object, CKA_PRIVATE));
        assert_true(truth(session, object, CKA_SIGN));
    }
}

static void a_private_key_does_what_its_type_can(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE rsa = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_OBJECT_HANDLE ec = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");

    (void)state;
    assert_int_equal(number(session, rsa, CKA_KEY_TYPE), CKK_RSA);
    assert_true(truth(session, rsa, CKA_DECRYPT));
    assert_false(truth(session, rsa, CKA_DERIVE));
    assert_int_equal(number(session, ec, CKA_KEY_TYPE), CKK_EC);
    assert_false(truth(session, ec, CKA_DECRYPT));
    assert_true(truth(session, ec, CKA_DERIVE));
}

static void both_halves_of_a_key_derive_or_neither_does(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_false(truth(session, token_object(session, CKO_PUBLIC_KEY, "valuxtest1"), CKA_DERIVE));
    assert_true(truth(session, token_object(session, CKO_PUBLIC_KEY, "valuxtest2"), CKA_DERIVE));
}

/* A root's would be empty, which GnuPG's gpgsm refuses. */
static void all_certificates_but_the_root_name_their_issuers_key(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_OBJECT_CLASS class = CKO_CERTIFICATE;
    CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
    CK_ULONG count = token_find(session, &wanted, 1, objects);
    int roots = 0;

    (void)state;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_BYTE value[TOKEN_VALUE_MAX];
        const unsigned char *end = value;
        X509 *certificate =
            d2i_X509(NULL, &end, (long)token_value(session, objects[i], CKA_VALUE, value));
        assert_non_null(certificate);
        bool is_root = X509_NAME_cmp(X509_get_subject_name(certificate),
                                     X509_get_issuer_name(certificate)) == 0;
        int extension = X509_get_ext_by_NID(certificate, NID_authority_key_identifier, -1);
        assert_int_equal(extension < 0, is_root);
        if (!is_root)
            assert_non_null(X509_get0_authority_key_id(certificate));
        roots += is_root;
        X509_free(certificate);
    }
    assert_int_equal(roots, 1);
}

static void both_halves_of_an_rsa_key_have_modulus_and_exponent(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    static const CK_OBJECT_CLASS classes[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(classes); i++) {
        CK_OBJECT_HANDLE object = token_object(session, classes[i], "valuxtest1");
        assert_int_equal(token_value(session, object, CKA_MODULUS, value), 256);
        assert_int_not_equal(value[0] & 0x80, 0);
        assert_int_equal(token_value(session, object, CKA_PUBLIC_EXPONENT, value), 3);
        assert_memory_equal(value, "\x01\x00\x01", 3);
    }
    assert_int_equal(
        number(session, token_object(session, CKO_PUBLIC_KEY, "valuxtest1"), CKA_MODULUS_BITS),
        2048);
}

static void both_halves_of_an_ec_key_have_parameters_and_point(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    static const CK_OBJECT_CLASS classes[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(classes); i++) {
        CK_OBJECT_HANDLE object = token_object(session, classes[i], "valuxtest2");
        assert_int_equal(token_value(session, object, CKA_EC_PARAMS, value), 10);
        assert_memory_equal(value, "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10);
        assert_int_equal(token_value(session, object, CKA_EC_POINT, value), 67);
        assert_memory_equal(value, "\x04\x41\x04", 3);
    }
}

static void secret_parts_of_a_private_key_are_kept_back(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE rsa = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_OBJECT_HANDLE ec = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");
    static const CK_ATTRIBUTE_TYPE parts[] = {CKA_PRIVATE_EXPONENT, CKA_PRIME_1,
                                              CKA_PRIME_2,          CKA_EXPONENT_1,
                                              CKA_EXPONENT_2,       CKA_COEFFICIENT};
    CK_BYTE value[512];

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        CK_ATTRIBUTE attribute = {parts[i], value, sizeof value};
        assert_ck(p11->C_GetAttributeValue(session, rsa, &attribute, 1), CKR_ATTRIBUTE_SENSITIVE);
        assert_int_equal(attribute.ulValueLen, CK_UNAVAILABLE_INFORMATION);
    }
    CK_ATTRIBUTE attribute = {CKA_VALUE, value, sizeof value};
    assert_ck(p11->C_GetAttributeValue(session, ec, &attribute, 1), CKR_ATTRIBUTE_SENSITIVE);
    assert_int_equal(attribute.ulValueLen, CK_UNAVAILABLE_INFORMATION);
}

static void an_attribute_is_measured_without_a_buffer(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_ATTRIBUTE attribute = {CKA_LABEL, NULL, 0};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(
                  session, token_object(session, CKO_CERTIFICATE, "valuxtest1"), &attribute, 1),
              CKR_OK);
    assert_int_equal(attribute.ulValueLen, strlen("valuxtest1"));
}

static void a_buffer_that_is_too_small_is_left_alone(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    char value[] = "0123456789";
    CK_ATTRIBUTE attribute = {CKA_LABEL, value, 9};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(
                  session, token_object(session, CKO_CERTIFICATE, "valuxtest1"), &attribute, 1),
              CKR_BUFFER_TOO_SMALL);
    assert_int_equal(attribute.ulValueLen, CK_UNAVAILABLE_INFORMATION);
    assert_string_equal(value, "0123456789");
}

static void an_unknown_attribute_does_not_keep_the_others_back(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    char label[16] = "";
    CK_OBJECT_CLASS class = 0;
    CK_ATTRIBUTE attributes[] = {{CKA_VENDOR_DEFINED | 1, label, sizeof label},
                                 {CKA_MODULUS, NULL, 0},
                                 {CKA_LABEL, label, sizeof label},
                                 {CKA_CLASS, &class, sizeof class}};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(session,
                                       token_object(session, CKO_CERTIFICATE, "valuxtest1"),
                                       attributes, COUNT(attributes)),
              CKR_ATTRIBUTE_TYPE_INVALID);
    assert_int_equal(attributes[0].ulValueLen, CK_UNAVAILABLE_INFORMATION);
    assert_int_equal(attributes[1].ulValueLen, CK_UNAVAILABLE_INFORMATION);
    assert_memory_equal(label, "valuxtest1", 10);
    assert_int_equal(class, CKO_CERTIFICATE);
}

static void reading_with_bad_arguments_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_ATTRIBUTE attribute = {CKA_LABEL, NULL, 0};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(session, object, NULL, 1), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetAttributeValue(session, TOKEN_UNKNOWN_OBJECT, &attribute, 1),
              CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_GetAttributeValue(session, CK_INVALID_HANDLE, &attribute, 1),
              CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_GetAttributeValue(TOKEN_UNKNOWN_SESSION, object, &attribute, 1),
              CKR_SESSION_HANDLE_INVALID);
}

static void an_object_has_a_size(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG size = 0;

    (void)state;
    assert_ck(p11->C_GetObjectSize(session, object, &size), CKR_OK);
    assert_true(size > token_value(session, object, CKA_VALUE, value));
    assert_ck(p11->C_GetObjectSize(session, object, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetObjectSize(session, TOKEN_UNKNOWN_OBJECT, &size),
              CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_GetObjectSize(TOKEN_UNKNOWN_SESSION, object, &size),
              CKR_SESSION_HANDLE_INVALID);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        initialized(a_certificate_is_the_x509_certificate_of_its_attributes),
        initialized(a_certificate_tells_what_it_is),
        initialized(ca_certificates_are_authorities_with_labels_of_their_own),
        initialized(a_private_key_is_sensitive_and_stays),
        initialized(a_private_key_does_what_its_type_can),
        initialized(both_halves_of_a_key_derive_or_neither_does),
        initialized(all_certificates_but_the_root_name_their_issuers_key),
        initialized(both_halves_of_an_rsa_key_have_modulus_and_exponent),
        initialized(both_halves_of_an_ec_key_have_parameters_and_point),
        initialized(secret_parts_of_a_private_key_are_kept_back),
        initialized(an_attribute_is_measured_without_a_buffer),
        initialized(a_buffer_that_is_too_small_is_left_alone),
        initialized(an_unknown_attribute_does_not_keep_the_others_back),
        initialized(reading_with_bad_arguments_is_refused),
        initialized(an_object_has_a_size),
    };

    return cmocka_run_group_tests_name("attribute", tests, make, token_unload);
}
