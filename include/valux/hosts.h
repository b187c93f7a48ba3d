/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_HOSTS_H
#define VALUX_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/paths.h"
#include "valux/store.h"

/*
 * The hosts' NSS databases: where they are, and whether the module is registered in them. All
 * changes go through NSS's own API, each in a short-lived process of its own with a deadline, since
 * NSS can be open once in a process and loads other people's modules. NSS must not be open in the
 * calling process. Failures to work with a host's database are VALUX_ERROR_HOST.
 */

#define VALUX_HOSTS_MODULE_NAME "VALUX" /* the module's name in a host's list of modules */

enum valux_host_kind {
    VALUX_HOST_SHARED, /* ~/.pki/nssdb and ~/.local/share/pki/nssdb: Chromium and others */
    VALUX_HOST_FIREFOX,
    VALUX_HOST_THUNDERBIRD,
    VALUX_HOST_NAMED, /* a database that the person named */
};

/* How the host is packaged, which decides whether it can load a module of the machine's. */
enum valux_host_packaging {
    VALUX_HOST_NATIVE,
    VALUX_HOST_SNAP,
    VALUX_HOST_FLATPAK,
};

struct valux_host {
    enum valux_host_kind kind;
    enum valux_host_packaging packaging;
    char profile[256];               /* the profile's name; "" for a shared or named database */
    char directory[VALUX_PATH_SIZE]; /* the NSS database's directory, absolute */
    bool exists;                     /* it has a database (cert9.db) already */
    bool running;                    /* a program holds the profile, or the database, now */
};

/*
 * Finds the user's hosts: the two shared databases always, and every profile that a profiles.ini
 * or installs.ini of Firefox and Thunderbird names and whose directory exists; shared databases of
 * snap and flatpak packages where they exist. No directory is there twice. The caller frees *hosts.
 * An unreadable profiles.ini is passed over; *skipped, if not NULL, counts those.
 */
bool valux_hosts_find(struct valux_host **hosts, size_t *count, size_t *skipped,
                      struct valux_error *error);

/*
 * Appends the databases that the store's record of registrations names and that the list does not
 * have, as VALUX_HOST_NAMED. *hosts may move.
 */
bool valux_hosts_add_recorded(const struct valux_store *store, struct valux_host **hosts,
                              size_t *count, struct valux_error *error);

/* The host for a database directory that the person named; a relative path is made absolute. */
bool valux_host_named(const char *directory, struct valux_host *host, struct valux_error *error);

enum valux_host_state {
    VALUX_HOST_REGISTERED,     /* with this module */
    VALUX_HOST_OTHER,          /* a module of our name, with another path */
    VALUX_HOST_SHOWN_BY_OTHER, /* not registered; another module shows the token: p11-kit's proxy */
    VALUX_HOST_UNREGISTERED,
};

struct valux_host_registration {
    enum valux_host_state state;
    char module_path[VALUX_PATH_SIZE]; /* what is registered under our name; "" for nothing */
    bool loaded;                       /* NSS could load what is registered under our name */
    char shown_by[256]; /* the name of the other module that shows the token, or "" */
};

/*
 * Reads whether the module at `module_path` is registered with this host. Loads the modules of the
 * host's database, as the host does. Changes nothing.
 */
bool valux_host_state(const struct valux_host *host, const char *module_path,
                      struct valux_host_registration *registration, struct valux_error *error);

enum valux_host_outcome {
    VALUX_HOST_DONE,          /* registered, or taken back, now */
    VALUX_HOST_REPLACED,      /* registered now in place of a registration with another path */
    VALUX_HOST_ALREADY,       /* it was so before */
    VALUX_HOST_VISIBLE,       /* not registered: another module shows the token there already */
    VALUX_HOST_NOT_SUPPORTED, /* not registered: a snap or flatpak can't load the module */
    VALUX_HOST_OLD_FORMAT,    /* left alone: a database of the old format (cert8.db) only */
};

/*
 * Registers the module at `module_path` (absolute) with the host, making the database where it is
 * missing, with an empty password as certutil and the browsers make it; a registration of our name
 * with another path is replaced. What it made is recorded in the store, which must be open and
 * locked. A module that NSS can't load is not registered, and then nothing is left behind.
 */
bool valux_host_register(const struct valux_store *store, const struct valux_host *host,
                         const char *module_path, enum valux_host_outcome *outcome,
                         struct valux_error *error);

/*
 * Takes back what valux_host_register did, and nothing else: the registration; and the database
 * and directories that the store's record says were made for it, where they hold nothing of
 * anybody's and no program has them open.
 */
bool valux_host_unregister(const struct valux_store *store, const struct valux_host *host,
                           enum valux_host_outcome *outcome, struct valux_error *error);

#endif
