/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SNAPSHOT_H
#define VALUX_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "valux/key_id.h"
#include "valux/status.h"

/*
 * The snapshot: the catalogue compiled for the module and the signer. One flat file that the
 * helper writes with each change and that readers copy into memory of their own. It holds every
 * PKCS#11 attribute value of every object ready to hand out, in the machine's byte order, which
 * the header tells. CK_ULONG values have 8 bytes: a program with shorter words shortens them in
 * its copy. All offsets and lengths are checked once, in valux_snapshot_load, so that readers
 * index its tables without further checks.
 *
 * Readers never map the file: whoever overwrites or truncates it in place (a restored backup, a
 * full disk) would end every program that reads such a mapping by SIGBUS. With the exposure
 * `selected` the file holds the selected entry alone, so that the copy is small.
 *
 * What changes with time alone, visibility, is not in the file: readers derive it from the
 * entries' facts by the status rules.
 */

#define VALUX_SNAPSHOT_FILE "snapshot"
#define VALUX_SNAPSHOT_MAGIC "VALUXSNP"
#define VALUX_SNAPSHOT_VERSION 3
#define VALUX_SNAPSHOT_BYTE_ORDER UINT32_C(0x01020304) /* reads otherwise on another machine */
#define VALUX_SNAPSHOT_NONE UINT32_MAX                 /* "no entry" */

/*
 * Stands in every file that reads snapshots, with the version that it reads behind it. So doctor
 * finds it out of a module without loading it.
 */
#define VALUX_SNAPSHOT_VERSION_MARK "VALUX for NSS reads snapshots of version "

/* Which of the entries that can be used are on the token. */
enum valux_exposure {
    VALUX_EXPOSURE_SELECTED = 0, /* the selected one alone */
    VALUX_EXPOSURE_USABLE = 1,   /* each of them, the selected one first */
};

struct valux_snapshot_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order; /* VALUX_SNAPSHOT_BYTE_ORDER; stands here in every version */
    uint64_t file_size;  /* bytes */
    uint64_t generation;
    uint32_t exposure;       /* enum valux_exposure */
    uint32_t selected_entry; /* 0, since the selected entry is written first, or NONE */
    struct valux_status_thresholds thresholds;
    uint32_t entry_count;
    uint32_t object_count;
    uint32_t attribute_count;
    uint32_t chain_count;
    uint32_t index_count;
    uint32_t signer_idle_seconds; /* the signer ends after so long without a request; 0: never */
    uint32_t replaced;            /* counts up when another file takes this one's place */
    uint32_t tpm;                 /* where the name of the TPM begins, ended by a zero; or 0 */
    uint64_t entries;             /* offsets of the tables, from the file's begin; 8-aligned */
    uint64_t objects;
    uint64_t handles;
    uint64_t attributes;
    uint64_t chains;
    uint64_t index;
};

/* A certificate of the catalogue. The selected one comes first, the others in catalogue order. */
struct valux_snapshot_entry {
    struct valux_status_facts facts;
    struct valux_key_id key_id;
    uint32_t first_object; /* certificate, private key, public key: neighbours in this order */
    uint32_t
        object_count; /* 3; 1 where the keys are under a PIN and locked: the certificate alone */
    uint32_t first_chain; /* in the chain table: object numbers of its CA certificates */
    uint32_t chain_count;
    uint32_t reserved; /* 0 */
};

/* A PKCS#11 object: an entry's, or a CA certificate that entries' chains share. */
struct valux_snapshot_object {
    uint64_t handle;       /* a hash of what the object is: never another object's, never 0 */
    uint32_t object_class; /* CKO_CERTIFICATE, CKO_PRIVATE_KEY or CKO_PUBLIC_KEY */
    uint32_t entry;        /* whose it is, or NONE for a CA certificate */
    uint32_t first_attribute;
    uint32_t attribute_count; /* sorted by type */
};

/* Finds an object by handle; sorted by handle. */
struct valux_snapshot_handle {
    uint64_t handle;
    uint32_t object;
    uint32_t reserved;
};

struct valux_snapshot_attribute {
    uint32_t type;   /* CKA_… */
    uint32_t length; /* bytes */
    uint64_t value;  /* offset from the file's begin; 8-aligned */
};

/*
 * Finds objects by the attributes that tell objects apart (those for which
 * valux_snapshot_is_indexed answers true); sorted by hash, then by object.
 */
struct valux_snapshot_index {
    uint32_t hash; /* valux_snapshot_hash */
    uint32_t object;
};

/* A snapshot in memory, and its tables. */
struct valux_snapshot {
    const unsigned char *base;
    size_t size;
    const struct valux_snapshot_header *header;
    const struct valux_snapshot_entry *entries;
    const struct valux_snapshot_object *objects;
    const struct valux_snapshot_handle *handles;
    const struct valux_snapshot_attribute *attributes;
    const uint32_t *chains;
    const struct valux_snapshot_index *index;
};

enum valux_snapshot_result {
    VALUX_SNAPSHOT_OK = 0,
    VALUX_SNAPSHOT_ABSENT,  /* no store yet: an empty token, not an error */
    VALUX_SNAPSHOT_REFUSED, /* somebody else owns store or file, or others may write them */
    VALUX_SNAPSHOT_NEWER,   /* a newer version of this software wrote it */
    VALUX_SNAPSHOT_DAMAGED, /* it can't be read, or a check failed, or an older version wrote it */
};

/*
 * Copies the snapshot of the store at `store_path` into memory and checks every offset and length.
 * No descriptor stays open. On OK the caller owns *snapshot and frees it with valux_snapshot_free,
 * and *status, where it is not NULL, is the file's status from before it was read: a file that has
 * another one since is another snapshot. A file that changes while it is read is read again; one
 * that goes on changing is DAMAGED. So is a store with a catalogue but without a snapshot: the
 * helper makes it anew.
 */
enum valux_snapshot_result
valux_snapshot_load(const char *store_path, struct valux_snapshot *snapshot, struct stat *status);

/* Whether both are of one version of one file: same file, size and times of change. */
bool valux_snapshot_same_file(const struct stat *a, const struct stat *b);

/* Checks `size` bytes at `base` (8-aligned) as valux_snapshot_load does and sets the tables. */
bool valux_snapshot_check(const void *base, size_t size, struct valux_snapshot *snapshot);

/* Frees what valux_snapshot_load made. */
void valux_snapshot_free(struct valux_snapshot *snapshot);

/* The object with this handle, or NULL. */
const struct valux_snapshot_object *
valux_snapshot_object_by_handle(const struct valux_snapshot *snapshot, uint64_t handle);

/* The attribute of this type of `object`, or NULL. */
const struct valux_snapshot_attribute *
valux_snapshot_attribute_of(const struct valux_snapshot *snapshot,
                            const struct valux_snapshot_object *object, unsigned long type);

/* The bytes of an attribute's value, `attribute->length` of them, owned by the snapshot. */
const void *valux_snapshot_value(const struct valux_snapshot *snapshot,
                                 const struct valux_snapshot_attribute *attribute);

/*
 * The name of the TPM that keys are in (valux/tpm.h), or NULL where the snapshot does not say it.
 * At most VALUX_SNAPSHOT_TPM_SIZE bytes with its zero; owned by the snapshot.
 */
#define VALUX_SNAPSHOT_TPM_SIZE 128
const char *valux_snapshot_tpm(const struct valux_snapshot *snapshot);

/* Whether the index holds attributes of this type. */
bool valux_snapshot_is_indexed(unsigned long type);

/* The index's hash of an attribute (FNV-1a over type and value). */
uint32_t valux_snapshot_hash(unsigned long type, const void *value, size_t length);

/*
 * The first index row with this hash; *count is the number of rows with it, 0 where there is none.
 * Rows of another attribute may share the hash: compare the values.
 */
const struct valux_snapshot_index *valux_snapshot_index_find(const struct valux_snapshot *snapshot,
                                                             uint32_t hash, size_t *count);

/* The entry with this key ID, or NULL. */
const struct valux_snapshot_entry *
valux_snapshot_entry_by_key_id(const struct valux_snapshot *snapshot, struct valux_key_id key_id);

#endif
