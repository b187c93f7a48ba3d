/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_HOSTS_H
#define VALUX_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The hosts' NSS databases: where they are, and whether the module is registered in them. All
 * changes go through NSS's own API, each in a short-lived process of its own, since NSS can be
 * open once in a process.
 */

#define VALUX_HOSTS_MODULE_NAME "VALUX" /* the module's name in a host's list of modules */

enum valux_host_kind {
    VALUX_HOST_SHARED, /* ~/.pki/nssdb and ~/.local/share/pki/nssdb: Chromium and others */
    VALUX_HOST_FIREFOX,
    VALUX_HOST_THUNDERBIRD,
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
    char profile[256];               /* the profile's name; "" for a shared database */
    char directory[VALUX_PATH_SIZE]; /* the NSS database's directory */
    bool exists;                     /* it has a database already */
    bool running;                    /* a program holds the profile now */
};

enum valux_host_state {
    VALUX_HOST_REGISTERED, /* with this module */
    VALUX_HOST_OTHER,      /* a module of our name, with another path */
    VALUX_HOST_UNREGISTERED,
};

/*
 * Finds the user's hosts: the two shared databases always, and every profile that a profiles.ini
 * or installs.ini of Firefox and Thunderbird names. The caller frees *hosts. An unreadable
 * profiles.ini is passed over; *skipped, if not NULL, counts those.
 */
bool valux_hosts_find(struct valux_host **hosts, size_t *count, size_t *skipped,
                      struct valux_error *error);

/* Reads whether the module at `module_path` is registered with this host. */
bool valux_host_state(const struct valux_host *host, const char *module_path,
                      enum valux_host_state *state, struct valux_error *error);

/*
 * Registers the module at `module_path` (absolute) with the host, making the database where it is
 * missing; a registration of our name with another path is replaced. *changed tells whether there
 * was anything to do.
 */
bool valux_host_register(const struct valux_host *host, const char *module_path, bool *changed,
                         struct valux_error *error);

/*
 * Takes back what valux_host_register did, and nothing else: the registration, and a database that
 * valux_host_register made and that holds nothing of anybody's.
 */
bool valux_host_unregister(const struct valux_host *host, bool *changed, struct valux_error *error);

#endif
