/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CONFIGURATION_H
#define VALUX_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/custody.h"
#include "valux/error.h"
#include "valux/key_type.h"
#include "valux/paths.h"
#include "valux/proxy_address.h"
#include "valux/snapshot.h"

/*
 * Reads the configuration. It is JSON with comments. /etc/valux/valux.json is read first, then the
 * user's $XDG_CONFIG_HOME/valux/valux.json over it, then the options of the command line. An
 * unknown member or a wrong type is VALUX_ERROR_CONFIGURATION, with a message that names file and
 * member.
 */

#define VALUX_CONFIGURATION_SYSTEM_FILE "/etc/valux/valux.json"
#define VALUX_ALARM_DAYS_MAX 16

enum valux_centre_profile { VALUX_PROFILE_VALUX_JSON, VALUX_PROFILE_EST };

struct valux_configuration {
    enum valux_centre_profile profile;
    char address[1024]; /* the centre's, https://…; "" where none is configured */
    /* PEM files, separated by colons: the CAs that the centre's TLS certificate needs, */
    char ca_file[VALUX_PATH_SIZE];
    char issuer_ca_file[VALUX_PATH_SIZE]; /* and those of issued certificates; "": ca_file's */
    char proxy[VALUX_PROXY_ADDRESS_SIZE]; /* as libcurl takes it; "none"; "": see enroll/proxy/ */
    char proxy_credentials_file[VALUX_PATH_SIZE]; /* user and password for the proxy; "": none */
    char contact[512];                            /* whom to ask about the centre, for the person */
    bool passphrase_in_request;                   /* EST: it is the request's challengePassword */
    bool passphrase_in_password; /* EST: it follows the one-time password at the login */
    int security_level;          /* of issued certificates, as libcrypto counts, 0 to 2 */
    enum valux_exposure exposure;
    bool key_type_given; /* else the centre's preference decides */
    enum valux_key_type key_type;
    enum valux_custody custody; /* of a new store */
    bool custody_given;         /* in a file */
    bool custody_demanded;      /* the machine's file names it: every store has to have it */
    int pin_minutes;            /* how long a PIN unlocks the keys; 0: until the logout */
    bool locked_shows_nothing;  /* of a locked store; else certificates without their keys */
    int expiring_days;
    int new_days;
    int service_margin_days;
    int alarm_days[VALUX_ALARM_DAYS_MAX]; /* days before service end, falling */
    size_t alarm_count;
    bool renewal_automatic;            /* certificates are renewed by themselves */
    char tpm[VALUX_SNAPSHOT_TPM_SIZE]; /* the TPM's name (valux/tpm.h) */
    int signer_idle_seconds;
};

/* Sets the defaults. */
void valux_configuration_default(struct valux_configuration *configuration);

/* Reads one file's text over *configuration; `name` is what messages call it. */
bool valux_configuration_parse(struct valux_configuration *configuration, const char *name,
                               const char *text, size_t length, struct valux_error *error);

/* Sets the defaults, and reads the machine's file and the user's over them, if they exist. */
bool valux_configuration_load(struct valux_configuration *configuration, struct valux_error *error);

/* Writes the path of the user's file to `path`. */
bool valux_configuration_user_file(char path[static VALUX_PATH_SIZE], struct valux_error *error);

/* The configuration as JSON text that the caller frees; NULL for want of memory. */
char *valux_configuration_to_json(const struct valux_configuration *configuration);

/* The names of profiles, exposures and key types in the file, each list ended by NULL. */
extern const char *const valux_profile_names[];
extern const char *const valux_exposure_names[];
extern const char *const valux_key_type_names[];

struct valux_status_thresholds
valux_configuration_thresholds(const struct valux_configuration *configuration);

#endif
