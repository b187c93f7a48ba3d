/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/nss_database.h"

#include <prerror.h>
#include <sslerr.h>

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
