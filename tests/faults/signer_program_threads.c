/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_program.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void *sign(void *argument)
{
    struct waiting_signature *waiting = argument;
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    __atomic_store_n(&waiting->thread_id, gettid(), __ATOMIC_RELEASE);
    waiting->rv = program_sign(waiting->label, signature, &length);
    __atomic_store_n(&waiting->ended, true, __ATOMIC_RELEASE);
    return NULL;
}

/* Whether the thread waits for an answer: the number of its system call (proc(5), syscall). */
static bool is_receiving(pid_t thread_id)
{
    char path[64];
    char line[256] = "";

    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)thread_id);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool waits = fgets(line, sizeof line, file) != NULL && strtol(line, NULL, 10) == SYS_recvfrom;
    fclose(file);
    return waits;
}

void program_sign_waited(struct waiting_signature *waiting)
{
    pthread_join(waiting->thread, NULL);
    waiting->milliseconds = program_milliseconds() - waiting->begin;
}

bool program_sign_waiting(const char *label, struct waiting_signature *waiting)
{
    *waiting = (struct waiting_signature){.label = label, .begin = program_milliseconds()};
    if (pthread_create(&waiting->thread, NULL, sign, waiting) != 0)
        abort();
    while (!is_receiving(__atomic_load_n(&waiting->thread_id, __ATOMIC_ACQUIRE))) {
        if (__atomic_load_n(&waiting->ended, __ATOMIC_ACQUIRE)) {
            program_sign_waited(waiting);
            return false;
        }
        sched_yield();
    }
    return true;
}

/*
 * slow SIGNER MILLISECONDS LABEL: the signer, a process ID, is stopped already. A thread asks for a
 * signature, and after so many milliseconds the signer is continued. Prints the signature's return
 * value and how long it took, or "answered" if the answer came before.
 */
static void command_slow(const char *arguments)
{
    pid_t signer = (pid_t)program_take_number(&arguments);
    long milliseconds = program_take_number(&arguments);
    struct waiting_signature waiting;

    if (!program_sign_waiting(arguments, &waiting)) {
        printf("answered");
        return;
    }
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0) {
    }
    kill(signer, SIGCONT);
    program_sign_waited(&waiting);
    printf("0x%lx %ld", waiting.rv, waiting.milliseconds);
}

bool program_threads_command(const char *name, const char *arguments)
{
    if (strcmp(name, "slow") != 0)
        return false;
    command_slow(arguments);
    return true;
}
