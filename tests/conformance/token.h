/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CONFORMANCE_TOKEN_H
#define VALUX_TESTS_CONFORMANCE_TOKEN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <pkcs11.h>

/*
 * The module under test, loaded as programs load it, and a throw-away store for it. Everything here
 * fails the test where it can't do what it says.
 */

#define TOKEN_SLOT 1UL
#define TOKEN_OBJECTS_MAX 256
#define TOKEN_VALUE_MAX 8192
#define TOKEN_UNKNOWN_SESSION 0x7fffffffUL
#define TOKEN_UNKNOWN_OBJECT 0x7fffffffUL
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The module's functions (version 3.0). */
extern CK_FUNCTION_LIST_3_0 *p11;

/* Asserts the result of a call. */
#define assert_ck(call, expected) assert_int_equal((call), (expected))

/* Runs make-store with these arguments, ended by NULL, on the test's store. */
#define make_store(...) token_make_store((const char *const[]){__VA_ARGS__, NULL})
void token_make_store(const char *const arguments[]);

/* Loads the module and makes an empty directory for stores; the store itself is not made. */
int token_load(void **state);

/* Removes that directory and unloads the module. */
int token_unload(void **state);

/* The two halves of it, for tests that load and unload the module themselves by dlclose(3). */
int token_make_directory(void **state);
int token_remove_directory(void **state);

/* Loads the module, as often as it is called, and sets `p11`. NULL where that fails. */
void *token_load_module(void);

/* Likewise a copy of the module that lies elsewhere. */
void *token_load_module_at(const char *path);

/* C_Initialize and C_Finalize around a test. */
int token_initialize(void **state);
int token_finalize(void **state);

/* The path of the store, and that of a file beside it. */
const char *token_store(void);
const char *token_path(const char *name);

/* Removes the store. */
void token_remove_store(void);

/* Opens a session, read-only or read/write. */
CK_SESSION_HANDLE token_open(void);
CK_SESSION_HANDLE token_open_read_write(void);

/* Opens a read-only session with a notification callback, which hears of changes. */
CK_SESSION_HANDLE token_open_with_callback(void);

/* Searches; returns how many objects were found, at most TOKEN_OBJECTS_MAX. */
CK_ULONG token_find(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count,
                    CK_OBJECT_HANDLE *objects);

/* The number of visible objects of a class, or of all with CK_UNAVAILABLE_INFORMATION. */
CK_ULONG token_count(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class);

/* The object with this class and label; CK_INVALID_HANDLE where programs see none. */
CK_OBJECT_HANDLE token_object(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label);

/* An attribute's value, TOKEN_VALUE_MAX bytes at most; returns its length. */
CK_ULONG token_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
                     void *value);

/* Waits until the condition holds, and fails the test when it does not within half a minute. */
typedef bool token_condition(void *argument);
void token_wait_until(token_condition *condition, void *argument);

/* Waits until programs see an object with this class and label, or see none. */
void token_wait_visible(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label);
void token_wait_hidden(CK_SESSION_HANDLE session, CK_OBJECT_CLASS class, const char *label);

/* The number of processes that this process has started and that have not ended. */
size_t token_child_count(void);

/* The ID of that process if there is exactly one, else 0. */
pid_t token_only_child(void);

#endif
