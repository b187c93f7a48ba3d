/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/curl_memory.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What goes before each block. The blocks that libcurl has are a list. */
struct block {
    struct block *previous;
    struct block *next;
    size_t size; /* bytes of `data` */
    _Alignas(max_align_t) uint8_t data[];
};

/* libcurl resolves names in a thread of its own. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct block *first;

static struct block *block_of(void *data)
{
    return (struct block *)((uint8_t *)data - offsetof(struct block, data));
}

static void *allocate(size_t size)
{
    struct block *block = size > SIZE_MAX - sizeof *block ? NULL : calloc(1, sizeof *block + size);

    if (block == NULL)
        return NULL;
    (void)mlock(block, sizeof *block + size);
    block->size = size;
    pthread_mutex_lock(&mutex);
    block->next = first;
    if (first != NULL)
        first->previous = block;
    first = block;
    pthread_mutex_unlock(&mutex);
    return block->data;
}

static void release(void *data)
{
    if (data == NULL)
        return;
    struct block *block = block_of(data);
    pthread_mutex_lock(&mutex);
    if (block->previous != NULL)
        block->previous->next = block->next;
    else
        first = block->next;
    if (block->next != NULL)
        block->next->previous = block->previous;
    pthread_mutex_unlock(&mutex);
    explicit_bzero(block->data, block->size);
    free(block);
}

static void *reallocate(void *data, size_t size)
{
    void *grown = allocate(size);

    if (grown != NULL && data != NULL) {
        size_t old = block_of(data)->size;
        memcpy(grown, data, old < size ? old : size);
        release(data);
    }
    return grown;
}

static void *allocate_zeroed(size_t count, size_t size)
{
    return size != 0 && count > SIZE_MAX / size ? NULL : allocate(count * size);
}

static char *duplicate(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = allocate(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

bool curl_memory_initialise(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, allocate, release, reallocate, duplicate,
                                allocate_zeroed) == CURLE_OK;
}

static void forget_in(struct block *block, const void *text, size_t length)
{
    uint8_t *end = block->data + block->size;
    uint8_t *found = memmem(block->data, block->size, text, length);

    while (found != NULL) {
        explicit_bzero(found, length);
        found += length;
        found = memmem(found, (size_t)(end - found), text, length);
    }
}

void curl_memory_forget(const void *text, size_t length)
{
    if (length == 0)
        return;
    pthread_mutex_lock(&mutex);
    for (struct block *block = first; block != NULL; block = block->next)
        forget_in(block, text, length);
    pthread_mutex_unlock(&mutex);
}
