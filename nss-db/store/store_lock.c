/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store/store_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "valux/clock.h"
#include "valux/text.h"

#define LOCK_FILE "lock"
#define LOCK_RETRY_NANOSECONDS 50000000L

bool store_lock_take(struct valux_store *store, unsigned wait_seconds, struct valux_error *error)
{
    struct timespec retry = {0, LOCK_RETRY_NANOSECONDS};
    int64_t deadline = valux_clock_milliseconds() + wait_seconds * INT64_C(1000);

    store->lock =
        openat(store->directory, LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->lock < 0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be locked: %s."),
                               store->path, strerror(errno));
    while (flock(store->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
            return valux_error_set(error, VALUX_ERROR_STORE,
                                   _("The file system of the store %s has no locks: %s. Keep the "
                                     "store on a local disk (VALUX_HOME=/path)."),
                                   store->path, strerror(errno));
        if (errno != EWOULDBLOCK && errno != EINTR)
            return valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be locked: %s."),
                                   store->path, strerror(errno));
        if (valux_clock_milliseconds() >= deadline)
            return valux_error_set(error, VALUX_ERROR_BUSY, "%s",
                                   _("Another valux-enroll is at work on this store. Wait until it "
                                     "has ended and try again."));
        nanosleep(&retry, NULL);
    }
    return true;
}
