/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/name.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_internet(const char *text, struct tpm_address *address)
{
    struct sockaddr_in *internet = &address->address.internet;
    char host[INET_ADDRSTRLEN];
    unsigned port;
    int end = 0;

    if (sscanf(text, "host=%15[0-9.],port=%5u%n", host, &port, &end) != 2 || text[end] != '\0' ||
        port == 0 || port > UINT16_MAX)
        return false;
    *internet = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address->length = sizeof *internet;
    return inet_pton(AF_INET, host, &internet->sin_addr) == 1;
}

static bool read_local(const char *path, struct tpm_address *address)
{
    struct sockaddr_un *local = &address->address.local;

    if (path[0] != '/' || strlen(path) >= sizeof local->sun_path)
        return false;
    *local = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(local->sun_path, path, strlen(path));
    address->length = sizeof *local;
    return true;
}

bool tpm_address_read(const char *name, struct tpm_address *address)
{
    static const char software[] = "swtpm:";
    static const char path[] = "path=";

    *address = (struct tpm_address){.device = name[0] == '/'};
    if (strlen(name) >= sizeof address->path)
        return false;
    if (address->device) {
        memcpy(address->path, name, strlen(name) + 1);
        return true;
    }
    if (strncmp(name, software, strlen(software)) != 0)
        return false;
    name += strlen(software);
    return strncmp(name, path, strlen(path)) == 0 ? read_local(name + strlen(path), address)
                                                  : read_internet(name, address);
}

bool valux_tpm_name_is_valid(const char *name)
{
    struct tpm_address ignored;

    return tpm_address_read(name, &ignored);
}
