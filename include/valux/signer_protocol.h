/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SIGNER_PROTOCOL_H
#define VALUX_SIGNER_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/key_id.h"

/*
 * What the module and valux-signer say to each other: one request, one response, each a frame of
 * its own on a SOCK_SEQPACKET socket pair. Fields are flat and fixed, in the machine's byte order,
 * followed by one payload; lengths are capped both ways and trailing bytes refused. A channel
 * carries one request at a time; the signer serves each channel by a thread of its own.
 *
 * A message that is longer than one frame's payload is sent in parts: each but the last frame has
 * `more` set and gets no response.
 */

#define VALUX_SIGNER_VERSION 2
#define VALUX_SIGNER_PAYLOAD_MAX 32768 /* bytes of payload in a frame */
#define VALUX_SIGNER_FRAME_MAX (VALUX_SIGNER_PAYLOAD_MAX + 128)
#define VALUX_SIGNER_SHARED_DATA_MAX 1024 /* bytes of a key derivation function's shared data */
#define VALUX_SIGNER_SECRET_MAX 128       /* bytes of a derived or unwrapped secret */
#define VALUX_SIGNER_CHANNELS_MAX 16
/* The signer's first channel. The others follow; the second argument is their number. */
#define VALUX_SIGNER_FIRST_CHANNEL 3
/* A third argument: the signer leaves its threads to all processors, which takes no system call. */
#define VALUX_SIGNER_UNBOUND "unbound"
/*
 * A third argument: in the place of the first channel there is a socket of the agent, by which the
 * channels come later, as descriptors (SCM_RIGHTS) in one message. The second argument is their
 * greatest number. The signer says by one byte on that socket that it is ready for them.
 */
#define VALUX_SIGNER_WARM "warm"

enum valux_signer_verb {
    VALUX_SIGNER_HELLO = 1,   /* version and readiness; no key, no payload */
    VALUX_SIGNER_SIGN = 2,    /* payload: what is to be signed */
    VALUX_SIGNER_DECRYPT = 3, /* payload: OAEP label, then ciphertext */
    VALUX_SIGNER_DERIVE = 4,  /* payload: shared data, then the other's EC point, uncompressed */
    VALUX_SIGNER_UNWRAP = 5,  /* payload: a derived AES key, then what it wraps; no private key */
};

enum valux_signer_scheme {
    VALUX_SIGNER_NO_SCHEME = 0,
    VALUX_SIGNER_RSA_PKCS1 = 1, /* sign, decrypt */
    VALUX_SIGNER_RSA_PSS = 2,   /* sign */
    VALUX_SIGNER_RSA_OAEP = 3,  /* decrypt */
    VALUX_SIGNER_ECDSA = 4,     /* sign; the signature is r and s, each as long as the order */
    VALUX_SIGNER_ECDH = 5,      /* derive; the response is the x coordinate, or with a digest what
                                   the KDF of ANSI X9.63 makes of it and the shared data */
    VALUX_SIGNER_AES_KEY_WRAP = 6, /* unwrap (RFC 3394); the response is what was wrapped */
};

enum valux_signer_digest {
    VALUX_SIGNER_NO_DIGEST = 0,
    VALUX_SIGNER_SHA1 = 1,
    VALUX_SIGNER_SHA224 = 2,
    VALUX_SIGNER_SHA256 = 3,
    VALUX_SIGNER_SHA384 = 4,
    VALUX_SIGNER_SHA512 = 5,
};

enum valux_signer_status {
    VALUX_SIGNER_OK = 0,
    VALUX_SIGNER_STALE = 1, /* the store has changed since this signer sealed itself: start anew */
    VALUX_SIGNER_REFUSED = 2,     /* the status rules or the exposure keep this key from programs */
    VALUX_SIGNER_NO_KEY = 3,      /* no such key in the store */
    VALUX_SIGNER_BAD_REQUEST = 4, /* the frame, or a scheme that this key does not do */
    VALUX_SIGNER_BAD_LENGTH = 5,  /* the payload's length does not fit scheme and key */
    VALUX_SIGNER_BAD_DATA = 6,    /* a ciphertext or a point that is not one */
    VALUX_SIGNER_NO_STORE = 7,    /* the store can't be opened here (another user's, damaged) */
    VALUX_SIGNER_FAILED = 8,      /* anything else */
};

struct valux_signer_request {
    enum valux_signer_verb verb;
    enum valux_signer_scheme scheme;
    /* Of PSS, OAEP and ECDH's KDF, and of the message where `hash` is set. */
    enum valux_signer_digest digest;
    enum valux_signer_digest mgf_digest; /* of PSS and OAEP */
    bool hash;                           /* sign: the payload is the message, to be hashed first */
    bool more;                           /* the message goes on in the next frame */
    uint32_t salt_length;                /* PSS, in bytes */
    uint32_t prefix_length; /* so many of the payload's first bytes are the label (OAEP), the shared
                               data (ECDH with a digest) or the AES key (unwrap) */
    uint32_t output_length; /* bytes of the response; ECDH with a digest */
    struct valux_key_id key_id;
    const uint8_t *payload;
    size_t payload_length;
};

struct valux_signer_response {
    enum valux_signer_status status;
    uint64_t generation; /* of the snapshot that the signer was sealed with */
    const uint8_t *payload;
    size_t payload_length;
};

/*
 * Writes a frame to `frame` of `size` bytes; *length is its length. False where the payload is too
 * long or the frame does not fit.
 */
bool valux_signer_request_encode(const struct valux_signer_request *request, uint8_t *frame,
                                 size_t size, size_t *length);
bool valux_signer_response_encode(const struct valux_signer_response *response, uint8_t *frame,
                                  size_t size, size_t *length);

/*
 * Reads a frame of `length` bytes. Every field is checked: version, enums, flags, combination of
 * verb, scheme and digests, lengths. The payload points into the frame. False for a frame that is
 * not exactly what the protocol allows.
 */
bool valux_signer_request_decode(const uint8_t *frame, size_t length,
                                 struct valux_signer_request *request);
bool valux_signer_response_decode(const uint8_t *frame, size_t length,
                                  struct valux_signer_response *response);

#endif
