/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/certificate.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "store/x509.h"
#include "valux/text.h"

static bool copy_der(struct valux_bytes *bytes, unsigned char *der, int length)
{
    bool result = length > 0 && valux_bytes_copy(bytes, der, (size_t)length);

    OPENSSL_free(der);
    return result;
}

static bool copy_time(const ASN1_TIME *time, int64_t *seconds)
{
    struct tm parts;

    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}

static bool copy_names(const X509 *x509, struct valux_certificate *certificate)
{
    unsigned char *subject = NULL;
    unsigned char *issuer = NULL;
    unsigned char *serial = NULL;
    int subject_length = i2d_X509_NAME(X509_get_subject_name(x509), &subject);
    int issuer_length = i2d_X509_NAME(X509_get_issuer_name(x509), &issuer);
    int serial_length = i2d_ASN1_INTEGER(X509_get0_serialNumber(x509), &serial);
    bool copied = copy_der(&certificate->subject, subject, subject_length);

    copied = copy_der(&certificate->issuer, issuer, issuer_length) && copied;
    return copy_der(&certificate->serial, serial, serial_length) && copied;
}

/* A serial number has at most 20 bytes (RFC 5280, section 4.1.2.2). Some CAs make longer ones. */
static bool copy_serial_text(const X509 *x509, struct valux_certificate *certificate)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
    int length = ASN1_STRING_length(serial);

    if (length < 1)
        return false;
    if ((size_t)length < sizeof certificate->serial_text / 2)
        valux_bytes_to_hex(ASN1_STRING_get0_data(serial), (size_t)length, certificate->serial_text);
    return true;
}

/*
 * Copies a name for a label, without colons and without what can't be printed. Some programs split
 * labels at colons.
 */
static void copy_common_name(const X509 *x509, char *text, size_t size)
{
    X509_NAME *name = X509_get_subject_name(x509);
    int position = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *utf8 = NULL;
    int length = 0;

    text[0] = '\0';
    if (position >= 0)
        length = ASN1_STRING_to_UTF8(&utf8,
                                     X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, position)));
    size_t end = 0;
    for (int i = 0; i < length && end < size - 1; i++) {
        unsigned char c = utf8[i];
        text[end++] = (char)(c < 0x20 || c > 0x7E || c == ':' ? '-' : c);
    }
    text[end] = '\0';
    OPENSSL_free(utf8);
}

static size_t count_common_names(const X509 *x509)
{
    X509_NAME *name = X509_get_subject_name(x509);
    size_t count = 0;

    for (int position = -1;
         (position = X509_NAME_get_index_by_NID(name, NID_commonName, position)) >= 0;)
        count++;
    return count;
}

static bool copy_number(const EVP_PKEY *key, const char *name, struct valux_bytes *bytes)
{
    BIGNUM *number = NULL;
    uint8_t buffer[2048];
    bool result = false;

    if (EVP_PKEY_get_bn_param(key, name, &number) == 1 && BN_num_bytes(number) > 0 &&
        BN_num_bytes(number) <= (int)sizeof buffer)
        result = valux_bytes_copy(bytes, buffer, (size_t)BN_bn2bin(number, buffer));
    BN_free(number);
    return result;
}

static bool copy_rsa(const EVP_PKEY *key, struct valux_certificate *certificate)
{
    certificate->key_type = VALUX_PUBLIC_KEY_RSA;
    return copy_number(key, "n", &certificate->modulus) &&
           copy_number(key, "e", &certificate->exponent) &&
           EVP_Digest(certificate->modulus.data, certificate->modulus.length,
                      certificate->key_id.bytes, NULL, EVP_sha1(), NULL) == 1;
}

static bool wrap_octet_string(const uint8_t *data, size_t length, struct valux_bytes *der)
{
    ASN1_OCTET_STRING *string = ASN1_OCTET_STRING_new();
    unsigned char *out = NULL;
    int size = -1;

    if (string != NULL && ASN1_OCTET_STRING_set(string, data, (int)length) == 1)
        size = i2d_ASN1_OCTET_STRING(string, &out);
    ASN1_OCTET_STRING_free(string);
    return copy_der(der, out, size);
}

static bool copy_ec(const EVP_PKEY *key, struct valux_certificate *certificate)
{
    char curve[64];
    uint8_t point[256];
    size_t length = 0;
    unsigned char *out = NULL;

    certificate->key_type = VALUX_PUBLIC_KEY_EC;
    if (EVP_PKEY_get_utf8_string_param(key, "group", curve, sizeof curve, NULL) != 1 ||
        EVP_PKEY_get_octet_string_param(key, "encoded-pub-key", point, sizeof point, &length) !=
            1 ||
        length < 3 || point[0] != 4)
        return false;
    const ASN1_OBJECT *object = OBJ_nid2obj(OBJ_sn2nid(curve));
    if (object == NULL)
        return false;
    int size = i2d_ASN1_OBJECT(object, &out);
    return copy_der(&certificate->ec_params, out, size) &&
           wrap_octet_string(point, length, &certificate->ec_point) &&
           EVP_Digest(point, length, certificate->key_id.bytes, NULL, EVP_sha1(), NULL) == 1;
}

/* A key of another kind has no attributes of its own, and its ID is that of RFC 5280, 4.2.1.2. */
static bool copy_other(const X509 *x509, struct valux_certificate *certificate)
{
    unsigned length = 0;

    valux_bytes_free(&certificate->modulus);
    valux_bytes_free(&certificate->exponent);
    valux_bytes_free(&certificate->ec_params);
    valux_bytes_free(&certificate->ec_point);
    certificate->key_type = VALUX_PUBLIC_KEY_OTHER;
    return X509_pubkey_digest(x509, EVP_sha1(), certificate->key_id.bytes, &length) == 1;
}

static bool copy_public_key(X509 *x509, struct valux_certificate *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);
    int type = key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
    unsigned char *out = NULL;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &out);

    if (!copy_der(&certificate->public_key_info, out, length))
        return false;
    return (type == EVP_PKEY_RSA && copy_rsa(key, certificate)) ||
           (type == EVP_PKEY_EC && copy_ec(key, certificate)) || copy_other(x509, certificate);
}

static bool copy_digests(const struct valux_bytes *der, struct valux_certificate *certificate)
{
    uint8_t sha1[20];

    if (EVP_Digest(der->data, der->length, sha1, NULL, EVP_sha1(), NULL) != 1 ||
        EVP_Digest(der->data, der->length, certificate->fingerprint, NULL, EVP_sha256(), NULL) != 1)
        return false;
    memcpy(certificate->check_value, sha1, sizeof certificate->check_value);
    return true;
}

/* Without the extension libcrypto says that each usage is there. */
static void copy_key_usage(X509 *x509, struct valux_certificate *certificate)
{
    uint32_t usage = X509_get_key_usage(x509);

    certificate->may_sign = (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
    certificate->may_decrypt = (usage & (KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT)) != 0;
    certificate->may_agree = (usage & KU_KEY_AGREEMENT) != 0;
}

bool valux_certificate_parse(const struct valux_bytes *der, struct valux_certificate *certificate,
                             struct valux_error *error)
{
    bool result = false;
    X509 *x509 = x509_parse(der);

    *certificate = (struct valux_certificate){0};
    if (x509 == NULL || !copy_names(x509, certificate) || !copy_serial_text(x509, certificate) ||
        !copy_time(X509_get0_notBefore(x509), &certificate->not_before) ||
        !copy_time(X509_get0_notAfter(x509), &certificate->not_after) ||
        !copy_public_key(x509, certificate) || !copy_digests(der, certificate)) {
        valux_error_set(error, VALUX_ERROR_ANSWER, "%s", _("The certificate can't be read."));
        goto done;
    }
    copy_common_name(x509, certificate->common_name, sizeof certificate->common_name);
    certificate->common_name_count = count_common_names(x509);
    certificate->is_authority = (X509_get_extension_flags(x509) & EXFLAG_CA) != 0;
    certificate->client_authentication =
        (X509_get_extended_key_usage(x509) & (XKU_SSL_CLIENT | XKU_ANYEKU)) != 0;
    copy_key_usage(x509, certificate);
    result = true;
done:
    if (!result)
        valux_certificate_free(certificate);
    X509_free(x509);
    return result;
}

void valux_certificate_free(struct valux_certificate *certificate)
{
    valux_bytes_free(&certificate->subject);
    valux_bytes_free(&certificate->issuer);
    valux_bytes_free(&certificate->serial);
    valux_bytes_free(&certificate->public_key_info);
    valux_bytes_free(&certificate->modulus);
    valux_bytes_free(&certificate->exponent);
    valux_bytes_free(&certificate->ec_params);
    valux_bytes_free(&certificate->ec_point);
}
