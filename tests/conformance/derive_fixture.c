/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "derive_fixture.h"

#include <openssl/ec.h>

#include "verify.h"

const struct derive_curve derive_p256 = {"valuxtest2", "P-256", 32};
const struct derive_curve derive_p384 = {"valuxtest3", "P-384", 48};

CK_SESSION_HANDLE derive_session;

int derive_fixture_make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "3", "--key-types", "rsa-2048,ec-p256,ec-p384", "--exposure", "usable");
    return 0;
}

int derive_fixture_open(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    derive_session = token_open();
    return 0;
}

void derive_fixture_peer(const struct derive_curve *curve, struct derive_peer *peer)
{
    EVP_PKEY *other = EVP_EC_gen(curve->name);
    EVP_PKEY *ours = verify_public_key(derive_session, curve->label);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(other, NULL);

    assert_non_null(context);
    assert_int_equal(EVP_PKEY_get_octet_string_param(other, "encoded-pub-key", peer->point,
                                                     sizeof peer->point, &peer->point_length),
                     1);
    assert_int_equal(peer->point_length, 2 * curve->coordinate + 1);
    peer->coordinate_length = sizeof peer->coordinate;
    assert_int_equal(EVP_PKEY_derive_init(context), 1);
    assert_int_equal(EVP_PKEY_derive_set_peer(context, ours), 1);
    assert_int_equal(EVP_PKEY_derive(context, peer->coordinate, &peer->coordinate_length), 1);
    assert_int_equal(peer->coordinate_length, curve->coordinate);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(other);
    EVP_PKEY_free(ours);
}

void derive_fixture_kdf(const struct derive_peer *peer, const EVP_MD *digest,
                        const void *shared_data, size_t shared_data_length, CK_BYTE *secret,
                        size_t length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CK_BYTE block[EVP_MAX_MD_SIZE];
    unsigned block_length = 0;

    assert_non_null(context);
    for (CK_BYTE counter = 1; length > 0; counter++) {
        const CK_BYTE big_endian[] = {0, 0, 0, counter};
        assert_int_equal(EVP_DigestInit_ex(context, digest, NULL), 1);
        assert_int_equal(EVP_DigestUpdate(context, peer->coordinate, peer->coordinate_length), 1);
        assert_int_equal(EVP_DigestUpdate(context, big_endian, sizeof big_endian), 1);
        assert_int_equal(EVP_DigestUpdate(context, shared_data, shared_data_length), 1);
        assert_int_equal(EVP_DigestFinal_ex(context, block, &block_length), 1);
        size_t taken = length < block_length ? length : block_length;
        memcpy(secret, block, taken);
        secret += taken;
        length -= taken;
    }
    EVP_MD_CTX_free(context);
}

CK_RV derive_fixture_derive(const struct derive_curve *curve, CK_ECDH1_DERIVE_PARAMS *parameter,
                            CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *secret)
{
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, parameter, sizeof *parameter};
    CK_OBJECT_HANDLE key = token_object(derive_session, CKO_PRIVATE_KEY, curve->label);

    assert_int_not_equal(key, CK_INVALID_HANDLE);
    return p11->C_DeriveKey(derive_session, &mechanism, key, attributes, count, secret);
}
