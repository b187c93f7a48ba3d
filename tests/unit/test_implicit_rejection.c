/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * RSA decryption that does not tell whether the padding was right: the vectors for RSA-2048 of
 * draft-irtf-cfrg-rsa-guidance, and NSS's own token, which has the same rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <keyhi.h>
#include <nss.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pk11pub.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "signer/digests.h"
#include "signer/implicit_rejection.h"

#define MODULUS_MAX 512 /* bytes */
#define CIPHERTEXTS 50  /* for each key */

static const char private_key_text[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEowIBAAKCAQEAyMyDlxQJjaVsqiNkD5PciZfBY3KWj8Gwxt9RE8HJTosh5IrS\n"
    "KX5lQZARtObY9ec7G3iyV0ADIdHva2AtTsjOjRQclJBetK0wZjmkkgZTS25/JgdC\n"
    "Ppff/RM8iNchOZ3vvH6WzNy9fzquH+iScSv7SSmBfVEWZkQKH6y3ogj16hZZEK3Y\n"
    "o/LUlyAjYMy2MgJPDQcWnBkY8xb3lLFDrvVOyHUipMApePlomYC/+/ZJwwfoGBm/\n"
    "+IQJY41IvZS+FStZ/2SfoL1inQ/6GBPDq/S1a9PC6lRl3/oUWJKSqdiiStJr5+4F\n"
    "EHQbY4LUPIPVv6QKRmE9BivkRVF9vK8MtOGnaQIDAQABAoIBABRVAQ4PLVh2Y6Zm\n"
    "pv8czbvw7dgQBkbQKgI5IpCJksStOeVWWSlybvZQjDpxFY7wtv91HTnQdYC7LS8G\n"
    "MhBELQYD/1DbvXs1/iybsZpHoa+FpMJJAeAsqLWLeRmyDt8yqs+/Ua20vEthubfp\n"
    "aMqk1XD3DvGNgGMiiJPkfUOe/KeTJZvPLNEIo9hojN8HjnrHmZafIznSwfUiuWlo\n"
    "RimpM7quwmgWJeq4T05W9ER+nYj7mhmc9xAj4OJXsURBszyE07xnyoAx0mEmGBA6\n"
    "egpAhEJi912IkM1hblH5A1SI/W4Jnej/bWWk/xGCVIB8n1jS+7qLoVHcjGi+NJyX\n"
    "eiBOBMECgYEA+PWta6gokxvqRZuKP23AQdI0gkCcJXHpY/MfdIYColY3GziD7UWe\n"
    "z5cFJkWe3RbgVSL1pF2UdRsuwtrycsf4gWpSwA0YCAFxY02omdeXMiL1G5N2MFSG\n"
    "lqn32MJKWUl8HvzUVc+5fuhtK200lyszL9owPwSZm062tcwLsz53Yd0CgYEAznou\n"
    "O0mpC5YzChLcaCvfvfuujdbcA7YUeu+9V1dD8PbaTYYjUGG3Gv2crS00Al5WrIaw\n"
    "93Q+s14ay8ojeJVCRGW3Bu0iF15XGMjHC2cD6o9rUQ+UW+SOWja7PDyRcytYnfwF\n"
    "1y2AkDGURSvaITSGR+xylD8RqEbmL66+jrU2sP0CgYB2/hXxiuI5zfHfa0RcpLxr\n"
    "uWjXiMIZM6T13NKAAz1nEgYswIpt8gTB+9C+RjB0Q+bdSmRWN1Qp1OA4yiVvrxyb\n"
    "3pHGsXt2+BmV+RxIy768e/DjSUwINZ5OjNalh9e5bWIh/X4PtcVXXwgu5XdpeYBx\n"
    "sru0oyI4FRtHMUu2VHkDEQKBgQCZiEiwVUmaEAnLx9KUs2sf/fICDm5zZAU+lN4a\n"
    "AA3JNAWH9+JydvaM32CNdTtjN3sDtvQITSwCfEs4lgpiM7qe2XOLdvEOp1vkVgeL\n"
    "9wH2fMaz8/3BhuZDNsdrNy6AkQ7ICwrcwj0C+5rhBIaigkgHW06n5W3fzziC5FFW\n"
    "FHGikQKBgGQ790ZCn32DZnoGUwITR++/wF5jUfghqd67YODszeUAWtnp7DHlWPfp\n"
    "LCkyjnRWnXzvfHTKvCs1XtQBoaCRS048uwZITlgZYFEWntFMqi76bqBE4FTSYUTM\n"
    "FinFUBBVigThM/RLfCRNrCW/kTxXuJDuSfVIJZzWNAT+9oWdz5da\n"
    "-----END RSA PRIVATE KEY-----\n";

static const struct vector {
    const char *what;
    const char *ciphertext; /* hexadecimal, as the plaintext is */
    const char *plaintext;
} vectors[] = {
    {"a right padding",
     "8bfe264e85d3bdeaa6b8851b8e3b956ee3d226fd3f69063a86880173a273d9f283b2eebdd1ed35f7e02d91c571981"
     "b"
     "6737d5320bd8396b0f3ad5b019daec1b0aab3cbbc026395f4fd14f13673f2dfc81f9b660ec26ac381e6db3299b4e4"
     "6"
     "0b43fab9955df2b3cfaa20e900e19c856238fd371899c2bf2ce8c868b76754e5db3b036533fd603746be13c10d4e3"
     "e"
     "6022ebc905d20c2a7f32b215a4cd53b3f44ca1c327d2c2b651145821c08396c89071f665349c25e44d2733cd93059"
     "8"
     "5ceef6430c3cf57af5fa224089221218fa34737c79c446d28a94c41c96e4e92ac53fbcf384dea8419ea089f878444"
     "5"
     "a492c812eb0d409467f75afd7d4d1078886205a066",
     "6c6f72656d20697073756d20646f6c6f722073697420616d6574"},
    {"a wrong padding that gives nothing",
     "20aaa8adbbc593a924ba1c5c7990b5c2242ae4b99d0fe636a19a4cf754edbcee774e472fe028160ed42634f886490"
     "0"
     "cb514006da642cae6ae8c7d087caebcfa6dad1551301e130344989a1d462d4164505f6393933450c67bc6d39d8f51"
     "6"
     "0907cabc251b737925a1cf21e5c6aa5781b7769f6a2a583d97cce008c0f8b6add5f0b2bd80bee60237aa39bb20719"
     "f"
     "e75749f4bc4e42466ef5a861ae3a92395c7d858d430bfe38040f445ea93fa2958b503539800ffa5ce5f8cf51fa817"
     "1"
     "a91f36cb4f4575e8de6b4d3f096ee140b938fd2f50ee13f0d050222e2a72b0a3069ff3a6738e82c87090caa5aed4f"
     "c"
     "be882c49646aa250b98f12f83c8d528113614a29e7",
     ""},
    {"a wrong padding that gives the longest message",
     "48cceab10f39a4db32f60074feea473cbcdb7accf92e150417f76b44756b190e843e79ec12aa85083a21f5437e7ba"
     "d"
     "0a60482e601198f9d86923239c8786ee728285afd0937f7dde12717f28389843d7375912b07b991f4fdb0190fced8"
     "b"
     "a665314367e8c5f9d2981d0f5128feeb46cb50fc237e64438a86df198dd0209364ae3a842d77532b66b7ef263b83b"
     "1"
     "541ed671b120dfd660462e2107a4ee7b964e734a7bd68d90dda61770658a3c242948532da32648687e0318286473f"
     "6"
     "75b412d6468f013f14d760a358dfcad3cda2afeec5e268a37d250c37f722f468a70dfd92d7294c3c1ee1e7f8843b7"
     "d"
     "16f9f37ef35748c3ae93aa155cdcdfeb4e78567303",
     "22d850137b9eebe092b24f602dc5bb7918c16bd89ddbf20467b119d205f9c2e4bd7d2592cf1e532106e0f33557565"
     "923c73a02d4f09c0c22bea89148183e60317f7028b3aa1f261f91c979393101d7e15f4067e63979b32751658ef769"
     "610fe97cf9cef3278b3117d384051c3b1d82c251c2305418c8f6840530e631aad63e70e20e025bcd8efb54c92ec6d"
     "3b106a2f8e64eeff7d38495b0fc50c97138af4b1c0a67a1c4e27b077b8439332edfa8608dfeae653cd6a628ac5503"
     "95f7e74390e42c11682234870925eeaa1fa71b76cf1f2ee3bda69f6717033ff8b7c95c9799e7a3bea5e7e4a1c3597"
     "72fb6b1c6e6c516661dfe30c3"},
    {"a wrong padding, whose last candidate for a length is too long",
     "1439e08c3f84c1a7fec74ce07614b20e01f6fa4e8c2a6cffdc3520d8889e5d9a950c6425798f85d4be38d300ea569"
     "5"
     "f13ecd4cb389d1ff5b82484b494d6280ab7fa78e645933981cb934cce8bfcd114cc0e6811eefa47aae20af638a1cd"
     "1"
     "63d2d3366186d0a07df0c81f6c9f3171cf3561472e98a6006bf75ddb457bed036dcce199369de7d94ef2c68e8467e"
     "e"
     "0604eea2b3009479162a7891ba5c40cab17f49e1c438cb6eaea4f76ce23cce0e483ff0e96fa790ea15be676718143"
     "4"
     "2d0a23f4a20262b6182e72f3a67cd289711503c85516a9ed225422f98b116f1ab080a80abd6f0216df88d8cfd67c1"
     "3"
     "9243be8dd78502a7aaf6bc99d7da71bcdf627e7354",
     "0f9b"},
    {"a wrong padding, whose last two candidates are too long",
     "1690ebcceece2ce024f382e467cf8510e74514120937978576caf684d4a02ad569e8d76cbe365a060e00779de2f08"
     "6"
     "5ccf0d923de3b4783a4e2c74f422e2f326086c390b658ba47f31ab013aa80f468c71256e5fa5679b24e83cd82c3d1"
     "e"
     "05e398208155de2212993cd2b8bab6987cf4cc1293f19909219439d74127545e9ed8a706961b8ee2119f6bfacafbe"
     "f"
     "91b75a789ba65b8b833bc6149cf49b5c4d2c6359f62808659ba6541e1cd24bf7f7410486b5103f6c0ea29334ea6f4"
     "9"
     "75b17387474fe920710ea61568d7b7c0a7916acf21665ad5a31c4eabcde44f8fb6120d8457afa1f3c85d517cda364"
     "a"
     "f620113ae5a3c52a048821731922737307f77a1081",
     "4f02"},
    {"a right padding, whose made-up message would have been empty",
     "b5e49308f6e9590014ffaffc5b8560755739dd501f1d4e9227a7d291408cf4b753f292322ff8bead613bf2caa181b"
     "2"
     "21bc38caf6392deafb28eb21ad60930841ed02fd6225cc9c463409adbe7d8f32440212fbe3881c51375bb09565efb"
     "2"
     "2e62b071472fb38676e5b4e23a0617db5d14d93519ac0007a30a9c822eb31c38b57fcb1be29608fcf1ca2abdcaf5d"
     "5"
     "752bbc2b5ac7dba5afcff4a5641da360dd01f7112539b1ed46cdb550a3b1006559b9fe1891030ec80f0727c42401d"
     "d"
     "d6cbb5e3c80f312df6ec89394c5a7118f573105e7ab00fe57833c126141b50a935224842addfb479f75160659ba28"
     "8"
     "77b512bb9a93084ad8bec540f92640f63a11a010e0",
     "6c6f72656d20697073756d"},
    {"a ciphertext that begins with zero",
     "00a2e8f114ea8d05d12dc843e3cc3b2edc8229ff2a028bda29ba9d55e3cd02911902fef1f42a075bf05e8016e8567"
     "2"
     "13d6f260fa49e360779dd81aeea3e04c2cb567e0d72b98bf754014561b7511e083d20e0bfb9cd23f8a0d3c88900c4"
     "9"
     "d2fcd5843ff0765607b2026f28202a87aa94678aed22a0c20724541394cd8f44e373eba1d2bae98f516c1e2ba3d86"
     "8"
     "52d064f856b1daf24795e767a2b90396e50743e3150664afab131fe40ea405dcf572dd1079af1d3f0392ccadcca0a"
     "1"
     "2740dbb213b925ca2a06b1bc1383e83a658c82ba2e7427342379084d5f66b544579f07664cb26edd4f10fd913fdbc"
     "0"
     "de05ef887d4d1ec1ac95652397ea7fd4e4759fda8b",
     "6c6f72656d20697073756d"},
    {"a wrong padding that gives eleven bytes",
     "5f02f4b1f46935c742ebe62b6f05aa0a3286aab91a49b34780adde6410ab46f7386e05748331864ac98e1da63686e"
     "4"
     "babe3a19ed40a7f5ceefb89179596aab07ab1015e03b8f825084dab028b6731288f2e511a4b314b6ea3997d2e8fe2"
     "8"
     "25cef8897cbbdfb6c939d441d6e04948414bb69e682927ef8576c9a7090d4aad0e74c520d6d5ce63a154720f00b76"
     "d"
     "e8cc550b1aa14f016d63a7b6d6eaa1f7dbe9e50200d3159b3d099c900116bf4eba3b94204f18b1317b07529751abf"
     "6"
     "4a26b0a0bf1c8ce757333b3d673211b67cc0653f2fe2620d57c8b6ee574a0323a167eab1106d9bc7fd90d415be5f1"
     "e"
     "9891a0e6c709f4fc0404e8226f8477b4e939b36eb2",
     "af9ac70191c92413cb9f2d"},
};

static EVP_PKEY *read_private_key(void)
{
    BIO *text = BIO_new_mem_buf(private_key_text, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, NULL, NULL);

    BIO_free(text);
    assert_non_null(key);
    return key;
}

static void the_published_vectors_are_met(void **state)
{
    EVP_PKEY *key = read_private_key();

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        uint8_t plaintext[MODULUS_MAX];
        size_t length = 0;
        long size;
        long expected_length = 0;
        uint8_t *ciphertext = OPENSSL_hexstr2buf(vectors[i].ciphertext, &size);
        uint8_t *expected = OPENSSL_hexstr2buf(vectors[i].plaintext, &expected_length);
        assert_int_equal(size, 256);
        assert_true(implicit_rejection_decrypt(key, ciphertext, 256, plaintext, &length));
        print_message("    %s: %zu bytes\n", vectors[i].what, length);
        assert_int_equal(length, expected_length);
        assert_memory_equal(plaintext, expected, length);
        OPENSSL_free(ciphertext);
        OPENSSL_free(expected);
    }
    EVP_PKEY_free(key);
}

static SECKEYPrivateKey *import(EVP_PKEY *key)
{
    uint8_t *der = NULL;
    SECKEYPrivateKey *imported = NULL;
    PKCS8_PRIV_KEY_INFO *information = EVP_PKEY2PKCS8(key);
    PK11SlotInfo *slot = PK11_GetInternalSlot();
    SECItem item = {siBuffer, NULL, 0};

    item.len = (unsigned)i2d_PKCS8_PRIV_KEY_INFO(information, &der);
    item.data = der;
    assert_int_equal(PK11_ImportDERPrivateKeyInfoAndReturnKey(slot, &item, NULL, NULL, PR_FALSE,
                                                              PR_FALSE, KU_ALL, &imported, NULL),
                     SECSuccess);
    PK11_FreeSlot(slot);
    PKCS8_PRIV_KEY_INFO_free(information);
    OPENSSL_free(der);
    return imported;
}

/* A block as it is encrypted, with a wrong padding of the given kind. */
static void make_block(uint8_t *block, size_t size, int kind)
{
    RAND_bytes(block, (int)size);
    for (size_t i = 0; i < size; i++)
        block[i] |= 1;
    block[0] = 0;
    block[1] = 2;
    switch (kind) {
    case 0: /* a right one */
        block[size - 20] = 0;
        break;
    case 1: /* no end */
        break;
    case 2: /* one byte too short */
        block[9] = 0;
        break;
    case 3: /* another type */
        block[1] = 1;
        block[size - 20] = 0;
        break;
    default: /* nothing at all */
        block[1] = 99;
    }
}

/* NSS's token and ours come to the same plaintext, whatever was encrypted. */
static void check_against_nss(EVP_PKEY *key)
{
    SECKEYPrivateKey *imported = import(key);
    size_t size = (size_t)EVP_PKEY_get_size(key);

    assert_non_null(imported);
    for (int i = 0; i < CIPHERTEXTS; i++) {
        uint8_t block[MODULUS_MAX];
        uint8_t ciphertext[MODULUS_MAX];
        uint8_t ours[MODULUS_MAX];
        uint8_t theirs[MODULUS_MAX];
        size_t length = size;
        unsigned their_length;
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
        make_block(block, size, i % 5);
        assert_int_equal(EVP_PKEY_encrypt_init(context), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING), 1);
        assert_int_equal(EVP_PKEY_encrypt(context, ciphertext, &length, block, size), 1);
        assert_true(implicit_rejection_decrypt(key, ciphertext, size, ours, &length));
        assert_int_equal(PK11_PrivDecryptPKCS1(imported, theirs, &their_length, sizeof theirs,
                                               ciphertext, (unsigned)size),
                         SECSuccess);
        assert_int_equal(length, their_length);
        assert_memory_equal(ours, theirs, length);
        EVP_PKEY_CTX_free(context);
    }
    SECKEY_DestroyPrivateKey(imported);
    print_message("    RSA-%zu: %d ciphertexts, right and wrong\n", size * 8, CIPHERTEXTS);
}

static void nss_comes_to_the_same_plaintexts(void **state)
{
    EVP_PKEY *published = read_private_key();

    (void)state;
    assert_int_equal(NSS_NoDB_Init(NULL), SECSuccess);
    check_against_nss(published);
    EVP_PKEY_free(published);
    for (unsigned bits = 2048; bits <= 4096; bits += 1024) {
        EVP_PKEY *key = EVP_RSA_gen(bits);
        assert_non_null(key);
        check_against_nss(key);
        EVP_PKEY_free(key);
    }
    assert_int_equal(NSS_Shutdown(), SECSuccess);
}

static void a_number_above_the_modulus_is_refused(void **state)
{
    EVP_PKEY *key = read_private_key();
    uint8_t ciphertext[256];
    uint8_t plaintext[MODULUS_MAX];
    size_t length;

    (void)state;
    memset(ciphertext, 0xff, sizeof ciphertext);
    assert_false(
        implicit_rejection_decrypt(key, ciphertext, sizeof ciphertext, plaintext, &length));
    EVP_PKEY_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_are_met),
        cmocka_unit_test(nss_comes_to_the_same_plaintexts),
        cmocka_unit_test(a_number_above_the_modulus_is_refused),
    };

    if (!digests_load())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
