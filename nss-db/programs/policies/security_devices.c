/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/security_devices.h"

#include <stdio.h>
#include <string.h>

#include "valux/find_programs.h"
#include "valux/json.h"
#include "valux/program_registration.h"
#include "valux/text.h"

static const char *const chain[] = {"policies", "SecurityDevices", "Add"};
#define CHAIN_LENGTH 3

static bool is_older_form(const cJSON *devices)
{
    return cJSON_GetArraySize(devices) > 0 &&
           cJSON_GetObjectItemCaseSensitive(devices, "Add") == NULL &&
           cJSON_GetObjectItemCaseSensitive(devices, "Delete") == NULL;
}

/* Goes down the members as far as they exist. *depth becomes the number of steps. Never NULL. */
static cJSON *descend(cJSON *document, size_t *depth)
{
    cJSON *object = document;

    for (*depth = 0; *depth < CHAIN_LENGTH; (*depth)++) {
        cJSON *next = cJSON_GetObjectItemCaseSensitive(object, chain[*depth]);
        if (next == NULL)
            break;
        object = next;
    }
    return object;
}

/* How many members of the object have the name: of two, cJSON reads the first, Firefox the last. */
static int count_members(const cJSON *object, const char *name)
{
    int count = 0;
    const cJSON *member;

    cJSON_ArrayForEach(member, object) count +=
        member->string != NULL && strcmp(member->string, name) == 0;
    return count;
}

/* Checks that no member on the way to our module is there twice. */
static bool check_members(const cJSON *document, const char *name, struct valux_error *error)
{
    static const char *const names[] = {"policies", "SecurityDevices", "Add", "Delete",
                                        VALUX_MODULE_NAME};
    const cJSON *object = document;

    for (size_t depth = 0; depth <= CHAIN_LENGTH && object != NULL; depth++) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (count_members(object, names[i]) > 1)
                return valux_error_set(error, VALUX_ERROR_PROGRAM,
                                       _("%s: the member \"%s\" is there twice, and the program "
                                         "reads only the last one. Make one of the two first."),
                                       name, names[i]);
        }
        if (depth < CHAIN_LENGTH)
            object = cJSON_GetObjectItemCaseSensitive(object, chain[depth]);
    }
    return true;
}

/* The object that holds the modules, made where it is missing. NULL with *error set. */
static cJSON *make_container(cJSON *document, const char *name, struct policy_devices *devices,
                             struct valux_error *error)
{
    size_t depth;
    cJSON *object = descend(document, &depth);

    if (!cJSON_IsObject(object)) {
        valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the member \"%s\" is not an object."),
                        name, object->string == NULL ? "" : object->string);
        return NULL;
    }
    if (depth == 2 && is_older_form(object))
        return object;
    if (depth < CHAIN_LENGTH)
        snprintf(devices->made, sizeof devices->made, "%s", chain[depth]);
    for (; depth < CHAIN_LENGTH; depth++) {
        object = cJSON_AddObjectToObject(object, chain[depth]);
        if (object == NULL) {
            valux_error_set_memory(error);
            return NULL;
        }
    }
    return object;
}

bool policy_devices_add(cJSON *document, const char *name, const char *module_path,
                        struct policy_devices *devices, bool *changed, struct valux_error *error)
{
    memset(devices, 0, sizeof *devices);
    *changed = false;
    if (!check_members(document, name, error))
        return false;
    cJSON *container = make_container(document, name, devices, error);
    if (container == NULL)
        return false;
    const cJSON *present = cJSON_GetObjectItemCaseSensitive(container, VALUX_MODULE_NAME);
    if (cJSON_IsString(present)) {
        if (strcmp(present->valuestring, module_path) == 0)
            return true;
        snprintf(devices->previous, sizeof devices->previous, "%s", present->valuestring);
    }
    *changed = true;
    return valux_json_set_string(container, VALUX_MODULE_NAME, module_path) ||
           valux_error_set_memory(error);
}

/* Removes the empty members, from the innermost up to the outermost that was made for them. */
static void prune(cJSON *document, const char *made)
{
    size_t first = 0;
    size_t depth;

    while (first < CHAIN_LENGTH && strcmp(chain[first], made) != 0)
        first++;
    (void)descend(document, &depth);
    for (; depth > first; depth--) {
        cJSON *parent = document;
        for (size_t i = 0; i + 1 < depth; i++)
            parent = cJSON_GetObjectItemCaseSensitive(parent, chain[i]);
        if (cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(parent, chain[depth - 1])) > 0)
            return;
        valux_json_remove(parent, chain[depth - 1]);
    }
}

bool policy_devices_remove(cJSON *document, const char *module_path,
                           const struct policy_devices *devices)
{
    size_t depth;
    cJSON *container = descend(document, &depth);
    const cJSON *present = cJSON_GetObjectItemCaseSensitive(container, VALUX_MODULE_NAME);

    if (depth < 2 || !cJSON_IsString(present) || strcmp(present->valuestring, module_path) != 0)
        return false;
    if (devices->previous[0] != '\0')
        return valux_json_set_string(container, VALUX_MODULE_NAME, devices->previous);
    valux_json_remove(container, VALUX_MODULE_NAME);
    prune(document, devices->made);
    return true;
}
