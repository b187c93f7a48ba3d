/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "token.h"

/*
 * bench-import: puts certificates with their private and public keys on a token of any module that
 * can be written, by C_CreateObject.
 */

#define ATTRIBUTES_MAX 32
#define PART_MAX 1024 /* bytes of a part of a key */
#define NSS_LIBRARY_NAME "NSS"

/* A key taken apart. Each part is an attribute's value. */
struct parts {
    CK_BYTE bytes[ATTRIBUTES_MAX][PART_MAX];
    size_t used;
};

struct template
{
    CK_ATTRIBUTE attributes[ATTRIBUTES_MAX];
    CK_ULONG count;
};

static CK_BBOOL yes = CK_TRUE;
static CK_BBOOL no = CK_FALSE;

static void add(struct template *template, CK_ATTRIBUTE_TYPE type, const void *value, size_t length)
{
    if (template->count < ATTRIBUTES_MAX)
        template->attributes[template->count++] = (CK_ATTRIBUTE){type, (void *)value, length};
}

static bool add_number(struct template *template, struct parts *parts, CK_ATTRIBUTE_TYPE type,
                       EVP_PKEY *key, const char *name, size_t length)
{
    BIGNUM *number = NULL;
    CK_BYTE *bytes = parts->bytes[parts->used];
    bool result =
        EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
        (length == 0 ? BN_bn2bin(number, bytes) : BN_bn2binpad(number, bytes, (int)length)) > 0;

    if (result) {
        add(template, type, bytes, length == 0 ? (size_t)BN_num_bytes(number) : length);
        parts->used++;
    }
    BN_clear_free(number);
    return result;
}

static bool add_rsa(EVP_PKEY *key, struct parts *parts, struct template *private_key,
                    struct template *public_key)
{
    static const struct {
        CK_ATTRIBUTE_TYPE type;
        const char *name;
    } numbers[] = {
        {CKA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D},
        {CKA_PRIME_1, OSSL_PKEY_PARAM_RSA_FACTOR1},
        {CKA_PRIME_2, OSSL_PKEY_PARAM_RSA_FACTOR2},
        {CKA_EXPONENT_1, OSSL_PKEY_PARAM_RSA_EXPONENT1},
        {CKA_EXPONENT_2, OSSL_PKEY_PARAM_RSA_EXPONENT2},
        {CKA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
    };

    for (int i = 0; i < 2; i++) {
        struct template *half = i == 0 ? private_key : public_key;
        if (!add_number(half, parts, CKA_MODULUS, key, OSSL_PKEY_PARAM_RSA_N, 0) ||
            !add_number(half, parts, CKA_PUBLIC_EXPONENT, key, OSSL_PKEY_PARAM_RSA_E, 0))
            return false;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!add_number(private_key, parts, numbers[i].type, key, numbers[i].name, 0))
            return false;
    return true;
}

/* The curve's name (DER OBJECT IDENTIFIER) and the point (DER OCTET STRING). */
static bool add_ec(EVP_PKEY *key, bool nss, struct parts *parts, struct template *private_key,
                   struct template *public_key)
{
    char group[64];
    size_t length;
    CK_BYTE *parameters = parts->bytes[parts->used++];
    CK_BYTE *point = parts->bytes[parts->used++];
    unsigned char *at = parameters;

    if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1)
        return false;
    ASN1_OBJECT *object = OBJ_nid2obj(OBJ_sn2nid(group));
    int parameters_length = i2d_ASN1_OBJECT(object, &at);
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point + 2, 125, &length) !=
            1 ||
        parameters_length <= 0)
        return false;
    point[0] = 0x04;
    point[1] = (CK_BYTE)length;
    add(public_key, CKA_EC_PARAMS, parameters, (size_t)parameters_length);
    add(public_key, CKA_EC_POINT, point, length + 2);
    add(private_key, CKA_EC_PARAMS, parameters, (size_t)parameters_length);
    /* Softoken keeps the public value with the private key, so that it finds the pair. */
    if (nss)
        add(private_key, CKA_NSS_DB, point + 2, length);
    return add_number(private_key, parts, CKA_VALUE, key, OSSL_PKEY_PARAM_PRIV_KEY,
                      ((size_t)EVP_PKEY_get_bits(key) + 7) / 8);
}

static bool create(const struct token *token, struct template *template)
{
    CK_OBJECT_HANDLE object;

    return token_good("C_CreateObject",
                      token->functions->C_CreateObject(token->session, template->attributes,
                                                       template->count, &object));
}

static void begin(struct template *template, const CK_OBJECT_CLASS *object_class,
                  CK_BBOOL *is_private, const unsigned char *id, const char *label)
{
    *template = (struct template){.count = 0};
    add(template, CKA_CLASS, object_class, sizeof *object_class);
    add(template, CKA_TOKEN, &yes, sizeof yes);
    add(template, CKA_PRIVATE, is_private, sizeof *is_private);
    add(template, CKA_ID, id, SHA_DIGEST_LENGTH);
    add(template, CKA_LABEL, label, strlen(label));
}

static bool import_certificate(const struct token *token, X509 *certificate,
                               const unsigned char *id, const char *label)
{
    static const CK_OBJECT_CLASS object_class = CKO_CERTIFICATE;
    static const CK_CERTIFICATE_TYPE type = CKC_X_509;
    bool result = false;
    struct template template;
    unsigned char *values[4] = {NULL};
    const int lengths[4] = {
        i2d_X509_NAME(X509_get_subject_name(certificate), &values[0]),
        i2d_X509_NAME(X509_get_issuer_name(certificate), &values[1]),
        i2d_ASN1_INTEGER(X509_get_serialNumber(certificate), &values[2]),
        i2d_X509(certificate, &values[3]),
    };
    static const CK_ATTRIBUTE_TYPE types[4] = {CKA_SUBJECT, CKA_ISSUER, CKA_SERIAL_NUMBER,
                                               CKA_VALUE};

    begin(&template, &object_class, &no, id, label);
    add(&template, CKA_CERTIFICATE_TYPE, &type, sizeof type);
    for (int i = 0; i < 4; i++) {
        if (lengths[i] <= 0)
            goto done;
        add(&template, types[i], values[i], (size_t)lengths[i]);
    }
    result = create(token, &template);
done:
    for (int i = 0; i < 4; i++)
        OPENSSL_free(values[i]);
    return result;
}

static bool import_keys(const struct token *token, EVP_PKEY *key, X509 *certificate, bool nss,
                        const unsigned char *id, const char *label)
{
    static const CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
    static const CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
    static struct parts parts;
    bool rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    CK_KEY_TYPE type = rsa ? CKK_RSA : CKK_EC;
    struct template private_key;
    struct template public_key;
    unsigned char *subject = NULL;
    int subject_length = i2d_X509_NAME(X509_get_subject_name(certificate), &subject);

    parts.used = 0;
    begin(&private_key, &private_class, &yes, id, label);
    begin(&public_key, &public_class, &no, id, label);
    add(&private_key, CKA_KEY_TYPE, &type, sizeof type);
    add(&public_key, CKA_KEY_TYPE, &type, sizeof type);
    add(&private_key, CKA_SIGN, &yes, sizeof yes);
    add(&private_key, CKA_SENSITIVE, &yes, sizeof yes);
    add(&public_key, CKA_VERIFY, &yes, sizeof yes);
    add(&private_key, CKA_SUBJECT, subject, (size_t)subject_length);
    bool result = subject_length > 0 &&
                  (rsa ? add_rsa(key, &parts, &private_key, &public_key)
                       : add_ec(key, nss, &parts, &private_key, &public_key)) &&
                  create(token, &private_key) && create(token, &public_key);
    OPENSSL_cleanse(&parts, sizeof parts);
    OPENSSL_free(subject);
    return result;
}

static bool make_id(EVP_PKEY *key, unsigned char id[static SHA_DIGEST_LENGTH])
{
    unsigned char *public_info = NULL;
    int length = i2d_PUBKEY(key, &public_info);
    bool result = length > 0 && SHA1(public_info, (size_t)length, id) != NULL;

    OPENSSL_free(public_info);
    return result;
}

static FILE *open_part(const char *directory, const char *name, const char *ending)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s%s", directory, name, ending);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        perror(path);
    return file;
}

static bool import_pair(const struct token *token, bool nss, const char *directory,
                        const char *name)
{
    FILE *certificate_file = open_part(directory, name, ".pem");
    FILE *key_file = open_part(directory, name, "-key.pem");
    X509 *certificate =
        certificate_file == NULL ? NULL : PEM_read_X509(certificate_file, NULL, NULL, NULL);
    EVP_PKEY *key = key_file == NULL ? NULL : PEM_read_PrivateKey(key_file, NULL, NULL, NULL);
    unsigned char id[SHA_DIGEST_LENGTH];
    bool result = certificate != NULL && key != NULL && make_id(key, id) &&
                  import_keys(token, key, certificate, nss, id, name) &&
                  import_certificate(token, certificate, id, name);

    if (certificate_file != NULL)
        fclose(certificate_file);
    if (key_file != NULL)
        fclose(key_file);
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (!result)
        fprintf(stderr, "%s/%s was not imported\n", directory, name);
    return result;
}

/* Names come one a line. */
static bool import_all(const struct token *token, const char *directory)
{
    CK_INFO info = {.flags = 0};
    char name[256];

    if (!token_good("C_GetInfo", token->functions->C_GetInfo(&info)))
        return false;
    bool nss = memcmp(info.libraryDescription, NSS_LIBRARY_NAME, strlen(NSS_LIBRARY_NAME)) == 0;
    while (fgets(name, sizeof name, stdin) != NULL) {
        name[strcspn(name, "\n")] = '\0';
        if (!import_pair(token, nss, directory, name))
            return false;
    }
    return true;
}

int main(int argc, char *argv[])
{
    struct token token;

    if (argc != 6) {
        fprintf(stderr, "Usage: bench-import MODULE INIT LABEL PIN DIRECTORY\n"
                        "Imports DIRECTORY/NAME.pem and DIRECTORY/NAME-key.pem for each NAME on "
                        "standard input.\n");
        return EXIT_FAILURE;
    }
    struct token_choice choice = {argv[1], argv[2][0] == '\0' ? NULL : argv[2],
                                  argv[3][0] == '\0' ? NULL : argv[3],
                                  argv[4][0] == '\0' ? NULL : argv[4]};
    if (!token_load(&choice, &token) || !token_initialize(&choice, true, &token))
        return EXIT_FAILURE;
    bool imported = import_all(&token, argv[5]);
    token_finalize(&token);
    return imported ? EXIT_SUCCESS : EXIT_FAILURE;
}
