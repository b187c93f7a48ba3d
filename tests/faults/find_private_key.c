/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * find-private-key CERTIFICATE FILE: looks for the certificate's private key in what was in the
 * memory of a process. Nobody has to know the key: at each byte of the file, in both orders, a
 * number is tried, whether it is a prime of the modulus, or the scalar of the point. Prints how
 * many numbers were tried; the exit status is 0 if the key was found, 1 if not, 2 if it did not
 * work.
 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { FOUND, NOT_FOUND, FAILED };

#define PRIME_SIZE 128 /* bytes of RSA-2048's */
#define SCALAR_SIZE 32 /* bytes of P-256's */

/* What is looked for. */
struct search {
    size_t size;    /* of the number */
    BIGNUM *number; /* that is tried */
    BN_CTX *context;
    BIGNUM *modulus; /* of an RSA key, or NULL */
    BIGNUM *rest;
    EC_GROUP *group;
    EC_POINT *point; /* the public one */
    EC_POINT *multiple;
    unsigned long tried;
};

static EVP_PKEY *read_public_key(const char *path)
{
    FILE *file = fopen(path, "re");
    X509 *certificate = file == NULL ? NULL : PEM_read_X509(file, NULL, NULL, NULL);
    EVP_PKEY *key = certificate == NULL ? NULL : X509_get_pubkey(certificate);

    X509_free(certificate);
    if (file != NULL)
        fclose(file);
    return key;
}

static bool prepare_point(struct search *search, const EVP_PKEY *key)
{
    uint8_t point[2 * SCALAR_SIZE + 1];
    size_t length;

    search->size = SCALAR_SIZE;
    search->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    if (search->group == NULL)
        return false;
    search->point = EC_POINT_new(search->group);
    search->multiple = EC_POINT_new(search->group);
    return search->point != NULL && search->multiple != NULL &&
           EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point,
                                           &length) == 1 &&
           EC_POINT_oct2point(search->group, search->point, point, length, search->context) == 1;
}

static bool prepare(struct search *search, const EVP_PKEY *key)
{
    search->context = BN_CTX_new();
    search->number = BN_new();
    search->rest = BN_new();
    if (search->context == NULL || search->number == NULL || search->rest == NULL)
        return false;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC)
        return prepare_point(search, key);
    search->size = PRIME_SIZE;
    return EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &search->modulus) == 1 &&
           BN_num_bytes(search->modulus) == 2 * PRIME_SIZE;
}

/* A random number has hardly ever so many bytes that are zero: less than once in 10^8. */
static bool is_random(const uint8_t *bytes, size_t size)
{
    size_t zeros = 0;

    for (size_t i = 0; i < size; i++)
        zeros += bytes[i] == 0;
    return zeros <= size / 5;
}

static bool is_factor(struct search *search)
{
    return BN_is_odd(search->number) && BN_num_bits(search->number) == 8 * PRIME_SIZE &&
           BN_mod(search->rest, search->modulus, search->number, search->context) == 1 &&
           BN_is_zero(search->rest);
}

static bool is_scalar(struct search *search)
{
    return EC_POINT_mul(search->group, search->multiple, search->number, NULL, NULL,
                        search->context) == 1 &&
           EC_POINT_cmp(search->group, search->multiple, search->point, search->context) == 0;
}

static bool is_private(struct search *search)
{
    search->tried++;
    return search->modulus != NULL ? is_factor(search) : is_scalar(search);
}

static bool find(struct search *search, const uint8_t *content, size_t length)
{
    int size = (int)search->size;

    for (size_t at = 0; at + search->size <= length; at++) {
        if (!is_random(content + at, search->size))
            continue;
        if ((BN_bin2bn(content + at, size, search->number) != NULL && is_private(search)) ||
            (BN_lebin2bn(content + at, size, search->number) != NULL && is_private(search)))
            return true;
    }
    return false;
}

static const uint8_t *map(const char *path, size_t *length)
{
    struct stat status;
    FILE *file = fopen(path, "re");
    void *content = MAP_FAILED;

    if (file != NULL && fstat(fileno(file), &status) == 0 && status.st_size > 0) {
        *length = (size_t)status.st_size;
        content = mmap(NULL, *length, PROT_READ, MAP_PRIVATE, fileno(file), 0);
    }
    if (file != NULL)
        fclose(file);
    return content == MAP_FAILED ? NULL : content;
}

static void clear(struct search *search)
{
    BN_free(search->number);
    BN_free(search->rest);
    BN_free(search->modulus);
    EC_POINT_free(search->point);
    EC_POINT_free(search->multiple);
    EC_GROUP_free(search->group);
    BN_CTX_free(search->context);
}

int main(int argc, char *argv[])
{
    struct search search = {0};
    int result = FAILED;
    size_t length = 0;
    EVP_PKEY *key = argc == 3 ? read_public_key(argv[1]) : NULL;
    const uint8_t *content = argc == 3 ? map(argv[2], &length) : NULL;

    if (key != NULL && content != NULL && prepare(&search, key)) {
        result = find(&search, content, length) ? FOUND : NOT_FOUND;
        printf("%lu numbers\n", search.tried);
    } else {
        fprintf(stderr, "Usage: find-private-key CERTIFICATE FILE\n");
    }
    clear(&search);
    EVP_PKEY_free(key);
    if (content != NULL)
        munmap((void *)content, length);
    return result;
}
