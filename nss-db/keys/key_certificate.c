/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/key_certificate.h"

#include <cert.h>
#include <keyhi.h>
#include <pk11pub.h>
#include <prerror.h>
#include <secerr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/nss_database.h"
#include "keys/tpm_key_file.h"
#include "valux/text.h"

bool valux_key_database_import(struct valux_key_database *database,
                               const struct valux_bytes *certificate, const char *nickname,
                               struct valux_error *error)
{
    SECItem der = {siDERCertBuffer, certificate->data, (unsigned)certificate->length};

    if (PK11_ImportDERCert(database->slot, &der, CK_INVALID_HANDLE, (char *)nickname, PR_FALSE) !=
        SECSuccess) {
        if (PR_GetError() == SEC_ERROR_REUSED_ISSUER_AND_SERIAL)
            return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                                   _("The key database has another certificate with the same "
                                     "issuer and serial number already."));
        return key_database_error(error, _("the certificate can't be stored"));
    }
    return true;
}

/* NSS writes a nickname of this slot as "token:nickname". */
static void copy_nickname(const CERTCertificate *certificate, char *nickname, size_t size)
{
    const char *text = certificate->nickname == NULL ? "" : certificate->nickname;
    const char *colon = strrchr(text, ':');

    snprintf(nickname, size, "%s", colon == NULL ? text : colon + 1);
}

bool valux_key_database_certificate(struct valux_key_database *database, struct valux_key_id key_id,
                                    struct valux_bytes *certificate, char *nickname, size_t size,
                                    struct valux_error *error)
{
    bool result = false;
    CERTCertificate *found = NULL;
    bool in_tpm = tpm_key_file_exists(database->store_path, key_id);
    SECKEYPrivateKey *key = in_tpm ? NULL : key_database_find(database, key_id);

    *certificate = (struct valux_bytes){NULL, 0};
    nickname[0] = '\0';
    if (key == NULL && !in_tpm) {
        valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                        _("The certificate's key is not in the key database."));
        goto done;
    }
    PORT_SetError(0);
    found =
        in_tpm ? key_database_tpm_certificate(database, key_id) : PK11_GetCertFromPrivateKey(key);
    if (found == NULL && !in_tpm && !key_database_found_none()) {
        key_database_error(error, _("a certificate can't be read"));
        goto done;
    }
    if (found != NULL && !valux_bytes_copy(certificate, found->derCert.data, found->derCert.len)) {
        valux_error_set_memory(error);
        goto done;
    }
    if (found != NULL)
        copy_nickname(found, nickname, size);
    result = true;
done:
    if (found != NULL)
        CERT_DestroyCertificate(found);
    if (key != NULL)
        SECKEY_DestroyPrivateKey(key);
    return result;
}

static bool has_key_in_tpm(struct valux_key_database *database, CERTCertificate *certificate)
{
    struct valux_key_id key_id;
    SECKEYPublicKey *key = CERT_ExtractPublicKey(certificate);
    bool result = key != NULL && key_database_public_key_id(key, &key_id) &&
                  tpm_key_file_exists(database->store_path, key_id);

    if (key != NULL)
        SECKEY_DestroyPublicKey(key);
    return result;
}

static bool has_key(struct valux_key_database *database, CERTCertificate *certificate)
{
    SECKEYPrivateKey *key = PK11_FindPrivateKeyFromCert(database->slot, certificate, database);

    if (key != NULL)
        SECKEY_DestroyPrivateKey(key);
    return key != NULL || has_key_in_tpm(database, certificate);
}

bool valux_key_database_authorities(struct valux_key_database *database,
                                    struct valux_bytes **certificates, size_t *count,
                                    struct valux_error *error)
{
    bool result = false;
    CERTCertList *list = PK11_ListCertsInSlot(database->slot);
    size_t capacity = 1;

    *count = 0;
    for (CERTCertListNode *node = list == NULL ? NULL : CERT_LIST_HEAD(list);
         node != NULL && !CERT_LIST_END(node, list); node = CERT_LIST_NEXT(node))
        capacity++;
    *certificates = calloc(capacity, sizeof **certificates);
    if (*certificates == NULL)
        goto done;
    for (CERTCertListNode *node = list == NULL ? NULL : CERT_LIST_HEAD(list);
         node != NULL && !CERT_LIST_END(node, list); node = CERT_LIST_NEXT(node)) {
        const SECItem *der = &node->cert->derCert;
        if (has_key(database, node->cert))
            continue;
        if (!valux_bytes_copy(&(*certificates)[*count], der->data, der->len))
            goto done;
        (*count)++;
    }
    result = true;
done:
    if (!result) {
        valux_error_set_memory(error);
        for (size_t i = 0; i < *count; i++)
            valux_bytes_free(&(*certificates)[i]);
        free(*certificates);
        *certificates = NULL;
        *count = 0;
    }
    if (list != NULL)
        CERT_DestroyCertList(list);
    return result;
}
