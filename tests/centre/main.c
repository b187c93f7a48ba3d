/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* valux-centre, the sandbox centre: starts it, waits for a signal to end, and stops it. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authority_files.h"
#include "centre.h"
#include "fault.h"
#include "fault_foreign.h"
#include "file.h"
#include "http.h"
#include "operator.h"
#include "options.h"
#include "text.h"

#define USAGE_STATUS 2

static bool open_directory(struct centre *centre)
{
    const char *path = centre->options.state;

    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return complain("%s: %s", path, strerror(errno));
    centre->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (centre->directory < 0)
        return complain("%s: %s", path, strerror(errno));
    return true;
}

/* Tells those who wait for it that the centre is ready. */
static bool announce(const struct centre *centre, uint16_t port)
{
    char text[16];
    int length = snprintf(text, sizeof(text), "%u\n", (unsigned)port);

    if (!file_replace(centre->directory, "port", 0644, text, (size_t)length))
        return false;
    return printf("valux-centre: https://127.0.0.1:%u\n", (unsigned)port) > 0 &&
           fflush(stdout) == 0;
}

static int serve(struct centre *centre, const char *faults, const sigset_t *ends)
{
    struct http_server *server = NULL;
    uint16_t port = 0;
    int signal_number;
    int status = EXIT_FAILURE;

    if (centre->options.end_with_parent && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
        goto done;
    if (!open_directory(centre) || !authority_open(&centre->authority, centre->directory) ||
        !file_replace(centre->directory, FAULT_FILE, 0600, faults, strlen(faults)))
        goto done;
    centre->faults = faults_new();
    centre->foreign = fault_foreign_new();
    server = centre->faults == NULL || centre->foreign == NULL ? NULL : http_start(centre, &port);
    if (server == NULL || !announce(centre, port))
        goto done;
    while (sigwait(ends, &signal_number) != 0)
        continue;
    status = EXIT_SUCCESS;
done:
    http_stop(server);
    faults_free(centre->faults);
    fault_foreign_free(centre->foreign);
    authority_free(&centre->authority);
    if (centre->directory >= 0)
        close(centre->directory);
    return status;
}

int main(int argc, char **argv)
{
    struct centre centre = {.directory = -1};
    char *faults = NULL;
    sigset_t ends;
    int status = USAGE_STATUS;

    if (argc > 1 && operator_is_command(argv[1]))
        return operator_run(argc - 1, argv + 1);
    switch (options_parse(argc, argv, &centre.options, &faults)) {
    case OPTIONS_OK:
        signal(SIGPIPE, SIG_IGN);
        sigemptyset(&ends);
        sigaddset(&ends, SIGTERM);
        sigaddset(&ends, SIGINT);
        sigprocmask(SIG_BLOCK, &ends, NULL);
        status = serve(&centre, faults == NULL ? "" : faults, &ends);
        break;
    case OPTIONS_HELP:
        options_print_help();
        status = EXIT_SUCCESS;
        break;
    case OPTIONS_WRONG:
        break;
    }
    free(faults);
    return status;
}
