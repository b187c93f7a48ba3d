/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/loaded_modules.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the kernel writes behind the path of a file that is no longer there (proc(5), maps). */
#define REPLACED " (deleted)"

/* Whether a line of a process's map shows a file of this name that has been replaced. */
static bool is_replaced_module(char *line, const char *name)
{
    char *path = strchr(line, '/');
    size_t length;

    if (path == NULL)
        return false;
    path[strcspn(path, "\n")] = '\0';
    length = strlen(path);
    if (length < strlen(REPLACED) || strcmp(path + length - strlen(REPLACED), REPLACED) != 0)
        return false;
    path[length - strlen(REPLACED)] = '\0';
    return strcmp(strrchr(path, '/') + 1, name) == 0;
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
        found = is_replaced_module(line, name);
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

bool valux_loaded_modules_find_replaced(const char *module_path,
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
