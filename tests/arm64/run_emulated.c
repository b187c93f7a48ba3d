/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/*
 * The kernel starts this for a program of arm64, by binfmt_misc with the flags P and F: the
 * arguments are the program's path, its argv[0], and the others. qemu runs the program, with a
 * library that answers for what qemu refuses.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QEMU "/usr/bin/qemu-aarch64-static"

int main(int argument_count, char **arguments)
{
    char *before[] = {QEMU, "-E", "LD_PRELOAD=/usr/local/lib/emulated_kernel.so", "-0", NULL, NULL};
    const size_t count = sizeof before / sizeof *before;
    char **all;

    if (argument_count < 3)
        return 127;
    before[count - 2] = arguments[2];
    before[count - 1] = arguments[1];
    all = calloc(count + (size_t)argument_count, sizeof *all);
    if (all == NULL)
        return 127;
    memcpy(all, before, sizeof before);
    memcpy(all + count, arguments + 3, ((size_t)argument_count - 3) * sizeof *all);
    execv(QEMU, all);
    return 127;
}
