/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "operator.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "authority.h"
#include "authority_files.h"
#include "state.h"
#include "text.h"

#define USAGE_STATUS 2

struct arguments {
    const char *state;
    const char *name;   /* issue-server */
    const char *serial; /* revoke, suspend, resume */
};

struct command {
    const char *name;
    const char *summary;
    bool (*run)(int directory, const struct arguments *arguments, const char *new_state);
    const char *new_state; /* what the certificate's state becomes */
    bool needs_name;
    bool needs_serial;
};

/* A revoked certificate stays revoked. */
static bool set_state(int directory, const struct arguments *arguments, const char *new_state)
{
    struct state state;
    cJSON *record = NULL;
    bool result = false;

    if (!state_begin(&state, directory))
        goto done;
    record = state_request_by_serial(&state, arguments->serial);
    if (record == NULL) {
        complain("no certificate has the serial number %s", arguments->serial);
        goto done;
    }
    if (strcmp(state_string(record, "state"), "revoked") == 0 &&
        strcmp(new_state, "revoked") != 0) {
        complain("the certificate is revoked for good");
        goto done;
    }
    result =
        cJSON_ReplaceItemInObjectCaseSensitive(record, "state", cJSON_CreateString(new_state)) &&
        state_commit(&state);
done:
    state_end(&state);
    return result;
}

static bool issue_server(int directory, const struct arguments *arguments, const char *new_state)
{
    struct authority authority = {0};
    X509 *certificate = NULL;
    EVP_PKEY *key = NULL;
    char certificate_file[300];
    char key_file[300];
    bool result = false;

    (void)new_state;
    if (strchr(arguments->name, '/') != NULL || strlen(arguments->name) > 64)
        return complain("not a server's name: %s", arguments->name);
    snprintf(certificate_file, sizeof(certificate_file), "server-%s.pem", arguments->name);
    snprintf(key_file, sizeof(key_file), "server-%s-key.pem", arguments->name);
    if (!authority_open(&authority, directory) ||
        !authority_issue_server(&authority, arguments->name, &certificate, &key))
        goto done;
    result =
        authority_write_key(directory, key_file, key) &&
        authority_write_certificates(directory, certificate_file, certificate, authority.issuing);
done:
    X509_free(certificate);
    EVP_PKEY_free(key);
    authority_free(&authority);
    return result;
}

/* Counts the requests that used up a one-time password. */
static int passwords_used(const cJSON *requests)
{
    const cJSON *request;
    int count = 0;

    cJSON_ArrayForEach(request, requests)
    {
        count += state_string(request, "otp")[0] != '\0';
    }
    return count;
}

static bool list(int directory, const struct arguments *arguments, const char *new_state)
{
    struct state state;
    cJSON *document = NULL;
    char *text = NULL;
    bool result = false;

    (void)arguments;
    (void)new_state;
    if (!state_begin(&state, directory))
        goto done;
    document = cJSON_Duplicate(state.root, 1);
    if (cJSON_AddNumberToObject(document, "oneTimePasswordsUsed",
                                passwords_used(state_requests(&state))) == NULL)
        goto done;
    text = cJSON_Print(document);
    result = text != NULL && puts(text) != EOF && fflush(stdout) == 0;
done:
    cJSON_free(text);
    cJSON_Delete(document);
    state_end(&state);
    return result;
}

static const struct command commands[] = {
    {"revoke", "--state DIR SERIAL: revokes a certificate for good", set_state, "revoked", false,
     true},
    {"suspend", "--state DIR SERIAL: suspends a certificate", set_state, "suspended", false, true},
    {"resume", "--state DIR SERIAL: lifts a suspension", set_state, "active", false, true},
    {"issue-server",
     "--state DIR --name NAME: writes server-NAME.pem and server-NAME-key.pem into DIR",
     issue_server, NULL, true, false},
    {"list", "--state DIR: prints what was issued, as JSON", list, NULL, false, false},
};

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

bool operator_is_command(const char *name)
{
    return find(name) != NULL;
}

void operator_describe(void)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        printf("  %-13s %s\n", commands[i].name, commands[i].summary);
}

static bool parse(int argc, char **argv, const struct command *command, struct arguments *arguments)
{
    static const struct option options[] = {
        {"state", required_argument, NULL, 's'},
        {"name", required_argument, NULL, 'n'},
        {NULL, 0, NULL, 0},
    };
    int option;

    *arguments = (struct arguments){0};
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 's')
            arguments->state = optarg;
        else if (option == 'n' && command->needs_name)
            arguments->name = optarg;
        else
            return false;
    }
    if (command->needs_serial && optind < argc)
        arguments->serial = argv[optind++];
    return optind == argc && arguments->state != NULL &&
           command->needs_name == (arguments->name != NULL) &&
           command->needs_serial == (arguments->serial != NULL);
}

int operator_run(int argc, char **argv)
{
    const struct command *command = find(argv[0]);
    struct arguments arguments;
    int directory;
    bool done;

    if (command == NULL || !parse(argc, argv, command, &arguments)) {
        complain("usage: valux-centre %s %s", argv[0], command == NULL ? "" : command->summary);
        return USAGE_STATUS;
    }
    directory = open(arguments.state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        complain("%s: %s", arguments.state, strerror(errno));
        return EXIT_FAILURE;
    }
    done = command->run(directory, &arguments, command->new_state);
    close(directory);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
