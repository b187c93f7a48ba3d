/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define OCCUPIED 64

static int occupied[OCCUPIED];

/* close-all: what a daemon does with the descriptors it does not know. */
static void command_close_all(void)
{
    closefrom(STDERR_FILENO + 1);
    printf("closed");
}

/* How many of the program's own sockets still have the byte that was sent to them. */
static int untouched_sockets(void)
{
    int untouched = 0;

    for (int i = 0; i < OCCUPIED; i++) {
        int waiting = 0;
        untouched += ioctl(occupied[i], FIONREAD, &waiting) == 0 && waiting == 1;
    }
    return untouched;
}

/*
 * lose LABEL: a thread asks for a signature. While it waits, all descriptors are closed, and their
 * numbers are given to sockets of the program's own, with a byte in half of them. Prints the
 * signature's return value, its milliseconds, and from how many of the sockets nobody has read; or
 * "answered" if the signature came first.
 */
static void command_lose(const char *label)
{
    struct waiting_signature waiting;

    if (!program_sign_waiting(label, &waiting)) {
        printf("answered");
        return;
    }
    closefrom(STDERR_FILENO + 1);
    for (int i = 0; i < OCCUPIED; i += 2)
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, &occupied[i]) != 0 ||
            send(occupied[i], "", 1, 0) != 1 || send(occupied[i + 1], "", 1, 0) != 1)
            abort();
    program_sign_waited(&waiting);
    printf("0x%lx %ld %d", waiting.rv, waiting.milliseconds, untouched_sockets());
}

/* occupy: gives the lowest free descriptors to files of the program's own. */
static void command_occupy(void)
{
    for (int i = 0; i < OCCUPIED; i++)
        occupied[i] = memfd_create("program", MFD_CLOEXEC);
    printf("occupied");
}

/* intact: how many of the program's own files are open and empty. */
static void command_intact(void)
{
    struct stat status;
    int intact = 0;

    for (int i = 0; i < OCCUPIED; i++)
        intact +=
            fstat(occupied[i], &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
    printf("%d", intact);
}

bool program_descriptors_command(const char *name, const char *argument)
{
    if (strcmp(name, "close-all") == 0)
        command_close_all();
    else if (strcmp(name, "occupy") == 0)
        command_occupy();
    else if (strcmp(name, "intact") == 0)
        command_intact();
    else if (strcmp(name, "lose") == 0)
        command_lose(argument);
    else
        return false;
    return true;
}
