/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/signer_protocol.h"

#include <stddef.h>
#include <string.h>

#define SALT_MAX 1024        /* bytes; more than any PSS encoding takes */
#define PUBLIC_POINT_MAX 256 /* bytes of an uncompressed point, with room to spare */
#define WRAP_BLOCK 8         /* bytes: what AES key wrap works on, and what it adds */

#define FLAG_HASH 1
#define FLAG_MORE 2

/* What lies before a request's payload. */
struct request_frame {
    uint32_t version;
    uint32_t payload_length;
    uint32_t salt_length;
    uint32_t prefix_length;
    uint32_t output_length;
    uint8_t verb;
    uint8_t scheme;
    uint8_t digest;
    uint8_t mgf_digest;
    uint8_t flags;
    uint8_t reserved[3];
    struct valux_key_id key_id;
};

/* What lies before a response's payload. */
struct response_frame {
    uint32_t version;
    uint32_t payload_length;
    uint64_t generation;
    uint32_t status;
    uint32_t reserved;
};

_Static_assert(sizeof(struct request_frame) == 48, "a request's frame has no padding");
_Static_assert(offsetof(struct request_frame, key_id) == 28, "the key ID ends a request's head");
_Static_assert(sizeof(struct response_frame) == 24, "a response's frame has no padding");
_Static_assert(VALUX_SIGNER_PAYLOAD_MAX + sizeof(struct request_frame) <= VALUX_SIGNER_FRAME_MAX,
               "a full request fits a frame");

static bool is_digest(enum valux_signer_digest digest)
{
    return digest >= VALUX_SIGNER_SHA1 && digest <= VALUX_SIGNER_SHA512;
}

/* PSS and OAEP need both digests. Others have one at most: that of the KDF or of the message. */
static bool digests_allowed(const struct valux_signer_request *request)
{
    if (request->scheme == VALUX_SIGNER_RSA_PSS || request->scheme == VALUX_SIGNER_RSA_OAEP)
        return is_digest(request->digest) && is_digest(request->mgf_digest);
    if (request->mgf_digest != VALUX_SIGNER_NO_DIGEST)
        return false;
    if (request->scheme == VALUX_SIGNER_ECDH && request->digest != VALUX_SIGNER_NO_DIGEST)
        return is_digest(request->digest);
    return request->hash ? is_digest(request->digest) : request->digest == VALUX_SIGNER_NO_DIGEST;
}

static bool sign_allowed(const struct valux_signer_request *request)
{
    if (request->scheme != VALUX_SIGNER_RSA_PKCS1 && request->scheme != VALUX_SIGNER_RSA_PSS &&
        request->scheme != VALUX_SIGNER_ECDSA)
        return false;
    if (request->salt_length > (request->scheme == VALUX_SIGNER_RSA_PSS ? SALT_MAX : 0))
        return false;
    return request->prefix_length == 0 && request->output_length == 0 &&
           (request->hash || !request->more);
}

static bool decrypt_allowed(const struct valux_signer_request *request)
{
    if (request->scheme != VALUX_SIGNER_RSA_PKCS1 && request->scheme != VALUX_SIGNER_RSA_OAEP)
        return false;
    if (request->prefix_length >
        (request->scheme == VALUX_SIGNER_RSA_OAEP ? request->payload_length : 0))
        return false;
    return request->salt_length == 0 && request->output_length == 0 && !request->hash &&
           !request->more;
}

/* Shared data and the length of the output belong to a KDF. */
static bool derive_allowed(const struct valux_signer_request *request)
{
    bool with_kdf = request->digest != VALUX_SIGNER_NO_DIGEST;

    if (request->scheme != VALUX_SIGNER_ECDH || request->prefix_length > request->payload_length ||
        request->prefix_length > (with_kdf ? VALUX_SIGNER_SHARED_DATA_MAX : 0) ||
        request->payload_length - request->prefix_length > PUBLIC_POINT_MAX)
        return false;
    if (with_kdf ? request->output_length == 0 || request->output_length > VALUX_SIGNER_SECRET_MAX
                 : request->output_length != 0)
        return false;
    return request->salt_length == 0 && !request->hash && !request->more;
}

static bool names_no_key(const struct valux_signer_request *request)
{
    static const struct valux_key_id no_key;

    return valux_key_id_equal(request->key_id, no_key);
}

/* RFC 3394, section 2: an AES key, then what wraps two blocks or more. */
static bool unwrap_allowed(const struct valux_signer_request *request)
{
    if (request->scheme != VALUX_SIGNER_AES_KEY_WRAP ||
        (request->prefix_length != 16 && request->prefix_length != 24 &&
         request->prefix_length != 32) ||
        request->payload_length < request->prefix_length + 3 * WRAP_BLOCK ||
        request->payload_length - request->prefix_length > VALUX_SIGNER_SECRET_MAX + WRAP_BLOCK ||
        (request->payload_length - request->prefix_length) % WRAP_BLOCK != 0)
        return false;
    return request->salt_length == 0 && request->output_length == 0 && !request->hash &&
           !request->more && names_no_key(request);
}

static bool hello_allowed(const struct valux_signer_request *request)
{
    return request->scheme == VALUX_SIGNER_NO_SCHEME && request->payload_length == 0 &&
           request->prefix_length == 0 && request->salt_length == 0 &&
           request->output_length == 0 && !request->hash && !request->more && names_no_key(request);
}

/* Which requests the protocol has. Asked by who writes a request and by who reads one. */
static bool request_allowed(const struct valux_signer_request *request)
{
    if (request->payload_length > VALUX_SIGNER_PAYLOAD_MAX || !digests_allowed(request))
        return false;
    switch (request->verb) {
    case VALUX_SIGNER_HELLO:
        return hello_allowed(request);
    case VALUX_SIGNER_SIGN:
        return sign_allowed(request);
    case VALUX_SIGNER_DECRYPT:
        return decrypt_allowed(request);
    case VALUX_SIGNER_DERIVE:
        return derive_allowed(request);
    case VALUX_SIGNER_UNWRAP:
        return unwrap_allowed(request);
    }
    return false;
}

/* Only a response that says OK has a payload. */
static bool response_allowed(const struct valux_signer_response *response)
{
    return response->payload_length <= VALUX_SIGNER_PAYLOAD_MAX &&
           response->status <= VALUX_SIGNER_FAILED &&
           (response->status == VALUX_SIGNER_OK || response->payload_length == 0);
}

static bool write_frame(const void *head, size_t head_length, const uint8_t *payload,
                        size_t payload_length, uint8_t *frame, size_t size, size_t *length)
{
    if (size < head_length + payload_length)
        return false;
    memcpy(frame, head, head_length);
    if (payload_length > 0)
        memcpy(frame + head_length, payload, payload_length);
    *length = head_length + payload_length;
    return true;
}

bool valux_signer_request_encode(const struct valux_signer_request *request, uint8_t *frame,
                                 size_t size, size_t *length)
{
    if (!request_allowed(request))
        return false;
    struct request_frame head = {
        .version = VALUX_SIGNER_VERSION,
        .payload_length = (uint32_t)request->payload_length,
        .salt_length = request->salt_length,
        .prefix_length = request->prefix_length,
        .output_length = request->output_length,
        .verb = (uint8_t)request->verb,
        .scheme = (uint8_t)request->scheme,
        .digest = (uint8_t)request->digest,
        .mgf_digest = (uint8_t)request->mgf_digest,
        .flags = (uint8_t)((request->hash ? FLAG_HASH : 0) | (request->more ? FLAG_MORE : 0)),
    };
    head.key_id = request->key_id;
    return write_frame(&head, sizeof head, request->payload, request->payload_length, frame, size,
                       length);
}

bool valux_signer_request_decode(const uint8_t *frame, size_t length,
                                 struct valux_signer_request *request)
{
    static const uint8_t zeros[3];
    struct request_frame head;

    if (length < sizeof head)
        return false;
    memcpy(&head, frame, sizeof head);
    if (head.version != VALUX_SIGNER_VERSION || head.payload_length != length - sizeof head ||
        (head.flags & ~(FLAG_HASH | FLAG_MORE)) != 0 ||
        memcmp(head.reserved, zeros, sizeof zeros) != 0)
        return false;
    *request = (struct valux_signer_request){
        .verb = head.verb,
        .scheme = head.scheme,
        .digest = head.digest,
        .mgf_digest = head.mgf_digest,
        .hash = (head.flags & FLAG_HASH) != 0,
        .more = (head.flags & FLAG_MORE) != 0,
        .salt_length = head.salt_length,
        .prefix_length = head.prefix_length,
        .output_length = head.output_length,
        .payload = frame + sizeof head,
        .payload_length = head.payload_length,
    };
    request->key_id = head.key_id;
    return request_allowed(request);
}

bool valux_signer_response_encode(const struct valux_signer_response *response, uint8_t *frame,
                                  size_t size, size_t *length)
{
    if (!response_allowed(response))
        return false;
    struct response_frame head = {
        .version = VALUX_SIGNER_VERSION,
        .payload_length = (uint32_t)response->payload_length,
        .generation = response->generation,
        .status = (uint32_t)response->status,
    };
    return write_frame(&head, sizeof head, response->payload, response->payload_length, frame, size,
                       length);
}

bool valux_signer_response_decode(const uint8_t *frame, size_t length,
                                  struct valux_signer_response *response)
{
    struct response_frame head;

    if (length < sizeof head)
        return false;
    memcpy(&head, frame, sizeof head);
    if (head.version != VALUX_SIGNER_VERSION || head.payload_length != length - sizeof head ||
        head.reserved != 0)
        return false;
    *response = (struct valux_signer_response){
        .status = head.status,
        .generation = head.generation,
        .payload = frame + sizeof head,
        .payload_length = head.payload_length,
    };
    return response_allowed(response);
}
