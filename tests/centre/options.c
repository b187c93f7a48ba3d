/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault_list.h"
#include "operator.h"
#include "text.h"

enum option_key {
    OPTION_STATE = 256,
    OPTION_PORT,
    OPTION_OTP_FILE,
    OPTION_NOT_BEFORE,
    OPTION_VALIDITY,
    OPTION_SERVICE_START,
    OPTION_SERVICE_END,
    OPTION_NO_SERVICE_PERIOD,
    OPTION_RENEWAL_WINDOW,
    OPTION_KEY_TYPES,
    OPTION_TLS_LINKING,
    OPTION_FAULT,
    OPTION_END_WITH_PARENT,
    OPTION_HELP,
};

static const struct option long_options[] = {
    {"state", required_argument, NULL, OPTION_STATE},
    {"port", required_argument, NULL, OPTION_PORT},
    {"otp-file", required_argument, NULL, OPTION_OTP_FILE},
    {"not-before", required_argument, NULL, OPTION_NOT_BEFORE},
    {"validity", required_argument, NULL, OPTION_VALIDITY},
    {"service-start", required_argument, NULL, OPTION_SERVICE_START},
    {"service-end", required_argument, NULL, OPTION_SERVICE_END},
    {"no-service-period", no_argument, NULL, OPTION_NO_SERVICE_PERIOD},
    {"renewal-window", required_argument, NULL, OPTION_RENEWAL_WINDOW},
    {"key-types", required_argument, NULL, OPTION_KEY_TYPES},
    {"tls-linking", no_argument, NULL, OPTION_TLS_LINKING},
    {"fault", required_argument, NULL, OPTION_FAULT},
    {"end-with-parent", no_argument, NULL, OPTION_END_WITH_PARENT},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

#define SECONDS_LIMIT (INT64_C(1000) * 365 * AUTHORITY_DAY)

void options_print_help(void)
{
    puts("valux-centre --state DIR [OPTION]...\n"
         "A VALUX centre on 127.0.0.1, for tests and demonstrations.\n"
         "\n"
         "  --state DIR              its directory: CA, state, log; made at the first start\n"
         "  --port N                 0, the default: the kernel chooses; see DIR/port\n"
         "  --otp-file FILE          one-time passwords; DIR/one-time-passwords by default\n"
         "  --not-before SECONDS     from now, a certificate's begin; 0 by default\n"
         "  --validity SECONDS       a certificate's life; 387 days by default\n"
         "  --service-start SECONDS  from now, the service period's begin; the\n"
         "                           certificate's begin by default\n"
         "  --service-end SECONDS    from now, its end; by default 21 days before expiry,\n"
         "                           or expiry where the whole life is not longer\n"
         "  --no-service-period      answers do not tell the service period\n"
         "  --renewal-window SECONDS renewals from this long before service end; 30 days\n"
         "  --key-types LIST         accepted, in order of preference;\n"
         "                           rsa-2048,rsa-3072,rsa-4096,ec-p256,ec-p384 by default\n"
         "  --tls-linking            EST wants requests linked to their TLS connections\n"
         "  --fault NAME[:COUNT][@ROUTE]\n"
         "                           arms a fault, COUNT times, for the route of that name;\n"
         "                           repeatable; DIR/faults has one a line and may be changed\n"
         "                           while the centre runs\n"
         "  --end-with-parent        ends when the process that started it does\n"
         "\n"
         "Faults:");
    fault_list_describe(stdout);
    puts("\nThe operator's commands, instead of options:");
    operator_describe();
}

static bool parse_key_types(const char *list, struct centre_options *options)
{
    options->key_type_count = 0;
    for (;;) {
        size_t length = strcspn(list, ",");
        const struct key_type *type = key_type_by_name(list, length);

        if (type == NULL || options->key_type_count == KEY_TYPE_COUNT)
            return complain("not a list of key types: %s", list);
        options->key_types[options->key_type_count++] = type;
        if (list[length] == '\0')
            return true;
        list += length + 1;
    }
}

static bool add_fault(char **faults, const char *fault)
{
    char *text = NULL;

    if (!fault_list_accepts(fault) || strchr(fault, '\n') != NULL)
        return false;
    if (asprintf(&text, "%s%s\n", *faults == NULL ? "" : *faults, fault) < 0)
        return complain("no memory");
    free(*faults);
    *faults = text;
    return true;
}

static bool parse_port(const char *text, uint16_t *port)
{
    int64_t number;

    if (!text_parse_number(text, &number) || number < 0 || number > UINT16_MAX)
        return complain("not a port: %s", text);
    *port = (uint16_t)number;
    return true;
}

static bool parse_seconds(const char *text, int64_t minimum, int64_t *seconds)
{
    if (!text_parse_number(text, seconds) || *seconds < minimum || *seconds > SECONDS_LIMIT)
        return complain("not a number of seconds that makes sense: %s", text);
    return true;
}

static bool take(int key, const char *value, struct centre_options *options, char **faults)
{
    switch (key) {
    case OPTION_STATE:
        options->state = value;
        return true;
    case OPTION_PORT:
        return parse_port(value, &options->port);
    case OPTION_OTP_FILE:
        options->otp_file = value;
        return true;
    case OPTION_NOT_BEFORE:
        return parse_seconds(value, -SECONDS_LIMIT / 100, &options->not_before);
    case OPTION_VALIDITY:
        return parse_seconds(value, 1, &options->validity);
    case OPTION_SERVICE_START:
        options->service_start_given = true;
        return parse_seconds(value, -SECONDS_LIMIT / 100, &options->service_start);
    case OPTION_SERVICE_END:
        options->service_end_given = true;
        return parse_seconds(value, -SECONDS_LIMIT / 100, &options->service_end);
    case OPTION_NO_SERVICE_PERIOD:
        options->no_service_period = true;
        return true;
    case OPTION_TLS_LINKING:
        options->tls_linking = true;
        return true;
    case OPTION_RENEWAL_WINDOW:
        return parse_seconds(value, 0, &options->renewal_window);
    case OPTION_KEY_TYPES:
        return parse_key_types(value, options);
    case OPTION_END_WITH_PARENT:
        options->end_with_parent = true;
        return true;
    case OPTION_FAULT:
        return add_fault(faults, value);
    default:
        return false;
    }
}

enum options_result options_parse(int argc, char **argv, struct centre_options *options,
                                  char **faults)
{
    int key;

    *options = (struct centre_options){
        .validity = CENTRE_VALIDITY_DAYS * AUTHORITY_DAY,
        .renewal_window = CENTRE_RENEWAL_WINDOW_DAYS * AUTHORITY_DAY,
    };
    *faults = NULL;
    parse_key_types("rsa-2048,rsa-3072,rsa-4096,ec-p256,ec-p384", options);
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (key == OPTION_HELP)
            return OPTIONS_HELP;
        if (!take(key, optarg, options, faults))
            return OPTIONS_WRONG;
    }
    if (optind != argc || options->state == NULL) {
        complain("usage: valux-centre --state DIR [OPTION]...; --help tells more");
        return OPTIONS_WRONG;
    }
    return OPTIONS_OK;
}
