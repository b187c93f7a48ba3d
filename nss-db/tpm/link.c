/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINK_MAGIC UINT64_C(0x56414c55582d5450)
#define HEADER_SIZE 10            /* of a response: tag, size, code */
#define ANSWER_MILLISECONDS 90000 /* a slow TPM needs half a minute to make an RSA key */

static struct tpm_link *link_of(TSS2_TCTI_CONTEXT *context)
{
    return (struct tpm_link *)context;
}

static TSS2_RC lose(struct tpm_link *link)
{
    link->lost = true;
    return TSS2_TCTI_RC_IO_ERROR;
}

/* A software TPM that has ended must not end us by SIGPIPE. */
static ssize_t write_to(int descriptor, const uint8_t *data, size_t size)
{
    ssize_t written = send(descriptor, data, size, MSG_NOSIGNAL);

    return written < 0 && errno == ENOTSOCK ? write(descriptor, data, size) : written;
}

static TSS2_RC transmit(TSS2_TCTI_CONTEXT *context, size_t size, const uint8_t *command)
{
    struct tpm_link *link = link_of(context);
    ssize_t written;

    /* A device takes a command as a whole, and so does a socket that nothing else is sent to. */
    do
        written = write_to(link->descriptor, command, size);
    while (written < 0 && errno == EINTR);
    return written == (ssize_t)size ? TSS2_RC_SUCCESS : lose(link);
}

static bool wait_for_data(const struct tpm_link *link)
{
    struct pollfd awaited = {.fd = link->descriptor, .events = POLLIN};
    int ready;

    do
        ready = poll(&awaited, 1, ANSWER_MILLISECONDS);
    while (ready < 0 && errno == EINTR);
    return ready == 1;
}

/* The size that the response's header names. */
static size_t size_of(const uint8_t *response)
{
    return (size_t)response[2] << 24 | (size_t)response[3] << 16 | (size_t)response[4] << 8 |
           response[5];
}

static bool read_response(const struct tpm_link *link, uint8_t *response, size_t capacity,
                          size_t *size)
{
    size_t length = 0;

    *size = HEADER_SIZE;
    while (length < *size) {
        ssize_t got = -1;
        if (wait_for_data(link))
            got = read(link->descriptor, response + length, capacity - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        length += (size_t)got;
        if (length >= HEADER_SIZE)
            *size = size_of(response);
        if (*size < HEADER_SIZE || *size > capacity)
            return false;
    }
    return length == *size;
}

/* ESAPI asks with NULL first how long the response is at the most. */
static TSS2_RC receive(TSS2_TCTI_CONTEXT *context, size_t *size, uint8_t *response, int32_t timeout)
{
    struct tpm_link *link = link_of(context);
    size_t length;

    (void)timeout;
    if (response == NULL) {
        *size = TPM2_MAX_RESPONSE_SIZE;
        return TSS2_RC_SUCCESS;
    }
    if (*size < HEADER_SIZE || !read_response(link, response, *size, &length))
        return lose(link);
    *size = length;
    return TSS2_RC_SUCCESS;
}

static void finalize(TSS2_TCTI_CONTEXT *context)
{
    (void)context;
}

static TSS2_RC cancel(TSS2_TCTI_CONTEXT *context)
{
    (void)context;
    return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC get_poll_handles(TSS2_TCTI_CONTEXT *context, TSS2_TCTI_POLL_HANDLE *handles,
                                size_t *count)
{
    (void)context;
    (void)handles;
    (void)count;
    return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC set_locality(TSS2_TCTI_CONTEXT *context, uint8_t locality)
{
    (void)context;
    (void)locality;
    return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

static TSS2_RC make_sticky(TSS2_TCTI_CONTEXT *context, TPM2_HANDLE *handle, uint8_t sticky)
{
    (void)context;
    (void)handle;
    (void)sticky;
    return TSS2_TCTI_RC_NOT_IMPLEMENTED;
}

void tpm_link_prepare(struct tpm_link *link, int descriptor)
{
    *link = (struct tpm_link){
        .interface =
            {
                .v1 =
                    {
                        .magic = LINK_MAGIC,
                        .version = 2,
                        .transmit = transmit,
                        .receive = receive,
                        .finalize = finalize,
                        .cancel = cancel,
                        .getPollHandles = get_poll_handles,
                        .setLocality = set_locality,
                    },
                .makeSticky = make_sticky,
            },
        .descriptor = descriptor,
    };
}
