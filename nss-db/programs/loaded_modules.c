/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/loaded_modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/snapshot.h"

/* What the kernel writes behind the path of a file that is no longer there (proc(5), maps). */
#define REPLACED " (deleted)"
#define MODULE_SIZE_LIMIT ((size_t)64 << 20)

/* The path in a line of a process's map of memory, without its end of line; NULL: it has none. */
static char *mapped_path(char *line)
{
    char *path = strchr(line, '/');

    if (path != NULL)
        path[strcspn(path, "\n")] = '\0';
    return path;
}

/* Cuts off the mark of a file that is no longer there; false if there is none. */
static bool cut_replaced(char *path)
{
    size_t length = strlen(path);

    if (length < strlen(REPLACED) || strcmp(path + length - strlen(REPLACED), REPLACED) != 0)
        return false;
    path[length - strlen(REPLACED)] = '\0';
    return true;
}

/* Which version of snapshots the module's file says that it reads; 0: it does not say. */
static unsigned read_snapshot_version(const struct valux_loaded_module *module)
{
    char path[VALUX_PATH_SIZE + 32];
    struct valux_bytes content = {NULL, 0};
    struct valux_error unreadable;
    unsigned version = 0;

    snprintf(path, sizeof path, "/proc/%ld/root%s", (long)module->pid, module->path);
    if (!valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, path, MODULE_SIZE_LIMIT, &content, NULL,
                         &unreadable))
        return 0;
    const char *mark = memmem(content.data, content.length, VALUX_SNAPSHOT_VERSION_MARK,
                              strlen(VALUX_SNAPSHOT_VERSION_MARK));
    if (mark != NULL)
        version = (unsigned)strtoul(mark + strlen(VALUX_SNAPSHOT_VERSION_MARK), NULL, 10);
    valux_bytes_free(&content);
    return version;
}

/* Whether a line of the process's map shows an outdated file of this name; fills *module then. */
static bool is_outdated_module(char *line, const char *name, struct valux_loaded_module *module)
{
    char *path = mapped_path(line);

    if (path == NULL)
        return false;
    module->replaced = cut_replaced(path);
    if (strcmp(strrchr(path, '/') + 1, name) != 0 || strlen(path) >= sizeof module->path)
        return false;
    if (!module->replaced && strcmp(path, module->path) == 0)
        return false; /* a further part of a file that has been looked at */
    memcpy(module->path, path, strlen(path) + 1);
    if (module->replaced)
        return true;
    module->snapshot_version = read_snapshot_version(module);
    return module->snapshot_version != VALUX_SNAPSHOT_VERSION;
}

static void read_name(struct valux_loaded_module *module)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/comm", (long)module->pid);
    FILE *file = fopen(path, "re");
    module->program[0] = '\0';
    if (file == NULL)
        return;
    if (fgets(module->program, sizeof module->program, file) == NULL)
        module->program[0] = '\0';
    module->program[strcspn(module->program, "\n")] = '\0';
    fclose(file);
}

static bool examine_process(const char *name, struct valux_loaded_module *module)
{
    char path[64];
    char *line = NULL;
    size_t size = 0;
    bool found = false;

    snprintf(path, sizeof path, "/proc/%ld/maps", (long)module->pid);
    FILE *maps = fopen(path, "re");
    if (maps == NULL)
        return false;
    while (!found && getline(&line, &size, maps) > 0)
        found = is_outdated_module(line, name, module);
    free(line);
    fclose(maps);
    if (found)
        read_name(module);
    return found;
}

static bool append(struct valux_loaded_module **modules, size_t *count,
                   const struct valux_loaded_module *module)
{
    struct valux_loaded_module *grown = reallocarray(*modules, *count + 1, sizeof *grown);

    if (grown == NULL)
        return false;
    grown[(*count)++] = *module;
    *modules = grown;
    return true;
}

bool valux_loaded_modules_find_outdated(const char *module_path,
                                        struct valux_loaded_module **modules, size_t *count,
                                        struct valux_error *error)
{
    const char *slash = strrchr(module_path, '/');
    const char *name = slash == NULL ? module_path : slash + 1;
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    bool result = true;

    *modules = NULL;
    *count = 0;
    if (processes == NULL)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "/proc: %s", strerror(errno));
    while (result && (entry = readdir(processes)) != NULL) {
        char *end;
        struct valux_loaded_module module = {.pid = (pid_t)strtol(entry->d_name, &end, 10)};
        if (*end == '\0' && module.pid > 0 && examine_process(name, &module))
            result = append(modules, count, &module) || valux_error_set_memory(error);
    }
    closedir(processes);
    if (!result) {
        free(*modules);
        *modules = NULL;
    }
    return result;
}
