/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "est_encoding.h"

#include <openssl/conf.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

bool est_decode(const char *body, size_t body_length, unsigned char **data, size_t *length)
{
    char *joined = malloc(body_length + 1);
    size_t joined_length = 0;
    bool result = false;

    if (joined == NULL)
        return false;
    for (size_t begin = 0; begin < body_length;) {
        const char *newline = memchr(body + begin, '\n', body_length - begin);
        size_t line = newline == NULL ? body_length - begin : (size_t)(newline - body) - begin;
        size_t next = begin + line + 1;

        if (line > 0 && body[begin + line - 1] == '\r')
            line--;
        if (line > EST_LINE_MAXIMUM)
            goto done;
        memcpy(joined + joined_length, body + begin, line);
        joined_length += line;
        begin = next;
    }
    result = text_unbase64(joined, joined_length, data, length);
done:
    free(joined);
    return result;
}

/* Makes a SignedData that has certificates, but neither signers nor content. */
static PKCS7 *certificates_only(STACK_OF(X509) * certificates)
{
    PKCS7 *message = PKCS7_new();
    bool complete = message != NULL && PKCS7_set_type(message, NID_pkcs7_signed) == 1 &&
                    PKCS7_content_new(message, NID_pkcs7_data) == 1;

    for (int i = 0; complete && i < sk_X509_num(certificates); i++)
        complete = PKCS7_add_certificate(message, sk_X509_value(certificates, i)) == 1;
    if (complete)
        complete = PKCS7_set_detached(message, 1) == 1;
    if (!complete) {
        PKCS7_free(message);
        message = NULL;
    }
    return message;
}

char *est_encode_certificates(STACK_OF(X509) * certificates)
{
    PKCS7 *message = certificates_only(certificates);
    unsigned char *der = NULL;
    int length = message == NULL ? -1 : i2d_PKCS7(message, &der);
    char *text = length <= 0 ? NULL : text_base64_lines(der, (size_t)length);

    OPENSSL_free(der);
    PKCS7_free(message);
    return text;
}

/* The attributes as OpenSSL's ASN1_generate_nconf reads them: a section for each kind of key. */
static CONF *attribute_sections(const struct centre *centre)
{
    BIO *bio = BIO_new(BIO_s_mem());
    CONF *sections = NCONF_new(NULL);
    long wrong_line = 0;
    bool complete =
        bio != NULL && sections != NULL &&
        BIO_printf(bio, "[attributes]\n%s",
                   centre->options.tls_linking ? "password = OID:challengePassword\n" : "") > 0;

    for (size_t i = 0; complete && i < centre->options.key_type_count; i++)
        complete = BIO_printf(bio, "key%zu = SEQUENCE:key%zu\n", i, i) > 0;
    for (size_t i = 0; complete && i < centre->options.key_type_count; i++) {
        const struct key_type *type = centre->options.key_types[i];

        complete =
            BIO_printf(bio, "[key%zu]\ntype = OID:%s\nvalues = SET:values%zu\n[values%zu]\n", i,
                       type->group == NULL ? "rsaEncryption" : "id-ecPublicKey", i, i) > 0 &&
            (type->group == NULL ? BIO_printf(bio, "value = INTEGER:%d\n", type->bits)
                                 : BIO_printf(bio, "value = OID:%s\n", type->group)) > 0;
    }
    if (!complete || NCONF_load_bio(sections, bio, &wrong_line) != 1) {
        NCONF_free(sections);
        sections = NULL;
    }
    BIO_free(bio);
    return sections;
}

char *est_encode_attributes(const struct centre *centre)
{
    CONF *sections = attribute_sections(centre);
    ASN1_TYPE *attributes = NULL;
    unsigned char *der = NULL;
    int length = -1;
    char *text = NULL;

    if (sections != NULL)
        attributes = ASN1_generate_nconf("SEQUENCE:attributes", sections);
    if (attributes != NULL)
        length = i2d_ASN1_TYPE(attributes, &der);
    if (length > 0)
        text = text_base64_lines(der, (size_t)length);
    OPENSSL_free(der);
    ASN1_TYPE_free(attributes);
    NCONF_free(sections);
    return text;
}

bool est_challenge_password(const X509_REQ *request, char *password, size_t size)
{
    int index = X509_REQ_get_attr_by_NID(request, NID_pkcs9_challengePassword, -1);
    X509_ATTRIBUTE *attribute = index < 0 ? NULL : X509_REQ_get_attr(request, index);
    const ASN1_TYPE *value = attribute == NULL ? NULL : X509_ATTRIBUTE_get0_type(attribute, 0);
    unsigned char *text = NULL;
    int length = -1;
    bool result = false;

    if (value != NULL && (value->type == V_ASN1_UTF8STRING || value->type == V_ASN1_IA5STRING ||
                          value->type == V_ASN1_PRINTABLESTRING ||
                          value->type == V_ASN1_T61STRING || value->type == V_ASN1_BMPSTRING))
        length = ASN1_STRING_to_UTF8(&text, value->value.asn1_string);
    if (length >= 0 && (size_t)length < size && memchr(text, '\0', (size_t)length) == NULL) {
        memcpy(password, text, (size_t)length);
        password[length] = '\0';
        result = true;
    }
    OPENSSL_clear_free(text, length < 0 ? 0 : (size_t)length);
    return result;
}
