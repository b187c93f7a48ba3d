/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/signer_protocol.h"

/*
 * A signer that fails in one way, whose name stands in the file `fault` of the store. It takes the
 * product's place beside a copy of the module, and counts its starts.
 */

static uint8_t frame[2 * VALUX_SIGNER_FRAME_MAX];

static void read_fault(const char *store, char name[static 32])
{
    char path[VALUX_PATH_SIZE];
    FILE *file;

    if (!valux_paths_join(path, store, "fault") || (file = fopen(path, "re")) == NULL)
        exit(EXIT_FAILURE);
    if (fscanf(file, "%31s", name) != 1)
        exit(EXIT_FAILURE);
    fclose(file);
}

/* One more byte in the store's file `starts`. */
static void count_start(const char *store)
{
    char path[VALUX_PATH_SIZE];
    FILE *file;

    if (!valux_paths_join(path, store, "starts") || (file = fopen(path, "ae")) == NULL ||
        fputc('.', file) == EOF || fclose(file) != 0)
        exit(EXIT_FAILURE);
}

/* An answer that is right but for what the fault's name says. */
static size_t wrong_answer(const char *fault)
{
    uint8_t payload[64] = {0};
    struct valux_signer_response response = {.payload = payload, .payload_length = sizeof payload};
    size_t length;

    if (!valux_signer_response_encode(&response, frame, sizeof frame, &length))
        exit(EXIT_FAILURE);
    if (strcmp(fault, "answers-with-another-version") == 0)
        frame[0]++;
    else if (strcmp(fault, "answers-too-short") == 0)
        length--;
    else if (strcmp(fault, "answers-nothing") == 0)
        length = 0;
    else if (strcmp(fault, "answers-more-than-a-frame") == 0)
        length = VALUX_SIGNER_FRAME_MAX + 1;
    else if (strcmp(fault, "answers-garbage") == 0)
        memset(frame, 0xa5, length);
    else if (strcmp(fault, "answers-stale") == 0)
        frame[16] = VALUX_SIGNER_STALE;
    return length;
}

static void serve(int channel, const char *fault)
{
    if (recv(channel, frame, sizeof frame, 0) <= 0 || strcmp(fault, "dies-at-a-request") == 0)
        exit(EXIT_SUCCESS);
    if (strcmp(fault, "never-answers") == 0)
        return;
    size_t length = wrong_answer(fault);
    if (send(channel, frame, length, MSG_NOSIGNAL) < 0)
        exit(EXIT_FAILURE);
}

int main(int argument_count, char *arguments[])
{
    struct pollfd channels[VALUX_SIGNER_CHANNELS_MAX];
    nfds_t count = argument_count == 3 ? strtoul(arguments[2], NULL, 10) : 0;
    char fault[32];

    if (count == 0 || count > VALUX_SIGNER_CHANNELS_MAX)
        return EXIT_FAILURE;
    read_fault(arguments[1], fault);
    count_start(arguments[1]);
    if (strcmp(fault, "dies-at-once") == 0)
        return EXIT_SUCCESS;
    for (nfds_t i = 0; i < count; i++)
        channels[i] = (struct pollfd){VALUX_SIGNER_FIRST_CHANNEL + (int)i, POLLIN, 0};
    while (poll(channels, count, -1) > 0)
        for (nfds_t i = 0; i < count; i++)
            if (channels[i].revents != 0)
                serve(channels[i].fd, fault);
    return EXIT_SUCCESS;
}
