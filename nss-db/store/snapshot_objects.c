/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store/snapshot_objects.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <pkcs11.h>

#define SMALL_VALUE 8

void *snapshot_add_rows(struct compiler *compiler, struct table *table, size_t count)
{
    if (compiler->failed)
        return NULL;
    if (table->rows == NULL || table->count + count > table->capacity) {
        size_t capacity = (table->count + count) * 2 + 1;
        void *rows = reallocarray(table->rows, capacity, table->row_size);
        if (rows == NULL) {
            compiler->failed = true;
            return NULL;
        }
        table->rows = rows;
        table->capacity = capacity;
    }
    void *row = (char *)table->rows + table->count * table->row_size;
    memset(row, 0, count * table->row_size);
    table->count += count;
    return row;
}

static uint64_t add_bytes(struct compiler *compiler, const void *value, size_t length)
{
    size_t offset = compiler->values.count;
    size_t padded = (length + SNAPSHOT_ALIGNMENT - 1) / SNAPSHOT_ALIGNMENT * SNAPSHOT_ALIGNMENT;
    void *row = snapshot_add_rows(compiler, &compiler->values, padded);

    if (row != NULL && length > 0)
        memcpy(row, value, length);
    return offset;
}

/* Adds a small value, or finds it: truth values, classes and types are shared by all objects. */
static uint64_t add_small(struct compiler *compiler, const void *value, size_t length)
{
    unsigned char padded[SMALL_VALUE] = {0};
    const uint64_t *offsets = compiler->small_values.rows;

    memcpy(padded, value, length);
    for (size_t i = 0; i < compiler->small_values.count; i++)
        if (memcmp((char *)compiler->values.rows + offsets[i], padded, SMALL_VALUE) == 0)
            return offsets[i];
    uint64_t offset = add_bytes(compiler, padded, SMALL_VALUE);
    uint64_t *row = snapshot_add_rows(compiler, &compiler->small_values, 1);
    if (row != NULL)
        *row = offset;
    return offset;
}

static void add_attribute_at(struct compiler *compiler, unsigned long type, uint64_t value,
                             size_t length)
{
    struct valux_snapshot_attribute *row = snapshot_add_rows(compiler, &compiler->attributes, 1);

    if (row != NULL)
        *row = (struct valux_snapshot_attribute){(uint32_t)type, (uint32_t)length, value};
}

static void add_attribute(struct compiler *compiler, unsigned long type, const void *value,
                          size_t length)
{
    add_attribute_at(compiler, type, add_bytes(compiler, value, length), length);
    if (valux_snapshot_is_indexed(type)) {
        struct valux_snapshot_index *row = snapshot_add_rows(compiler, &compiler->index, 1);
        if (row != NULL)
            *row = (struct valux_snapshot_index){valux_snapshot_hash(type, value, length),
                                                 (uint32_t)compiler->objects.count - 1};
    }
}

static void add_value(struct compiler *compiler, unsigned long type,
                      const struct valux_bytes *value)
{
    add_attribute(compiler, type, value->data, value->length);
}

static void add_ulong(struct compiler *compiler, unsigned long type, unsigned long value)
{
    uint64_t number = value;

    add_attribute_at(compiler, type, add_small(compiler, &number, sizeof number), sizeof number);
}

static void add_truth(struct compiler *compiler, unsigned long type, bool value)
{
    CK_BBOOL truth = value ? CK_TRUE : CK_FALSE;

    add_attribute_at(compiler, type, add_small(compiler, &truth, sizeof truth), sizeof truth);
}

static void add_date(struct compiler *compiler, unsigned long type, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm parts;
    char text[16];

    if (gmtime_r(&time, &parts) == NULL || strftime(text, sizeof text, "%Y%m%d", &parts) != 8)
        add_attribute(compiler, type, "", 0);
    else
        add_attribute(compiler, type, text, 8);
}

/* A hash of class and certificate: the same object has the same handle in every snapshot. */
static uint64_t object_handle(struct compiler *compiler, unsigned long object_class,
                              const uint8_t fingerprint[static 32])
{
    uint8_t identity[33];
    uint8_t digest[32];
    uint64_t handle;

    identity[0] = (uint8_t)object_class;
    memcpy(identity + 1, fingerprint, 32);
    if (EVP_Digest(identity, sizeof identity, digest, NULL, EVP_sha256(), NULL) != 1)
        compiler->failed = true;
    memcpy(&handle, digest, sizeof handle);
    handle >>= 2;
    return handle == 0 ? 1 : handle;
}

static void begin_object(struct compiler *compiler, unsigned long object_class, uint32_t entry,
                         const struct valux_certificate *certificate)
{
    struct valux_snapshot_object *row = snapshot_add_rows(compiler, &compiler->objects, 1);

    if (row != NULL)
        *row = (struct valux_snapshot_object){
            .handle = object_handle(compiler, object_class, certificate->fingerprint),
            .object_class = (uint32_t)object_class,
            .entry = entry,
            .first_attribute = (uint32_t)compiler->attributes.count,
        };
    add_ulong(compiler, CKA_CLASS, object_class);
    add_truth(compiler, CKA_TOKEN, true);
    add_truth(compiler, CKA_PRIVATE, false);
    add_truth(compiler, CKA_MODIFIABLE, false);
    add_truth(compiler, CKA_COPYABLE, false);
    add_truth(compiler, CKA_DESTROYABLE, false);
    add_attribute(compiler, CKA_ID, certificate->key_id.bytes, VALUX_KEY_ID_SIZE);
    add_value(compiler, CKA_SUBJECT, &certificate->subject);
    add_value(compiler, CKA_PUBLIC_KEY_INFO, &certificate->public_key_info);
    add_date(compiler, CKA_START_DATE, certificate->not_before);
    add_date(compiler, CKA_END_DATE, certificate->not_after);
}

static int by_type(const void *a, const void *b)
{
    const struct valux_snapshot_attribute *left = a;
    const struct valux_snapshot_attribute *right = b;

    return (left->type > right->type) - (left->type < right->type);
}

static void end_object(struct compiler *compiler)
{
    if (compiler->failed)
        return;
    struct valux_snapshot_object *object =
        (struct valux_snapshot_object *)compiler->objects.rows + compiler->objects.count - 1;
    struct valux_snapshot_attribute *attributes = compiler->attributes.rows;

    object->attribute_count = (uint32_t)(compiler->attributes.count - object->first_attribute);
    qsort(attributes + object->first_attribute, object->attribute_count, sizeof *attributes,
          by_type);
}

void snapshot_add_certificate(struct compiler *compiler, uint32_t entry, const char *label,
                              const struct valux_bytes *der,
                              const struct valux_certificate *certificate)
{
    begin_object(compiler, CKO_CERTIFICATE, entry, certificate);
    add_attribute(compiler, CKA_LABEL, label, strlen(label));
    add_ulong(compiler, CKA_CERTIFICATE_TYPE, CKC_X_509);
    add_ulong(compiler, CKA_CERTIFICATE_CATEGORY,
              entry == VALUX_SNAPSHOT_NONE ? CK_CERTIFICATE_CATEGORY_AUTHORITY
                                           : CK_CERTIFICATE_CATEGORY_TOKEN_USER);
    add_truth(compiler, CKA_TRUSTED, false);
    add_value(compiler, CKA_ISSUER, &certificate->issuer);
    add_value(compiler, CKA_SERIAL_NUMBER, &certificate->serial);
    add_value(compiler, CKA_VALUE, der);
    add_attribute(compiler, CKA_CHECK_VALUE, certificate->check_value,
                  sizeof certificate->check_value);
    end_object(compiler);
}

static void add_key_attributes(struct compiler *compiler, const char *label,
                               const struct valux_certificate *certificate)
{
    bool rsa = certificate->key_type == VALUX_PUBLIC_KEY_RSA;

    add_attribute(compiler, CKA_LABEL, label, strlen(label));
    add_ulong(compiler, CKA_KEY_TYPE, rsa ? CKK_RSA : CKK_EC);
    add_truth(compiler, CKA_LOCAL, true);
    add_ulong(compiler, CKA_KEY_GEN_MECHANISM,
              rsa ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN);
    if (rsa) {
        add_value(compiler, CKA_MODULUS, &certificate->modulus);
        add_value(compiler, CKA_PUBLIC_EXPONENT, &certificate->exponent);
    } else {
        add_value(compiler, CKA_EC_PARAMS, &certificate->ec_params);
        add_value(compiler, CKA_EC_POINT, &certificate->ec_point);
    }
}

void snapshot_add_private_key(struct compiler *compiler, uint32_t entry, const char *label,
                              const struct valux_certificate *certificate)
{
    bool rsa = certificate->key_type == VALUX_PUBLIC_KEY_RSA;

    begin_object(compiler, CKO_PRIVATE_KEY, entry, certificate);
    add_key_attributes(compiler, label, certificate);
    add_truth(compiler, CKA_SENSITIVE, true);
    add_truth(compiler, CKA_ALWAYS_SENSITIVE, true);
    add_truth(compiler, CKA_EXTRACTABLE, false);
    add_truth(compiler, CKA_NEVER_EXTRACTABLE, false);
    add_truth(compiler, CKA_ALWAYS_AUTHENTICATE, false);
    add_truth(compiler, CKA_WRAP_WITH_TRUSTED, false);
    add_truth(compiler, CKA_SIGN, certificate->may_sign);
    add_truth(compiler, CKA_SIGN_RECOVER, false);
    add_truth(compiler, CKA_DECRYPT, rsa && certificate->may_decrypt);
    add_truth(compiler, CKA_UNWRAP, false);
    add_truth(compiler, CKA_DERIVE, !rsa && certificate->may_agree);
    end_object(compiler);
}

void snapshot_add_public_key(struct compiler *compiler, uint32_t entry, const char *label,
                             const struct valux_certificate *certificate)
{
    bool rsa = certificate->key_type == VALUX_PUBLIC_KEY_RSA;

    begin_object(compiler, CKO_PUBLIC_KEY, entry, certificate);
    add_key_attributes(compiler, label, certificate);
    add_truth(compiler, CKA_TRUSTED, false);
    add_truth(compiler, CKA_VERIFY, certificate->may_sign);
    add_truth(compiler, CKA_VERIFY_RECOVER, false);
    add_truth(compiler, CKA_ENCRYPT, rsa && certificate->may_decrypt);
    add_truth(compiler, CKA_WRAP, false);
    add_truth(compiler, CKA_DERIVE, !rsa && certificate->may_agree);
    if (rsa)
        add_ulong(compiler, CKA_MODULUS_BITS, certificate->modulus.length * 8);
    end_object(compiler);
}
