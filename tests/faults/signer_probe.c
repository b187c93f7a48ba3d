/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "signer/signer.h"

/*
 * valux-signer with other work for its channels: a sealed thread tries what the seal forbids, and
 * sends `name errno` for each attempt, and `end`.
 */

struct attempt {
    const char *name;
    long (*make)(void);
};

static long attempt_open(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static long attempt_open_system_call(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0);
}

static long attempt_create(void)
{
    return open("/tmp/valux-signer-probe", O_WRONLY | O_CREAT, 0600);
}

static long attempt_execve(void)
{
    char *nothing[] = {NULL};

    return execve("/bin/true", nothing, nothing);
}

static long attempt_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long attempt_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long attempt_connect(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return connect(VALUX_SIGNER_FIRST_CHANNEL, (struct sockaddr *)&address, sizeof address);
}

static long attempt_fork(void)
{
    return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long attempt_kill(void)
{
    return kill(getppid(), 0);
}

static long attempt_ptrace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long attempt_process_vm_readv(void)
{
    char byte;
    struct iovec vector = {&byte, 1};

    return process_vm_readv(1, &vector, 1, &vector, 1, 0);
}

static long attempt_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long attempt_executable_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) == MAP_FAILED
               ? -1
               : 0;
}

static long attempt_mapping_the_snapshot(void)
{
    return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, VALUX_SIGNER_FIRST_CHANNEL + 3, 0) == MAP_FAILED
               ? -1
               : 0;
}

static long attempt_stat(void)
{
    struct stat status;

    return stat("/etc/passwd", &status);
}

static long attempt_write(void)
{
    return write(STDERR_FILENO, "", 0);
}

static long attempt_passing_descriptors(void)
{
    struct msghdr message = {0};

    return sendmsg(VALUX_SIGNER_FIRST_CHANNEL, &message, 0);
}

/* A signer that the agent has started may do this on the agent's socket alone. */
static long attempt_receiving_descriptors(void)
{
    struct msghdr message = {0};

    return recvmsg(VALUX_SIGNER_FIRST_CHANNEL, &message, MSG_DONTWAIT);
}

/* Allowed: what libcrypto allocates while it computes is to be locked too. */
static long attempt_locking_memory(void)
{
    long page = sysconf(_SC_PAGESIZE);
    void *memory =
        mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? -1 : mlock2(memory, (size_t)page, MLOCK_ONFAULT);
}

static const struct attempt attempts[] = {
    {"open", attempt_open},
    {"openat", attempt_open_system_call},
    {"create", attempt_create},
    {"execve", attempt_execve},
    {"socket", attempt_socket},
    {"unix-socket", attempt_unix_socket},
    {"connect", attempt_connect},
    {"fork", attempt_fork},
    {"kill", attempt_kill},
    {"ptrace", attempt_ptrace},
    {"process_vm_readv", attempt_process_vm_readv},
    {"dumpable", attempt_dumpable},
    {"executable-memory", attempt_executable_memory},
    {"map-a-file", attempt_mapping_the_snapshot},
    {"stat", attempt_stat},
    {"write", attempt_write},
    {"sendmsg", attempt_passing_descriptors},
    {"recvmsg", attempt_receiving_descriptors},
    {"lock-memory", attempt_locking_memory},
};

static void probe(const struct keys *keys)
{
    char line[64];
    int channel = channel_threads_wait_for_channel();

    (void)keys;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        errno = 0;
        long result = attempts[i].make();
        int length = snprintf(line, sizeof line, "%s %d", attempts[i].name, result < 0 ? errno : 0);
        if (send(channel, line, (size_t)length, MSG_NOSIGNAL) != length)
            return;
    }
    (void)send(channel, "end", 3, MSG_NOSIGNAL);
    (void)recv(channel, line, sizeof line, 0);
}

/* `valux-signer-probe landlock`: without seccomp, what opening a file gives once paths are given
 * up.
 */
static int probe_landlock(void)
{
    bool known = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !sandbox_leave_paths())
        return 1;
    int file = open("/etc/passwd", O_RDONLY);
    printf("%s %d\n", known ? "landlock" : "none", file < 0 ? errno : 0);
    return 0;
}

int main(int argument_count, char *arguments[])
{
    if (argument_count == 2 && strcmp(arguments[1], "landlock") == 0)
        return probe_landlock();
    return signer_main(argument_count, arguments, probe);
}
