/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/key_pair.h"

#include <cert.h>
#include <certdb.h>
#include <keyhi.h>
#include <pk11pub.h>
#include <secoid.h>
#include <stdlib.h>
#include <string.h>

#include "keys/nss_database.h"
#include "keys/tpm_key_file.h"
#include "valux/text.h"

#define KEY_FLAGS \
    (PK11_ATTR_TOKEN | PK11_ATTR_PRIVATE | PK11_ATTR_SENSITIVE | PK11_ATTR_EXTRACTABLE)

static SECKEYPrivateKey *generate_rsa(struct valux_key_database *database, int bits,
                                      SECKEYPublicKey **public_key)
{
    PK11RSAGenParams parameters = {.keySizeInBits = bits, .pe = 65537};

    return PK11_GenerateKeyPairWithFlags(database->slot, CKM_RSA_PKCS_KEY_PAIR_GEN, &parameters,
                                         public_key, KEY_FLAGS, database);
}

static SECKEYPrivateKey *generate_ec(struct valux_key_database *database, SECOidTag curve,
                                     SECKEYPublicKey **public_key)
{
    const SECOidData *oid = SECOID_FindOIDByTag(curve);
    unsigned char der[32];
    SECItem parameters = {siBuffer, der, 0};

    if (oid == NULL || oid->oid.len > sizeof der - 2)
        return NULL;
    der[0] = SEC_ASN1_OBJECT_ID;
    der[1] = (unsigned char)oid->oid.len;
    memcpy(der + 2, oid->oid.data, oid->oid.len);
    parameters.len = oid->oid.len + 2;
    return PK11_GenerateKeyPairWithFlags(database->slot, CKM_EC_KEY_PAIR_GEN, &parameters,
                                         public_key, KEY_FLAGS, database);
}

static SECKEYPrivateKey *generate(struct valux_key_database *database, enum valux_key_type type,
                                  SECKEYPublicKey **public_key)
{
    switch (type) {
    case VALUX_KEY_RSA_2048:
        return generate_rsa(database, 2048, public_key);
    case VALUX_KEY_RSA_3072:
        return generate_rsa(database, 3072, public_key);
    case VALUX_KEY_RSA_4096:
        return generate_rsa(database, 4096, public_key);
    case VALUX_KEY_EC_P256:
        return generate_ec(database, SEC_OID_SECG_EC_SECP256R1, public_key);
    case VALUX_KEY_EC_P384:
        return generate_ec(database, SEC_OID_SECG_EC_SECP384R1, public_key);
    }
    return NULL;
}

static bool generate_with_id(struct valux_key_database *database, enum valux_key_type type,
                             struct valux_key_id *key_id, struct valux_error *error)
{
    bool result = false;
    SECKEYPublicKey *public_key = NULL;
    SECItem *id = NULL;
    SECKEYPrivateKey *key = generate(database, type, &public_key);

    if (key != NULL)
        id = PK11_GetLowLevelKeyIDForPrivateKey(key);
    if (id == NULL || id->len != VALUX_KEY_ID_SIZE) {
        key_database_error(error, _("a key can't be made"));
        goto done;
    }
    memcpy(key_id->bytes, id->data, VALUX_KEY_ID_SIZE);
    result = true;
done:
    SECITEM_FreeItem(id, PR_TRUE);
    if (public_key != NULL)
        SECKEY_DestroyPublicKey(public_key);
    if (key != NULL)
        SECKEY_DestroyPrivateKey(key);
    return result;
}

bool valux_key_database_generate(struct valux_key_database *database, enum valux_key_type type,
                                 struct valux_key_id *key_id, struct valux_error *error)
{
    for (;;) {
        if (!generate_with_id(database, type, key_id, error))
            return false;
        if (!valux_key_id_is_passed_over(*key_id))
            return true;
        if (!valux_key_database_remove(database, *key_id, error))
            return false;
    }
}

bool valux_key_database_read_private_key(struct valux_key_database *database,
                                         struct valux_key_id key_id, struct valux_bytes *pkcs8,
                                         struct valux_error *error)
{
    CK_RV rv;

    *pkcs8 = (struct valux_bytes){NULL, 0};
    if (PK11_Authenticate(database->slot, PR_FALSE, database) != SECSuccess)
        return key_database_error(error, _("it can't be opened"));
    rv = softoken_read_private_key(&database->softoken, key_id, pkcs8);
    if (rv != CKR_OK)
        return key_database_token_error(
            error, _("a private key can't be read out of the key database"), rv);
    return pkcs8->length > 0 ||
           valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                           _("The certificate's key is not in the key database."));
}

bool valux_key_database_list(struct valux_key_database *database, struct valux_key_id **key_ids,
                             size_t *count, struct valux_error *error)
{
    bool result = false;
    struct valux_key_id *in_tpm;
    size_t in_tpm_count;

    *key_ids = NULL;
    *count = 0;
    if (!tpm_key_file_list(database->store_path, &in_tpm, &in_tpm_count, error))
        return false;
    SECKEYPrivateKeyList *keys = PK11_ListPrivKeysInSlot(database->slot, NULL, database);
    size_t capacity = in_tpm_count + 1;
    for (SECKEYPrivateKeyListNode *node = keys == NULL ? NULL : PRIVKEY_LIST_HEAD(keys);
         node != NULL && !PRIVKEY_LIST_END(node, keys); node = PRIVKEY_LIST_NEXT(node))
        capacity++;
    *key_ids = calloc(capacity, sizeof **key_ids);
    if (*key_ids == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    for (SECKEYPrivateKeyListNode *node = keys == NULL ? NULL : PRIVKEY_LIST_HEAD(keys);
         node != NULL && !PRIVKEY_LIST_END(node, keys); node = PRIVKEY_LIST_NEXT(node)) {
        SECItem *id = PK11_GetLowLevelKeyIDForPrivateKey(node->key);
        if (id != NULL && id->len == VALUX_KEY_ID_SIZE)
            memcpy((*key_ids)[(*count)++].bytes, id->data, VALUX_KEY_ID_SIZE);
        SECITEM_FreeItem(id, PR_TRUE);
    }
    for (size_t i = 0; i < in_tpm_count; i++)
        (*key_ids)[(*count)++] = in_tpm[i];
    result = true;
done:
    free(in_tpm);
    if (keys != NULL)
        SECKEY_DestroyPrivateKeyList(keys);
    return result;
}

/* Removes the certificate and destroys it. NULL is allowed. */
static bool remove_certificate(CERTCertificate *certificate)
{
    bool result = true;

    if (certificate != NULL) {
        result = SEC_DeletePermCertificate(certificate) == SECSuccess;
        CERT_DestroyCertificate(certificate);
    }
    return result;
}

/* Whether it is certain that there is no key with this ID. It is not if the search has failed. */
static bool is_absent(struct valux_key_database *database, struct valux_key_id key_id)
{
    PORT_SetError(0);
    SECKEYPrivateKey *key = key_database_find(database, key_id);
    bool result = key == NULL && key_database_found_none();

    if (key != NULL)
        SECKEY_DestroyPrivateKey(key);
    return result;
}

static bool is_wanted(struct valux_key_database *database, SECKEYPublicKey *key,
                      const struct valux_key_id *key_id)
{
    struct valux_key_id own;

    if (!key_database_public_key_id(key, &own))
        return true;
    return key_id != NULL ? !valux_key_id_equal(own, *key_id) : !is_absent(database, own);
}

/* Removes the public key with this ID. If it is NULL, removes all that have no private key. */
static bool remove_public_keys(struct valux_key_database *database,
                               const struct valux_key_id *key_id)
{
    bool result = true;
    SECKEYPublicKeyList *keys = PK11_ListPublicKeysInSlot(database->slot, NULL);

    if (keys == NULL)
        return true;
    for (SECKEYPublicKeyListNode *node = PUBKEY_LIST_HEAD(keys); !PUBKEY_LIST_END(node, keys);
         node = PUBKEY_LIST_NEXT(node)) {
        SECKEYPublicKey *copy =
            is_wanted(database, node->key, key_id) ? NULL : SECKEY_CopyPublicKey(node->key);
        if (copy != NULL && PK11_DeleteTokenPublicKey(copy) != SECSuccess)
            result = false;
    }
    SECKEY_DestroyPublicKeyList(keys);
    return result;
}

static bool remove_tpm_key(struct valux_key_database *database, struct valux_key_id key_id,
                           struct valux_error *error)
{
    if (!remove_certificate(key_database_tpm_certificate(database, key_id)))
        return key_database_error(error, _("a certificate can't be removed"));
    return tpm_key_file_remove(database->store_path, key_id, error);
}

bool valux_key_database_remove(struct valux_key_database *database, struct valux_key_id key_id,
                               struct valux_error *error)
{
    if (tpm_key_file_exists(database->store_path, key_id))
        return remove_tpm_key(database, key_id, error);
    SECKEYPrivateKey *key = key_database_find(database, key_id);
    if (key == NULL)
        return true;
    if (!remove_certificate(PK11_GetCertFromPrivateKey(key))) {
        SECKEY_DestroyPrivateKey(key);
        return key_database_error(error, _("a certificate can't be removed"));
    }
    if (!remove_public_keys(database, &key_id) ||
        PK11_DeleteTokenPrivateKey(key, PR_TRUE) != SECSuccess)
        return key_database_error(error, _("a key can't be removed"));
    return true;
}

/* Whether it is certain that the key has no ID. It is not if the ID can't be read. */
static bool has_no_id(SECKEYPrivateKey *key)
{
    SECItem id = {siBuffer, NULL, 0};
    bool result =
        PK11_ReadRawAttribute(PK11_TypePrivKey, key, CKA_ID, &id) == SECSuccess && id.len == 0;

    SECITEM_FreeItem(&id, PR_FALSE);
    return result;
}

bool valux_key_database_remove_left_overs(struct valux_key_database *database,
                                          struct valux_error *error)
{
    bool result = true;
    SECKEYPrivateKeyList *keys = PK11_ListPrivKeysInSlot(database->slot, NULL, database);

    for (SECKEYPrivateKeyListNode *node = keys == NULL ? NULL : PRIVKEY_LIST_HEAD(keys);
         node != NULL && !PRIVKEY_LIST_END(node, keys); node = PRIVKEY_LIST_NEXT(node)) {
        SECKEYPrivateKey *copy = has_no_id(node->key) ? SECKEY_CopyPrivateKey(node->key) : NULL;
        if (copy != NULL && PK11_DeleteTokenPrivateKey(copy, PR_TRUE) != SECSuccess)
            result = false;
    }
    if (keys != NULL)
        SECKEY_DestroyPrivateKeyList(keys);
    result = remove_public_keys(database, NULL) && result;
    return result || key_database_error(error, _("a key can't be removed"));
}
