/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/catalogue.h"
#include "valux/catalogue_file.h"
#include "valux/catalogue_text.h"
#include "valux/file.h"

static struct valux_configuration configuration;

/* A request for a fresh key, made without NSS. */
static struct valux_bytes make_request(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_REQ *request = X509_REQ_new();
    unsigned char *der = NULL;
    struct valux_bytes bytes;

    assert_int_equal(X509_REQ_set_pubkey(request, key), 1);
    assert_true(X509_REQ_sign(request, key, EVP_sha256()) > 0);
    int length = i2d_X509_REQ(request, &der);
    assert_true(valux_bytes_copy(&bytes, der, (size_t)length));
    OPENSSL_free(der);
    X509_REQ_free(request);
    EVP_PKEY_free(key);
    return bytes;
}

static void add(struct valux_catalogue *catalogue, const char *nickname)
{
    struct valux_error error = {0};
    struct valux_bytes request = make_request();
    struct valux_catalogue_entry entry = {
        .certificate = store_fixture_issue(&request, 0, 387L * 24 * 3600),
        .chain = calloc(1, sizeof *entry.chain),
        .chain_count = 1,
        .company_id = "123456789012",
        .certificate_id = "Cert1002",
        .acquired = time(NULL),
        .service_period = {true, time(NULL), time(NULL) + 366L * 24 * 3600},
    };
    struct valux_certificate parsed;

    entry.chain[0] = store_fixture_authority();
    memcpy(entry.nickname, nickname, strlen(nickname) + 1);
    assert_true(valux_certificate_parse(&entry.certificate, &parsed, &error));
    entry.key_id = parsed.key_id;
    valux_certificate_free(&parsed);
    valux_bytes_free(&request);
    assert_true(valux_catalogue_add(catalogue, &entry, &error));
}

static void test_a_catalogue_is_saved_and_loaded_with_everything_in_it(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_catalogue loaded;
    struct valux_store store;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    add(&catalogue, "BANK02");
    valux_catalogue_select(&catalogue, &catalogue.entries[1], 1700000000);
    catalogue.entries[0].superseded = true;
    catalogue.entries[0].superseded_by = catalogue.entries[1].key_id;
    catalogue.entries[0].centre_state = VALUX_CENTRE_SUSPENDED;
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_true(valux_catalogue_load(&loaded, &store, &error));
    assert_int_equal(loaded.count, 2);
    assert_int_equal(loaded.generation, 1);
    assert_string_equal(valux_catalogue_selected(&loaded)->nickname, "BANK02");
    assert_int_equal(loaded.entries[1].first_selected, 1700000000);
    assert_true(loaded.entries[0].superseded);
    assert_int_equal(loaded.entries[0].centre_state, VALUX_CENTRE_SUSPENDED);
    assert_int_equal(loaded.entries[0].service_period.end, catalogue.entries[0].service_period.end);
    assert_true(
        valux_bytes_equal(&loaded.entries[0].certificate, &catalogue.entries[0].certificate));
    assert_int_equal(loaded.entries[0].chain_count, 1);
    valux_catalogue_free(&loaded);
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

static void test_members_that_this_version_does_not_know_are_kept(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_bytes content;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_true(valux_file_read(VALUX_FILE_PRIVATE, store.directory, VALUX_CATALOGUE_FILE, 1 << 20,
                                &content, NULL, &error));
    cJSON *document = cJSON_Parse((char *)content.data);
    cJSON_AddStringToObject(document, "later", "kept");
    cJSON *entry = cJSON_GetArrayItem(cJSON_GetObjectItem(document, "certificates"), 0);
    cJSON_AddStringToObject(entry, "laterToo", "kept too");
    char *text = cJSON_Print(document);
    valux_catalogue_free(&catalogue);
    assert_true(valux_catalogue_parse(&catalogue, text, strlen(text), &error));
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    valux_bytes_free(&content);
    assert_true(valux_file_read(VALUX_FILE_PRIVATE, store.directory, VALUX_CATALOGUE_FILE, 1 << 20,
                                &content, NULL, &error));
    assert_non_null(strstr((char *)content.data, "\"kept\""));
    assert_non_null(strstr((char *)content.data, "\"kept too\""));
    valux_bytes_free(&content);
    cJSON_free(text);
    cJSON_Delete(document);
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

static void test_a_damaged_catalogue_is_not_an_empty_one(void **state)
{
    struct valux_catalogue catalogue;
    struct valux_store store;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, store.directory, VALUX_CATALOGUE_FILE, "{",
                                   1, &error));
    assert_false(valux_catalogue_load(&catalogue, &store, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_non_null(strstr(error.message, "is not valid JSON. The keys"));
    assert_non_null(strstr(error.message, "repair"));
    valux_store_close(&store);
}

static void
test_every_cut_and_every_bit_flip_of_a_catalogue_is_an_error_or_a_catalogue(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_store store;
    struct valux_error error = {0};
    struct valux_bytes content;
    size_t refused = 0;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    valux_catalogue_free(&catalogue);
    assert_true(valux_file_read(VALUX_FILE_PRIVATE, store.directory, VALUX_CATALOGUE_FILE, 1 << 20,
                                &content, NULL, &error));
    for (size_t i = 0; i < content.length; i++) {
        if (!valux_catalogue_parse(&catalogue, (char *)content.data, i, &error))
            refused++;
        valux_catalogue_free(&catalogue);
        content.data[i] ^= (uint8_t)(1 << (i % 7));
        (void)valux_catalogue_parse(&catalogue, (char *)content.data, content.length, &error);
        valux_catalogue_free(&catalogue);
        content.data[i] ^= (uint8_t)(1 << (i % 7));
    }
    assert_int_equal(refused, content.length);
    valux_bytes_free(&content);
    valux_store_close(&store);
}

static void test_the_snapshot_has_the_selected_entry_first_and_is_made_anew_when_older(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_store store;
    struct valux_snapshot snapshot;
    struct valux_error error = {0};
    bool written;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    add(&catalogue, "BANK02");
    valux_catalogue_select(&catalogue, &catalogue.entries[1], 1700000000);
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    assert_int_equal(snapshot.header->entry_count, 1);
    assert_int_equal(snapshot.header->object_count, 4);
    assert_int_equal(snapshot.header->selected_entry, 0);
    assert_true(valux_key_id_equal(snapshot.entries[0].key_id, catalogue.entries[1].key_id));
    valux_snapshot_free(&snapshot);

    assert_true(
        valux_catalogue_refresh_snapshot(&catalogue, &store, &configuration, &written, &error));
    assert_false(written);
    configuration.exposure = VALUX_EXPOSURE_USABLE;
    assert_true(
        valux_catalogue_refresh_snapshot(&catalogue, &store, &configuration, &written, &error));
    assert_true(written);
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    assert_int_equal(snapshot.header->exposure, VALUX_EXPOSURE_USABLE);
    assert_int_equal(snapshot.header->entry_count, 2);
    assert_int_equal(snapshot.header->object_count, 7);
    assert_int_equal(snapshot.header->selected_entry, 0);
    assert_true(valux_key_id_equal(snapshot.entries[0].key_id, catalogue.entries[1].key_id));
    valux_snapshot_free(&snapshot);
    configuration.exposure = VALUX_EXPOSURE_SELECTED;
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

/* With the exposure `selected` programs never see the others, so they are not in their memory. */
static void test_the_snapshot_holds_what_the_exposure_can_give_and_nothing_else(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_store store;
    struct valux_snapshot snapshot;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    add(&catalogue, "BANK02");
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    assert_int_equal(snapshot.header->selected_entry, VALUX_SNAPSHOT_NONE);
    assert_int_equal(snapshot.header->entry_count, 0);
    assert_int_equal(snapshot.header->object_count, 0);
    valux_snapshot_free(&snapshot);
    configuration.exposure = VALUX_EXPOSURE_USABLE;
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    assert_int_equal(snapshot.header->entry_count, 2);
    valux_snapshot_free(&snapshot);
    configuration.exposure = VALUX_EXPOSURE_SELECTED;
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

/* A limit on the size of files stands for a full disk. */
static void test_a_snapshot_that_cannot_be_replaced_goes_all_the_same(void **state)
{
    struct valux_catalogue catalogue = {0};
    struct valux_store store;
    struct valux_snapshot snapshot;
    struct valux_error error = {0};
    struct rlimit unlimited;
    bool written;

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    add(&catalogue, "BANK01");
    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    valux_snapshot_free(&snapshot);

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){64, unlimited.rlim_max}), 0);
    configuration.exposure = VALUX_EXPOSURE_USABLE;
    assert_false(
        valux_catalogue_refresh_snapshot(&catalogue, &store, &configuration, &written, &error));
    configuration.exposure = VALUX_EXPOSURE_SELECTED;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_DAMAGED);
    assert_true(
        valux_catalogue_refresh_snapshot(&catalogue, &store, &configuration, &written, &error));
    assert_int_equal(valux_snapshot_load(store.path, &snapshot, NULL), VALUX_SNAPSHOT_OK);
    valux_snapshot_free(&snapshot);
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

static void test_an_entry_is_found_by_nickname_and_by_serial_number(void **state)
{
    struct valux_catalogue catalogue = {0};

    (void)state;
    add(&catalogue, "BANK01");
    add(&catalogue, "BANK01");
    catalogue.entries[0].superseded = true;
    assert_ptr_equal(valux_catalogue_by_name(&catalogue, "BANK01"), &catalogue.entries[1]);
    assert_ptr_equal(valux_catalogue_by_name(&catalogue, catalogue.entries[0].parsed.serial_text),
                     &catalogue.entries[0]);
    assert_null(valux_catalogue_by_name(&catalogue, "BANK02"));
    valux_catalogue_remove(&catalogue, &catalogue.entries[1]);
    assert_ptr_equal(valux_catalogue_by_name(&catalogue, "BANK01"), &catalogue.entries[0]);
    valux_catalogue_free(&catalogue);
}

static void test_without_a_service_period_service_ends_21_days_before_expiry(void **state)
{
    struct valux_catalogue catalogue = {0};

    (void)state;
    add(&catalogue, "BANK01");
    catalogue.entries[0].service_period.given = false;
    struct valux_status_facts facts = valux_catalogue_facts(&catalogue.entries[0], &configuration);
    assert_int_equal(facts.service_start, facts.not_before);
    assert_int_equal(facts.service_end, facts.not_after - 21 * VALUX_SECONDS_PER_DAY);
    valux_catalogue_free(&catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_catalogue_is_saved_and_loaded_with_everything_in_it),
        cmocka_unit_test(test_members_that_this_version_does_not_know_are_kept),
        cmocka_unit_test(test_a_damaged_catalogue_is_not_an_empty_one),
        cmocka_unit_test(
            test_every_cut_and_every_bit_flip_of_a_catalogue_is_an_error_or_a_catalogue),
        cmocka_unit_test(
            test_the_snapshot_has_the_selected_entry_first_and_is_made_anew_when_older),
        cmocka_unit_test(test_the_snapshot_holds_what_the_exposure_can_give_and_nothing_else),
        cmocka_unit_test(test_a_snapshot_that_cannot_be_replaced_goes_all_the_same),
        cmocka_unit_test(test_an_entry_is_found_by_nickname_and_by_serial_number),
        cmocka_unit_test(test_without_a_service_period_service_ends_21_days_before_expiry),
    };

    valux_configuration_default(&configuration);
    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
