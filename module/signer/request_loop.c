/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/request_loop.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "signer/aes_key_wrap.h"
#include "signer/decryption.h"
#include "signer/derivation.h"
#include "signer/digests.h"
#include "signer/locked_memory.h"
#include "signer/signing.h"

/* What a channel's thread has. It is in locked memory, since answers may be secrets. */
struct channel {
    int descriptor;
    const struct keys *keys;
    struct signing_contexts contexts;
    EVP_MD_CTX *hash;                  /* of the message that is being received */
    bool receiving;                    /* a message is under way: the next frame goes on with it */
    struct valux_signer_request first; /* its first frame */
    enum valux_signer_status refusal;  /* what the message is answered with, after its last frame */
    uint8_t request[VALUX_SIGNER_FRAME_MAX];
    uint8_t response[VALUX_SIGNER_FRAME_MAX];
    uint8_t answer[VALUX_SIGNER_PAYLOAD_MAX];
};

/*
 * Sends the response. Ends the process where that fails, and where this signer can't serve the
 * store any more.
 */
static void answer(struct channel *channel, enum valux_signer_status status, size_t length)
{
    struct valux_signer_response response = {
        .status = status,
        .payload = channel->answer,
        .payload_length = status == VALUX_SIGNER_OK ? length : 0,
        .generation =
            channel->keys->snapshot.header == NULL ? 0 : channel->keys->snapshot.header->generation,
    };
    size_t frame_length;
    bool sent = valux_signer_response_encode(&response, channel->response, sizeof channel->response,
                                             &frame_length) &&
                send(channel->descriptor, channel->response, frame_length, MSG_NOSIGNAL) ==
                    (ssize_t)frame_length;

    OPENSSL_cleanse(channel->answer, response.payload_length);
    if (sent)
        OPENSSL_cleanse(channel->response, frame_length);
    if (!sent || status == VALUX_SIGNER_STALE || status == VALUX_SIGNER_NO_STORE) {
        channel_threads_end_work();
        channel_threads_end();
    }
}

static enum valux_signer_status sign(struct channel *channel, const struct key *key,
                                     const struct valux_signer_request *request, size_t *length)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned digest_length;

    if (!request->hash)
        return signing_compute(&channel->contexts, key, request, request->payload,
                               request->payload_length, channel->answer, length);
    if (EVP_DigestFinal_ex(channel->hash, digest, &digest_length) != 1)
        return VALUX_SIGNER_FAILED;
    return signing_compute(&channel->contexts, key, request, digest, digest_length, channel->answer,
                           length);
}

static enum valux_signer_status compute(struct channel *channel, const struct key *key,
                                        const struct valux_signer_request *request, size_t *length)
{
    switch (request->verb) {
    case VALUX_SIGNER_SIGN:
        return sign(channel, key, request, length);
    case VALUX_SIGNER_DECRYPT:
        return decryption_compute(key, request, channel->answer, length);
    case VALUX_SIGNER_DERIVE:
        return derivation_compute(key, request, channel->answer, length);
    case VALUX_SIGNER_HELLO:
    case VALUX_SIGNER_UNWRAP:
        break;
    }
    return VALUX_SIGNER_BAD_REQUEST;
}

/* Whether `next` can be a further frame of the message that began with `first`. */
static bool continues(const struct valux_signer_request *first,
                      const struct valux_signer_request *next)
{
    return next->verb == first->verb && next->scheme == first->scheme &&
           next->digest == first->digest && next->mgf_digest == first->mgf_digest &&
           next->hash == first->hash && next->salt_length == first->salt_length &&
           valux_key_id_equal(next->key_id, first->key_id);
}

static void begin_message(struct channel *channel, const struct valux_signer_request *request)
{
    channel->first = *request;
    channel->refusal = VALUX_SIGNER_OK;
    if (request->hash && EVP_DigestInit_ex(channel->hash, digest_of(request->digest), NULL) != 1)
        channel->refusal = VALUX_SIGNER_FAILED;
}

/* Takes one frame; false while the message goes on in another one. */
static bool take_frame(struct channel *channel, const struct valux_signer_request *request)
{
    if (!channel->receiving)
        begin_message(channel, request);
    else if (!continues(&channel->first, request))
        channel->refusal = VALUX_SIGNER_BAD_REQUEST;
    if (request->hash && channel->refusal == VALUX_SIGNER_OK &&
        EVP_DigestUpdate(channel->hash, request->payload, request->payload_length) != 1)
        channel->refusal = VALUX_SIGNER_FAILED;
    channel->receiving = request->more;
    return !request->more;
}

/*
 * Applies the status rules and the exposure, and then uses the key. A sealed signer can't open a
 * TPM again that went away. It ends, and the program's next request gets another one.
 */
static enum valux_signer_status use_key(struct channel *channel,
                                        const struct valux_signer_request *request, size_t *length)
{
    enum valux_signer_status status;
    const struct key *key = keys_for_program(channel->keys, request->key_id, &status);

    if (key == NULL)
        return status;
    status = compute(channel, key, request, length);
    return status != VALUX_SIGNER_OK && channel->keys->tpm != NULL &&
                   valux_tpm_is_lost(channel->keys->tpm)
               ? VALUX_SIGNER_NO_STORE
               : status;
}

static enum valux_signer_status
serve_message(struct channel *channel, const struct valux_signer_request *request, size_t *length)
{
    if (!keys_are_available(channel->keys))
        return VALUX_SIGNER_NO_STORE;
    if (keys_are_stale(channel->keys))
        return VALUX_SIGNER_STALE;
    if (channel->refusal != VALUX_SIGNER_OK)
        return channel->refusal;
    if (request->verb == VALUX_SIGNER_UNWRAP)
        return key_wrap_unwrap(request, channel->answer, length);
    return request->verb == VALUX_SIGNER_HELLO ? VALUX_SIGNER_OK
                                               : use_key(channel, request, length);
}

static void serve_frame(struct channel *channel, size_t frame_length)
{
    struct valux_signer_request request;
    enum valux_signer_status status;
    size_t length = 0;

    if (frame_length > sizeof channel->request ||
        !valux_signer_request_decode(channel->request, frame_length, &request)) {
        channel->receiving = false;
        OPENSSL_cleanse(channel->request, sizeof channel->request);
        answer(channel, VALUX_SIGNER_BAD_REQUEST, 0);
        return;
    }
    if (!take_frame(channel, &request))
        return;
    status = serve_message(channel, &request, &length);
    if (status != VALUX_SIGNER_OK)
        ERR_clear_error();
    answer(channel, status, length);
    OPENSSL_cleanse(channel->request, frame_length);
}

/*
 * The frames are not zeroed, since each of their pages would then take memory. Most requests use
 * the first page alone.
 */
static struct channel *make_channel(const struct keys *keys)
{
    struct channel *channel = OPENSSL_malloc(sizeof *channel);

    if (channel == NULL)
        return NULL;
    memset(channel, 0, offsetof(struct channel, request));
    channel->keys = keys;
    channel->hash = EVP_MD_CTX_new();
    return channel->hash == NULL ? NULL : channel;
}

void request_loop_run(const struct keys *keys)
{
    struct channel *channel = make_channel(keys);
    int descriptor = channel_threads_wait_for_channel();

    if (channel == NULL)
        return;
    channel->descriptor = descriptor;
    for (;;) {
        ssize_t length = recv(descriptor, channel->request, sizeof channel->request, MSG_TRUNC);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return;
        channel_threads_begin_work();
        serve_frame(channel, (size_t)length);
        locked_memory_wipe_stack();
        channel_threads_end_work();
    }
}
