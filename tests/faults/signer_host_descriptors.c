/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_host.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
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

/* occupy: gives the lowest free descriptors to files of the host's own. */
static void command_occupy(void)
{
    for (int i = 0; i < OCCUPIED; i++)
        occupied[i] = memfd_create("host", MFD_CLOEXEC);
    printf("occupied");
}

/* intact: how many of the host's own files are open and empty. */
static void command_intact(void)
{
    struct stat status;
    int intact = 0;

    for (int i = 0; i < OCCUPIED; i++)
        intact +=
            fstat(occupied[i], &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
    printf("%d", intact);
}

bool host_descriptors_command(const char *name)
{
    if (strcmp(name, "close-all") == 0)
        command_close_all();
    else if (strcmp(name, "occupy") == 0)
        command_occupy();
    else if (strcmp(name, "intact") == 0)
        command_intact();
    else
        return false;
    return true;
}
