/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <dlfcn.h>

/* C_Initialize, C_Finalize, C_GetInfo and the interfaces. */

static void initialize_without_arguments_succeeds(void **state)
{
    (void)state;
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

static void a_second_initialize_is_told_so(void **state)
{
    (void)state;
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_CRYPTOKI_ALREADY_INITIALIZED);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

static void finalize_before_initialize_is_refused(void **state)
{
    (void)state;
    assert_ck(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void initialize_works_again_after_finalize(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        assert_ck(p11->C_Initialize(NULL), CKR_OK);
        assert_ck(p11->C_Finalize(NULL), CKR_OK);
    }
}

static void finalize_with_an_argument_is_refused_and_changes_nothing(void **state)
{
    CK_INFO info;
    int argument = 0;

    (void)state;
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_Finalize(&argument), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetInfo(&info), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

static void initialize_takes_the_flags_of_nss(void **state)
{
    CK_C_INITIALIZE_ARGS arguments = {.flags =
                                          CKF_OS_LOCKING_OK | CKF_LIBRARY_CANT_CREATE_OS_THREADS};

    (void)state;
    assert_ck(p11->C_Initialize(&arguments), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

static CK_RV create_mutex(CK_VOID_PTR_PTR mutex)
{
    *mutex = NULL;
    return CKR_OK;
}

static CK_RV use_mutex(CK_VOID_PTR mutex)
{
    (void)mutex;
    return CKR_OK;
}

static void initialize_takes_mutex_functions_beside_os_locking(void **state)
{
    CK_C_INITIALIZE_ARGS arguments = {create_mutex,      use_mutex, use_mutex, use_mutex,
                                      CKF_OS_LOCKING_OK, NULL,      NULL};

    (void)state;
    assert_ck(p11->C_Initialize(&arguments), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

static void initialize_can_not_use_mutex_functions_alone(void **state)
{
    CK_C_INITIALIZE_ARGS arguments = {create_mutex, use_mutex, use_mutex, use_mutex, 0, NULL, NULL};

    (void)state;
    assert_ck(p11->C_Initialize(&arguments), CKR_CANT_LOCK);
    assert_ck(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void initialize_refuses_some_but_not_all_mutex_functions(void **state)
{
    CK_C_INITIALIZE_ARGS arguments = {create_mutex,      NULL, use_mutex, use_mutex,
                                      CKF_OS_LOCKING_OK, NULL, NULL};

    (void)state;
    assert_ck(p11->C_Initialize(&arguments), CKR_ARGUMENTS_BAD);
}

static void initialize_refuses_a_reserved_argument(void **state)
{
    CK_CHAR parameters[] = "parameters";
    CK_CHAR *pointer = parameters;
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK, .LibraryParameters = &pointer};

    (void)state;
    assert_ck(p11->C_Initialize(&arguments), CKR_ARGUMENTS_BAD);
}

static void initialize_reads_nothing_behind_the_standard_structure(void **state)
{
    struct {
        CK_CREATEMUTEX create;
        CK_DESTROYMUTEX destroy;
        CK_LOCKMUTEX lock;
        CK_UNLOCKMUTEX unlock;
        CK_FLAGS flags;
        void *reserved;
    } *arguments = test_calloc(1, sizeof *arguments);

    (void)state;
    assert_ck(p11->C_Initialize(arguments), CKR_OK);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    test_free(arguments);
}

static void get_info_names_version_and_maker(void **state)
{
    CK_INFO info;

    (void)state;
    memset(&info, 0xa5, sizeof info);
    assert_ck(p11->C_GetInfo(&info), CKR_OK);
    assert_int_equal(info.cryptokiVersion.major, 3);
    assert_int_equal(info.cryptokiVersion.minor, 0);
    assert_int_equal(info.flags, 0);
    assert_memory_equal(info.manufacturerID, "VALUX for NSS                   ", 32);
    assert_memory_equal(info.libraryDescription, "VALUX client certificates       ", 32);
}

static void *find_symbol(const char *name)
{
    void *library = dlopen(VALUX_TEST_MODULE, RTLD_NOW | RTLD_NOLOAD);
    void *symbol;

    assert_non_null(library);
    symbol = dlsym(library, name);
    dlclose(library);
    return symbol;
}

static void get_function_list_gives_version_2_40(void **state)
{
    CK_C_GetFunctionList get_function_list;
    CK_FUNCTION_LIST *list = NULL;
    CK_INFO info;

    (void)state;
    *(void **)&get_function_list = find_symbol("C_GetFunctionList");
    assert_ck(get_function_list(&list), CKR_OK);
    assert_int_equal(list->version.major, 2);
    assert_int_equal(list->version.minor, 40);
    assert_ck(list->C_GetInfo(&info), CKR_OK);
    assert_int_equal(info.cryptokiVersion.major, 2);
    assert_int_equal(info.cryptokiVersion.minor, 40);
    assert_ck(list->C_GetFunctionList(NULL), CKR_ARGUMENTS_BAD);
}

static void every_function_of_the_lists_is_there(void **state)
{
    CK_FUNCTION_LIST *list = NULL;
    void *const *pointers;

    (void)state;
    assert_ck(p11->C_GetFunctionList(&list), CKR_OK);
    pointers = (void *const *)&list->C_Initialize;
    for (size_t i = 0; &pointers[i] <= (void *const *)&list->C_WaitForSlotEvent; i++)
        assert_non_null(pointers[i]);
    pointers = (void *const *)&p11->C_Initialize;
    for (size_t i = 0; &pointers[i] <= (void *const *)&p11->C_MessageVerifyFinal; i++)
        assert_non_null(pointers[i]);
}

static void the_module_exports_three_functions_alone(void **state)
{
    static const char *const hidden[] = {"C_Initialize",   "C_OpenSession", "C_Sign",
                                         "view_refresh",   "state_enter",   "valux_snapshot_load",
                                         "valux_status_at"};

    (void)state;
    assert_non_null(find_symbol("C_GetFunctionList"));
    assert_non_null(find_symbol("C_GetInterface"));
    assert_non_null(find_symbol("C_GetInterfaceList"));
    for (size_t i = 0; i < COUNT(hidden); i++)
        assert_null(find_symbol(hidden[i]));
}

static void the_default_interface_is_version_3_0(void **state)
{
    CK_INTERFACE *interface = NULL;

    (void)state;
    assert_ck(p11->C_GetInterface(NULL, NULL, &interface, 0), CKR_OK);
    assert_string_equal((char *)interface->pInterfaceName, "PKCS 11");
    assert_int_equal(((CK_VERSION *)interface->pFunctionList)->major, 3);
}

static void an_interface_is_found_by_version(void **state)
{
    CK_INTERFACE *interface = NULL;
    CK_VERSION version = {2, 40};
    CK_UTF8CHAR name[] = "PKCS 11";

    (void)state;
    assert_ck(p11->C_GetInterface(name, &version, &interface, 0), CKR_OK);
    assert_int_equal(((CK_VERSION *)interface->pFunctionList)->minor, 40);
}

static void unknown_interfaces_are_refused(void **state)
{
    CK_INTERFACE *interface = NULL;
    CK_VERSION version = {4, 0};
    CK_UTF8CHAR name[] = "Vendor NSS FIPS Interface";

    (void)state;
    assert_ck(p11->C_GetInterface(name, NULL, &interface, 0), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetInterface(NULL, &version, &interface, 0), CKR_ARGUMENTS_BAD);
    assert_null(interface);
    assert_ck(p11->C_GetInterface(NULL, NULL, NULL, 0), CKR_ARGUMENTS_BAD);
}

static void no_interface_claims_to_survive_a_fork(void **state)
{
    CK_INTERFACE *interface = NULL;
    CK_UTF8CHAR name[] = "PKCS 11";

    (void)state;
    assert_ck(p11->C_GetInterface(name, NULL, &interface, CKF_INTERFACE_FORK_SAFE),
              CKR_ARGUMENTS_BAD);
}

static void the_interface_list_is_counted_and_copied(void **state)
{
    CK_INTERFACE interfaces[4];
    CK_ULONG count = 0;

    (void)state;
    assert_ck(p11->C_GetInterfaceList(NULL, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_GetInterfaceList(NULL, &count), CKR_OK);
    assert_int_equal(count, 2);
    count = 1;
    assert_ck(p11->C_GetInterfaceList(interfaces, &count), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(count, 2);
    count = 4;
    assert_ck(p11->C_GetInterfaceList(interfaces, &count), CKR_OK);
    assert_int_equal(count, 2);
    assert_ptr_equal(interfaces[0].pFunctionList, p11);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initialize_without_arguments_succeeds),
        cmocka_unit_test(a_second_initialize_is_told_so),
        cmocka_unit_test(finalize_before_initialize_is_refused),
        cmocka_unit_test(initialize_works_again_after_finalize),
        cmocka_unit_test(finalize_with_an_argument_is_refused_and_changes_nothing),
        cmocka_unit_test(initialize_takes_the_flags_of_nss),
        cmocka_unit_test(initialize_takes_mutex_functions_beside_os_locking),
        cmocka_unit_test(initialize_can_not_use_mutex_functions_alone),
        cmocka_unit_test(initialize_refuses_some_but_not_all_mutex_functions),
        cmocka_unit_test(initialize_refuses_a_reserved_argument),
        cmocka_unit_test(initialize_reads_nothing_behind_the_standard_structure),
        initialized(get_info_names_version_and_maker),
        initialized(get_function_list_gives_version_2_40),
        cmocka_unit_test(every_function_of_the_lists_is_there),
        cmocka_unit_test(the_module_exports_three_functions_alone),
        cmocka_unit_test(the_default_interface_is_version_3_0),
        cmocka_unit_test(an_interface_is_found_by_version),
        cmocka_unit_test(unknown_interfaces_are_refused),
        cmocka_unit_test(no_interface_claims_to_survive_a_fork),
        cmocka_unit_test(the_interface_list_is_counted_and_copied),
    };

    return cmocka_run_group_tests_name("general", tests, token_load, token_unload);
}
