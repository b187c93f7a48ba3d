/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/nss_database.h"

#include <prerror.h>
#include <secitem.h>
#include <sslerr.h>
#include <string.h>

#include "valux/text.h"

bool key_database_error(struct valux_error *error, const char *what)
{
    PRErrorCode code = PR_GetError();
    const char *name = PR_ErrorToName(code);

    return valux_error_set(error, VALUX_ERROR_STORE, _("The key database: %s (%s)."), what,
                           name == NULL ? "?" : name);
}

bool key_database_token_error(struct valux_error *error, const char *what, CK_RV rv)
{
    return valux_error_set(error, VALUX_ERROR_STORE,
                           _("The key database: %s (PKCS#11 error 0x%lx)."), what, rv);
}

bool key_database_found_none(void)
{
    PRErrorCode code = PR_GetError();

    return code == 0 || code == SSL_ERROR_NO_CERTIFICATE;
}

SECKEYPrivateKey *key_database_find(struct valux_key_database *database, struct valux_key_id key_id)
{
    SECItem id = {siBuffer, key_id.bytes, VALUX_KEY_ID_SIZE};

    return PK11_FindKeyByKeyID(database->slot, &id, database);
}

bool key_database_public_key_id(const SECKEYPublicKey *key, struct valux_key_id *key_id)
{
    SECItem *id = SECKEY_GetPublicKeyType(key) == rsaKey
                      ? PK11_MakeIDFromPubKey(&((SECKEYPublicKey *)key)->u.rsa.modulus)
                      : PK11_MakeIDFromPubKey(&((SECKEYPublicKey *)key)->u.ec.publicValue);
    bool known = id != NULL && id->len == VALUX_KEY_ID_SIZE;

    if (known)
        memcpy(key_id->bytes, id->data, VALUX_KEY_ID_SIZE);
    SECITEM_FreeItem(id, PR_TRUE);
    return known;
}

static bool is_of_key(CERTCertificate *certificate, struct valux_key_id key_id)
{
    struct valux_key_id own;
    SECKEYPublicKey *key = CERT_ExtractPublicKey(certificate);
    bool result =
        key != NULL && key_database_public_key_id(key, &own) && valux_key_id_equal(own, key_id);

    if (key != NULL)
        SECKEY_DestroyPublicKey(key);
    return result;
}

/* NSS finds certificates by their private keys, and it does not have this one. */
CERTCertificate *key_database_tpm_certificate(struct valux_key_database *database,
                                              struct valux_key_id key_id)
{
    CERTCertificate *found = NULL;
    CERTCertList *list = PK11_ListCertsInSlot(database->slot);

    for (CERTCertListNode *node = list == NULL ? NULL : CERT_LIST_HEAD(list);
         found == NULL && node != NULL && !CERT_LIST_END(node, list); node = CERT_LIST_NEXT(node))
        if (is_of_key(node->cert, key_id))
            found = CERT_DupCertificate(node->cert);
    if (list != NULL)
        CERT_DestroyCertList(list);
    return found;
}
