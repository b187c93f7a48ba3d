/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

#include "authority.h"
#include "authority_files.h"
#include "file.h"
#include "text.h"

static bool write_bio(int directory, const char *name, mode_t mode, BIO *bio)
{
    char *data = NULL;
    long length = BIO_get_mem_data(bio, &data);

    return length > 0 && file_replace(directory, name, mode, data, (size_t)length);
}

bool authority_write_certificates(int directory, const char *name, X509 *first, X509 *second)
{
    BIO *bio = BIO_new(BIO_s_mem());
    bool result = bio != NULL && PEM_write_bio_X509(bio, first) == 1 &&
                  (second == NULL || PEM_write_bio_X509(bio, second) == 1) &&
                  write_bio(directory, name, 0644, bio);

    BIO_free(bio);
    return result;
}

bool authority_write_key(int directory, const char *name, EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    bool result = bio != NULL &&
                  PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
                  write_bio(directory, name, 0600, bio);

    BIO_free(bio);
    return result;
}

static BIO *read_bio(int directory, const char *name, char **content)
{
    size_t length;

    if (!file_read(directory, name, content, &length))
        return NULL;
    if (*content == NULL) {
        complain("%s is missing", name);
        return NULL;
    }
    return BIO_new_mem_buf(*content, (int)length);
}

static X509 *read_certificate(int directory, const char *name)
{
    char *content = NULL;
    BIO *bio = read_bio(directory, name, &content);
    X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, NULL, NULL);

    BIO_free(bio);
    free(content);
    return certificate;
}

static EVP_PKEY *read_key(int directory, const char *name)
{
    char *content = NULL;
    BIO *bio = read_bio(directory, name, &content);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    free(content);
    return key;
}

/* The root's certificate is written last: where it is, everything is. */
static bool write_authority(const struct authority *authority, int directory)
{
    X509 *server = NULL;
    EVP_PKEY *server_key = NULL;
    bool result =
        authority_issue_server(authority, "localhost", &server, &server_key) &&
        authority_write_key(directory, "server-key.pem", server_key) &&
        authority_write_certificates(directory, "server.pem", server, authority->issuing) &&
        authority_write_key(directory, "ca-key.pem", authority->root_key) &&
        authority_write_key(directory, "issuing-ca-key.pem", authority->issuing_key) &&
        authority_write_certificates(directory, "issuing-ca.pem", authority->issuing, NULL) &&
        authority_write_certificates(directory, "chain.pem", authority->issuing, authority->root) &&
        authority_write_certificates(directory, "ca.pem", authority->root, NULL);

    X509_free(server);
    EVP_PKEY_free(server_key);
    return result;
}

bool authority_open(struct authority *authority, int directory)
{
    char *marker = NULL;
    size_t length;

    if (!file_read(directory, "ca.pem", &marker, &length))
        return false;
    free(marker);
    if (marker == NULL) {
        if (!authority_make(authority, "VALUX Sandbox"))
            return false;
        if (write_authority(authority, directory))
            return true;
        authority_free(authority);
        return false;
    }
    *authority = (struct authority){
        .root = read_certificate(directory, "ca.pem"),
        .root_key = read_key(directory, "ca-key.pem"),
        .issuing = read_certificate(directory, "issuing-ca.pem"),
        .issuing_key = read_key(directory, "issuing-ca-key.pem"),
    };
    if (authority->root == NULL || authority->root_key == NULL || authority->issuing == NULL ||
        authority->issuing_key == NULL) {
        authority_free(authority);
        return complain("the directory's certification authority can't be read");
    }
    return true;
}
