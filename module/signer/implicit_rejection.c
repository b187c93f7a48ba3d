/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/implicit_rejection.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <string.h>

#include "signer/digests.h"
#include "valux/signer_protocol.h"
#include "valux/tpm.h"

#define HASH_SIZE 32          /* of SHA-256 */
#define MODULUS_MAX 2048      /* bytes */
#define LENGTH_CANDIDATES 128 /* of two bytes each */
#define LENGTH_LABEL "length"
#define MESSAGE_LABEL "message"
#define HEADER 2      /* the bytes 0 and 2, in front of the padding */
#define PADDING_MIN 8 /* bytes without a zero */
#define OVERHEAD (HEADER + PADDING_MIN + 1)

/*
 * The masks below are all ones or all zeros. Which of the two one is depends on the plaintext, so
 * the compiler is kept from making a branch of it.
 */
static size_t hide(size_t mask)
{
    __asm__("" : "+r"(mask));
    return mask;
}

static size_t mask_of_bit(size_t bit)
{
    return hide((size_t)0 - bit);
}

/* All ones where a < b; both are below 2^31. */
static size_t mask_less(size_t a, size_t b)
{
    return mask_of_bit((a - b) >> (sizeof a * 8 - 1));
}

static size_t mask_zero(size_t value)
{
    return mask_less(value, 1);
}

static size_t choose(size_t mask, size_t if_ones, size_t if_zeros)
{
    return (mask & if_ones) | (~mask & if_zeros);
}

/* HMAC with SHA-256. */
static bool authenticate(const uint8_t key[static HASH_SIZE], const uint8_t *data, size_t length,
                         uint8_t result[static HASH_SIZE])
{
    unsigned result_length;

    return HMAC(digest_of(VALUX_SIGNER_SHA256), key, HASH_SIZE, data, length, result,
                &result_length) != NULL;
}

/*
 * What stands for the private exponent's hash of a key that a TPM has: nobody outside the TPM knows
 * its exponent.
 */
static bool hash_exponent(EVP_PKEY *private_key, size_t size, uint8_t hash[static HASH_SIZE])
{
    uint8_t exponent[MODULUS_MAX];
    BIGNUM *number = NULL;

    if (valux_tpm_key_secret(private_key, hash))
        return true;
    bool good = EVP_PKEY_get_bn_param(private_key, OSSL_PKEY_PARAM_RSA_D, &number) == 1 &&
                BN_bn2binpad(number, exponent, (int)size) == (int)size &&
                EVP_Digest(exponent, size, hash, NULL, digest_of(VALUX_SIGNER_SHA256), NULL) == 1;
    BN_clear_free(number);
    OPENSSL_cleanse(exponent, sizeof exponent);
    return good;
}

/* Which key it is that the plaintexts of this ciphertext are made of (section 7.2, KDK). */
static bool derive_key(EVP_PKEY *private_key, const uint8_t *ciphertext, size_t size,
                       uint8_t result[static HASH_SIZE])
{
    uint8_t hash[HASH_SIZE];
    bool good =
        hash_exponent(private_key, size, hash) && authenticate(hash, ciphertext, size, result);

    OPENSSL_cleanse(hash, sizeof hash);
    return good;
}

/* Writes `length` bytes that the key and the label determine (section 7.1, IRPRF). */
static bool expand(const uint8_t key[static HASH_SIZE], const char *label, size_t label_length,
                   uint8_t *output, size_t length)
{
    uint8_t data[16];
    uint8_t block[HASH_SIZE];
    size_t bits = length * 8;
    bool good = true;

    memcpy(data + 2, label, label_length);
    data[2 + label_length] = (uint8_t)(bits >> 8);
    data[3 + label_length] = (uint8_t)bits;
    for (size_t done = 0, number = 0; good && done < length; done += HASH_SIZE, number++) {
        size_t rest = length - done;
        data[0] = (uint8_t)(number >> 8);
        data[1] = (uint8_t)number;
        good = authenticate(key, data, label_length + 4, block);
        memcpy(output + done, block, rest < HASH_SIZE ? rest : HASH_SIZE);
    }
    OPENSSL_cleanse(block, sizeof block);
    return good;
}

/* The length of the made-up plaintext: the last candidate that is short enough. */
static bool make_length(const uint8_t key[static HASH_SIZE], size_t size, size_t *length)
{
    uint8_t candidates[LENGTH_CANDIDATES * 2];
    size_t limit = size - OVERHEAD + 1;
    size_t bits = limit;

    for (size_t shift = 1; shift < 16; shift *= 2)
        bits |= bits >> shift;
    *length = 0;
    if (!expand(key, LENGTH_LABEL, sizeof LENGTH_LABEL - 1, candidates, sizeof candidates))
        return false;
    for (size_t i = 0; i < sizeof candidates; i += 2) {
        size_t candidate = ((size_t)candidates[i] << 8 | candidates[i + 1]) & bits;
        *length = choose(mask_less(candidate, limit), candidate, *length);
    }
    OPENSSL_cleanse(candidates, sizeof candidates);
    return true;
}

/*
 * Where the message of a padded block begins (RFC 8017, section 7.2.2, step 3). *right becomes all
 * ones if the block is padded as it should be. Its time depends on `size` alone.
 */
static size_t find_message(const uint8_t *block, size_t size, size_t *right)
{
    size_t found = 0;
    size_t begin = 0;

    for (size_t i = HEADER; i < size; i++) {
        size_t zero = mask_zero(block[i]);
        begin = choose(zero & ~found, i + 1, begin);
        found |= zero;
    }
    *right = mask_zero(block[0]) & mask_zero(block[1] ^ 2u) & found & ~mask_less(begin, OVERHEAD);
    return begin;
}

/* Copies what the mask chooses, byte by byte. Only the length of the plaintext shows in its time.
 */
static void copy_chosen(size_t mask, const uint8_t *if_ones, const uint8_t *if_zeros, size_t size,
                        size_t length, uint8_t *plaintext)
{
    for (size_t i = size - length; i < size; i++)
        *plaintext++ = (uint8_t)choose(mask, if_ones[i], if_zeros[i]);
}

static bool decrypt_without_padding(EVP_PKEY *private_key, const uint8_t *ciphertext, size_t size,
                                    uint8_t *block)
{
    size_t length = size;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, private_key, NULL);
    bool good = context != NULL && EVP_PKEY_decrypt_init(context) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                EVP_PKEY_decrypt(context, block, &length, ciphertext, size) == 1 && length == size;

    EVP_PKEY_CTX_free(context);
    return good;
}

bool implicit_rejection_decrypt(EVP_PKEY *private_key, const uint8_t *ciphertext, size_t size,
                                uint8_t *plaintext, size_t *length)
{
    uint8_t block[MODULUS_MAX];
    uint8_t made_up[MODULUS_MAX];
    uint8_t key[HASH_SIZE];
    size_t made_up_length;
    size_t right;
    bool good = size > OVERHEAD && size <= sizeof block &&
                decrypt_without_padding(private_key, ciphertext, size, block) &&
                derive_key(private_key, ciphertext, size, key) &&
                expand(key, MESSAGE_LABEL, sizeof MESSAGE_LABEL - 1, made_up, size) &&
                make_length(key, size, &made_up_length);

    if (good) {
        size_t begin = find_message(block, size, &right);
        *length = choose(right, size - begin, made_up_length);
        copy_chosen(right, block, made_up, size, *length, plaintext);
    }
    OPENSSL_cleanse(block, sizeof block);
    OPENSSL_cleanse(made_up, sizeof made_up);
    OPENSSL_cleanse(key, sizeof key);
    return good;
}
