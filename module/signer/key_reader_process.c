/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/key_reader_process.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "valux/key_reader.h"

#define HEAD_SIZE offsetof(struct private_key_record, pkcs8)
#define READER_DESCRIPTOR (STDERR_FILENO + 1) /* the process's own end */

/* What the process has to do. */
struct key_list {
    const struct valux_key_id *key_ids;
    bool *handed_over; /* by index */
    size_t count;
};

static bool send_record(const struct private_key_record *record)
{
    size_t length = HEAD_SIZE + record->length;
    ssize_t sent;

    do
        sent = send(READER_DESCRIPTOR, record, length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)length;
}

static bool say_opened(void)
{
    static const struct private_key_record opened = {.index = KEY_READER_OPENED};

    return send_record(&opened);
}

/*
 * Hands one key over, unless that was done. A key that can't be read is handed over as one that is
 * not there.
 */
static bool hand_over(const struct valux_key_reader *reader, struct key_list *list, uint32_t index)
{
    static struct private_key_record record;
    struct valux_bytes pkcs8;

    if (list->handed_over[index])
        return true;
    list->handed_over[index] = true;
    record.index = index;
    record.length = 0;
    if (valux_key_reader_read(reader, list->key_ids[index], &pkcs8) &&
        pkcs8.length <= sizeof record.pkcs8) {
        memcpy(record.pkcs8, pkcs8.data, pkcs8.length);
        record.length = (uint32_t)pkcs8.length;
    }
    valux_bytes_wipe(&pkcs8);
    bool sent = send_record(&record);
    explicit_bzero(&record, sizeof record);
    return sent;
}

/* Hands over the keys that programs wait for. */
static bool hand_over_asked(const struct valux_key_reader *reader, struct key_list *list)
{
    uint32_t index;

    while (recv(READER_DESCRIPTOR, &index, sizeof index, MSG_DONTWAIT) == (ssize_t)sizeof index)
        if (index < list->count && !hand_over(reader, list, index))
            return false;
    return true;
}

/* In the new process. It ends by _exit(2) at once, since nothing has to be saved or closed. */
static _Noreturn void read_keys(const struct key_source *source, struct key_list *list, int own_end)
{
    struct valux_key_reader *reader;

    /* It keeps no copy of the channels, so that the program sees their end when the signer ends. */
    if (dup2(own_end, READER_DESCRIPTOR) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        _exit(1);
    closefrom(READER_DESCRIPTOR + 1);
    if (!valux_key_reader_open(source->store_path, source->secret, &reader) || !say_opened())
        _exit(1);
    for (size_t i = 0; i < list->count; i++)
        if (!hand_over_asked(reader, list) || !hand_over(reader, list, (uint32_t)i))
            _exit(1);
    _exit(0);
}

bool key_reader_process_start(const struct key_source *source, const struct valux_key_id *key_ids,
                              size_t count, struct key_reader_process *process)
{
    int ends[2];
    struct key_list list = {key_ids, calloc(count, sizeof(bool)), count};
    /* Nobody waits for the process, and so it must not become a zombie. */
    const struct sigaction leave_no_zombie = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

    if (list.handed_over == NULL || sigaction(SIGCHLD, &leave_no_zombie, NULL) != 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        free(list.handed_over);
        return false;
    }
    pid_t pid = fork();
    if (pid == 0)
        read_keys(source, &list, ends[1]);
    free(list.handed_over);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *process = (struct key_reader_process){ends[0]};
    return true;
}

void key_reader_process_ask(const struct key_reader_process *process, uint32_t index)
{
    /* Where this fails, the key comes in its turn. */
    (void)send(process->descriptor, &index, sizeof index, MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool key_reader_process_next(const struct key_reader_process *process,
                             struct private_key_record *key)
{
    ssize_t length;

    /* Where the process has ended without reading what it was asked, that is told before its keys.
     */
    do
        length = recv(process->descriptor, key, sizeof *key, MSG_TRUNC);
    while (length < 0 && (errno == EINTR || errno == ECONNRESET));
    return length >= (ssize_t)HEAD_SIZE && length == (ssize_t)(HEAD_SIZE + key->length);
}

void key_reader_process_end(struct key_reader_process *process)
{
    close(process->descriptor);
}
