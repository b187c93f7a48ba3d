/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/key_reader_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "valux/key_reader.h"

#define HEAD_SIZE offsetof(struct private_key_record, pkcs8)

static bool write_all(int file, const void *data, size_t length)
{
    const char *rest = data;

    while (length > 0) {
        ssize_t written = write(file, rest, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        rest += written;
        length -= (size_t)written;
    }
    return true;
}

static bool read_all(int file, void *data, size_t length)
{
    char *rest = data;

    while (length > 0) {
        ssize_t count = read(file, rest, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        rest += count;
        length -= (size_t)count;
    }
    return true;
}

/* Hands one key over. A key that can't be read is handed over as one that is not there. */
static bool hand_over(const struct valux_key_reader *reader, int writer, uint32_t index,
                      struct valux_key_id key_id)
{
    static struct private_key_record record;
    struct valux_bytes pkcs8;

    record.index = index;
    record.length = 0;
    if (valux_key_reader_read(reader, key_id, &pkcs8) && pkcs8.length <= sizeof record.pkcs8) {
        memcpy(record.pkcs8, pkcs8.data, pkcs8.length);
        record.length = (uint32_t)pkcs8.length;
    }
    valux_bytes_wipe(&pkcs8);
    bool written = write_all(writer, &record, HEAD_SIZE + record.length);
    explicit_bzero(&record, sizeof record);
    return written;
}

/* In the new process. It ends by _exit(2) at once, since nothing has to be saved or closed. */
static _Noreturn void read_keys(const char *store_path, const struct valux_key_id *key_ids,
                                size_t count, int writer)
{
    struct valux_key_reader *reader;

    /* It keeps no copy of the channels, so that the program sees their end when the signer ends. */
    if (dup2(writer, STDERR_FILENO + 1) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        _exit(1);
    closefrom(STDERR_FILENO + 2);
    if (!valux_key_reader_open(store_path, &reader))
        _exit(1);
    for (size_t i = 0; i < count; i++)
        if (!hand_over(reader, STDERR_FILENO + 1, (uint32_t)i, key_ids[i]))
            _exit(1);
    _exit(0);
}

bool key_reader_process_start(const char *store_path, const struct valux_key_id *key_ids,
                              size_t count, struct key_reader_process *process)
{
    int ends[2];
    /* Nobody waits for the process, and so it must not become a zombie. */
    const struct sigaction leave_no_zombie = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

    if (sigaction(SIGCHLD, &leave_no_zombie, NULL) != 0 || pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        read_keys(store_path, key_ids, count, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    *process = (struct key_reader_process){ends[0]};
    return true;
}

bool key_reader_process_next(const struct key_reader_process *process,
                             struct private_key_record *key)
{
    return read_all(process->reader, key, HEAD_SIZE) && key->length <= sizeof key->pkcs8 &&
           read_all(process->reader, key->pkcs8, key->length);
}

void key_reader_process_end(struct key_reader_process *process)
{
    close(process->reader);
}
