/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "custody/seal_lock_text.h"

#include <string.h>

#include "valux/json.h"
#include "valux/text.h"

#define LOCK_VERSION 2 /* the first one had no TPM, and is written where none is used */

static void read_bytes(struct valux_json_reader *reader, const char *member, uint8_t *bytes,
                       size_t size)
{
    struct valux_bytes value = valux_json_base64(reader, member);

    if (value.length == size)
        memcpy(bytes, value.data, size);
    else
        valux_json_fail(reader, member, _("has a wrong length"));
    valux_bytes_free(&value);
}

static void read_sealed(struct valux_json_reader *reader, struct seal_lock *lock)
{
    memset(lock->sealed, 0, sizeof lock->sealed);
    lock->sealed_length = 0;
    if (!valux_json_has(reader, "tpm"))
        return;
    struct valux_bytes value = valux_json_base64(reader, "tpm");
    if (value.length > 0 && value.length <= sizeof lock->sealed) {
        memcpy(lock->sealed, value.data, value.length);
        lock->sealed_length = (unsigned)value.length;
    } else {
        valux_json_fail(reader, "tpm", _("has a wrong length"));
    }
    valux_bytes_free(&value);
}

bool seal_lock_parse(const char *text, size_t length, struct seal_lock *lock,
                     struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(VALUX_SEAL_FILE, VALUX_ERROR_STORE, error);
    cJSON *document = valux_json_parse(&reader, text, length);

    valux_json_version(&reader, LOCK_VERSION);
    lock->cost.log2_n = (int)valux_json_integer(&reader, "scryptLog2N", 1, PIN_COST_LOG2_MAX);
    lock->cost.parallel = (int)valux_json_integer(&reader, "scryptP", 1, PIN_PARALLEL_MAX);
    read_bytes(&reader, "salt", lock->salt, sizeof lock->salt);
    read_bytes(&reader, "nonce", lock->nonce, sizeof lock->nonce);
    read_bytes(&reader, "secret", lock->encrypted, sizeof lock->encrypted);
    read_sealed(&reader, lock);
    cJSON_Delete(document);
    return !reader.failed;
}

static bool set_bytes(cJSON *document, const char *member, const uint8_t *bytes, size_t size)
{
    return valux_json_set_base64(document, member, &(struct valux_bytes){(uint8_t *)bytes, size});
}

char *seal_lock_to_text(const struct seal_lock *lock, struct valux_error *error)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();

    if (valux_json_set(document, "version",
                       cJSON_CreateNumber(lock->sealed_length > 0 ? LOCK_VERSION : 1)) &&
        valux_json_set(document, "scryptLog2N", cJSON_CreateNumber(lock->cost.log2_n)) &&
        valux_json_set(document, "scryptP", cJSON_CreateNumber(lock->cost.parallel)) &&
        set_bytes(document, "salt", lock->salt, sizeof lock->salt) &&
        set_bytes(document, "nonce", lock->nonce, sizeof lock->nonce) &&
        set_bytes(document, "secret", lock->encrypted, sizeof lock->encrypted) &&
        (lock->sealed_length == 0 || set_bytes(document, "tpm", lock->sealed, lock->sealed_length)))
        text = cJSON_Print(document);
    cJSON_Delete(document);
    if (text == NULL)
        valux_error_set_memory(error);
    return text;
}
