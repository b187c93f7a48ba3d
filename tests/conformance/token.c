/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 32
#define WAIT_SECONDS 30
#define POLL_NANOSECONDS 10000000L

extern char **environ;

CK_FUNCTION_LIST_3_0 *p11;

static void *library;
static char directory[64];
static char store_path[80];

void *token_load_module_at(const char *path)
{
    CK_C_GetInterface get_interface;
    CK_INTERFACE *interface;
    CK_VERSION version = {3, 0};
    void *loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (loaded == NULL) {
        print_error("%s\n", dlerror());
        return NULL;
    }
    *(void **)&get_interface = dlsym(loaded, "C_GetInterface");
    if (get_interface == NULL || get_interface(NULL, &version, &interface, 0) != CKR_OK)
        return NULL;
    p11 = interface->pFunctionList;
    return loaded;
}

void *token_load_module(void)
{
    return token_load_module_at(VALUX_TEST_MODULE);
}

int token_make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/valux-token-XXXXXX");
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(store_path, sizeof store_path, "%s/store", directory);
    return setenv("VALUX_HOME", store_path, 1);
}

int token_load(void **state)
{
    if (token_make_directory(state) != 0)
        return -1;
    library = token_load_module();
    return library == NULL ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *position)
{
    (void)status;
    (void)flag;
    (void)position;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int token_remove_directory(void **state)
{
    (void)state;
    remove_tree(directory);
    return 0;
}

int token_unload(void **state)
{
    token_remove_directory(state);
    return library == NULL ? -1 : dlclose(library);
}

int token_initialize(void **state)
{
    (void)state;
    return p11->C_Initialize(NULL) == CKR_OK ? 0 : -1;
}

int token_finalize(void **state)
{
    (void)state;
    return p11->C_Finalize(NULL) == CKR_OK ? 0 : -1;
}

const char *token_store(void)
{
    return store_path;
}

const char *token_path(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

void token_remove_store(void)
{
    remove_tree(store_path);
}

void token_make_store(const char *const arguments[])
{
    char program[] = VALUX_TEST_MAKE_STORE;
    char option[] = "--store";
    char *argv[ARGUMENTS_MAX + 1] = {program, option, store_path};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;
    size_t count = 3;

    for (size_t i = 0; arguments[i] != NULL && count < ARGUMENTS_MAX; i++)
        argv[count++] = (char *)(uintptr_t)arguments[i];
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0), 0);
    assert_int_equal(posix_spawn(&child, argv[0], &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static CK_RV notify(CK_SESSION_HANDLE session, CK_NOTIFICATION event, CK_VOID_PTR application)
{
    (void)session;
    (void)event;
    (void)application;
    return CKR_OK;
}

static CK_SESSION_HANDLE open_session(CK_FLAGS flags, CK_NOTIFY callback)
{
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;

    assert_ck(p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION | flags, NULL, callback, &session),
              CKR_OK);
    return session;
}

CK_SESSION_HANDLE token_open(void)
{
    return open_session(0, NULL);
}

CK_SESSION_HANDLE token_open_read_write(void)
{
    return open_session(CKF_RW_SESSION, NULL);
}

CK_SESSION_HANDLE token_open_with_callback(void)
{
    return open_session(0, notify);
}

CK_ULONG token_find(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count,
                    CK_OBJECT_HANDLE *objects)
{
    CK_ULONG found = 0;

    assert_ck(p11->C_FindObjectsInit(session, attributes, count), CKR_OK);
    assert_ck(p11->C_FindObjects(session, objects, TOKEN_OBJECTS_MAX, &found), CKR_OK);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OK);
    return found;
}

CK_ULONG token_count(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};

    return token_find(session, &wanted, class == CK_UNAVAILABLE_INFORMATION ? 0 : 1, objects);
}

CK_OBJECT_HANDLE token_object(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class},
                             {CKA_LABEL, (void *)(uintptr_t)label, strlen(label)}};
    CK_ULONG found = token_find(session, wanted, COUNT(wanted), objects);

    assert_in_range(found, 0, 1);
    return found == 0 ? CK_INVALID_HANDLE : objects[0];
}

CK_ULONG token_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
                     void *value)
{
    CK_ATTRIBUTE attribute = {type, value, TOKEN_VALUE_MAX};

    assert_ck(p11->C_GetAttributeValue(session, object, &attribute, 1), CKR_OK);
    return attribute.ulValueLen;
}

void token_wait_until(token_condition *condition, void *argument)
{
    struct timespec pause = {0, POLL_NANOSECONDS};
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t deadline = now.tv_sec + WAIT_SECONDS;
    while (!condition(argument)) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec > deadline)
            fail_msg("the condition did not come true within %d seconds", WAIT_SECONDS);
        nanosleep(&pause, NULL);
    }
}

struct sight {
    CK_SESSION_HANDLE session;
    CK_OBJECT_CLASS class;
    const char *label;
};

static bool is_visible(void *argument)
{
    const struct sight *sight = argument;

    return token_object(sight->session, sight->class, sight->label) != CK_INVALID_HANDLE;
}

static bool is_hidden(void *argument)
{
    return !is_visible(argument);
}

void token_wait_visible(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label)
{
    struct sight sight = {session, class, label};

    token_wait_until(is_visible, &sight);
}

void token_wait_hidden(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label)
{
    struct sight sight = {session, class, label};

    token_wait_until(is_hidden, &sight);
}

/* The parent in /proc/PID/stat, which follows the command's name in parentheses. */
static pid_t parent_of(const char *process)
{
    char path[64];
    char line[512];
    int parent = 0;

    snprintf(path, sizeof path, "/proc/%.20s/stat", process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    const char *name_end = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
    fclose(file);
    if (name_end == NULL || sscanf(name_end, ") %*c %d", &parent) != 1)
        return 0;
    return parent;
}

/* How many children this process has; *last becomes one of them. */
static size_t find_children(pid_t *last)
{
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(processes);
    while ((entry = readdir(processes)) != NULL)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' &&
            parent_of(entry->d_name) == getpid()) {
            *last = (pid_t)strtol(entry->d_name, NULL, 10);
            count++;
        }
    closedir(processes);
    return count;
}

size_t token_child_count(void)
{
    pid_t last;

    return find_children(&last);
}

pid_t token_only_child(void)
{
    pid_t last = 0;

    return find_children(&last) == 1 ? last : 0;
}
