/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/pkcs11_module.h"

#include <dlfcn.h>
#include <stddef.h>

#include "valux/text.h"

bool pkcs11_module_refused(const char *module_path, const char *function, CK_RV value,
                           struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_PROGRAM,
                           _("The module %s can't be used: %s answers 0x%lx."), module_path,
                           function, value);
}

bool pkcs11_module_load(const char *module_path, CK_FUNCTION_LIST **functions,
                        struct valux_error *error)
{
    void *library = dlopen(module_path, RTLD_NOW | RTLD_LOCAL);
    CK_C_GetFunctionList get_list;

    *functions = NULL;
    if (library == NULL)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("The module can't be loaded: %s."),
                               dlerror());
    *(void **)&get_list = dlsym(library, "C_GetFunctionList");
    if (get_list == NULL)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a PKCS#11 module."),
                               module_path);
    CK_RV value = get_list(functions);
    if (value != CKR_OK || *functions == NULL)
        return pkcs11_module_refused(module_path, "C_GetFunctionList", value, error);
    value = (*functions)->C_Initialize(NULL);
    return value == CKR_OK || pkcs11_module_refused(module_path, "C_Initialize", value, error);
}

bool pkcs11_module_finalize(const char *module_path, CK_FUNCTION_LIST *functions,
                            struct valux_error *error)
{
    CK_RV value = functions->C_Finalize(NULL);

    return value == CKR_OK || pkcs11_module_refused(module_path, "C_Finalize", value, error);
}
