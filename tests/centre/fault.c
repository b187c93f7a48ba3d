/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fault_http.h"
#include "fault_list.h"
#include "file.h"
#include "text.h"

struct faults {
    char *text;       /* the file as it was read; NULL: never */
    struct stat file; /* inode, size and time of the file that was read */
    struct fault_list list;
};

struct faults *faults_new(void)
{
    return calloc(1, sizeof(struct faults));
}

void faults_free(struct faults *faults)
{
    if (faults == NULL)
        return;
    fault_list_free(&faults->list);
    free(faults->text);
    free(faults);
}

/* Whether the file is the one that was read, and has not been written since. */
static bool is_same_file(const struct stat *before, const struct stat *now)
{
    return before->st_ino == now->st_ino && before->st_size == now->st_size &&
           before->st_mtim.tv_sec == now->st_mtim.tv_sec &&
           before->st_mtim.tv_nsec == now->st_mtim.tv_nsec;
}

/* Reads the file of faults anew if it was written since. The counts of its faults then begin again.
 */
static void reload(struct centre *centre)
{
    struct faults *faults = centre->faults;
    struct stat status = {0};
    char *text = NULL;
    size_t length;

    fstatat(centre->directory, FAULT_FILE, &status, 0);
    if (!file_read(centre->directory, FAULT_FILE, &text, &length))
        return;
    if (text == NULL)
        text = strdup("");
    if (text == NULL || (faults->text != NULL && strcmp(faults->text, text) == 0 &&
                         is_same_file(&faults->file, &status))) {
        free(text);
        return;
    }
    fault_list_free(&faults->list);
    fault_list_parse(&faults->list, text);
    free(faults->text);
    faults->text = text;
    faults->file = status;
}

void faults_connection(struct centre *centre, gnutls_session_t session)
{
    const struct fault *fault;

    reload(centre);
    for (size_t i = 0; i < centre->faults->list.count; i++) {
        fault = fault_list_use(&centre->faults->list, i, FAULT_CONNECTION, NULL);
        if (fault != NULL)
            fault->connection(centre, session);
    }
}

bool faults_hold_back(struct centre *centre)
{
    const struct fault_list *list = &centre->faults->list;

    reload(centre);
    for (size_t i = 0; i < list->count; i++) {
        if (list->faults[i].fault->http == fault_late)
            return true;
    }
    return false;
}

bool faults_before(struct centre *centre, const struct route *route, const struct request *request,
                   struct reply *reply)
{
    const struct fault *fault;

    reload(centre);
    for (size_t i = 0; i < centre->faults->list.count; i++) {
        fault = fault_list_use(&centre->faults->list, i, FAULT_BEFORE, route);
        if (fault != NULL) {
            fault->http(request, reply);
            return true;
        }
    }
    return false;
}

void faults_grant(struct centre *centre, const struct route *route, const struct request *request,
                  struct reply *reply)
{
    const struct fault *fault;

    (void)request;
    for (size_t i = 0; i < centre->faults->list.count; i++) {
        fault = fault_list_use(&centre->faults->list, i, FAULT_GRANT, route);
        if (fault != NULL)
            fault->grant(centre, reply->grant);
    }
}

void faults_reply(struct centre *centre, const struct route *route, const struct request *request,
                  struct reply *reply)
{
    const struct fault *fault;

    if (reply->status / 100 != 2)
        return;
    for (size_t i = 0; i < centre->faults->list.count; i++) {
        fault = fault_list_use(&centre->faults->list, i, FAULT_REPLY, route);
        if (fault != NULL)
            fault->http(request, reply);
    }
}
