/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <cert.h>
#include <certdb.h>
#include <keyhi.h>
#include <pk11pub.h>
#include <string.h>

#include "keys/database_internal.h"
#include "valux/text.h"

static bool remove_certificate(SECKEYPrivateKey *key)
{
    bool result = true;
    CERTCertificate *certificate = PK11_GetCertFromPrivateKey(key);

    if (certificate != NULL) {
        result = SEC_DeletePermCertificate(certificate) == SECSuccess;
        CERT_DestroyCertificate(certificate);
    }
    return result;
}

/* The ID that belongs to a public key, whether it has got it yet or not. */
static SECItem *id_of(SECKEYPublicKey *key)
{
    if (SECKEY_GetPublicKeyType(key) == rsaKey)
        return PK11_MakeIDFromPubKey(&key->u.rsa.modulus);
    return PK11_MakeIDFromPubKey(&key->u.ec.publicValue);
}

/* Whether the key with this ID is certainly not there: a failed search does not say so. */
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
    SECItem *id = id_of(key);
    bool known = id != NULL && id->len == VALUX_KEY_ID_SIZE;

    if (known)
        memcpy(own.bytes, id->data, VALUX_KEY_ID_SIZE);
    SECITEM_FreeItem(id, PR_TRUE);
    if (!known)
        return true;
    return key_id != NULL ? !valux_key_id_equal(own, *key_id) : !is_absent(database, own);
}

/* Removes the public key with this ID; all those without a private key where it is NULL. */
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

bool valux_key_database_remove(struct valux_key_database *database, struct valux_key_id key_id,
                               struct valux_error *error)
{
    SECKEYPrivateKey *key = key_database_find(database, key_id);

    if (key == NULL)
        return true;
    if (!remove_certificate(key)) {
        SECKEY_DestroyPrivateKey(key);
        return key_database_error(error, _("a certificate can't be removed"));
    }
    if (!remove_public_keys(database, &key_id) ||
        PK11_DeleteTokenPrivateKey(key, PR_TRUE) != SECSuccess)
        return key_database_error(error, _("a key can't be removed"));
    return true;
}

/* Whether the key certainly has no ID: one that can't be read is not an empty one. */
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
