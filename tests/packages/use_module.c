/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * A program that has nothing but a PKCS#11 module and libc, so that it can be compiled for any word
 * size: use_module MODULE NICKNAME SIGNATURE-FILE. It finds the certificate and the private key
 * with this label, and signs 32 letters x by ECDSA. It writes the size of its word and of the
 * attributes that are numbers, and ends with 0 if all of this succeeded.
 */
#include <dlfcn.h>
#include <pkcs11.h>
#include <stdio.h>
#include <string.h>

#define HASH_SIZE 32
#define SIGNATURE_SIZE 256

static CK_FUNCTION_LIST *load(const char *path)
{
    CK_FUNCTION_LIST *functions = NULL;
    CK_C_GetFunctionList get_list;
    void *module = dlopen(path, RTLD_NOW);

    if (module == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return NULL;
    }
    *(void **)&get_list = dlsym(module, "C_GetFunctionList");
    return get_list != NULL && get_list(&functions) == CKR_OK ? functions : NULL;
}

/* The object of this class and label, or CK_INVALID_HANDLE. */
static CK_OBJECT_HANDLE find(CK_FUNCTION_LIST *functions, CK_SESSION_HANDLE session,
                             CK_OBJECT_CLASS class, char *label)
{
    CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
    CK_ULONG count = 0;
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class},
                               {CKA_LABEL, label, strlen(label)}};

    if (functions->C_FindObjectsInit(session, template, 2) != CKR_OK ||
        functions->C_FindObjects(session, &object, 1, &count) != CKR_OK ||
        functions->C_FindObjectsFinal(session) != CKR_OK || count != 1)
        return CK_INVALID_HANDLE;
    return object;
}

/* Whether the key's type is an EC key's, read as a number of this program's size. */
static int is_ec(CK_FUNCTION_LIST *functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key)
{
    CK_KEY_TYPE type = 0;
    CK_ATTRIBUTE attribute = {CKA_KEY_TYPE, &type, sizeof type};

    return functions->C_GetAttributeValue(session, key, &attribute, 1) == CKR_OK &&
           attribute.ulValueLen == sizeof type && type == CKK_EC;
}

static int sign(CK_FUNCTION_LIST *functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                const char *path)
{
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    CK_BYTE data[HASH_SIZE];
    CK_BYTE signature[SIGNATURE_SIZE];
    CK_ULONG length = sizeof signature;
    FILE *file = fopen(path, "wbe");

    memset(data, 'x', sizeof data);
    if (file == NULL)
        return 0;
    int done = functions->C_SignInit(session, &mechanism, key) == CKR_OK &&
               functions->C_Sign(session, data, sizeof data, signature, &length) == CKR_OK &&
               fwrite(signature, 1, length, file) == length;
    return fclose(file) == 0 && done;
}

int main(int argument_count, char **arguments)
{
    CK_SLOT_ID slot;
    CK_ULONG slots = 1;
    CK_SESSION_HANDLE session;
    CK_FUNCTION_LIST *functions = argument_count == 4 ? load(arguments[1]) : NULL;

    if (functions == NULL || functions->C_Initialize(NULL) != CKR_OK ||
        functions->C_GetSlotList(CK_TRUE, &slot, &slots) != CKR_OK || slots != 1 ||
        functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK)
        return 1;
    CK_OBJECT_HANDLE certificate = find(functions, session, CKO_CERTIFICATE, arguments[2]);
    CK_OBJECT_HANDLE key = find(functions, session, CKO_PRIVATE_KEY, arguments[2]);
    if (certificate == CK_INVALID_HANDLE || key == CK_INVALID_HANDLE ||
        !is_ec(functions, session, key) || !sign(functions, session, key, arguments[3]))
        return 2;
    printf("a word has %zu bytes; the handles are %lu and %lu\n", sizeof(CK_ULONG), certificate,
           key);
    return functions->C_Finalize(NULL) == CKR_OK ? 0 : 3;
}
