/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <pkcs11.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot_check.h"
#include "snapshot_words.h"

#define TRIES 4                     /* to read a file that changes meanwhile */
#define HUGE_PAGE ((size_t)2 << 20) /* bytes, where a page has 4096 */
#define FILE_SIZE_LIMIT (UINT64_C(1) << 30)
#define FNV_OFFSET_BASIS UINT32_C(2166136261)
#define FNV_PRIME UINT32_C(16777619)

#define TEXT_OF(number) #number
#define VERSION_MARK_OF(version) VALUX_SNAPSHOT_VERSION_MARK TEXT_OF(version)

__attribute__((used)) static const char version_mark[] = VERSION_MARK_OF(VALUX_SNAPSHOT_VERSION);

/* The layout of the file, which readers and writers of every version have to agree on. */
_Static_assert(sizeof(struct valux_key_id) == VALUX_KEY_ID_SIZE, "a key ID is bytes alone");
_Static_assert(sizeof(struct valux_snapshot_header) == 136, "the header's size");
_Static_assert(sizeof(struct valux_snapshot_entry) == 96, "an entry's size");
_Static_assert(offsetof(struct valux_snapshot_entry, key_id) == 56, "an entry's key ID");
_Static_assert(offsetof(struct valux_status_facts, service_start) == 16, "the period's start");
_Static_assert(offsetof(struct valux_status_facts, service_end) == 24, "the period's end");

static bool is_newer(const struct valux_snapshot_header *header)
{
    return memcmp(header->magic, VALUX_SNAPSHOT_MAGIC, sizeof header->magic) == 0 &&
           header->byte_order == VALUX_SNAPSHOT_BYTE_ORDER &&
           header->version > VALUX_SNAPSHOT_VERSION;
}

bool valux_snapshot_check(const void *base, size_t size, struct valux_snapshot *snapshot)
{
    const unsigned char *bytes = base;
    const struct valux_snapshot_header *header = base;

    if (size < sizeof *header || !snapshot_check_header(header, size))
        return false;
    *snapshot = (struct valux_snapshot){
        .base = bytes,
        .size = size,
        .header = header,
        .entries = (const void *)(bytes + header->entries),
        .objects = (const void *)(bytes + header->objects),
        .handles = (const void *)(bytes + header->handles),
        .attributes = (const void *)(bytes + header->attributes),
        .chains = (const void *)(bytes + header->chains),
        .index = (const void *)(bytes + header->index),
    };
    return snapshot_check_tables(snapshot);
}

static bool is_ours(const struct stat *status)
{
    return status->st_uid == geteuid() && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Tells why the directory has no snapshot. A store that was never written is no error. */
static enum valux_snapshot_result missing_file(int directory)
{
    return faccessat(directory, "catalogue.json", F_OK, AT_SYMLINK_NOFOLLOW) == 0
               ? VALUX_SNAPSHOT_DAMAGED
               : VALUX_SNAPSHOT_ABSENT;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool valux_snapshot_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           same_time(&a->st_mtim, &b->st_mtim) && same_time(&a->st_ctim, &b->st_ctim);
}

static bool read_all(int file, unsigned char *data, size_t size)
{
    size_t length = 0;

    while (length < size) {
        ssize_t got = pread(file, data + length, size - length, (off_t)length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        length += (size_t)got;
    }
    return true;
}

static bool is_unchanged(int file, const struct stat *before)
{
    struct stat after;

    return fstat(file, &after) == 0 && valux_snapshot_same_file(before, &after);
}

/*
 * Memory for a snapshot, or MAP_FAILED. It is mapped, not malloc's: in a browser it may be
 * megabytes. Below 2 MB all pages come at once: one by one, they took 40 per cent of the time. For
 * 1,000 entries, 2.8 MB, that is 1.1 ms; with a huge page, where the system has them, 0.4 ms.
 */
static void *make_room(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t spare = size < HUGE_PAGE ? 0 : HUGE_PAGE;
    size_t used = (size + page - 1) / page * page;
    unsigned char *room = mmap(NULL, used + spare, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | (spare > 0 ? 0 : MAP_POPULATE), -1, 0);

    if (room == MAP_FAILED || spare == 0)
        return room;
    size_t before = (HUGE_PAGE - (uintptr_t)room % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0)
        munmap(room, before);
    if (spare > before)
        munmap(room + before + used, spare - before);
    (void)madvise(room + before, used, MADV_HUGEPAGE);
    return room + before;
}

/* *changed becomes true where the file was changed while it was read. */
static enum valux_snapshot_result load_file(int file, struct valux_snapshot *snapshot,
                                            struct stat *status, bool *changed)
{
    if (fstat(file, status) != 0)
        return VALUX_SNAPSHOT_DAMAGED;
    if (!S_ISREG(status->st_mode) || !is_ours(status))
        return VALUX_SNAPSHOT_REFUSED;
    if (status->st_size < (off_t)sizeof(struct valux_snapshot_header) ||
        (uint64_t)status->st_size > FILE_SIZE_LIMIT)
        return VALUX_SNAPSHOT_DAMAGED;
    size_t size = (size_t)status->st_size;
    void *base = make_room(size);
    if (base == MAP_FAILED)
        return VALUX_SNAPSHOT_DAMAGED;
    bool whole = read_all(file, base, size);
    *changed = !is_unchanged(file, status);
    if (whole && !*changed && valux_snapshot_check(base, size, snapshot) &&
        snapshot_words_fit(base, snapshot, sizeof(unsigned long)) &&
        mprotect(base, size, PROT_READ) == 0)
        return VALUX_SNAPSHOT_OK;
    bool newer = whole && !*changed && is_newer(base);
    munmap(base, size);
    return newer ? VALUX_SNAPSHOT_NEWER : VALUX_SNAPSHOT_DAMAGED;
}

static enum valux_snapshot_result load(const char *store_path, struct valux_snapshot *snapshot,
                                       struct stat *status, bool *changed)
{
    enum valux_snapshot_result result = VALUX_SNAPSHOT_DAMAGED;
    struct stat read_status;
    int file = -1;
    int directory = open(store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *snapshot = (struct valux_snapshot){0};
    if (directory < 0)
        return errno == ENOENT ? VALUX_SNAPSHOT_ABSENT : VALUX_SNAPSHOT_DAMAGED;
    if (fstat(directory, &read_status) != 0)
        goto done;
    if (!is_ours(&read_status)) {
        result = VALUX_SNAPSHOT_REFUSED;
        goto done;
    }
    file = openat(directory, VALUX_SNAPSHOT_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file >= 0)
        result = load_file(file, snapshot, &read_status, changed);
    else if (errno == ENOENT)
        result = missing_file(directory);
    else if (errno == ELOOP)
        result = VALUX_SNAPSHOT_REFUSED;
    if (result != VALUX_SNAPSHOT_OK)
        *snapshot = (struct valux_snapshot){0};
    else if (status != NULL)
        *status = read_status;
done:
    if (file >= 0)
        close(file);
    close(directory);
    return result;
}

enum valux_snapshot_result valux_snapshot_load(const char *store_path,
                                               struct valux_snapshot *snapshot, struct stat *status)
{
    enum valux_snapshot_result result = VALUX_SNAPSHOT_DAMAGED;
    bool changed = true;

    /* A snapshot that is being replaced is marked as such: there is another one already. */
    for (int i = 0; i < TRIES && changed; i++) {
        changed = false;
        result = load(store_path, snapshot, status, &changed);
    }
    return result;
}

void valux_snapshot_free(struct valux_snapshot *snapshot)
{
    if (snapshot->base != NULL)
        munmap((void *)(uintptr_t)snapshot->base, snapshot->size);
    *snapshot = (struct valux_snapshot){0};
}

const struct valux_snapshot_object *
valux_snapshot_object_by_handle(const struct valux_snapshot *snapshot, uint64_t handle)
{
    uint32_t low = 0;
    uint32_t high = snapshot->header->object_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (snapshot->handles[middle].handle < handle)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == snapshot->header->object_count || snapshot->handles[low].handle != handle)
        return NULL;
    return &snapshot->objects[snapshot->handles[low].object];
}

const struct valux_snapshot_attribute *
valux_snapshot_attribute_of(const struct valux_snapshot *snapshot,
                            const struct valux_snapshot_object *object, unsigned long type)
{
    const struct valux_snapshot_attribute *attributes =
        snapshot->attributes + object->first_attribute;
    uint32_t first = 0;
    uint32_t count = object->attribute_count;

    /* Halves the range without a branch, because the processor can't predict the way. */
    while (count > 1) {
        uint32_t half = count / 2;
        first = attributes[first + half].type <= type ? first + half : first;
        count -= half;
    }
    return count == 1 && attributes[first].type == type ? &attributes[first] : NULL;
}

const void *valux_snapshot_value(const struct valux_snapshot *snapshot,
                                 const struct valux_snapshot_attribute *attribute)
{
    return snapshot->base + attribute->value;
}

bool valux_snapshot_is_indexed(unsigned long type)
{
    return type == CKA_ID || type == CKA_LABEL || type == CKA_SUBJECT ||
           type == CKA_SERIAL_NUMBER || type == CKA_VALUE;
}

uint32_t valux_snapshot_hash(unsigned long type, const void *value, size_t length)
{
    const unsigned char *bytes = value;
    uint32_t hash = FNV_OFFSET_BASIS;

    for (unsigned shift = 0; shift < 32; shift += 8)
        hash = (hash ^ (uint32_t)((type >> shift) & 0xff)) * FNV_PRIME;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ bytes[i]) * FNV_PRIME;
    return hash;
}

const struct valux_snapshot_index *valux_snapshot_index_find(const struct valux_snapshot *snapshot,
                                                             uint32_t hash, size_t *count)
{
    uint32_t low = 0;
    uint32_t high = snapshot->header->index_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (snapshot->index[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t end = low;
    while (end < snapshot->header->index_count && snapshot->index[end].hash == hash)
        end++;
    *count = end - low;
    return &snapshot->index[low];
}

const struct valux_snapshot_entry *
valux_snapshot_entry_by_key_id(const struct valux_snapshot *snapshot, struct valux_key_id key_id)
{
    for (uint32_t i = 0; i < snapshot->header->entry_count; i++)
        if (valux_key_id_equal(snapshot->entries[i].key_id, key_id))
            return &snapshot->entries[i];
    return NULL;
}

const char *valux_snapshot_tpm(const struct valux_snapshot *snapshot)
{
    size_t begin = snapshot->header->tpm;
    const char *name = (const char *)snapshot->base + begin;

    if (begin < sizeof *snapshot->header || begin >= snapshot->size)
        return NULL;
    size_t rest = snapshot->size - begin;
    return memchr(name, '\0', rest < VALUX_SNAPSHOT_TPM_SIZE ? rest : VALUX_SNAPSHOT_TPM_SIZE) ==
                   NULL
               ? NULL
               : name;
}
