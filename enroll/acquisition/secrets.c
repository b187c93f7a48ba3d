/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "valux/text.h"

static bool pipe_error(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A pipe can't be made: %s."),
                           strerror(errno));
}

/* The record is smaller than what a pipe holds, so nothing waits and nothing is cut. */
static bool write_record(const struct acquisition_secrets *secrets,
                         const struct acquisition_recalled *recalled, struct valux_error *error)
{
    return write(secrets->ends[1], &recalled->record, sizeof recalled->record) ==
               (ssize_t)sizeof recalled->record ||
           pipe_error(error);
}

bool acquisition_secrets_keep(struct acquisition_secrets *secrets, struct acquisition_input *input,
                              struct valux_bytes *pkcs10, struct valux_error *error)
{
    bool result = false;
    struct acquisition_recalled recalled = {0};

    if (pkcs10->length > sizeof recalled.record.pkcs10)
        return valux_error_set_memory(error);
    if (pipe2(secrets->ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        secrets->ends[0] = secrets->ends[1] = -1;
        return pipe_error(error);
    }
    memcpy(recalled.record.one_time_password, input->fields[INPUT_ONE_TIME_PASSWORD], INPUT_SIZE);
    memcpy(recalled.record.passphrase, input->fields[INPUT_PASSPHRASE], INPUT_SIZE);
    recalled.record.pkcs10_length = pkcs10->length;
    if (pkcs10->length > 0)
        memcpy(recalled.record.pkcs10, pkcs10->data, pkcs10->length);
    result = write_record(secrets, &recalled, error);
    acquisition_recalled_wipe(&recalled);
    explicit_bzero(input->fields[INPUT_ONE_TIME_PASSWORD], INPUT_SIZE);
    explicit_bzero(input->fields[INPUT_PASSPHRASE], INPUT_SIZE);
    valux_bytes_wipe(pkcs10);
    return result;
}

static void add(struct centre_secrets *secrets, void *text, size_t length)
{
    secrets->texts[secrets->count++] = (struct valux_bytes){text, length};
}

bool acquisition_secrets_recall(const struct acquisition_secrets *secrets,
                                struct acquisition_recalled *recalled,
                                struct centre_request *request, struct valux_error *error)
{
    *recalled = (struct acquisition_recalled){.secrets = {.count = 0}};
    if (read(secrets->ends[0], &recalled->record, sizeof recalled->record) !=
        (ssize_t)sizeof recalled->record)
        return pipe_error(error);
    if (!write_record(secrets, recalled, error))
        return false;
    request->one_time_password = recalled->record.one_time_password;
    request->passphrase = recalled->record.passphrase;
    request->secrets = &recalled->secrets;
    add(&recalled->secrets, recalled->record.one_time_password,
        strlen(recalled->record.one_time_password));
    add(&recalled->secrets, recalled->record.passphrase, strlen(recalled->record.passphrase));
    if (recalled->record.pkcs10_length > 0) {
        recalled->pkcs10 =
            (struct valux_bytes){recalled->record.pkcs10, recalled->record.pkcs10_length};
        request->request = &recalled->pkcs10;
        add(&recalled->secrets, recalled->pkcs10.data, recalled->pkcs10.length);
    }
    return true;
}

void acquisition_recalled_wipe(struct acquisition_recalled *recalled)
{
    explicit_bzero(recalled, sizeof *recalled);
}

void acquisition_secrets_free(struct acquisition_secrets *secrets)
{
    for (size_t i = 0; i < 2; i++) {
        if (secrets->ends[i] >= 0)
            close(secrets->ends[i]);
        secrets->ends[i] = -1;
    }
}
