/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why the signer has an allocator of its own. libcrypto has a secure heap for private keys, but it
 * copies parts of keys into structures that it allocates elsewhere, such as Montgomery contexts and
 * powers. So libcrypto gets all its memory here.
 *
 * How it works. Blocks have sizes of powers of two and are cut off large chunks. A freed block goes
 * to a list of its size, and each thread has lists of its own, so that threads which sign at the
 * same time do not wait for each other: the lock is taken only to cut a new block off, and to get
 * or give back a chunk. A block that is too large for a list has a chunk of its own, which goes
 * back to the system when it is freed. Pages are locked when they are first used, not when they are
 * mapped (MLOCK_ONFAULT), so that a signer is charged only for what it uses, about 1.3 MiB.
 */
#include "signer/locked_memory.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK_SIZE ((size_t)256 * 1024)
#define SMALLEST_SHIFT 5 /* 32 bytes: a head and 16 bytes */
#define LARGEST_SHIFT 16
#define SIZES (LARGEST_SHIFT - SMALLEST_SHIFT + 1)
#define OWN_CHUNK SIZES
/* The most bytes of the stack that a computation uses. */
#define STACK_LEFT_BEHIND (24 * 1024)

/* In front of each block. Its size keeps the block aligned for any type. */
struct block_head {
    uint64_t capacity; /* bytes behind the head */
    uint64_t list;     /* the list it belongs to, or OWN_CHUNK */
};

struct free_block {
    struct free_block *next;
};

/* At the beginning of each chunk. */
struct chunk {
    struct chunk *next;
    struct chunk *previous;
    size_t size;
    size_t used;
};

_Static_assert(sizeof(struct block_head) == 16, "blocks are aligned for any type");
_Static_assert(sizeof(struct chunk) % 16 == 0, "blocks are aligned for any type");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct chunk *chunks; /* blocks are cut off the first one */
static _Thread_local struct free_block *free_lists[SIZES];

/* Maps pages that are locked as soon as they are used, as far as the limit allows. */
static void *map_pages(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED)
        return NULL;
    (void)mlock2(pages, size, MLOCK_ONFAULT);
    if (madvise(pages, size, MADV_DONTDUMP) != 0 || madvise(pages, size, MADV_WIPEONFORK) != 0) {
        munmap(pages, size);
        return NULL;
    }
    return pages;
}

/*
 * Adds a chunk to the list: at the first place if blocks are to be cut off it, else, since it has a
 * single block, behind the first one. Called with the lock held.
 */
static struct chunk *add_chunk(size_t size, bool cut_up)
{
    struct chunk *chunk = map_pages(size);
    struct chunk *before = cut_up ? NULL : chunks;

    if (chunk == NULL)
        return NULL;
    *chunk = (struct chunk){.size = size, .used = sizeof *chunk, .previous = before};
    chunk->next = before == NULL ? chunks : before->next;
    if (chunk->next != NULL)
        chunk->next->previous = chunk;
    if (before == NULL)
        chunks = chunk;
    else
        before->next = chunk;
    return chunk;
}

static struct block_head *cut_block(unsigned list)
{
    size_t size = (size_t)1 << (list + SMALLEST_SHIFT);
    struct block_head *block = NULL;
    struct chunk *chunk;

    pthread_mutex_lock(&lock);
    chunk = chunks;
    if (chunk == NULL || chunk->size - chunk->used < size)
        chunk = add_chunk(CHUNK_SIZE, true);
    if (chunk != NULL) {
        block = (struct block_head *)((char *)chunk + chunk->used);
        chunk->used += size;
        *block = (struct block_head){size - sizeof *block, list};
    }
    pthread_mutex_unlock(&lock);
    return block;
}

static struct block_head *own_chunk(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t total =
        (size + sizeof(struct chunk) + sizeof(struct block_head) + page - 1) / page * page;
    struct block_head *block = NULL;
    struct chunk *chunk;

    if (total < size)
        return NULL;
    pthread_mutex_lock(&lock);
    chunk = add_chunk(total, chunks == NULL);
    if (chunk != NULL) {
        block = (struct block_head *)(chunk + 1);
        chunk->used = chunk->size;
        *block = (struct block_head){total - sizeof *chunk - sizeof *block, OWN_CHUNK};
    }
    pthread_mutex_unlock(&lock);
    return block;
}

static void drop_chunk(struct chunk *chunk)
{
    pthread_mutex_lock(&lock);
    if (chunk->next != NULL)
        chunk->next->previous = chunk->previous;
    if (chunk->previous != NULL)
        chunk->previous->next = chunk->next;
    else
        chunks = chunk->next;
    pthread_mutex_unlock(&lock);
    munmap(chunk, chunk->size);
}

static unsigned list_for(size_t total)
{
    unsigned list = 0;

    while (((size_t)1 << (list + SMALLEST_SHIFT)) < total)
        list++;
    return list;
}

static void *allocate(size_t size, const char *file, int line)
{
    struct block_head *block;

    (void)file;
    (void)line;
    if (size == 0)
        return NULL;
    if (size > ((size_t)1 << LARGEST_SHIFT) - sizeof *block) {
        block = own_chunk(size);
        return block == NULL ? NULL : block + 1;
    }
    unsigned list = list_for(size + sizeof *block);
    struct free_block *reused = free_lists[list];
    if (reused != NULL) {
        free_lists[list] = reused->next;
        return reused;
    }
    block = cut_block(list);
    return block == NULL ? NULL : block + 1;
}

static void release(void *pointer, const char *file, int line)
{
    (void)file;
    (void)line;
    if (pointer == NULL)
        return;
    struct block_head *block = (struct block_head *)pointer - 1;
    unsigned list = (unsigned)block->list;
    explicit_bzero(pointer, block->capacity);
    if (list == OWN_CHUNK) {
        drop_chunk((struct chunk *)block - 1);
        return;
    }
    struct free_block *freed = pointer;
    freed->next = free_lists[list];
    free_lists[list] = freed;
}

static void *reallocate(void *pointer, size_t size, const char *file, int line)
{
    const struct block_head *block;
    void *moved;

    if (pointer == NULL)
        return allocate(size, file, line);
    block = (const struct block_head *)pointer - 1;
    if (size == 0) {
        release(pointer, file, line);
        return NULL;
    }
    if (size <= block->capacity)
        return pointer;
    moved = allocate(size, file, line);
    if (moved == NULL)
        return NULL;
    memcpy(moved, pointer, block->capacity);
    release(pointer, file, line);
    return moved;
}

bool locked_memory_for_libcrypto(void)
{
    return CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;
}

bool locked_memory_start_libcrypto(void)
{
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL) == 1;
}

void *locked_memory_stack(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = map_pages(LOCKED_STACK_SIZE + page);

    if (pages == NULL)
        return NULL;
    if (mprotect(pages, page, PROT_NONE) != 0) {
        munmap(pages, LOCKED_STACK_SIZE + page);
        return NULL;
    }
    return pages + page;
}

static void free_stack(void *stack)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    explicit_bzero(stack, LOCKED_STACK_SIZE);
    munmap((char *)stack - page, LOCKED_STACK_SIZE + page);
}

bool locked_memory_begin_call(void *(*function)(void *), void *argument,
                              struct locked_memory_call *call)
{
    bool result = false;
    pthread_attr_t attributes;

    call->stack = locked_memory_stack();
    if (call->stack == NULL)
        return false;
    if (pthread_attr_init(&attributes) != 0)
        goto done;
    result = pthread_attr_setstack(&attributes, call->stack, LOCKED_STACK_SIZE) == 0 &&
             pthread_create(&call->thread, &attributes, function, argument) == 0;
    pthread_attr_destroy(&attributes);
done:
    if (!result)
        free_stack(call->stack);
    return result;
}

void locked_memory_end_call(const struct locked_memory_call *call)
{
    (void)pthread_join(call->thread, NULL);
    free_stack(call->stack);
}

__attribute__((noinline)) void locked_memory_wipe_stack(void)
{
    char below[STACK_LEFT_BEHIND];

    explicit_bzero(below, sizeof below);
}

void locked_memory_wipe(void)
{
    struct chunk *next;

    pthread_mutex_lock(&lock);
    for (struct chunk *chunk = chunks; chunk != NULL; chunk = next) {
        next = chunk->next;
        explicit_bzero(chunk, chunk->size);
    }
    chunks = NULL;
    pthread_mutex_unlock(&lock);
}
