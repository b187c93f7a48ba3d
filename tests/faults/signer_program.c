/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer_program.h"

#include <dlfcn.h>
#include <errno.h>
#include <pkcs11.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * A program that a test drives: `signer_program MODULE` reads commands from standard input, one a
 * line, and answers each with one line. It uses the module by its public interface alone.
 */

#define THREADS_MAX 16

/* sign LABEL: the return value, the milliseconds, the signature. */
static void command_sign(const char *label)
{
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    long begin = program_milliseconds();
    CK_RV rv = program_sign(label, signature, &length);

    printf("0x%lx %ld ", rv, program_milliseconds() - begin);
    for (CK_ULONG i = 0; rv == CKR_OK && i < length; i++)
        printf("%02x", signature[i]);
}

struct worker {
    pthread_t thread;
    const char *label;
    long until;
    unsigned long signatures;
    unsigned long failures;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    CK_SESSION_HANDLE own;
    CK_OBJECT_HANDLE key;
    CK_KEY_TYPE type;

    if (program_open_session(&own) != CKR_OK ||
        program_find_key(own, worker->label, &key, &type) != CKR_OK) {
        worker->failures = 1;
        return NULL;
    }
    while (program_milliseconds() < worker->until) {
        CK_BYTE signature[SIGNATURE_MAX];
        CK_ULONG length = sizeof signature;
        if (program_sign_with(own, key, type, signature, &length) == CKR_OK)
            worker->signatures++;
        else
            worker->failures++;
    }
    program_module->C_CloseSession(own);
    return NULL;
}

/* parallel THREADS MILLISECONDS LABEL: signatures made, and failures. */
static void command_parallel(const char *arguments)
{
    struct worker workers[THREADS_MAX] = {{0}};
    long threads = program_take_number(&arguments);
    long duration = program_take_number(&arguments);
    unsigned long signatures = 0;
    unsigned long failures = 0;

    if (threads > THREADS_MAX)
        return;
    for (long i = 0; i < threads; i++) {
        workers[i].label = arguments;
        workers[i].until = program_milliseconds() + duration;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    for (long i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        signatures += workers[i].signatures;
        failures += workers[i].failures;
    }
    printf("%lu %lu", signatures, failures);
}

/* cycles COUNT LABEL: initialises, signs and finalises COUNT times; prints the failures. */
static void command_cycles(const char *arguments)
{
    long count = program_take_number(&arguments);
    int failures = 0;

    for (long i = 0; i < count; i++) {
        CK_BYTE signature[SIGNATURE_MAX];
        CK_ULONG length = sizeof signature;
        failures +=
            program_initialize() != CKR_OK || program_sign(arguments, signature, &length) != CKR_OK;
        failures += program_module->C_Finalize(NULL) != CKR_OK;
    }
    printf("%d", failures);
}

/*
 * fork LABEL: forks. The child looks whether the module is initialised, initialises it, signs and
 * finalises it; the parent signs while the child lives, and again after its end. Prints the child's
 * four return values, then the parent's two.
 */
static void command_fork(const char *label)
{
    CK_INFO info;
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    CK_RV seen[4] = {CKR_GENERAL_ERROR, CKR_GENERAL_ERROR, CKR_GENERAL_ERROR, CKR_GENERAL_ERROR};
    CK_RV rv[2];
    int ends[2];
    pid_t pid;

    if (pipe(ends) != 0 || (pid = fork()) < 0)
        return;
    if (pid == 0) {
        seen[0] = program_module->C_GetInfo(&info);
        seen[1] = program_initialize();
        seen[2] = program_sign(label, signature, &length);
        seen[3] = program_module->C_Finalize(NULL);
        _exit(write(ends[1], seen, sizeof seen) != sizeof seen);
    }
    rv[0] = program_sign(label, signature, &length);
    if (read(ends[0], seen, sizeof seen) != sizeof seen)
        seen[0] = CKR_GENERAL_ERROR;
    waitpid(pid, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    length = sizeof signature;
    rv[1] = program_sign(label, signature, &length);
    printf("0x%lx 0x%lx 0x%lx 0x%lx 0x%lx 0x%lx", seen[0], seen[1], seen[2], seen[3], rv[0], rv[1]);
}

/* fork-hold: forks a child that only waits, and prints its process ID. */
static void command_fork_hold(void)
{
    pid_t pid = fork();

    if (pid == 0)
        for (;;)
            pause();
    printf("%d", (int)pid);
}

static void reap_all(int signal_number)
{
    int saved = errno;

    (void)signal_number;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    errno = saved;
}

static void command_sigchld(const char *how)
{
    signal(SIGCHLD, strcmp(how, "ignore") == 0 ? SIG_IGN : reap_all);
    printf("%s", how);
}

/*
 * signals: prints how many signals are blocked and how many have handlers, to see that the module
 * changes neither.
 */
static void command_signals(void)
{
    sigset_t mask;
    int blocked = 0;
    int handled = 0;

    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int i = 1; i < SIGRTMIN; i++) {
        struct sigaction action;
        blocked += sigismember(&mask, i) == 1;
        handled += sigaction(i, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
    }
    printf("%d %d", blocked, handled);
}

/* device-error: what C_GetSessionInfo says of the signer. */
static void command_device_error(void)
{
    CK_SESSION_HANDLE own;
    CK_SESSION_INFO info = {0};

    if (program_open_session(&own) == CKR_OK &&
        program_module->C_GetSessionInfo(own, &info) == CKR_OK)
        printf("%lu", info.ulDeviceError);
    program_module->C_CloseSession(own);
}

/* login PIN: the return value and the milliseconds; logs out again. */
static void command_login(const char *pin)
{
    CK_SESSION_HANDLE own;
    CK_RV rv = program_open_session(&own);
    long begin = program_milliseconds();

    if (rv == CKR_OK)
        rv = program_module->C_Login(own, CKU_USER, (CK_BYTE *)pin, strlen(pin));
    printf("0x%lx %ld", rv, program_milliseconds() - begin);
    if (rv == CKR_OK)
        program_module->C_Logout(own);
    program_module->C_CloseSession(own);
}

static void run(char *line)
{
    char *arguments = strchr(line, ' ');

    if (arguments == NULL)
        arguments = line + strlen(line);
    else
        *arguments++ = '\0';
    if (strcmp(line, "open") == 0)
        printf("0x%lx", program_initialize());
    else if (strcmp(line, "close") == 0)
        printf("0x%lx", program_module->C_Finalize(NULL));
    else if (strcmp(line, "sign") == 0)
        command_sign(arguments);
    else if (strcmp(line, "parallel") == 0)
        command_parallel(arguments);
    else if (strcmp(line, "cycles") == 0)
        command_cycles(arguments);
    else if (strcmp(line, "fork") == 0)
        command_fork(arguments);
    else if (strcmp(line, "fork-hold") == 0)
        command_fork_hold();
    else if (strcmp(line, "sigchld") == 0)
        command_sigchld(arguments);
    else if (strcmp(line, "chdir") == 0)
        printf("%d", chdir(arguments));
    else if (strcmp(line, "device-error") == 0)
        command_device_error();
    else if (strcmp(line, "login") == 0)
        command_login(arguments);
    else if (strcmp(line, "signals") == 0)
        command_signals();
    else if (strcmp(line, "_exit") == 0)
        _exit(0);
    else if (!program_descriptors_command(line, arguments) &&
             !program_threads_command(line, arguments))
        printf("unknown command");
    putchar('\n');
    fflush(stdout);
}

int main(int argument_count, char *arguments[])
{
    char line[256];
    CK_C_GetFunctionList get_list;
    void *library = argument_count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;

    if (library == NULL) {
        fprintf(stderr, "signer_program: %s\n", argument_count == 2 ? dlerror() : "no module");
        return EXIT_FAILURE;
    }
    *(void **)&get_list = dlsym(library, "C_GetFunctionList");
    if (get_list == NULL || get_list(&program_module) != CKR_OK)
        return EXIT_FAILURE;
    /* Otherwise only root could debug this process, as tests do. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        run(line);
    }
    return EXIT_SUCCESS;
}
