/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "make_store_arguments.h"
#include "valux/status.h"

#define DEFAULT_VALIDITY (INT64_C(387) * VALUX_SECONDS_PER_DAY)

static void usage(FILE *stream)
{
    fputs(
        "Usage: make-store --store DIRECTORY [OPTION]...\n"
        "Makes a store with certificates of a test authority, or changes one that is there.\n"
        "\n"
        "  --store DIRECTORY       the store, as VALUX_HOME names it\n"
        "  --authority DIRECTORY   where the authority is kept; made where it is missing. ca.pem\n"
        "                          in it is for servers. Without it: a new one each time\n"
        "  --count N               add N certificates (0)\n"
        "  --nickname NAME         their nickname; a number follows where there are several\n"
        "  --key-types LIST        rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384; taken in\n"
        "                          turn, separated by commas (rsa-2048)\n"
        "  --key-usage LIST        the certificates' keyUsage, as digitalSignature,keyAgreement\n"
        "                          (what the key can do)\n"
        "  --tpm NAME              the TPM that makes the keys, as tpm.tcti names it\n"
        "  --without-keys          public keys alone, for listings: fast\n"
        "  --not-before SECONDS    validity of the certificates, from now (-86400)\n"
        "  --not-after SECONDS     (387 days)\n"
        "  --set NAME:FIELD=VALUE  change certificate NAME, or all of them: '*'. Fields:\n"
        "                          service-start, service-end, acquired, first-selected in\n"
        "                          seconds from now; state: active, suspended, revoked;\n"
        "                          superseded: 0, 1; nickname\n"
        "  --remove NAME           take certificate NAME out of the catalogue\n"
        "  --select NAME           select certificate NAME; '-' for none\n"
        "  --exposure WHICH        selected (default) or usable\n"
        "  --signer-idle SECONDS   the signer ends after so long; 0: never\n"
        "  --certificates DIR      write DIR/NICKNAME.pem for each added certificate\n"
        "  --private-keys DIR      write DIR/NICKNAME-key.pem, unencrypted, likewise\n"
        "\n"
        "The first certificate of a new store is selected. For each certificate a line is\n"
        "printed: nickname, key ID and serial number.\n",
        stream);
}

bool make_store_number(const char *text, int64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0')
        return true;
    fprintf(stderr, "make-store: %s is not a number\n", text);
    return false;
}

enum argument_option {
    OPTION_STORE = 1,
    OPTION_AUTHORITY,
    OPTION_COUNT,
    OPTION_NICKNAME,
    OPTION_KEY_TYPES,
    OPTION_KEY_USAGE,
    OPTION_TPM,
    OPTION_WITHOUT_KEYS,
    OPTION_NOT_BEFORE,
    OPTION_NOT_AFTER,
    OPTION_SET,
    OPTION_REMOVE,
    OPTION_SELECT,
    OPTION_EXPOSURE,
    OPTION_SIGNER_IDLE,
    OPTION_CERTIFICATES,
    OPTION_PRIVATE_KEYS,
    OPTION_HELP,
};

static const struct option options[] = {
    {"store", required_argument, NULL, OPTION_STORE},
    {"authority", required_argument, NULL, OPTION_AUTHORITY},
    {"count", required_argument, NULL, OPTION_COUNT},
    {"nickname", required_argument, NULL, OPTION_NICKNAME},
    {"key-types", required_argument, NULL, OPTION_KEY_TYPES},
    {"key-usage", required_argument, NULL, OPTION_KEY_USAGE},
    {"tpm", required_argument, NULL, OPTION_TPM},
    {"without-keys", no_argument, NULL, OPTION_WITHOUT_KEYS},
    {"not-before", required_argument, NULL, OPTION_NOT_BEFORE},
    {"not-after", required_argument, NULL, OPTION_NOT_AFTER},
    {"set", required_argument, NULL, OPTION_SET},
    {"remove", required_argument, NULL, OPTION_REMOVE},
    {"select", required_argument, NULL, OPTION_SELECT},
    {"exposure", required_argument, NULL, OPTION_EXPOSURE},
    {"signer-idle", required_argument, NULL, OPTION_SIGNER_IDLE},
    {"certificates", required_argument, NULL, OPTION_CERTIFICATES},
    {"private-keys", required_argument, NULL, OPTION_PRIVATE_KEYS},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool add_to_list(const char **list, size_t *count, const char *text)
{
    if (*count == CHANGES_MAX) {
        fprintf(stderr, "make-store: there are too many changes\n");
        return false;
    }
    list[(*count)++] = text;
    return true;
}

static bool take_option(struct arguments *arguments, int option, const char *value)
{
    int64_t number = 0;

    switch (option) {
    case OPTION_STORE:
        return setenv("VALUX_HOME", value, 1) == 0;
    case OPTION_AUTHORITY:
        arguments->authority = value;
        return true;
    case OPTION_COUNT:
        if (!make_store_number(value, &number) || number < 0)
            return false;
        arguments->count = (size_t)number;
        return true;
    case OPTION_NICKNAME:
        arguments->nickname = value;
        return true;
    case OPTION_KEY_TYPES:
        arguments->key_types = value;
        return true;
    case OPTION_KEY_USAGE:
        arguments->key_usage = value;
        return true;
    case OPTION_TPM:
        arguments->tpm = value;
        return true;
    case OPTION_WITHOUT_KEYS:
        arguments->without_keys = true;
        return true;
    case OPTION_NOT_BEFORE:
        return make_store_number(value, &arguments->not_before);
    case OPTION_NOT_AFTER:
        return make_store_number(value, &arguments->not_after);
    case OPTION_SET:
        return add_to_list(arguments->changes, &arguments->change_count, value);
    case OPTION_REMOVE:
        return add_to_list(arguments->removals, &arguments->removal_count, value);
    case OPTION_SELECT:
        arguments->select = value;
        return true;
    case OPTION_EXPOSURE:
        arguments->exposure = value;
        return true;
    case OPTION_SIGNER_IDLE:
        if (!make_store_number(value, &number))
            return false;
        arguments->signer_idle_seconds = (int)number;
        return true;
    case OPTION_CERTIFICATES:
        arguments->certificates = value;
        return true;
    case OPTION_PRIVATE_KEYS:
        arguments->private_keys = value;
        return true;
    case OPTION_HELP:
        usage(stdout);
        exit(EXIT_SUCCESS);
    default:
        return false;
    }
}

bool make_store_arguments(int argc, char **argv, struct arguments *arguments)
{
    int option;

    *arguments = (struct arguments){.nickname = "valuxtest",
                                    .key_types = "rsa-2048",
                                    .not_before = -VALUX_SECONDS_PER_DAY,
                                    .not_after = DEFAULT_VALIDITY,
                                    .signer_idle_seconds = -1};
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (!take_option(arguments, option, optarg)) {
            usage(stderr);
            return false;
        }
    }
    if (optind == argc && getenv("VALUX_HOME") != NULL)
        return true;
    usage(stderr);
    return false;
}
