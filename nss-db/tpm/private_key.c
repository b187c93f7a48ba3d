/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Keys of libcrypto's that compute by the TPM. Their methods replace libcrypto's own arithmetic:
 * all paddings, digests and encodings stay libcrypto's. The interface of these methods is an old
 * one that OpenSSL 3 marks as such. The new one, a provider, would need a keymgmt, a signature, a
 * cipher and an exchange of ours with every one of their parameters.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tpm/compute.h"
#include "tpm/public_key.h"

static struct {
    pthread_once_t once;
    RSA_METHOD *rsa;
    EC_KEY_METHOD *ec;
    int rsa_index; /* of the ex data that is a struct tpm_key */
    int ec_index;
} methods = {.once = PTHREAD_ONCE_INIT};

static void free_key(void *parent, void *key, CRYPTO_EX_DATA *data, int index, long number,
                     void *argument)
{
    struct tpm_key *freed = key;

    (void)parent;
    (void)data;
    (void)index;
    (void)number;
    (void)argument;
    if (freed == NULL)
        return;
    tpm_connection_forget(freed->tpm, freed);
    OPENSSL_clear_free(freed, sizeof *freed);
}

static int rsa_encrypt(int length, const unsigned char *from, unsigned char *to, RSA *rsa,
                       int padding)
{
    uint8_t block[TPM_RSA_SIZE];
    const struct tpm_key *key = RSA_get_ex_data(rsa, methods.rsa_index);

    if (key == NULL)
        return -1;
    if (padding == RSA_PKCS1_PADDING) {
        if (RSA_padding_add_PKCS1_type_1(block, sizeof block, from, length) != 1)
            return -1;
    } else if (padding == RSA_NO_PADDING && length == TPM_RSA_SIZE) {
        memcpy(block, from, sizeof block);
    } else {
        return -1;
    }
    return tpm_compute_rsa(key, block, to) ? TPM_RSA_SIZE : -1;
}

/* libcrypto and our implicit rejection take the padding off by themselves. */
static int rsa_decrypt(int length, const unsigned char *from, unsigned char *to, RSA *rsa,
                       int padding)
{
    const struct tpm_key *key = RSA_get_ex_data(rsa, methods.rsa_index);

    if (key == NULL || padding != RSA_NO_PADDING || length != TPM_RSA_SIZE)
        return -1;
    return tpm_compute_rsa(key, from, to) ? TPM_RSA_SIZE : -1;
}

/* The digest as the number that ECDSA signs (FIPS 186-5, 6.4.1, step 2), in full length. */
static void fit_digest(const uint8_t *digest, size_t length, uint8_t fitted[static TPM_EC_SIZE])
{
    size_t used = length > TPM_EC_SIZE ? TPM_EC_SIZE : length;

    memset(fitted, 0, TPM_EC_SIZE);
    memcpy(fitted + TPM_EC_SIZE - used, digest, used);
}

static ECDSA_SIG *ec_sign(const unsigned char *digest, int length, const BIGNUM *inverse,
                          const BIGNUM *random, EC_KEY *ec)
{
    uint8_t fitted[TPM_EC_SIZE];
    uint8_t r[TPM_EC_SIZE];
    uint8_t s[TPM_EC_SIZE];
    const struct tpm_key *key = EC_KEY_get_ex_data(ec, methods.ec_index);

    (void)inverse;
    (void)random;
    if (key == NULL || length < 0)
        return NULL;
    fit_digest(digest, (size_t)length, fitted);
    if (!tpm_compute_ecdsa(key, fitted, r, s))
        return NULL;
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r_number = BN_bin2bn(r, sizeof r, NULL);
    BIGNUM *s_number = BN_bin2bn(s, sizeof s, NULL);
    if (signature != NULL && r_number != NULL && s_number != NULL &&
        ECDSA_SIG_set0(signature, r_number, s_number) == 1)
        return signature;
    ECDSA_SIG_free(signature);
    BN_free(r_number);
    BN_free(s_number);
    return NULL;
}

static int ec_derive(unsigned char **secret, size_t *length, const EC_POINT *peer, const EC_KEY *ec)
{
    uint8_t point[TPM_POINT_SIZE];
    const struct tpm_key *key = EC_KEY_get_ex_data(ec, methods.ec_index);

    if (key == NULL ||
        EC_POINT_point2oct(EC_KEY_get0_group(ec), peer, POINT_CONVERSION_UNCOMPRESSED, point,
                           sizeof point, NULL) != sizeof point)
        return 0;
    *secret = OPENSSL_malloc(TPM_EC_SIZE);
    if (*secret == NULL)
        return 0;
    *length = TPM_EC_SIZE;
    if (tpm_compute_ecdh(key, point + 1, point + 1 + TPM_EC_SIZE, *secret))
        return 1;
    OPENSSL_clear_free(*secret, TPM_EC_SIZE);
    *secret = NULL;
    return 0;
}

static void make_methods(void)
{
    int (*sign)(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *,
                const BIGNUM *, EC_KEY *);
    int (*setup)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **);

    methods.rsa_index = RSA_get_ex_new_index(0, NULL, NULL, NULL, free_key);
    methods.ec_index = EC_KEY_get_ex_new_index(0, NULL, NULL, NULL, free_key);
    methods.rsa = RSA_meth_dup(RSA_PKCS1_OpenSSL());
    methods.ec = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    if (methods.rsa != NULL) {
        RSA_meth_set_priv_enc(methods.rsa, rsa_encrypt);
        RSA_meth_set_priv_dec(methods.rsa, rsa_decrypt);
    }
    if (methods.ec != NULL) {
        EC_KEY_METHOD_get_sign(methods.ec, &sign, &setup, NULL);
        EC_KEY_METHOD_set_sign(methods.ec, sign, setup, ec_sign);
        EC_KEY_METHOD_set_compute_key(methods.ec, ec_derive);
    }
}

static EVP_PKEY *make_rsa(const TPMT_PUBLIC *public_part, struct tpm_key *key)
{
    EVP_PKEY *made = EVP_PKEY_new();
    RSA *rsa = RSA_new();
    BIGNUM *modulus = BN_bin2bn(public_part->unique.rsa.buffer, public_part->unique.rsa.size, NULL);
    BIGNUM *exponent = BN_new();

    if (made == NULL || rsa == NULL || modulus == NULL || exponent == NULL ||
        BN_set_word(exponent, TPM_RSA_EXPONENT) != 1 || RSA_set_method(rsa, methods.rsa) != 1 ||
        RSA_set0_key(rsa, modulus, exponent, NULL) != 1)
        goto failed;
    modulus = exponent = NULL;
    if (EVP_PKEY_assign_RSA(made, rsa) != 1)
        goto failed;
    if (RSA_set_ex_data(rsa, methods.rsa_index, key) == 1)
        return made;
    rsa = NULL;
failed:
    BN_free(modulus);
    BN_free(exponent);
    RSA_free(rsa);
    EVP_PKEY_free(made);
    return NULL;
}

static EVP_PKEY *make_ec(const TPMT_PUBLIC *public_part, struct tpm_key *key)
{
    uint8_t point[TPM_POINT_SIZE];
    EVP_PKEY *made = EVP_PKEY_new();
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);

    tpm_public_key_point(&public_part->unique.ecc, point);
    if (made == NULL || ec == NULL || EC_KEY_set_method(ec, methods.ec) != 1 ||
        EC_KEY_oct2key(ec, point, sizeof point, NULL) != 1 || EVP_PKEY_assign_EC_KEY(made, ec) != 1)
        goto failed;
    if (EC_KEY_set_ex_data(ec, methods.ec_index, key) == 1)
        return made;
    ec = NULL;
failed:
    EC_KEY_free(ec);
    EVP_PKEY_free(made);
    return NULL;
}

EVP_PKEY *valux_tpm_private_key(struct valux_tpm *tpm, const uint8_t *data, size_t length,
                                const uint8_t authorization[static VALUX_TPM_AUTHORIZATION_SIZE])
{
    struct tpm_key_parts parts;
    EVP_PKEY *made = NULL;

    if (pthread_once(&methods.once, make_methods) != 0 || methods.rsa == NULL ||
        methods.ec == NULL || !tpm_key_file_read(data, length, &parts))
        return NULL;
    struct tpm_key *key = OPENSSL_zalloc(sizeof *key);
    if (key == NULL)
        return NULL;
    key->tpm = tpm;
    key->public_part = parts.public_part;
    key->private_part = parts.private_part;
    key->authorization.size = VALUX_TPM_AUTHORIZATION_SIZE;
    memcpy(key->authorization.buffer, authorization, VALUX_TPM_AUTHORIZATION_SIZE);
    made = key->public_part.publicArea.type == TPM2_ALG_RSA
               ? make_rsa(&key->public_part.publicArea, key)
               : make_ec(&key->public_part.publicArea, key);
    if (made == NULL)
        OPENSSL_clear_free(key, sizeof *key);
    return made;
}

static struct tpm_key *key_of(const EVP_PKEY *key)
{
    if (pthread_once(&methods.once, make_methods) != 0)
        return NULL;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get0_provider(key) == NULL)
        return RSA_get_ex_data(EVP_PKEY_get0_RSA(key), methods.rsa_index);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get0_provider(key) == NULL)
        return EC_KEY_get_ex_data(EVP_PKEY_get0_EC_KEY(key), methods.ec_index);
    return NULL;
}

bool valux_tpm_key_secret(const EVP_PKEY *key, uint8_t secret[static VALUX_TPM_SECRET_SIZE])
{
    static const char label[] = "VALUX TPM key secret";
    uint8_t input[sizeof label - 1 + VALUX_TPM_AUTHORIZATION_SIZE];
    const struct tpm_key *own = key_of(key);

    if (own == NULL)
        return false;
    memcpy(input, label, sizeof label - 1);
    memcpy(input + sizeof label - 1, own->authorization.buffer, VALUX_TPM_AUTHORIZATION_SIZE);
    bool result = EVP_Digest(input, sizeof input, secret, NULL, EVP_sha256(), NULL) == 1;
    OPENSSL_cleanse(input, sizeof input);
    return result;
}

static TSS2_RC load(struct valux_tpm *tpm, void *key)
{
    return tpm_connection_load(tpm, key);
}

bool valux_tpm_check_key(const EVP_PKEY *key)
{
    struct tpm_key *own = key_of(key);

    return own != NULL && tpm_connection_do(own->tpm, load, own);
}

struct valux_tpm *valux_tpm_of_key(const EVP_PKEY *key)
{
    const struct tpm_key *own = key_of(key);

    return own == NULL ? NULL : own->tpm;
}
