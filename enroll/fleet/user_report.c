/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fleet/user_report.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "renewal/memory.h"
#include "renewal/state.h"
#include "screen/certificate_json.h"
#include "valux/bytes.h"
#include "valux/catalogue_file.h"
#include "valux/clock.h"
#include "valux/json.h"
#include "valux/text.h"
#include "workspace/key_database_check.h"
#include "workspace/monitoring.h"
#include "workspace/workspace.h"

#define CHILD_MILLISECONDS 20000 /* a home directory may be on a server that does not answer */
#define REPORT_SIZE_MAX ((size_t)16 << 20)

/* Becomes the user for good. The environment is that of a login with nothing set. */
static bool become(const struct passwd *user)
{
    return (geteuid() == user->pw_uid ||
            (initgroups(user->pw_name, user->pw_gid) == 0 &&
             setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0 &&
             setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0)) &&
           prctl(PR_SET_DUMPABLE, 0) == 0 && unsetenv("VALUX_HOME") == 0 &&
           unsetenv("XDG_CONFIG_HOME") == 0 && unsetenv("XDG_DATA_HOME") == 0 &&
           setenv("HOME", user->pw_dir, 1) == 0 && chdir("/") == 0;
}

static bool add_certificates(cJSON *report, const struct workspace *workspace, int64_t now)
{
    struct renewal_memory renewals = {NULL};
    struct valux_error ignored;
    cJSON *array = cJSON_AddArrayToObject(report, "certificates");
    bool result = array != NULL;

    (void)renewal_memory_load(&renewals, &workspace->store, &ignored);
    for (size_t i = 0; result && i < workspace->catalogue.count; i++) {
        const struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        struct renewal_state renewal;
        cJSON *item = certificate_json(workspace, entry, now);
        renewal_state_find(workspace, &renewals, entry, now, &renewal);
        result = item != NULL && renewal_state_add_json(item, &renewal) &&
                 cJSON_AddItemToArray(array, item);
    }
    renewal_memory_free(&renewals);
    return result;
}

static bool add_no_certificates(cJSON *report)
{
    return cJSON_AddArrayToObject(report, "certificates") != NULL;
}

static bool add_error(cJSON *report, const struct valux_error *error)
{
    return valux_json_set(report, "exitStatus",
                          cJSON_CreateNumber(valux_error_exit_status(error->domain))) &&
           valux_json_set_string(report, "domain", valux_error_keyword(error->domain)) &&
           valux_json_set_string(report, "message", error->message);
}

/* The report of this process's user as text; NULL: no memory. "" for a user without a store. */
static char *make_report(int64_t now)
{
    struct workspace workspace = {.store = {.directory = -1, .lock = -1}};
    struct valux_error error;
    cJSON *report = cJSON_CreateObject();
    char *text = NULL;
    bool made;

    if (!valux_store_open(&workspace.store, &error) ||
        (workspace.store.directory >= 0 &&
         (!valux_configuration_load(&workspace.configuration, &error) ||
          !valux_catalogue_load(&workspace.catalogue, &workspace.store, &error))))
        made = add_no_certificates(report) && add_error(report, &error);
    else if (workspace.store.directory < 0)
        return strdup("");
    else if (!key_database_check_parts(&workspace, &error))
        made = add_certificates(report, &workspace, now) && add_error(report, &error);
    else
        made = valux_json_set(report, "exitStatus",
                              cJSON_CreateNumber(monitoring_status(&workspace, now))) &&
               add_certificates(report, &workspace, now);
    if (made)
        text = cJSON_PrintUnformatted(report);
    cJSON_Delete(report);
    workspace_close(&workspace);
    return text;
}

/* The child's whole life. */
_Noreturn static void report_as(const struct passwd *user, int64_t now, int output)
{
    char *text = become(user) ? make_report(now) : NULL;

    for (const char *rest = text; rest != NULL && *rest != '\0';) {
        ssize_t written = write(output, rest, strlen(rest));
        if (written < 0 && errno != EINTR)
            _exit(1);
        rest += written > 0 ? written : 0;
    }
    _exit(text == NULL ? 1 : 0);
}

/* Reads to the end of the file. False if that takes too long, or is too much. */
static bool read_all(int input, struct valux_bytes *content)
{
    int64_t deadline = valux_clock_milliseconds() + CHILD_MILLISECONDS;
    size_t room = 0;

    *content = (struct valux_bytes){NULL, 0};
    for (;;) {
        struct pollfd wait = {.fd = input, .events = POLLIN};
        int64_t left = deadline - valux_clock_milliseconds();
        if (left <= 0 || (poll(&wait, 1, (int)left) < 0 && errno != EINTR))
            return false;
        if (wait.revents == 0)
            continue;
        if (content->length + 1 >= room) {
            room = room == 0 ? 65536 : 2 * room;
            uint8_t *larger = room > REPORT_SIZE_MAX ? NULL : realloc(content->data, room);
            if (larger == NULL)
                return false;
            content->data = larger;
        }
        ssize_t got = read(input, content->data + content->length, room - content->length - 1);
        if (got < 0 && errno != EINTR)
            return false;
        content->data[content->length += got > 0 ? (size_t)got : 0] = '\0';
        if (got == 0)
            return true;
    }
}

/* What the child said, or that it said nothing that can be used. */
static cJSON *read_report(const struct passwd *user, bool whole, const struct valux_bytes *content)
{
    struct valux_error error;
    struct valux_json_reader reader = valux_json_reader(user->pw_name, VALUX_ERROR_SYSTEM, &error);
    cJSON *report =
        whole ? valux_json_parse(&reader, (const char *)content->data, content->length) : NULL;

    if (report == NULL && (report = cJSON_CreateObject()) != NULL) {
        valux_error_set(&error, VALUX_ERROR_SYSTEM, _("The store of %s can't be read in time."),
                        user->pw_name);
        if (!add_no_certificates(report) || !add_error(report, &error)) {
            cJSON_Delete(report);
            return NULL;
        }
    }
    if (valux_json_set_string(report, "user", user->pw_name) &&
        valux_json_set(report, "uid", cJSON_CreateNumber(user->pw_uid)))
        return report;
    cJSON_Delete(report);
    return NULL;
}

bool user_report_read(const struct passwd *user, int64_t now, cJSON **report,
                      struct valux_error *error)
{
    int pipe_ends[2];
    struct valux_bytes content = {NULL, 0};
    int status = 0;

    *report = NULL;
    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A child process can't be made: %s."),
                               strerror(errno));
    pid_t child = fork();
    if (child == 0)
        report_as(user, now, pipe_ends[1]);
    close(pipe_ends[1]);
    bool whole = child > 0 && read_all(pipe_ends[0], &content);
    close(pipe_ends[0]);
    if (child < 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A child process can't be made: %s."),
                               strerror(errno));
    if (!whole)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    whole = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!whole || content.length > 0)
        *report = read_report(user, whole, &content);
    bool result = *report != NULL || (whole && content.length == 0);
    valux_bytes_free(&content);
    return result || valux_error_set_memory(error);
}
