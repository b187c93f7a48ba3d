/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define SLOTS_MAX 16
#define ID_MAX 256
#define FIND_AT_ONCE 256

bool token_good(const char *name, CK_RV result)
{
    if (result == CKR_OK)
        return true;
    fprintf(stderr, "%s: CKR 0x%lx\n", name, result);
    return false;
}

bool token_load(const struct token_choice *choice, struct token *token)
{
    CK_C_GetFunctionList get_functions;

    *token = (struct token){.library = dlopen(choice->module, RTLD_NOW | RTLD_LOCAL)};
    if (token->library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return false;
    }
    *(void **)&get_functions = dlsym(token->library, "C_GetFunctionList");
    if (get_functions == NULL) {
        fprintf(stderr, "%s has no C_GetFunctionList\n", choice->module);
        return false;
    }
    return token_good("C_GetFunctionList", get_functions(&token->functions));
}

/* Labels are padded with spaces to their field's size. */
static bool has_label(const CK_TOKEN_INFO *info, const char *label)
{
    size_t length = strlen(label);

    if (length > sizeof info->label || memcmp(info->label, label, length) != 0)
        return false;
    for (size_t i = length; i < sizeof info->label; i++)
        if (info->label[i] != ' ')
            return false;
    return true;
}

static bool find_slot(const struct token_choice *choice, struct token *token)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    CK_TOKEN_INFO info;

    if (!token_good("C_GetSlotList", token->functions->C_GetSlotList(CK_TRUE, slots, &count)))
        return false;
    for (CK_ULONG i = 0; i < count; i++) {
        if (choice->label != NULL && (token->functions->C_GetTokenInfo(slots[i], &info) != CKR_OK ||
                                      !has_label(&info, choice->label)))
            continue;
        token->slot = slots[i];
        return true;
    }
    fprintf(stderr, "%s has no token %s\n", choice->module,
            choice->label == NULL ? "" : choice->label);
    return false;
}

bool token_initialize(const struct token_choice *choice, bool writable, struct token *token)
{
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    CK_FLAGS flags = CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0);

    /* NSS takes its parameters where the standard has a reserved member that is to be NULL. */
    arguments.LibraryParameters = (CK_CHAR_PTR *)choice->init;
    if (!token_good("C_Initialize", token->functions->C_Initialize(&arguments)) ||
        !find_slot(choice, token) ||
        !token_good("C_OpenSession", token->functions->C_OpenSession(token->slot, flags, NULL, NULL,
                                                                     &token->session)))
        return false;
    return choice->pin == NULL ||
           token_good("C_Login",
                      token->functions->C_Login(token->session, CKU_USER,
                                                (CK_UTF8CHAR_PTR)choice->pin, strlen(choice->pin)));
}

void token_finalize(struct token *token)
{
    token->functions->C_CloseSession(token->session);
    token->functions->C_Finalize(NULL);
}

bool token_find(const struct token *token, CK_ATTRIBUTE *attributes, size_t count,
                CK_OBJECT_HANDLE *objects, size_t *found)
{
    const CK_FUNCTION_LIST *functions = token->functions;
    CK_ULONG more = 0;

    *found = 0;
    if (!token_good("C_FindObjectsInit",
                    functions->C_FindObjectsInit(token->session, attributes, count)))
        return false;
    do {
        CK_ULONG room = TOKEN_OBJECTS_MAX - *found;
        if (!token_good("C_FindObjects",
                        functions->C_FindObjects(token->session, objects + *found,
                                                 room < FIND_AT_ONCE ? room : FIND_AT_ONCE, &more)))
            return false;
        *found += more;
    } while (more > 0 && *found < TOKEN_OBJECTS_MAX);
    return token_good("C_FindObjectsFinal", functions->C_FindObjectsFinal(token->session));
}

static bool find_first(const struct token *token, CK_ATTRIBUTE *attributes, CK_ULONG count,
                       CK_OBJECT_HANDLE *object)
{
    const CK_FUNCTION_LIST *functions = token->functions;
    CK_ULONG found = 0;

    if (!token_good("C_FindObjectsInit",
                    functions->C_FindObjectsInit(token->session, attributes, count)) ||
        !token_good("C_FindObjects", functions->C_FindObjects(token->session, object, 1, &found)) ||
        !token_good("C_FindObjectsFinal", functions->C_FindObjectsFinal(token->session)))
        return false;
    return found == 1;
}

bool token_private_key(const struct token *token, const uint8_t *certificate, size_t length,
                       CK_OBJECT_HANDLE *key)
{
    CK_OBJECT_CLASS certificate_class = CKO_CERTIFICATE;
    CK_OBJECT_CLASS key_class = CKO_PRIVATE_KEY;
    CK_BYTE id[ID_MAX];
    CK_OBJECT_HANDLE object;
    CK_ATTRIBUTE by_value[] = {{CKA_CLASS, &certificate_class, sizeof certificate_class},
                               {CKA_VALUE, (void *)certificate, length}};
    CK_ATTRIBUTE by_id[] = {{CKA_CLASS, &key_class, sizeof key_class}, {CKA_ID, id, sizeof id}};

    if (!find_first(token, by_value, 2, &object)) {
        fprintf(stderr, "the certificate is not on the token\n");
        return false;
    }
    if (!token_good("C_GetAttributeValue",
                    token->functions->C_GetAttributeValue(token->session, object, &by_id[1], 1)))
        return false;
    if (find_first(token, by_id, 2, key))
        return true;
    fprintf(stderr, "the certificate's private key is not on the token\n");
    return false;
}
