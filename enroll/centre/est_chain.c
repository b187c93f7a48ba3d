/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/est_chain.h"

#include <stdlib.h>

#include "centre/est_encoding.h"
#include "valux/certificate.h"
#include "valux/text.h"

#define POOL_MAX ((size_t)2 * EST_CERTIFICATES_MAX)

struct pool {
    const struct valux_bytes *der[POOL_MAX];
    struct valux_certificate parsed[POOL_MAX];
    size_t count;
};

/* What can't be parsed is passed over: it may be a CA that this certificate does not need. */
static void add_all(struct pool *pool, const struct valux_bytes *certificates, size_t count)
{
    struct valux_error ignored;

    for (size_t i = 0; i < count && pool->count < POOL_MAX; i++)
        if (valux_certificate_parse(&certificates[i], &pool->parsed[pool->count], &ignored))
            pool->der[pool->count++] = &certificates[i];
}

static bool find_leaf(const struct pool *pool, size_t count, size_t *leaf,
                      struct valux_error *error)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (pool->parsed[i].is_authority)
            continue;
        *leaf = i;
        found++;
    }
    return found == 1 || valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                                         _("The centre's answer holds no certificate, or several "
                                           "that are no CA's."));
}

/* The CA certificate that issued the one at `position`, or pool->count. */
static size_t find_issuer(const struct pool *pool, size_t position)
{
    for (size_t i = 0; i < pool->count; i++)
        if (i != position && pool->parsed[i].is_authority &&
            valux_bytes_equal(&pool->parsed[i].subject, &pool->parsed[position].issuer))
            return i;
    return pool->count;
}

static bool is_self_issued(const struct valux_certificate *certificate)
{
    return valux_bytes_equal(&certificate->subject, &certificate->issuer);
}

static bool follow(const struct pool *pool, size_t leaf, struct centre_issued *issued)
{
    issued->chain = calloc(VALUX_CHAIN_MAX, sizeof *issued->chain);
    if (issued->chain == NULL ||
        !valux_bytes_copy(&issued->certificate, pool->der[leaf]->data, pool->der[leaf]->length))
        return false;
    for (size_t i = find_issuer(pool, leaf);
         i < pool->count && issued->chain_count < VALUX_CHAIN_MAX; i = find_issuer(pool, i)) {
        if (is_self_issued(&pool->parsed[i]))
            break;
        if (!valux_bytes_copy(&issued->chain[issued->chain_count], pool->der[i]->data,
                              pool->der[i]->length))
            return false;
        issued->chain_count++;
    }
    return true;
}

bool est_chain(const struct est_messages *messages, struct centre_issued *issued,
               struct valux_error *error)
{
    bool result = false;
    size_t leaf = 0;
    struct pool *pool = calloc(1, sizeof *pool);

    if (pool == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    add_all(pool, messages->issued, messages->issued_count);
    if (!find_leaf(pool, pool->count, &leaf, error))
        goto done;
    add_all(pool, messages->authorities, messages->authority_count);
    if (!follow(pool, leaf, issued)) {
        valux_error_set_memory(error);
        goto done;
    }
    result = true;
done:
    for (size_t i = 0; pool != NULL && i < pool->count; i++)
        valux_certificate_free(&pool->parsed[i]);
    free(pool);
    return result;
}
