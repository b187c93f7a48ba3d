/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/key_database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nss.h>
#include <pk11pub.h>
#include <secmod.h>

#include "keys/key_directory.h"
#include "keys/nss_database.h"
#include "keys/owner.h"
#include "keys/seal.h"
#include "valux/paths.h"
#include "valux/text.h"

/* Gives NSS the password, once. The signature is that of PK11_SetPasswordFunc's argument. */
static char *give_password(PK11SlotInfo *slot, PRBool retry, void *argument)
{
    const struct valux_key_database *database = argument;

    (void)slot;
    return retry || database == NULL ? NULL : PORT_Strdup(database->password);
}

static bool open_session(struct valux_key_database *database, struct valux_error *error)
{
    CK_FUNCTION_LIST *functions = PK11_GetModule(database->slot)->functionList;
    CK_RV rv = functions->C_OpenSession(PK11_GetSlotID(database->slot), CKF_SERIAL_SESSION, NULL,
                                        NULL, &database->softoken.session);

    database->softoken.functions = functions;
    return rv == CKR_OK || key_database_token_error(error, _("it can't be opened"), rv);
}

static bool initialize_nss(struct valux_key_database *database, const char *path, bool writable,
                           struct valux_error *error)
{
    char name[VALUX_PATH_SIZE + 8];
    PRUint32 flags = NSS_INIT_NOROOTINIT | NSS_INIT_NOMODDB | (writable ? 0 : NSS_INIT_READONLY);

    snprintf(name, sizeof name, "sql:%s", path);
    if (NSS_Initialize(name, "", "", "", flags) != SECSuccess)
        return key_database_error(error, _("it can't be opened"));
    database->initialized = true;
    PK11_SetPasswordFunc(give_password);
    database->slot = PK11_GetInternalKeySlot();
    if (database->slot == NULL)
        return key_database_error(error, _("it can't be opened"));
    return open_session(database, error);
}

static bool unlock(struct valux_key_database *database, int directory, const struct seal *seal,
                   bool writable, struct valux_error *error)
{
    if (PK11_NeedUserInit(database->slot)) {
        if (!writable)
            return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                                   _("The store has no key database yet."));
        if (PK11_InitPin(database->slot, NULL, database->password) != SECSuccess)
            return key_database_error(error, _("its password can't be set"));
        owner_keep(directory, seal, &database->softoken);
        return true;
    }
    if (PK11_CheckUserPassword(database->slot, database->password) != SECSuccess)
        return owner_explain(directory, seal, &database->softoken, error);
    if (writable)
        owner_keep(directory, seal, &database->softoken);
    return true;
}

/*
 * Makes the database's directory if it is missing. *fresh tells that there is no database yet. A
 * database that others own or may write is refused before NSS opens it.
 */
static bool prepare_directory(int store, const char *path, bool writable, bool *fresh,
                              struct valux_error *error)
{
    char file[VALUX_PATH_SIZE];

    if (!valux_paths_join(file, path, "key4.db"))
        return valux_error_set(error, VALUX_ERROR_STORE, "%s", _("The store's path is too long."));
    *fresh = access(file, F_OK) != 0;
    if (*fresh && !writable)
        return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                               _("The store has no key database yet."));
    if (writable && mkdir(path, 0700) != 0 && errno != EEXIST)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be made: %s."), path,
                               strerror(errno));
    return key_directory_check(store, error);
}

bool valux_key_database_open(const char *store_path, bool writable, const uint8_t *secret,
                             struct valux_key_database **database, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    bool fresh = false;
    int directory = -1;
    struct seal seal = {0};
    CK_RV rv;
    struct valux_key_database *opened = calloc(1, sizeof *opened);

    *database = NULL;
    if (opened == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    opened->tpm_name = VALUX_TPM_DEFAULT;
    if (!valux_paths_join(path, store_path, VALUX_KEY_DATABASE_DIRECTORY)) {
        valux_error_set(error, VALUX_ERROR_STORE, "%s", _("The store's path is too long."));
        goto done;
    }
    memcpy(opened->store_path, store_path, strlen(store_path) + 1);
    directory = open(store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be opened: %s."),
                        store_path, strerror(errno));
        goto done;
    }
    /*
     * The password is random, so many rounds of hashing would only slow down each signer's start.
     */
    if (writable && setenv("NSS_MAX_MP_PBE_ITERATION_COUNT", "1", 1) != 0) {
        valux_error_set_memory(error);
        goto done;
    }
    if (!prepare_directory(directory, path, writable, &fresh, error) ||
        !seal_read(directory, writable && fresh, secret, &seal, error) ||
        !initialize_nss(opened, path, writable, error))
        goto done;
    rv = seal_derive(&seal, &opened->softoken, opened->password);
    if (rv != CKR_OK) {
        key_database_token_error(error, _("its password can't be derived"), rv);
        goto done;
    }
    if (!unlock(opened, directory, &seal, writable, error))
        goto done;
    *database = opened;
    opened = NULL;
    result = true;
done:
    explicit_bzero(&seal, sizeof seal);
    if (directory >= 0)
        close(directory);
    valux_key_database_close(opened);
    return result;
}

bool valux_key_database_derive(struct valux_key_database *database, const char *information,
                               uint8_t derived[static VALUX_STORE_SECRET_SIZE],
                               struct valux_error *error)
{
    static const uint8_t salt[] = "valux store secret";
    CK_RV rv = softoken_hkdf(&database->softoken, (const uint8_t *)database->password,
                             SEAL_PASSWORD_SIZE - 1, salt, sizeof salt - 1, information, derived,
                             VALUX_STORE_SECRET_SIZE);

    return rv == CKR_OK || key_database_token_error(error, _("a secret can't be derived"), rv);
}

void valux_key_database_close(struct valux_key_database *database)
{
    if (database == NULL)
        return;
    valux_tpm_close(database->tpm);
    if (database->softoken.session != CK_INVALID_HANDLE)
        (void)database->softoken.functions->C_CloseSession(database->softoken.session);
    if (database->slot != NULL)
        PK11_FreeSlot(database->slot);
    if (database->initialized)
        (void)NSS_Shutdown();
    explicit_bzero(database, sizeof *database);
    free(database);
}
