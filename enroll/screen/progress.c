/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/progress.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

#include "proxy/credentials.h"
#include "screen/json_document.h"
#include "valux/json.h"
#include "valux/text.h"

struct words {
    const char *keyword;
    const char *message; /* marked with N_ */
};

static const struct words steps[] = {
    [PROGRESS_KEY_PAIR] = {"keyPair", N_("A key is being made.")},
    [PROGRESS_SENDING] = {"sending", N_("The request is being sent to the VALUX centre.")},
    [PROGRESS_ASKING] = {"asking", N_("The VALUX centre is being asked.")},
    [PROGRESS_WAITING] = {"waiting", N_("The VALUX centre is issuing the certificate. Waiting.")},
    [PROGRESS_STORING] = {"storing", N_("The certificate is being checked and stored.")},
    [PROGRESS_REGISTERING] = {"registering",
                              N_("Browsers and mail programs are being told of the module.")},
};

static FILE *reader;

bool progress_open(unsigned descriptor, struct valux_error *error)
{
    if (descriptor == PROGRESS_NONE)
        return true;
    int flags = fcntl((int)descriptor, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY)
        reader = fdopen((int)descriptor, "w");
    if (reader == NULL)
        return valux_error_set(error, VALUX_ERROR_USAGE,
                               _("The descriptor %u is not open for writing."), descriptor);
    (void)fcntl((int)descriptor, F_SETFD, FD_CLOEXEC);
    (void)signal(SIGPIPE, SIG_IGN);
    return true;
}

void progress_tell_proxy(const char *address, bool refused)
{
    char message[VALUX_ERROR_MESSAGE_SIZE];
    cJSON *object = reader == NULL ? NULL : cJSON_CreateObject();

    if (object == NULL)
        return;
    proxy_credentials_tell_why(address, refused, message, sizeof message);
    if (valux_json_set_string(object, "step", "proxyLogin") &&
        valux_json_set_string(object, "message", message) &&
        valux_json_set_string(object, "proxy", address))
        json_document_write_line(reader, object);
    else
        cJSON_Delete(object);
}

void progress_tell_pin(const char *refused)
{
    cJSON *object = reader == NULL ? NULL : cJSON_CreateObject();

    if (object == NULL)
        return;
    if (valux_json_set_string(object, "step", "pin") &&
        valux_json_set_string(object, "message",
                              refused == NULL ? _("The PIN of the keys is needed.") : refused))
        json_document_write_line(reader, object);
    else
        cJSON_Delete(object);
}

void progress_tell(enum progress_step step, int64_t seconds)
{
    cJSON *object = reader == NULL ? NULL : cJSON_CreateObject();

    if (object == NULL)
        return;
    if (valux_json_set_string(object, "step", steps[step].keyword) &&
        valux_json_set_string(object, "message", _(steps[step].message)) &&
        (seconds == 0 || valux_json_set(object, "seconds", cJSON_CreateNumber((double)seconds))))
        json_document_write_line(reader, object);
    else
        cJSON_Delete(object);
}
