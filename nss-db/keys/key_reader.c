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
#include "keys/tpm_key_file.h"
#include "valux/key_database.h"
#include "valux/paths.h"

#define QUOTED_PATH_SIZE (2 * VALUX_PATH_SIZE)
#define PARAMETERS_SIZE (QUOTED_PATH_SIZE + 128)
#define SLOTS_MAX 8

struct valux_key_reader {
    bool initialized; /* the token is, and needs to be finalized */
    struct softoken softoken;
    char store_path[VALUX_PATH_SIZE];
    char
        password[SEAL_PASSWORD_SIZE]; /* the authorizations of the TPM's keys are derived from it */
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

static bool log_in(struct valux_key_reader *reader, const struct seal *seal)
{
    const struct softoken *softoken = &reader->softoken;

    return seal_derive(seal, softoken, reader->password) == CKR_OK &&
           softoken->functions->C_Login(softoken->session, CKU_USER,
                                        (CK_UTF8CHAR *)reader->password,
                                        SEAL_PASSWORD_SIZE - 1) == CKR_OK;
}

/* A database that others own or may write has no seal for the signer. */
static bool read_seal(const char *store_path, const uint8_t *secret, struct seal *seal)
{
    struct valux_error error;
    int directory = open(store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool result = directory >= 0 && key_directory_check(directory, &error) &&
                  seal_read(directory, false, secret, seal, &error);

    if (directory >= 0)
        close(directory);
    return result;
}

bool valux_key_reader_open(const char *store_path, const uint8_t *secret,
                           struct valux_key_reader **reader)
{
    struct seal seal = {0};
    struct valux_key_reader *opened = calloc(1, sizeof *opened);
    bool result = opened != NULL && read_seal(store_path, secret, &seal) &&
                  start_token(opened, store_path) && open_session(&opened->softoken) &&
                  log_in(opened, &seal);

    explicit_bzero(&seal, sizeof seal);
    if (result)
        snprintf(opened->store_path, sizeof opened->store_path, "%s", store_path);
    if (!result) {
        valux_key_reader_close(opened);
        opened = NULL;
    }
    *reader = opened;
    return result;
}

/* Puts the key's authorization behind the file. */
static bool authorize(const struct valux_key_reader *reader, struct valux_bytes *file)
{
    uint8_t salt[VALUX_TPM_SALT_SIZE];
    uint8_t *longer = realloc(file->data, file->length + VALUX_TPM_AUTHORIZATION_SIZE);

    if (longer == NULL)
        return false;
    file->data = longer;
    if (!valux_tpm_key_file_salt(file->data, file->length, salt) ||
        tpm_key_authorization(&reader->softoken, reader->password, salt,
                              file->data + file->length) != CKR_OK)
        return false;
    file->length += VALUX_TPM_AUTHORIZATION_SIZE;
    return true;
}

bool valux_key_reader_read(const struct valux_key_reader *reader, struct valux_key_id key_id,
                           struct valux_bytes *pkcs8)
{
    struct valux_error ignored;

    if (!tpm_key_file_load(reader->store_path, key_id, pkcs8, &ignored))
        return false;
    if (pkcs8->length > 0) {
        bool authorized = authorize(reader, pkcs8);
        if (!authorized)
            valux_bytes_wipe(pkcs8);
        return authorized;
    }
    return softoken_read_private_key(&reader->softoken, key_id, pkcs8) == CKR_OK &&
           pkcs8->length > 0;
}

void valux_key_reader_close(struct valux_key_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->initialized)
        (void)reader->softoken.functions->C_Finalize(NULL);
    explicit_bzero(reader, sizeof *reader);
    free(reader);
}
