/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_JSON_H
#define VALUX_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * Reading JSON with errors that name the source and the member. `source` is what the message calls
 * the document (a file's name, "the centre's answer"); `domain` is the error's.
 */

struct valux_json_source {
    const char *name;
    enum valux_error_domain domain;
};

/* Parses a document: one object, nothing behind it. The caller owns it (cJSON_Delete). */
cJSON *valux_json_parse(const struct valux_json_source *source, const char *text, size_t length,
                        struct valux_error *error);

/*
 * Member readers. The value is left as it was, and the result is true, where an optional member is
 * absent. Strings are copied, `size` bytes with the terminating zero; a longer one is an error.
 */
enum valux_json_presence { VALUX_JSON_REQUIRED, VALUX_JSON_OPTIONAL };

bool valux_json_string(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence, char *value,
                       size_t size, struct valux_error *error);
bool valux_json_integer(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, int64_t minimum,
                        int64_t maximum, int64_t *value, struct valux_error *error);
bool valux_json_boolean(const struct valux_json_source *source, const cJSON *object,
                        const char *member, enum valux_json_presence presence, bool *value,
                        struct valux_error *error);
bool valux_json_time(const struct valux_json_source *source, const cJSON *object,
                     const char *member, enum valux_json_presence presence, int64_t *seconds,
                     struct valux_error *error);
bool valux_json_base64(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence,
                       struct valux_bytes *value, struct valux_error *error);
bool valux_json_hex(const struct valux_json_source *source, const cJSON *object, const char *member,
                    enum valux_json_presence presence, uint8_t *value, size_t length,
                    struct valux_error *error);

/* The member as object or array; *value becomes NULL where an optional one is absent. */
bool valux_json_container(const struct valux_json_source *source, const cJSON *object,
                          const char *member, enum valux_json_presence presence, int type,
                          const cJSON **value, struct valux_error *error);

/* A string that is a member of the list `names` (ended by NULL): *value becomes its index. */
bool valux_json_choice(const struct valux_json_source *source, const cJSON *object,
                       const char *member, enum valux_json_presence presence,
                       const char *const names[], int *value, struct valux_error *error);

/* Fails for a member of `object` that the list `names` (ended by NULL) does not have. */
bool valux_json_known_members(const struct valux_json_source *source, const cJSON *object,
                              const char *const names[], struct valux_error *error);

/* Base64 array: *values becomes an array of *count byte strings that the caller frees. */
bool valux_json_base64_array(const struct valux_json_source *source, const cJSON *object,
                             const char *member, enum valux_json_presence presence, size_t maximum,
                             struct valux_bytes **values, size_t *count, struct valux_error *error);

/*
 * Setting members, replacing what was there and keeping the others. False for want of memory.
 */
bool valux_json_set(cJSON *object, const char *member, cJSON *value);
bool valux_json_set_string(cJSON *object, const char *member, const char *value);
bool valux_json_set_time(cJSON *object, const char *member, int64_t seconds);
bool valux_json_set_hex(cJSON *object, const char *member, const uint8_t *value, size_t length);
bool valux_json_set_base64(cJSON *object, const char *member, const struct valux_bytes *value);
bool valux_json_set_base64_array(cJSON *object, const char *member,
                                 const struct valux_bytes *values, size_t count);

#endif
