/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store_fixture.h"

#include <ftw.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char directory[VALUX_PATH_SIZE];
static char authority_file[VALUX_PATH_SIZE];
static EVP_PKEY *authority_key;
static X509 *authority;
static long serial;

const char *store_fixture_directory(void)
{
    return directory;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static X509 *make_certificate(const char *name, EVP_PKEY *key, int64_t not_before,
                              int64_t not_after)
{
    X509 *certificate = X509_new();
    X509_NAME *subject = X509_NAME_new();

    assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                                (const unsigned char *)name, -1, -1, 0),
                     1);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1000 + serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), not_before);
    X509_gmtime_adj(X509_getm_notAfter(certificate), not_after);
    X509_set_subject_name(certificate, subject);
    X509_set_issuer_name(certificate,
                         authority == NULL ? subject : X509_get_subject_name(authority));
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    X509_NAME_free(subject);
    return certificate;
}

static struct valux_bytes to_der(X509 *certificate)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);
    struct valux_bytes bytes;

    assert_true(length > 0);
    assert_true(valux_bytes_copy(&bytes, der, (size_t)length));
    OPENSSL_free(der);
    return bytes;
}

static void make_authority(void)
{
    authority_key = EVP_EC_gen("P-256");
    authority = make_certificate("Test Authority", authority_key, -3600, 3600L * 24 * 3650);
    add_extension(authority, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(authority, NID_key_usage, "critical,keyCertSign,cRLSign");
    assert_true(X509_sign(authority, authority_key, EVP_sha256()) > 0);
    snprintf(authority_file, sizeof authority_file, "%.4000s/ca.pem", directory);
    FILE *file = fopen(authority_file, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_X509(file, authority), 1);
    fclose(file);
}

int store_fixture_setup(void **state)
{
    const char *base = getenv("TMPDIR");
    char home[VALUX_PATH_SIZE + 16];

    (void)state;
    snprintf(directory, sizeof directory, "%.4000s/valux-test-XXXXXX",
             base == NULL ? "/tmp" : base);
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(home, sizeof home, "%s/store", directory);
    setenv("VALUX_HOME", home, 1);
    make_authority();
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

int store_fixture_teardown(void **state)
{
    (void)state;
    X509_free(authority);
    EVP_PKEY_free(authority_key);
    authority = NULL;
    authority_key = NULL;
    return nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

struct valux_bytes store_fixture_issue(const struct valux_bytes *request, int64_t not_before,
                                       int64_t not_after)
{
    const unsigned char *position = request->data;
    X509_REQ *parsed = d2i_X509_REQ(NULL, &position, (long)request->length);

    assert_non_null(parsed);
    EVP_PKEY *key = X509_REQ_get_pubkey(parsed);
    assert_int_equal(X509_REQ_verify(parsed, key), 1);
    X509 *certificate = make_certificate("client", key, not_before, not_after);
    add_extension(certificate, NID_ext_key_usage, "clientAuth");
    assert_true(X509_sign(certificate, authority_key, EVP_sha256()) > 0);
    struct valux_bytes der = to_der(certificate);
    X509_free(certificate);
    EVP_PKEY_free(key);
    X509_REQ_free(parsed);
    return der;
}

struct valux_bytes store_fixture_authority(void)
{
    return to_der(authority);
}

const char *store_fixture_authority_file(void)
{
    return authority_file;
}
