/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/client.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valux/key_pair.h"
#include "valux/text.h"
#include "valux/tpm_key_pair.h"

#define LINE_LENGTH 64

/* Appends DER as PEM (RFC 7468) to *text. */
static bool append_pem(struct valux_bytes *text, const char *label, const struct valux_bytes *der)
{
    bool result = false;
    char *base64 = valux_bytes_to_base64(der);
    size_t length = base64 == NULL ? 0 : strlen(base64);
    size_t size = text->length + length + length / LINE_LENGTH + 2 * strlen(label) + 64;
    uint8_t *grown = malloc(size);

    if (base64 == NULL || grown == NULL)
        goto done;
    char *end = (char *)grown;
    if (text->length > 0)
        end = mempcpy(end, text->data, text->length);
    end += sprintf(end, "-----BEGIN %s-----\n", label);
    for (size_t i = 0; i < length; i += LINE_LENGTH)
        end += sprintf(end, "%.*s\n", LINE_LENGTH, base64 + i);
    end += sprintf(end, "-----END %s-----\n", label);
    valux_bytes_wipe(text);
    *text = (struct valux_bytes){grown, (size_t)(end - (char *)grown)};
    grown = NULL;
    result = true;
done:
    if (base64 != NULL)
        explicit_bzero(base64, length);
    free(base64);
    free(grown);
    return result;
}

bool centre_client_make(struct valux_key_database *database,
                        const struct valux_catalogue_entry *entry, struct centre_client *client,
                        struct valux_error *error)
{
    bool result = false;
    struct valux_bytes pkcs8 = {NULL, 0};

    *client = (struct centre_client){0};
    if (!valux_key_database_tpm_key(database, entry->key_id, &client->key_in_tpm, error) ||
        (client->key_in_tpm == NULL &&
         !valux_key_database_read_private_key(database, entry->key_id, &pkcs8, error)))
        return false;
    bool made = (client->key_in_tpm != NULL || append_pem(&client->key, "PRIVATE KEY", &pkcs8)) &&
                append_pem(&client->certificate, "CERTIFICATE", &entry->certificate);
    for (size_t i = 0; made && i < entry->chain_count; i++)
        made = append_pem(&client->certificate, "CERTIFICATE", &entry->chain[i]);
    if (!made) {
        centre_client_free(client);
        valux_error_set_memory(error);
        goto done;
    }
    result = true;
done:
    valux_bytes_wipe(&pkcs8);
    return result;
}

void centre_client_free(struct centre_client *client)
{
    valux_bytes_wipe(&client->certificate);
    valux_bytes_wipe(&client->key);
    EVP_PKEY_free(client->key_in_tpm);
    client->key_in_tpm = NULL;
}
