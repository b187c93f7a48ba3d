/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/name.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static bool read_internet(const char *text, struct tpm_address *address)
{
    struct sockaddr_in *internet = &address->address.internet;
    static const char host_is[] = "host=";
    static const char port_is[] = ",port=";
    char host[INET_ADDRSTRLEN] = "";
    const char *comma = strstr(text, port_is);
    char *end;

    if (strncmp(text, host_is, strlen(host_is)) != 0 || comma == NULL)
        return false;
    text += strlen(host_is);
    size_t length = (size_t)(comma - text);
    const char *number = comma + strlen(port_is);
    unsigned long port = strtoul(number, &end, 10);
    if (length >= sizeof host || number[0] < '0' || number[0] > '9' || *end != '\0' || port == 0 ||
        port > UINT16_MAX)
        return false;
    memcpy(host, text, length);
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
