/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "text.h"

#define STATE_FILE "state.json"
#define STATE_LOCK "lock"

static cJSON *empty_state(void)
{
    cJSON *root = cJSON_CreateObject();

    if (cJSON_AddArrayToObject(root, "requests") == NULL ||
        cJSON_AddArrayToObject(root, "failures") == NULL) {
        cJSON_Delete(root);
        return NULL;
    }
    return root;
}

static bool take_lock(struct state *state)
{
    state->lock = openat(state->directory, STATE_LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (state->lock < 0)
        return complain("%s: %s", STATE_LOCK, strerror(errno));
    while (flock(state->lock, LOCK_EX) != 0) {
        if (errno != EINTR)
            return complain("%s: %s", STATE_LOCK, strerror(errno));
    }
    return true;
}

bool state_begin(struct state *state, int directory)
{
    char *text = NULL;
    size_t length;
    bool result = false;

    *state = (struct state){.directory = directory, .lock = -1};
    if (!take_lock(state) || !file_read(directory, STATE_FILE, &text, &length))
        goto done;
    state->root = text == NULL ? empty_state() : cJSON_Parse(text);
    result = cJSON_IsArray(state_requests(state)) &&
             cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(state->root, "failures"));
    if (!result)
        complain("%s can't be read", STATE_FILE);
done:
    free(text);
    return result;
}

bool state_commit(struct state *state)
{
    char *text = cJSON_Print(state->root);
    bool result =
        text != NULL && file_replace(state->directory, STATE_FILE, 0600, text, strlen(text));

    free(text);
    return result;
}

void state_end(struct state *state)
{
    cJSON_Delete(state->root);
    state->root = NULL;
    if (state->lock >= 0)
        close(state->lock);
    state->lock = -1;
}

cJSON *state_requests(const struct state *state)
{
    return cJSON_GetObjectItemCaseSensitive(state->root, "requests");
}

const char *state_string(const cJSON *record, const char *member)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, member));

    return value == NULL ? "" : value;
}

static bool has(const cJSON *record, const char *member, const char *value)
{
    return strcmp(state_string(record, member), value) == 0;
}

cJSON *state_request_by_id(const struct state *state, const char *request_id)
{
    cJSON *request;

    cJSON_ArrayForEach(request, state_requests(state))
    {
        if (strcasecmp(state_string(request, "requestId"), request_id) == 0)
            return request;
    }
    return NULL;
}

cJSON *state_request_by_serial(const struct state *state, const char *serial)
{
    cJSON *request;

    cJSON_ArrayForEach(request, state_requests(state))
    {
        if (strcasecmp(state_string(request, "serial"), serial) == 0)
            return request;
    }
    return NULL;
}

cJSON *state_request_by_otp(const struct state *state, const char *company_id,
                            const char *certificate_id, const char *otp_digest)
{
    cJSON *request;

    cJSON_ArrayForEach(request, state_requests(state))
    {
        if (has(request, "otp", otp_digest) && has(request, "companyId", company_id) &&
            has(request, "certificateId", certificate_id))
            return request;
    }
    return NULL;
}

static cJSON *failures_of(const struct state *state, const char *company_id,
                          const char *certificate_id)
{
    cJSON *failures = cJSON_GetObjectItemCaseSensitive(state->root, "failures");
    cJSON *record;

    cJSON_ArrayForEach(record, failures)
    {
        if (has(record, "companyId", company_id) && has(record, "certificateId", certificate_id))
            return record;
    }
    return NULL;
}

int state_failures(const struct state *state, const char *company_id, const char *certificate_id)
{
    const cJSON *record = failures_of(state, company_id, certificate_id);
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(record, "count");

    return cJSON_IsNumber(count) ? count->valueint : 0;
}

bool state_set_failures(struct state *state, const char *company_id, const char *certificate_id,
                        int count)
{
    cJSON *failures = cJSON_GetObjectItemCaseSensitive(state->root, "failures");
    cJSON *record = failures_of(state, company_id, certificate_id);

    if (record != NULL)
        return cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(record, "count"), count) ==
               count;
    record = cJSON_CreateObject();
    if (cJSON_AddStringToObject(record, "companyId", company_id) == NULL ||
        cJSON_AddStringToObject(record, "certificateId", certificate_id) == NULL ||
        cJSON_AddNumberToObject(record, "count", count) == NULL ||
        !cJSON_AddItemToArray(failures, record)) {
        cJSON_Delete(record);
        return false;
    }
    return true;
}
