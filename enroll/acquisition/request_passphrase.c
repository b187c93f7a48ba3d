/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/request_passphrase.h"

#include <stdint.h>
#include <string.h>

#include "acquisition/request_seal.h"
#include "valux/certificate_request.h"
#include "workspace/key_access.h"

bool acquisition_add_passphrase(struct workspace *workspace, struct journal *journal,
                                const struct centre_request *request, struct valux_bytes *pkcs10,
                                struct valux_error *error)
{
    bool result = false;
    bool wanted = centre_passphrase_in_request(&workspace->configuration);
    uint8_t secret[VALUX_STORE_SECRET_SIZE];

    if (!wanted && journal->sealed_request.length == 0)
        return true;
    if (!workspace_open_database(workspace, error) ||
        !valux_key_database_derive(workspace->database, REQUEST_SEAL_PURPOSE, secret, error))
        goto done;
    result = request_unseal(request, secret, &journal->sealed_request, pkcs10) || !wanted;
    if (result)
        goto done;
    if (valux_key_database_request(workspace->database, journal->key_id, journal->certificate_id,
                                   journal->company_id, request->passphrase, pkcs10, error))
        result = request_seal(request, secret, pkcs10, &journal->sealed_request) ||
                 valux_error_set_memory(error);
done:
    explicit_bzero(secret, sizeof secret);
    return result;
}
