/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/unlocked.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "valux/paths.h"

bool unlocked_begin(struct unlocked *unlocked, const uint8_t *secret, int keeper)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return false;
    if (mlock(page, size) != 0 || madvise(page, size, MADV_DONTDUMP) != 0 ||
        madvise(page, size, MADV_WIPEONFORK) != 0) {
        munmap(page, size);
        return false;
    }
    memcpy(page, secret, VALUX_SEAL_SECRET_SIZE);
    *unlocked = (struct unlocked){.secret = page, .keeper = keeper};
    return true;
}

void unlocked_end(struct unlocked *unlocked)
{
    if (unlocked->secret == NULL)
        return;
    explicit_bzero(unlocked->secret, VALUX_SEAL_SECRET_SIZE);
    munmap(unlocked->secret, (size_t)sysconf(_SC_PAGESIZE));
    close(unlocked->keeper);
    *unlocked = (struct unlocked){.keeper = -1};
}
