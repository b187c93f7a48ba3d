/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TPM_LAYER_NAME_H
#define VALUX_TPM_LAYER_NAME_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "valux/tpm.h"

/* A TPM's name taken apart. */

struct tpm_address {
    bool device; /* `path` is a device's; else `address` is a software TPM's */
    char path[VALUX_TPM_NAME_SIZE];
    union {
        struct sockaddr any;
        struct sockaddr_in internet;
        struct sockaddr_un local;
    } address;
    socklen_t length;
};

/* False if the name is not one that valux/tpm.h describes. */
bool tpm_address_read(const char *name, struct tpm_address *address);

#endif
