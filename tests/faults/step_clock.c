/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/*
 * A library to be preloaded: the wall clock is STEP_CLOCK seconds ahead, or behind where that is
 * negative. For a process that lives on while its clock is set, the file STEP_CLOCK_FILE has the
 * number instead. Clocks that only measure intervals are as they are.
 */

static long step_in_file(const char *path)
{
    char text[32] = "";
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return 0;
    if (syscall(SYS_read, file, text, sizeof text - 1) < 0)
        text[0] = '\0';
    syscall(SYS_close, file);
    return strtol(text, NULL, 10);
}

static long step(void)
{
    const char *path = getenv("STEP_CLOCK_FILE");
    const char *seconds = getenv("STEP_CLOCK");

    if (path != NULL)
        return step_in_file(path);
    return seconds == NULL ? 0 : strtol(seconds, NULL, 10);
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (syscall(SYS_clock_gettime, clock, now) != 0)
        return -1;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += step();
    return 0;
}

__attribute__((visibility("default"))) time_t time(time_t *result)
{
    struct timespec now = {0};

    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    if (result != NULL)
        *result = now.tv_sec;
    return now.tv_sec;
}

__attribute__((visibility("default"))) int gettimeofday(struct timeval *restrict result,
                                                        void *restrict zone)
{
    struct timespec now;

    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    *result = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
