/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sample_authority.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define DAY INT64_C(86400)
#define AUTHORITY_DAYS 3650
#define SERIAL_BYTES 16
#define PATH_MAX_LENGTH 4096

static bool fail(const char *what, const char *name)
{
    fprintf(stderr, "test authority: %s %s\n", what, name);
    ERR_print_errors_fp(stderr);
    return false;
}

static bool set_serial(X509 *certificate)
{
    unsigned char bytes[SERIAL_BYTES];
    BIGNUM *number = NULL;
    bool result = false;

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] &= 0x7f;
    bytes[0] |= 0x40;
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    result =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return result;
}

static bool set_name(X509_NAME *name, const char *common_name)
{
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
                                      (const unsigned char *)"VALUX test company", -1, -1,
                                      0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name,
                                      -1, -1, 0) == 1;
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    bool result = false;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    if (extension != NULL)
        result = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return result;
}

static bool set_time(ASN1_TIME *time, int64_t seconds)
{
    return ASN1_TIME_set(time, (time_t)seconds) != NULL;
}

/*
 * A certificate without its last extensions and signature. One without an issuer is its own, and
 * needs no authorityKeyIdentifier (RFC 5280, 4.2.1.1).
 */
static X509 *begin(EVP_PKEY *key, const char *common_name, X509 *issuer, int64_t not_before,
                   int64_t not_after)
{
    X509 *certificate = X509_new();

    if (certificate == NULL)
        return NULL;
    if (X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
        set_name(X509_get_subject_name(certificate), common_name) &&
        set_time(X509_getm_notBefore(certificate), not_before) &&
        set_time(X509_getm_notAfter(certificate), not_after) &&
        X509_set_pubkey(certificate, key) == 1 &&
        X509_set_issuer_name(certificate,
                             X509_get_subject_name(issuer == NULL ? certificate : issuer)) == 1 &&
        add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
        (issuer == NULL ||
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always")))
        return certificate;
    X509_free(certificate);
    return NULL;
}

static X509 *make_authority_certificate(EVP_PKEY *key, const char *name, X509 *issuer,
                                        EVP_PKEY *issuer_key)
{
    int64_t now = time(NULL);
    X509 *certificate = begin(key, name, issuer, now - DAY, now + AUTHORITY_DAYS * DAY);

    if (certificate != NULL &&
        add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
        add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        X509_sign(certificate, issuer_key, EVP_sha256()) > 0)
        return certificate;
    X509_free(certificate);
    return NULL;
}

bool sample_authority_make(struct sample_authority *authority)
{
    *authority = (struct sample_authority){0};
    authority->root_key = EVP_EC_gen("P-256");
    authority->issuing_key = EVP_EC_gen("P-256");
    if (authority->root_key == NULL || authority->issuing_key == NULL)
        return fail("can't make a key for", "the authority");
    authority->root = make_authority_certificate(authority->root_key, "VALUX test root CA", NULL,
                                                 authority->root_key);
    if (authority->root != NULL)
        authority->issuing = make_authority_certificate(
            authority->issuing_key, "VALUX test issuing CA", authority->root, authority->root_key);
    return authority->issuing != NULL || fail("can't make", "the authority's certificates");
}

static bool open_file(const char *directory, const char *name, const char *mode, FILE **file)
{
    char path[PATH_MAX_LENGTH];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    *file = fopen(path, mode);
    return *file != NULL;
}

static bool read_pair(const char *directory, const char *certificate_name, const char *key_name,
                      X509 **certificate, EVP_PKEY **key)
{
    FILE *file;

    if (!open_file(directory, certificate_name, "re", &file))
        return fail("can't read", certificate_name);
    *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    if (!open_file(directory, key_name, "re", &file))
        return fail("can't read", key_name);
    *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return (*certificate != NULL && *key != NULL) || fail("can't use", certificate_name);
}

static bool write_certificates(const char *directory, const char *name, X509 *first, X509 *second)
{
    FILE *file;

    if (!open_file(directory, name, "we", &file))
        return fail("can't write", name);
    bool result = PEM_write_X509(file, first) == 1;
    if (result && second != NULL)
        result = PEM_write_X509(file, second) == 1;
    return (fclose(file) == 0 && result) || fail("can't write", name);
}

static bool write_key(const char *directory, const char *name, EVP_PKEY *key)
{
    FILE *file;

    if (!open_file(directory, name, "we", &file))
        return fail("can't write", name);
    bool result = fchmod(fileno(file), 0600) == 0 &&
                  PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    return (fclose(file) == 0 && result) || fail("can't write", name);
}

bool sample_authority_open(struct sample_authority *authority, const char *directory)
{
    char path[PATH_MAX_LENGTH];
    struct stat status;

    *authority = (struct sample_authority){0};
    snprintf(path, sizeof path, "%s/root.pem", directory);
    if (stat(path, &status) == 0)
        return read_pair(directory, "root.pem", "root-key.pem", &authority->root,
                         &authority->root_key) &&
               read_pair(directory, "issuing.pem", "issuing-key.pem", &authority->issuing,
                         &authority->issuing_key);
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return fail("can't make", directory);
    return sample_authority_make(authority) &&
           write_key(directory, "root-key.pem", authority->root_key) &&
           write_key(directory, "issuing-key.pem", authority->issuing_key) &&
           write_certificates(directory, "issuing.pem", authority->issuing, NULL) &&
           write_certificates(directory, "ca.pem", authority->issuing, authority->root) &&
           write_certificates(directory, "root.pem", authority->root, NULL);
}

void sample_authority_close(struct sample_authority *authority)
{
    X509_free(authority->root);
    EVP_PKEY_free(authority->root_key);
    X509_free(authority->issuing);
    EVP_PKEY_free(authority->issuing_key);
    *authority = (struct sample_authority){0};
}

X509 *sample_authority_issue(const struct sample_authority *authority, EVP_PKEY *key,
                             const char *common_name, int64_t not_before, int64_t not_after,
                             const char *key_usage)
{
    bool rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    const char *usual = rsa ? "critical,digitalSignature,keyEncipherment"
                            : "critical,digitalSignature,keyAgreement";
    X509 *certificate = begin(key, common_name, authority->issuing, not_before, not_after);

    if (certificate != NULL &&
        add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(certificate, certificate, NID_key_usage,
                      key_usage == NULL ? usual : key_usage) &&
        add_extension(certificate, certificate, NID_ext_key_usage, "clientAuth,emailProtection") &&
        X509_sign(certificate, authority->issuing_key, EVP_sha256()) > 0)
        return certificate;
    X509_free(certificate);
    fail("can't issue a certificate for", common_name);
    return NULL;
}

bool sample_authority_write_certificate(const char *path, X509 *certificate)
{
    FILE *file = fopen(path, "we");

    if (file == NULL)
        return fail("can't write", path);
    bool result = PEM_write_X509(file, certificate) == 1;
    return (fclose(file) == 0 && result) || fail("can't write", path);
}
