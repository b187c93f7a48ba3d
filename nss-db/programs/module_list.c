/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/module_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <nss.h>
#include <pk11pub.h>
#include <prerror.h>
#include <secerr.h>
#include <secmod.h>

#include "common/child.h"
#include "programs/directories.h"
#include "programs/pkcs11_module.h"
#include "programs/pkcs11_txt_guard.h"
#include "valux/text.h"

#define DEADLINE_SECONDS 60

struct request {
    char directory[VALUX_PATH_SIZE];
    char module_path[VALUX_PATH_SIZE];
    bool ours; /* we have made the database, so its password may be set */
};

struct answer {
    struct valux_program_registration registration;
    enum valux_program_outcome outcome;
    bool deleted;
    bool holds_nothing;
};

static bool database_error(struct valux_error *error, const char *directory, const char *what)
{
    PRErrorCode code = PR_GetError();
    const char *name = PR_ErrorToName(code);

    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s (%s).", directory, what,
                           name == NULL ? "?" : name);
}

static bool open_database(const char *directory, PRUint32 flags, struct valux_error *error)
{
    char name[VALUX_PATH_SIZE + 8];

    /* A browser's database gets NSS's usual number of rounds; our own store is made with fewer. */
    unsetenv("NSS_MAX_MP_PBE_ITERATION_COUNT");
    umask(077);
    snprintf(name, sizeof name, "sql:%s", directory);
    if (NSS_Initialize(name, "", "", SECMOD_DB, flags | NSS_INIT_NOROOTINIT) != SECSuccess)
        return database_error(error, directory, _("the NSS database can't be opened"));
    return true;
}

/* Tells whether the module has a slot with a token of our label. */
static bool shows_token(const SECMODModule *module)
{
    for (int i = 0; i < module->slotCount; i++) {
        PK11SlotInfo *slot = module->slots[i];
        if (PK11_IsPresent(slot) && strcmp(PK11_GetTokenName(slot), VALUX_MODULE_NAME) == 0)
            return true;
    }
    return false;
}

static bool is_ours(const SECMODModule *module)
{
    return module->commonName != NULL && strcmp(module->commonName, VALUX_MODULE_NAME) == 0;
}

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from == NULL ? "" : from);
}

/* The name of another module of the open database that shows our token, or "". */
static void find_other(char *name, size_t size)
{
    SECMODListLock *lock = SECMOD_GetDefaultModuleListLock();

    name[0] = '\0';
    SECMOD_GetReadLock(lock);
    for (const SECMODModuleList *item = SECMOD_GetDefaultModuleList(); item != NULL;
         item = item->next) {
        if (!item->module->internal && !is_ours(item->module) && shows_token(item->module)) {
            copy_text(name, size, item->module->commonName);
            break;
        }
    }
    SECMOD_ReleaseReadLock(lock);
}

static void read_registration(const char *module_path,
                              struct valux_program_registration *registration)
{
    SECMODModule *module = SECMOD_FindModule(VALUX_MODULE_NAME);

    memset(registration, 0, sizeof *registration);
    find_other(registration->shown_by, sizeof registration->shown_by);
    if (module == NULL) {
        registration->state = registration->shown_by[0] == '\0' ? VALUX_PROGRAM_UNREGISTERED
                                                                : VALUX_PROGRAM_SHOWN_BY_OTHER;
        return;
    }
    copy_text(registration->module_path, sizeof registration->module_path, module->dllName);
    registration->loaded = module->loaded;
    registration->state = strcmp(registration->module_path, module_path) == 0
                              ? VALUX_PROGRAM_REGISTERED
                              : VALUX_PROGRAM_OTHER;
    SECMOD_DestroyModule(module);
}

static bool try_module(const char *module_path, struct valux_error *error)
{
    CK_FUNCTION_LIST *functions;

    return pkcs11_module_load(module_path, &functions, error) &&
           pkcs11_module_finalize(module_path, functions, error);
}

static bool has_module(void)
{
    SECMODModule *module = SECMOD_FindModule(VALUX_MODULE_NAME);

    if (module != NULL)
        SECMOD_DestroyModule(module);
    return module != NULL;
}

/* Deletes all modules of our name: a list can have several. */
static bool delete_modules(const char *directory, struct valux_error *error)
{
    int type;

    while (has_module()) {
        if (SECMOD_DeleteModule(VALUX_MODULE_NAME, &type) != SECSuccess)
            return database_error(error, directory, _("the module can't be deleted from it"));
    }
    return true;
}

static bool initialize_password(const char *directory, struct valux_error *error)
{
    PK11SlotInfo *slot = PK11_GetInternalKeySlot();
    bool result = slot != NULL && (!PK11_NeedUserInit(slot) || PK11_IsReadOnly(slot) ||
                                   PK11_InitPin(slot, NULL, NULL) == SECSuccess);

    if (slot != NULL)
        PK11_FreeSlot(slot);
    return result ||
           database_error(error, directory, _("the NSS database's password can't be set"));
}

static bool inspect(const void *input, void *output, struct valux_error *error)
{
    const struct request *request = input;
    struct answer *answer = output;

    if (!open_database(request->directory, NSS_INIT_READONLY, error))
        return false;
    read_registration(request->module_path, &answer->registration);
    return true;
}

static bool add(const void *input, void *output, struct valux_error *error)
{
    const struct request *request = input;
    struct answer *answer = output;

    if (!try_module(request->module_path, error) || !open_database(request->directory, 0, error) ||
        (request->ours && !initialize_password(request->directory, error)))
        return false;
    read_registration(request->module_path, &answer->registration);
    answer->outcome = VALUX_PROGRAM_DONE;
    switch (answer->registration.state) {
    case VALUX_PROGRAM_REGISTERED:
        answer->outcome = VALUX_PROGRAM_ALREADY;
        return true;
    case VALUX_PROGRAM_SHOWN_BY_OTHER:
        answer->outcome = VALUX_PROGRAM_VISIBLE;
        return true;
    case VALUX_PROGRAM_OTHER:
        answer->outcome = VALUX_PROGRAM_REPLACED;
        break;
    case VALUX_PROGRAM_UNREGISTERED:
        break;
    }
    if (!pkcs11_txt_guard_protect(request->directory, error) ||
        !delete_modules(request->directory, error))
        return false;
    if (SECMOD_AddNewModule(VALUX_MODULE_NAME, request->module_path, 0, 0) != SECSuccess)
        return database_error(error, request->directory, _("NSS does not accept the module"));
    return true;
}

static bool has_objects(PK11SlotInfo *slot)
{
    static const CK_OBJECT_CLASS classes[] = {
        CKO_CERTIFICATE, CKO_PRIVATE_KEY, CKO_PUBLIC_KEY, CKO_SECRET_KEY,
        CKO_DATA,        CKO_NSS_CRL,     CKO_NSS_SMIME,  CKO_NSS_TRUST,
    };

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        PK11GenericObject *objects = PK11_FindGenericObjects(slot, classes[i]);
        if (objects != NULL) {
            PK11_DestroyGenericObjects(objects);
            return true;
        }
    }
    return false;
}

static bool has_other_modules(void)
{
    SECMODListLock *lock = SECMOD_GetDefaultModuleListLock();
    SECMODModuleList *lists[] = {SECMOD_GetDefaultModuleList(), SECMOD_GetDeadModuleList()};
    bool found = false;

    SECMOD_GetReadLock(lock);
    for (size_t i = 0; i < 2; i++) {
        for (const SECMODModuleList *item = lists[i]; item != NULL; item = item->next)
            found = found || !(item->module->internal || is_ours(item->module));
    }
    SECMOD_ReleaseReadLock(lock);
    return found;
}

static bool take_out(const void *input, void *output, struct valux_error *error)
{
    const struct request *request = input;
    struct answer *answer = output;

    if (!open_database(request->directory, 0, error))
        return false;
    read_registration("", &answer->registration);
    answer->deleted = answer->registration.state == VALUX_PROGRAM_OTHER;
    if (answer->deleted && (!pkcs11_txt_guard_protect(request->directory, error) ||
                            !delete_modules(request->directory, error)))
        return false;
    PK11SlotInfo *slot = PK11_GetInternalKeySlot();
    /* A database that never got a password, not even the empty one, also asks for a login. */
    answer->holds_nothing = slot != NULL && (!PK11_NeedLogin(slot) || PK11_NeedUserInit(slot)) &&
                            !has_objects(slot) && !has_other_modules();
    if (slot != NULL)
        PK11_FreeSlot(slot);
    return true;
}

#define TASK(name, work)                                          \
    {                                                             \
        name, work, sizeof(struct request), sizeof(struct answer) \
    }
const struct child_task module_list_inspect_task = TASK("inspect-database", inspect);
const struct child_task module_list_add_task = TASK("add-to-database", add);
const struct child_task module_list_delete_task = TASK("delete-from-database", take_out);

/*
 * Does the task on a database in a child; NSS must be closed here, or the child could not open it.
 * What belongs to another user is not opened, so that nothing of another user's is loaded.
 */
static bool run(const struct child_task *task, const struct request *request, struct answer *answer,
                struct valux_error *error)
{
    char missing[VALUX_PATH_SIZE];

    memset(answer, 0, sizeof *answer);
    if (NSS_IsInitialized())
        return valux_error_set(
            error, VALUX_ERROR_SYSTEM, "%s",
            _("A program's database can't be opened while the store's is open."));
    return directories_check_owner(request->directory, missing, error) &&
           pkcs11_txt_guard_check(request->directory, error) &&
           child_run_task(task, request, answer, DEADLINE_SECONDS, request->directory, error);
}

/* Both paths are shorter than VALUX_PATH_SIZE, as those of every struct valux_program. */
static struct request make_request(const char *directory, const char *module_path, bool ours)
{
    struct request request = {.ours = ours};

    copy_text(request.directory, sizeof request.directory, directory);
    copy_text(request.module_path, sizeof request.module_path, module_path);
    return request;
}

/* Likewise, for work that changes the list of modules, whether it ends well or not. */
static bool run_change(const struct child_task *task, const struct request *request,
                       struct answer *answer, struct valux_error *error)
{
    struct valux_error other;

    /* First for what an earlier process was killed at. */
    if (!pkcs11_txt_guard_settle(request->directory, error))
        return false;
    bool result = run(task, request, answer, error);
    if (!pkcs11_txt_guard_settle(request->directory, &other)) {
        *error = other;
        return false;
    }
    return result;
}

bool module_list_inspect(const char *directory, const char *module_path,
                         struct valux_program_registration *registration, struct valux_error *error)
{
    struct request request = make_request(directory, module_path, false);
    struct answer answer;
    bool result = run(&module_list_inspect_task, &request, &answer, error);

    *registration = answer.registration;
    return result;
}

/* NSS does not say if its list could not be written. So a second process reads the list. */
static bool verify(const char *directory, const char *module_path, bool registered,
                   struct valux_error *error)
{
    struct valux_program_registration now;

    if (!module_list_inspect(directory, module_path, &now, error))
        return false;
    if (registered ? now.state != VALUX_PROGRAM_REGISTERED : now.module_path[0] != '\0')
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s: the list of modules (pkcs11.txt) can't be written."),
                               directory);
    if (registered && !now.loaded)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: NSS can't load the module %s."),
                               directory, module_path);
    return true;
}

bool module_list_add(const char *directory, const char *module_path, bool ours,
                     enum valux_program_outcome *outcome, struct valux_error *error)
{
    struct request request = make_request(directory, module_path, ours);
    struct answer answer;

    if (!run_change(&module_list_add_task, &request, &answer, error))
        return false;
    *outcome = answer.outcome;
    return answer.outcome == VALUX_PROGRAM_VISIBLE || verify(directory, module_path, true, error);
}

bool module_list_delete(const char *directory, bool *deleted, bool *holds_nothing,
                        struct valux_error *error)
{
    struct request request = make_request(directory, "", false);
    struct answer answer;

    if (!run_change(&module_list_delete_task, &request, &answer, error))
        return false;
    *deleted = answer.deleted;
    *holds_nothing = answer.holds_nothing;
    return !answer.deleted || verify(directory, "", false, error);
}
