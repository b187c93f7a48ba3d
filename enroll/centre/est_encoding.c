/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/est_encoding.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LENGTH 64
#define DER_SEQUENCE 0x30

bool est_encode(const struct valux_bytes *der, struct valux_bytes *body)
{
    char *text = valux_bytes_to_base64(der);
    size_t length = text == NULL ? 0 : strlen(text);
    char *lines = text == NULL ? NULL : malloc(length + length / LINE_LENGTH + 2);
    char *end = lines;

    for (size_t i = 0; lines != NULL && i < length; i += LINE_LENGTH) {
        size_t line = length - i < LINE_LENGTH ? length - i : LINE_LENGTH;
        end = mempcpy(end, text + i, line);
        *end++ = '\n';
    }
    if (text != NULL)
        explicit_bzero(text, length);
    free(text);
    *body = (struct valux_bytes){(uint8_t *)lines, lines == NULL ? 0 : (size_t)(end - lines)};
    return lines != NULL;
}

bool est_decode(const struct valux_bytes *body, struct valux_bytes *der)
{
    size_t length = 0;

    if (body->length > 0 && body->data[0] == DER_SEQUENCE)
        return valux_bytes_copy(der, body->data, body->length);
    char *text = malloc(body->length + 1);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < body->length; i++)
        if (body->data[i] != '\0' && strchr(" \t\r\n", body->data[i]) == NULL)
            text[length++] = (char)body->data[i];
    text[length] = '\0';
    bool result = length > 0 && valux_bytes_from_base64(der, text);
    free(text);
    return result;
}

static bool copy_certificate(X509 *certificate, struct valux_bytes *der)
{
    uint8_t *data = NULL;
    int length = i2d_X509(certificate, &data);
    bool result = length > 0 && valux_bytes_copy(der, data, (size_t)length);

    OPENSSL_free(data);
    return result;
}

void est_certificates_free(struct valux_bytes *certificates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        valux_bytes_free(&certificates[i]);
    free(certificates);
}

bool est_certificates(const struct valux_bytes *message, struct valux_bytes **certificates,
                      size_t *count)
{
    bool result = false;
    const unsigned char *end = message->data;
    PKCS7 *parsed = d2i_PKCS7(NULL, &end, (long)message->length);
    STACK_OF(X509) *found = NULL;

    *certificates = NULL;
    *count = 0;
    if (parsed == NULL || end != message->data + message->length || !PKCS7_type_is_signed(parsed) ||
        parsed->d.sign == NULL)
        goto done;
    found = parsed->d.sign->cert;
    if (sk_X509_num(found) < 1 || sk_X509_num(found) > EST_CERTIFICATES_MAX)
        goto done;
    *certificates = calloc((size_t)sk_X509_num(found), sizeof **certificates);
    if (*certificates == NULL)
        goto done;
    for (int i = 0; i < sk_X509_num(found); i++) {
        if (!copy_certificate(sk_X509_value(found, i), &(*certificates)[i]))
            goto done;
        (*count)++;
    }
    result = true;
done:
    if (!result) {
        est_certificates_free(*certificates, *count);
        *certificates = NULL;
        *count = 0;
    }
    PKCS7_free(parsed);
    return result;
}

static enum est_key_wish curve(int nid, enum valux_key_type *type)
{
    if (nid == NID_X9_62_prime256v1)
        *type = VALUX_KEY_EC_P256;
    else if (nid == NID_secp384r1)
        *type = VALUX_KEY_EC_P384;
    else
        return EST_KEY_UNKNOWN;
    return EST_KEY_KNOWN;
}

static enum est_key_wish rsa_size(const ASN1_TYPE *value, enum valux_key_type *type)
{
    int64_t bits = 0;

    if (value == NULL || value->type != V_ASN1_INTEGER ||
        ASN1_INTEGER_get_int64(&bits, value->value.integer) != 1)
        return EST_KEY_UNKNOWN;
    if (bits == 2048)
        *type = VALUX_KEY_RSA_2048;
    else if (bits == 3072)
        *type = VALUX_KEY_RSA_3072;
    else if (bits == 4096)
        *type = VALUX_KEY_RSA_4096;
    else
        return EST_KEY_UNKNOWN;
    return EST_KEY_KNOWN;
}

/* An attribute with values: rsaEncryption with its size, id-ecPublicKey with its curve. */
static enum est_key_wish read_attribute(const ASN1_STRING *sequence, enum valux_key_type *type)
{
    enum est_key_wish wish = EST_KEY_ANY;
    const unsigned char *data = ASN1_STRING_get0_data(sequence);
    X509_ATTRIBUTE *attribute = d2i_X509_ATTRIBUTE(NULL, &data, ASN1_STRING_length(sequence));
    const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);
    int nid = attribute == NULL ? NID_undef : OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute));

    if (nid == NID_rsaEncryption)
        wish = rsa_size(value, type);
    else if (nid == NID_X9_62_id_ecPublicKey)
        wish = value == NULL || value->type != V_ASN1_OBJECT
                   ? EST_KEY_UNKNOWN
                   : curve(OBJ_obj2nid(value->value.object), type);
    X509_ATTRIBUTE_free(attribute);
    return wish;
}

/* A bare object identifier. */
static enum est_key_wish read_identifier(const ASN1_OBJECT *object, enum valux_key_type *type)
{
    int nid = OBJ_obj2nid(object);

    if (nid == NID_rsaEncryption) {
        *type = VALUX_KEY_RSA_2048;
        return EST_KEY_KNOWN;
    }
    return curve(nid, type) == EST_KEY_KNOWN ? EST_KEY_KNOWN : EST_KEY_ANY;
}

static enum est_key_wish read_item(const ASN1_TYPE *item, struct key_choice *choice)
{
    enum valux_key_type type;
    enum est_key_wish wish = EST_KEY_ANY;

    if (item->type == V_ASN1_SEQUENCE)
        wish = read_attribute(item->value.sequence, &type);
    else if (item->type == V_ASN1_OBJECT)
        wish = read_identifier(item->value.object, &type);
    if (wish == EST_KEY_KNOWN)
        key_choice_offer(choice, type);
    return wish;
}

enum est_key_wish est_key_type(const struct valux_bytes *attributes, struct key_choice *choice)
{
    enum est_key_wish wish = EST_KEY_ANY;
    const unsigned char *end = attributes->data;
    ASN1_SEQUENCE_ANY *sequence = d2i_ASN1_SEQUENCE_ANY(NULL, &end, (long)attributes->length);

    if (sequence == NULL || end != attributes->data + attributes->length)
        wish = EST_KEY_UNKNOWN;
    for (int i = 0; i < sk_ASN1_TYPE_num(sequence); i++) {
        enum est_key_wish one = read_item(sk_ASN1_TYPE_value(sequence, i), choice);
        if (one == EST_KEY_KNOWN || (one == EST_KEY_UNKNOWN && !choice->chosen))
            wish = one;
    }
    sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
    return wish;
}

bool est_wants_linking(const struct valux_bytes *attributes)
{
    bool result = false;
    const unsigned char *end = attributes->data;
    ASN1_SEQUENCE_ANY *sequence = d2i_ASN1_SEQUENCE_ANY(NULL, &end, (long)attributes->length);

    for (int i = 0; i < sk_ASN1_TYPE_num(sequence); i++) {
        const ASN1_TYPE *item = sk_ASN1_TYPE_value(sequence, i);
        if (item->type == V_ASN1_OBJECT &&
            OBJ_obj2nid(item->value.object) == NID_pkcs9_challengePassword)
            result = true;
    }
    sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
    return result;
}
