/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers valux_certificate_parse, valux_certificate_free, valux_certificate_path_find and
 * valux_certificate_is_issued_by. An input is certificates in DER, one after the other: a leaf and
 * its chain.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/authority_files.h"
#include "valux/certificate.h"
#include "valux/certificate_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The length of the next certificate: as its header has it, or all that is left. */
static size_t next_length(const uint8_t *data, size_t size)
{
    if (size > 4 && data[0] == 0x30 && data[1] == 0x82) {
        size_t length = 4 + ((size_t)data[2] << 8) + data[3];
        return length < size ? length : size;
    }
    return size;
}

static void check(const struct valux_certificate *certificate)
{
    const struct valux_certificate *c = certificate;
    bool rsa = c->key_type == VALUX_PUBLIC_KEY_RSA;
    bool ec = c->key_type == VALUX_PUBLIC_KEY_EC;

    if (c->subject.length == 0 || c->issuer.length == 0 || c->serial.length == 0 ||
        (rsa && (c->modulus.length == 0 || c->exponent.length == 0)) ||
        (ec && (c->ec_params.length == 0 || c->ec_point.length == 0)) ||
        strnlen(c->common_name, sizeof c->common_name) == sizeof c->common_name ||
        strnlen(c->serial_text, sizeof c->serial_text) == sizeof c->serial_text)
        abort();
}

static void find_path(const struct valux_bytes *certificates, size_t count, int64_t now)
{
    static struct valux_bytes anchors;
    struct valux_error error = {0};
    struct valux_bytes *path;
    size_t length;
    const struct valux_certificate_pool pool = {certificates + 1, count - 1, &anchors};
    const struct valux_certificate_policy policy = {.now = now, .security_level = 1};

    if (anchors.data == NULL &&
        !valux_authority_files_read(VALUX_FUZZ_AUTHORITY, &anchors, &error, &error))
        abort();
    if (valux_certificate_path_find(&certificates[0], &pool, &policy, &path, &length, &error)) {
        if (length > VALUX_CHAIN_MAX)
            abort();
        valux_certificate_path_free(path, length);
    } else if (error.message[0] == '\0') {
        abort();
    }
    for (size_t i = 1; i < count; i++)
        (void)valux_certificate_is_issued_by(&certificates[0], &certificates[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct valux_bytes certificates[VALUX_CHAIN_MAX + 1];
    struct valux_certificate leaf = {0};
    struct valux_error error = {0};
    size_t count = 0;

    while (size > 0 && count <= VALUX_CHAIN_MAX) {
        size_t length = next_length(data, size);
        if (!valux_bytes_copy(&certificates[count++], data, length))
            abort();
        data += length;
        size -= length;
    }
    if (count > 0 && valux_certificate_parse(&certificates[0], &leaf, &error)) {
        check(&leaf);
        find_path(certificates, count, leaf.not_before + 1);
    } else if (count > 0 && error.message[0] == '\0') {
        abort();
    }
    valux_certificate_free(&leaf);
    for (size_t i = 0; i < count; i++)
        valux_bytes_free(&certificates[i]);
    return 0;
}
