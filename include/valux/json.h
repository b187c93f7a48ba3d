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
#include "valux/key_id.h"
#include "valux/service_period.h"

/*
 * Reads the members of JSON objects, with errors that name the document and the member. A reader
 * keeps the first error. After it the functions do nothing and return 0. So a document is read by a
 * run of calls, and `failed` is looked at once, at the end.
 *
 *     struct valux_json_reader reader = valux_json_reader("alarms.json", VALUX_ERROR_STORE, error);
 *     cJSON *document = valux_json_parse(&reader, text, length);
 *     valux_json_string(&reader, "nickname", nickname, sizeof nickname);
 *     if (valux_json_has(&reader, "started"))
 *         started = valux_json_time(&reader, "started");
 *     return !reader.failed;
 */
struct valux_json_reader {
    const char *source;             /* what messages call the document; the caller's */
    enum valux_error_domain domain; /* the error's */
    struct valux_error *error;      /* set once, when `failed` becomes true */
    const cJSON *object;            /* whose members are read; NULL has none */
    bool failed;
};

struct valux_json_reader valux_json_reader(const char *source, enum valux_error_domain domain,
                                           struct valux_error *error);

/*
 * Parses a document, which is one object with nothing behind it, and makes it the one that is read.
 * The caller owns it (cJSON_Delete); NULL with the reader failed.
 */
cJSON *valux_json_parse(struct valux_json_reader *reader, const char *text, size_t length);

/*
 * Sets the error about a member, unless there is one already. `what` completes the sentence, "is
 * too long" for example. `member` may be a path, "centre.address".
 */
void valux_json_fail(struct valux_json_reader *reader, const char *member, const char *what);

/* Whether the object has the member. False in a reader that has failed. */
bool valux_json_has(const struct valux_json_reader *reader, const char *member);

/*
 * Each of these reads one member, which must be there. Ask for an optional one by valux_json_has
 * first. A string is copied to `value` of `size` bytes, the terminating zero included; it is an
 * error if it is longer. After an error `value` is as it was. The caller frees what
 * valux_json_base64 returns.
 */
void valux_json_string(struct valux_json_reader *reader, const char *member, char *value,
                       size_t size);
int64_t valux_json_integer(struct valux_json_reader *reader, const char *member, int64_t minimum,
                           int64_t maximum);
bool valux_json_boolean(struct valux_json_reader *reader, const char *member);
int64_t valux_json_time(struct valux_json_reader *reader, const char *member); /* seconds */
struct valux_key_id valux_json_key_id(struct valux_json_reader *reader, const char *member);
struct valux_bytes valux_json_base64(struct valux_json_reader *reader, const char *member);

/*
 * The member version, a whole number from 1 to `known`. A greater one fails: in the store's files
 * with VALUX_ERROR_VERSION, since they are neither damaged nor to be made anew. It is read before
 * other members, which may have changed.
 */
void valux_json_version(struct valux_json_reader *reader, int64_t known);

/* A string that is in the list `names`, which NULL ends: its index. */
int valux_json_choice(struct valux_json_reader *reader, const char *member,
                      const char *const names[]);

/* An array or an object; NULL after an error. */
const cJSON *valux_json_array(struct valux_json_reader *reader, const char *member);
const cJSON *valux_json_object(struct valux_json_reader *reader, const char *member);

/*
 * An array of at most `maximum` strings in base64: *values becomes an array of *count byte strings.
 * The caller frees both; NULL and 0 after an error.
 */
void valux_json_base64_array(struct valux_json_reader *reader, const char *member, size_t maximum,
                             struct valux_bytes **values, size_t *count);

/* The member servicePeriod {from, to}. If it is absent, the period is not `given`. */
struct valux_service_period valux_json_service_period(struct valux_json_reader *reader);

/* Fails for a member of the object that the list `names`, which NULL ends, does not have. */
void valux_json_known_members(struct valux_json_reader *reader, const char *const names[]);

/*
 * Sets a member of an object, and replaces the one of that name. The other members stay. `value` is
 * taken, after a failure too, and NULL counts as want of memory. False if there is not enough
 * memory.
 */
bool valux_json_set(cJSON *object, const char *member, cJSON *value);
bool valux_json_set_string(cJSON *object, const char *member, const char *value);
bool valux_json_set_time(cJSON *object, const char *member, int64_t seconds);
bool valux_json_set_key_id(cJSON *object, const char *member, struct valux_key_id key_id);

/*
 * Removes a member of an object, and every other one of its name: the text may have had several,
 * and a reader would then find the next one. There may be none, and `object` may be NULL.
 */
void valux_json_remove(cJSON *object, const char *member);

/* The member servicePeriod {from, to}. It is removed if the period is not given. */
bool valux_json_set_service_period(cJSON *object, const struct valux_service_period *period);
bool valux_json_set_base64(cJSON *object, const char *member, const struct valux_bytes *value);
bool valux_json_set_base64_array(cJSON *object, const char *member,
                                 const struct valux_bytes *values, size_t count);

#endif
