/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/key_reader.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keys/key_directory.h"
#include "keys/seal.h"
#include "keys/softoken.h"
#include "valux/key_database.h"
#include "valux/paths.h"

#define QUOTED_PATH_SIZE (2 * VALUX_PATH_SIZE)
#define PARAMETERS_SIZE (QUOTED_PATH_SIZE + 128)
#define SLOTS_MAX 8

struct valux_key_reader {
    bool initialized; /* the token is, and needs to be finalized */
    struct softoken softoken;
};

/* Writes a text as the token's parameters need it between single quotes. */
static void quote(char quoted[static QUOTED_PATH_SIZE], const char path[static VALUX_PATH_SIZE])
{
    for (; *path != '\0'; path++) {
        if (*path == '\'' || *path == '\\')
            *quoted++ = '\\';
        *quoted++ = *path;
    }
    *quoted = '\0';
}

static bool make_parameters(char parameters[static PARAMETERS_SIZE], const char *store_path)
{
    char path[VALUX_PATH_SIZE];
    char quoted[QUOTED_PATH_SIZE];

    if (!valux_paths_join(path, store_path, VALUX_KEY_DATABASE_DIRECTORY))
        return false;
    quote(quoted, path);
    snprintf(parameters, PARAMETERS_SIZE,
             "configdir='sql:%s' certPrefix='' keyPrefix='' secmod='' flags=readOnly", quoted);
    return true;
}

/*
 * Loads the token from where it was when this program was built, or else from where the system
 * finds it. It is never unloaded, because it does not free its locks.
 */
static bool load_token(CK_FUNCTION_LIST **functions)
{
    CK_C_GetFunctionList get_functions;
    void *library = dlopen(VALUX_SOFTOKEN, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
        library = dlopen("libsoftokn3.so", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return false;
    *(void **)&get_functions = dlsym(library, "C_GetFunctionList");
    return get_functions != NULL && get_functions(functions) == CKR_OK;
}

static bool start_token(struct valux_key_reader *reader, const char *store_path)
{
    char parameters[PARAMETERS_SIZE];
    CK_C_INITIALIZE_ARGS arguments = {
        .flags = CKF_OS_LOCKING_OK,
        .LibraryParameters = (CK_CHAR_PTR *)parameters,
    };

    if (!make_parameters(parameters, store_path) || !load_token(&reader->softoken.functions))
        return false;
    reader->initialized = reader->softoken.functions->C_Initialize(&arguments) == CKR_OK;
    return reader->initialized;
}

/* The slot that asks for a password. A key database always has one. */
static bool open_session(struct softoken *softoken)
{
    CK_FUNCTION_LIST *functions = softoken->functions;
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    CK_TOKEN_INFO information;

    if (functions->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK)
        return false;
    for (CK_ULONG i = 0; i < count; i++)
        if (functions->C_GetTokenInfo(slots[i], &information) == CKR_OK &&
            (information.flags & CKF_LOGIN_REQUIRED) != 0)
            return functions->C_OpenSession(slots[i], CKF_SERIAL_SESSION, NULL, NULL,
                                            &softoken->session) == CKR_OK;
    return false;
}

static bool log_in(const struct softoken *softoken, const struct seal *seal)
{
    char password[SEAL_PASSWORD_SIZE];
    bool result = seal_derive(seal, softoken, password) == CKR_OK &&
                  softoken->functions->C_Login(softoken->session, CKU_USER, (CK_UTF8CHAR *)password,
                                               SEAL_PASSWORD_SIZE - 1) == CKR_OK;

    explicit_bzero(password, sizeof password);
    return result;
}

/* A database that others own or may write has no seal for the signer. */
static bool read_seal(const char *store_path, struct seal *seal)
{
    struct valux_error error;
    int directory = open(store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool result = directory >= 0 && key_directory_check(directory, &error) &&
                  seal_read(directory, false, seal, &error);

    if (directory >= 0)
        close(directory);
    return result;
}

bool valux_key_reader_open(const char *store_path, struct valux_key_reader **reader)
{
    struct seal seal = {0};
    struct valux_key_reader *opened = calloc(1, sizeof *opened);
    bool result = opened != NULL && read_seal(store_path, &seal) &&
                  start_token(opened, store_path) && open_session(&opened->softoken) &&
                  log_in(&opened->softoken, &seal);

    explicit_bzero(&seal, sizeof seal);
    if (!result) {
        valux_key_reader_close(opened);
        opened = NULL;
    }
    *reader = opened;
    return result;
}

bool valux_key_reader_read(const struct valux_key_reader *reader, struct valux_key_id key_id,
                           struct valux_bytes *pkcs8)
{
    return softoken_read_private_key(&reader->softoken, key_id, pkcs8) == CKR_OK &&
           pkcs8->length > 0;
}

void valux_key_reader_close(struct valux_key_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->initialized)
        (void)reader->softoken.functions->C_Finalize(NULL);
    free(reader);
}
