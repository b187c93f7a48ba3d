/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_RECORD_H
#define VALUX_PROGRAMS_POLICIES_RECORD_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "programs/policies/root.h"
#include "programs/policies/security_devices.h"
#include "valux/error.h"
#include "valux/paths.h"
#include "valux/policies.h"

/*
 * The machine's record of policies, /var/lib/valux/policies.json. It says which files were written
 * and what in them is ours. An entry is written before its file.
 */

struct policy_record {
    const struct policy_root *root; /* the caller's, which outlives the record */
    cJSON *document;
    cJSON *files; /* its list of entries */
};

struct policy_entry {
    enum valux_policy_target target;
    char path[VALUX_PATH_SIZE];        /* without the root's directory */
    char made_from[VALUX_PATH_SIZE];   /* the outermost directory made for it, likewise, or "" */
    bool made_file;                    /* the file did not exist */
    char module_path[VALUX_PATH_SIZE]; /* of a file with SecurityDevices: the module's path */
    struct policy_devices devices;     /* likewise */
    const char *text; /* of a file of our own: its content, owned by the record; else NULL */
};

/* Reads the record below `root`; an absent one is empty. The caller closes it in any case. */
bool policy_record_open(struct policy_record *record, const struct policy_root *root,
                        struct valux_error *error);
void policy_record_close(struct policy_record *record);

/* The number of entries, and one of them. */
int policy_record_count(const struct policy_record *record);
bool policy_record_read(const struct policy_record *record, int index, struct policy_entry *entry,
                        struct valux_error *error);

/* The index of the entry of the file `path`, or -1. */
int policy_record_find(const struct policy_record *record, const char *path);

/* Replaces the entry with this path, or adds it, and writes the record. */
bool policy_record_put(struct policy_record *record, const struct policy_entry *entry,
                       struct valux_error *error);

/* Removes an entry and writes the record. An empty record is removed with its directory. */
bool policy_record_remove(struct policy_record *record, int index, struct valux_error *error);

#endif
