/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers the reading of answers in the profile valux-json: centre_valux_json's read, status,
 * key_type and fetch. The input is the body of each of the centre's answers.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "centre/http.h"
#include "centre/valux_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct valux_bytes body;

/* Takes the place of the network. */
bool http_exchange(const struct valux_configuration *configuration,
                   const struct http_request *request, struct http_answer *answer,
                   enum http_failure *failure, struct valux_error *error)
{
    (void)configuration;
    (void)request;
    (void)failure;
    (void)error;
    *answer =
        (struct http_answer){.status = 200, .content_type = "application/json", .retry_after = -1};
    return valux_bytes_copy(&answer->body, body.data, body.length);
}

static void read_issued(const char *id, const struct valux_bytes *answer)
{
    struct centre_issued issued = {0};
    struct valux_error error = {0};

    if (centre_valux_json.read(id, id, id, answer, &issued, &error)) {
        if (issued.chain_count > CENTRE_CHAIN_MAX)
            abort();
    } else if (error.domain != VALUX_ERROR_ANSWER && error.domain != VALUX_ERROR_SYSTEM) {
        abort();
    }
    valux_bytes_free(&issued.certificate);
    for (size_t i = 0; i < issued.chain_count; i++)
        valux_bytes_free(&issued.chain[i]);
    free(issued.chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct valux_configuration configuration = {.address = "https://centre.example"};
    const struct centre_client client = {{NULL, 0}, {NULL, 0}};
    struct valux_error error = {0};
    struct centre_answer answer;
    enum valux_centre_state state = VALUX_CENTRE_ACTIVE;
    struct key_choice choice = {.in_tpm = size % 2 == 1};
    struct valux_service_period period = {0};

    body = (struct valux_bytes){(uint8_t *)(uintptr_t)data, size};
    if (centre_valux_json.fetch(&configuration, "id", 1, &answer) != CENTRE_ANSWERED)
        abort();
    read_issued("", &answer.content);
    read_issued("123456789012", &answer.content);
    valux_bytes_free(&answer.content);
    (void)centre_valux_json.status(&configuration, &client, &state, &period, &error);
    (void)centre_valux_json.key_type(&configuration, &choice, &error, &error);
    if (state > VALUX_CENTRE_REVOKED || choice.type > VALUX_KEY_EC_P384)
        abort();
    return 0;
}
