/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/system_journal.h"

#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "valux/text.h"

#define SOCKET_PATH "/run/systemd/journal/socket"
#define PRIORITY_INFORMATION 6
#define PRIORITY_WARNING 4

/* A field in the form that takes any value: name, length as 64 bits little-endian, value. */
static void write_field(FILE *stream, const char *name, const char *value)
{
    uint64_t length = htole64(strlen(value));

    fprintf(stream, "%s\n", name);
    fwrite(&length, sizeof length, 1, stream);
    fprintf(stream, "%s\n", value);
}

/* The message as a person reads it among those of other programs: with the certificate's name. */
static void write_message(FILE *stream, const struct valux_catalogue_entry *entry,
                          const char *message)
{
    char text[VALUX_ERROR_MESSAGE_SIZE];

    if (entry == NULL)
        valux_text_print(text, sizeof text, "%s", message);
    else
        valux_text_print(text, sizeof text, "%s: %s", entry->nickname, message);
    write_field(stream, "MESSAGE", text);
}

static void send_datagram(const char *data, size_t size)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET_PATH};
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (descriptor < 0)
        return;
    (void)sendto(descriptor, data, size, MSG_NOSIGNAL | MSG_DONTWAIT,
                 (const struct sockaddr *)&address, sizeof address);
    close(descriptor);
}

void system_journal_tell(const char *event, const char *message,
                         const struct valux_catalogue_entry *entry, const struct valux_error *error)
{
    char priority[4];
    char *data = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&data, &size);

    if (stream == NULL)
        return;
    snprintf(priority, sizeof priority, "%d",
             error == NULL ? PRIORITY_INFORMATION : PRIORITY_WARNING);
    write_message(stream, entry, error == NULL ? message : error->message);
    write_field(stream, "PRIORITY", priority);
    write_field(stream, "SYSLOG_IDENTIFIER", "valux-enroll");
    write_field(stream, "VALUX_EVENT", event);
    if (error != NULL)
        write_field(stream, "VALUX_DOMAIN", valux_error_keyword(error->domain));
    if (entry != NULL) {
        write_field(stream, "VALUX_NICKNAME", entry->nickname);
        write_field(stream, "VALUX_COMPANY_ID", entry->company_id);
        write_field(stream, "VALUX_CERTIFICATE_ID", entry->certificate_id);
        write_field(stream, "VALUX_SERIAL_NUMBER", entry->parsed.serial_text);
    }
    if (fclose(stream) == 0)
        send_datagram(data, size);
    free(data);
}
