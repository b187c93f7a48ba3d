/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/configuration.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "valux/file.h"
#include "valux/json.h"
#include "valux/json_comments.h"
#include "valux/own_places.h"
#include "valux/proxy_address.h"
#include "valux/text.h"

#define DAYS_MAX 3650
#define IDLE_SECONDS_MAX 86400
#define TPM_DEFAULT "/dev/tpmrm0" /* the kernel's resource manager */
#define PIN_MINUTES_MAX 10080     /* a week */
#define SECURITY_LEVEL_MAX 2      /* 112 bits */
#define CONFIGURATION_SIZE_MAX 65536

const char *const valux_profile_names[] = {"valux-json", "est", NULL};
const char *const valux_exposure_names[] = {"selected", "usable", NULL};
const char *const valux_key_type_names[] = {"rsa-2048", "rsa-3072", "rsa-4096",
                                            "ec-p256",  "ec-p384",  NULL};

static const char *const locked_names[] = {"certificates", "nothing", NULL};

static const char *const top_members[] = {"centre",  "exposure", "keyType",    "custody",
                                          "pin",     "tpm",      "thresholds", "alarms",
                                          "renewal", "signer",   NULL};
static const char *const centre_members[] = {"profile",
                                             "address",
                                             "caFile",
                                             "issuerCaFile",
                                             "proxy",
                                             "proxyCredentialsFile",
                                             "contact",
                                             "passphraseInRequest",
                                             "passphraseInPassword",
                                             "securityLevel",
                                             NULL};
static const char *const threshold_members[] = {"expiringDays", "newDays", "serviceMarginDays",
                                                NULL};
static const char *const alarm_members[] = {"days", NULL};
static const char *const renewal_members[] = {"automatic", NULL};
static const char *const tpm_members[] = {"tcti", NULL};
static const char *const pin_members[] = {"minutes", "locked", NULL};
static const char *const signer_members[] = {"idleSeconds", NULL};

void valux_configuration_default(struct valux_configuration *configuration)
{
    *configuration = (struct valux_configuration){
        .profile = VALUX_PROFILE_VALUX_JSON,
        .security_level = 1,
        .exposure = VALUX_EXPOSURE_SELECTED,
        .key_type = VALUX_KEY_RSA_2048,
        .custody = VALUX_CUSTODY_SEALED,
        .pin_minutes = 480,
        .tpm = TPM_DEFAULT,
        .expiring_days = VALUX_STATUS_DEFAULT_EXPIRING_DAYS,
        .new_days = VALUX_STATUS_DEFAULT_NEW_DAYS,
        .service_margin_days = VALUX_STATUS_DEFAULT_SERVICE_MARGIN_DAYS,
        .alarm_days = {45, 30, 14, 7},
        .alarm_count = 4,
        .signer_idle_seconds = 600,
    };
}

static void read_text(struct valux_json_reader *reader, const char *member, char *value,
                      size_t size)
{
    if (valux_json_has(reader, member))
        valux_json_string(reader, member, value, size);
}

/* A number from 0 to `maximum`. */
static void read_number(struct valux_json_reader *reader, const char *member, int maximum,
                        int *value)
{
    if (valux_json_has(reader, member))
        *value = (int)valux_json_integer(reader, member, 0, maximum);
}

/* Goes on reading in a section of the document. An absent section has no members. */
static void enter_section(struct valux_json_reader *reader, const cJSON *document,
                          const char *member, const char *const members[])
{
    reader->object = document;
    reader->object = valux_json_has(reader, member) ? valux_json_object(reader, member) : NULL;
    valux_json_known_members(reader, members);
}

/* One absolute path, or several separated by colons. */
static void check_paths(struct valux_json_reader *reader, const char *member, const char *paths)
{
    for (const char *path = paths; path != NULL && *paths != '\0'; path = strchr(path, ':')) {
        path += *path == ':';
        if (*path != '/')
            valux_json_fail(reader, member, _("is not an absolute path"));
    }
}

static void read_truth(struct valux_json_reader *reader, const char *member, bool *value)
{
    if (valux_json_has(reader, member))
        *value = valux_json_boolean(reader, member);
}

static void read_centre(struct valux_configuration *configuration, struct valux_json_reader *reader)
{
    if (valux_json_has(reader, "profile"))
        configuration->profile =
            (enum valux_centre_profile)valux_json_choice(reader, "profile", valux_profile_names);
    read_text(reader, "address", configuration->address, sizeof configuration->address);
    read_text(reader, "caFile", configuration->ca_file, sizeof configuration->ca_file);
    read_text(reader, "issuerCaFile", configuration->issuer_ca_file,
              sizeof configuration->issuer_ca_file);
    read_text(reader, "proxy", configuration->proxy, sizeof configuration->proxy);
    read_text(reader, "proxyCredentialsFile", configuration->proxy_credentials_file,
              sizeof configuration->proxy_credentials_file);
    read_text(reader, "contact", configuration->contact, sizeof configuration->contact);
    read_truth(reader, "passphraseInRequest", &configuration->passphrase_in_request);
    read_truth(reader, "passphraseInPassword", &configuration->passphrase_in_password);
    read_number(reader, "securityLevel", SECURITY_LEVEL_MAX, &configuration->security_level);
    if (configuration->address[0] != '\0' &&
        strncasecmp(configuration->address, "https://", strlen("https://")) != 0)
        valux_json_fail(reader, "centre.address", _("does not begin with https://"));
    if (configuration->proxy[0] != '\0' && !valux_proxy_address_is_valid(configuration->proxy))
        valux_json_fail(reader, "centre.proxy", _("is not a proxy's address, http://HOST:PORT"));
    if (valux_text_has_blank(configuration->address))
        valux_json_fail(reader, "centre.address", _("has a blank or a control character"));
    check_paths(reader, "centre.caFile", configuration->ca_file);
    check_paths(reader, "centre.issuerCaFile", configuration->issuer_ca_file);
    if (configuration->proxy_credentials_file[0] != '\0' &&
        configuration->proxy_credentials_file[0] != '/')
        valux_json_fail(reader, "centre.proxyCredentialsFile", _("is not an absolute path"));
}

static int falling(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static void read_alarms(struct valux_configuration *configuration, struct valux_json_reader *reader)
{
    const cJSON *days;
    const cJSON *item;
    size_t count = 0;

    if (!valux_json_has(reader, "days"))
        return;
    days = valux_json_array(reader, "days");
    if (cJSON_GetArraySize(days) > VALUX_ALARM_DAYS_MAX) {
        valux_json_fail(reader, "alarms.days", _("has too many elements"));
        return;
    }
    cJSON_ArrayForEach(item, days)
    {
        int value = cJSON_IsNumber(item) ? item->valueint : 0;
        if (value < 1 || value > DAYS_MAX || (double)value != item->valuedouble) {
            valux_json_fail(reader, "alarms.days", _("needs whole numbers from 1 to 3650"));
            return;
        }
        configuration->alarm_days[count++] = value;
    }
    configuration->alarm_count = count;
    qsort(configuration->alarm_days, count, sizeof configuration->alarm_days[0], falling);
}

static void read_top(struct valux_configuration *configuration, struct valux_json_reader *reader)
{
    valux_json_known_members(reader, top_members);
    if (valux_json_has(reader, "exposure"))
        configuration->exposure =
            (enum valux_exposure)valux_json_choice(reader, "exposure", valux_exposure_names);
    configuration->key_type_given =
        configuration->key_type_given || valux_json_has(reader, "keyType");
    if (valux_json_has(reader, "keyType"))
        configuration->key_type =
            (enum valux_key_type)valux_json_choice(reader, "keyType", valux_key_type_names);
    configuration->custody_given =
        configuration->custody_given || valux_json_has(reader, "custody");
    if (valux_json_has(reader, "custody"))
        configuration->custody =
            (enum valux_custody)valux_json_choice(reader, "custody", valux_custody_names);
}

static void read_tpm(struct valux_configuration *configuration, struct valux_json_reader *reader)
{
    read_text(reader, "tcti", configuration->tpm, sizeof configuration->tpm);
    if (configuration->tpm[0] != '/' &&
        strncmp(configuration->tpm, "swtpm:", strlen("swtpm:")) != 0)
        valux_json_fail(reader, "tpm.tcti",
                        _("is neither the path of a device nor begins with swtpm:"));
}

static void read_pin(struct valux_configuration *configuration, struct valux_json_reader *reader)
{
    read_number(reader, "minutes", PIN_MINUTES_MAX, &configuration->pin_minutes);
    if (valux_json_has(reader, "locked"))
        configuration->locked_shows_nothing =
            valux_json_choice(reader, "locked", locked_names) == 1;
}

/* All or nothing: what is read before an error is found does not count. */
static bool read_document(struct valux_configuration *configuration,
                          struct valux_json_reader *reader, const cJSON *document)
{
    struct valux_configuration read = *configuration;

    read_top(&read, reader);
    enter_section(reader, document, "centre", centre_members);
    read_centre(&read, reader);
    enter_section(reader, document, "thresholds", threshold_members);
    read_number(reader, "expiringDays", DAYS_MAX, &read.expiring_days);
    read_number(reader, "newDays", DAYS_MAX, &read.new_days);
    read_number(reader, "serviceMarginDays", DAYS_MAX, &read.service_margin_days);
    enter_section(reader, document, "alarms", alarm_members);
    read_alarms(&read, reader);
    enter_section(reader, document, "renewal", renewal_members);
    read_truth(reader, "automatic", &read.renewal_automatic);
    enter_section(reader, document, "tpm", tpm_members);
    read_tpm(&read, reader);
    enter_section(reader, document, "pin", pin_members);
    read_pin(&read, reader);
    enter_section(reader, document, "signer", signer_members);
    read_number(reader, "idleSeconds", IDLE_SECONDS_MAX, &read.signer_idle_seconds);
    if (!reader->failed)
        *configuration = read;
    return !reader->failed;
}

static cJSON *parse_with_comments(struct valux_json_reader *reader, const char *text, size_t length)
{
    char *bare = valux_json_without_comments(text, length);
    cJSON *document = NULL;

    if (bare == NULL)
        reader->failed = !valux_error_set_memory(reader->error);
    else
        document = valux_json_parse(reader, bare, length);
    free(bare);
    return document;
}

bool valux_configuration_parse(struct valux_configuration *configuration, const char *name,
                               const char *text, size_t length, struct valux_error *error)
{
    struct valux_json_reader reader = valux_json_reader(name, VALUX_ERROR_CONFIGURATION, error);
    cJSON *document = parse_with_comments(&reader, text, length);
    bool result = document != NULL && read_document(configuration, &reader, document);

    cJSON_Delete(document);
    return result;
}

static bool load_file(struct valux_configuration *configuration, const char *path,
                      struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    if (!valux_file_read(VALUX_FILE_CONFIGURATION, AT_FDCWD, path, CONFIGURATION_SIZE_MAX, &content,
                         &absent, error))
        return false;
    bool result =
        absent || valux_configuration_parse(configuration, path, (const char *)content.data,
                                            content.length, error);
    valux_bytes_free(&content);
    return result;
}

bool valux_configuration_user_file(char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    char home[VALUX_PATH_SIZE];

    if (!valux_paths_config_home(home) || !valux_paths_join(path, home, "valux/valux.json"))
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("There is no home directory for the configuration."));
    return true;
}

/* A user's file can't choose less than the machine's demands. */
static bool check_demanded(const struct valux_configuration *configuration,
                           enum valux_custody demanded, struct valux_error *error)
{
    return !configuration->custody_demanded || configuration->custody == demanded ||
           valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                           _("The administrator demands the custody \"%s\" (%s), and your own "
                             "configuration says \"%s\". Take that out: 'valux-enroll config "
                             "--unset custody'."),
                           valux_custody_names[demanded], VALUX_CONFIGURATION_SYSTEM_FILE,
                           valux_custody_names[configuration->custody]);
}

bool valux_configuration_load(struct valux_configuration *configuration, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    enum valux_custody demanded;

    valux_configuration_default(configuration);
    if (!valux_own_places_check(error) || !valux_configuration_user_file(path, error) ||
        !load_file(configuration, VALUX_CONFIGURATION_SYSTEM_FILE, error))
        return false;
    configuration->custody_demanded = configuration->custody_given;
    demanded = configuration->custody;
    return load_file(configuration, path, error) && check_demanded(configuration, demanded, error);
}

static bool add_centre(cJSON *document, const struct valux_configuration *configuration)
{
    cJSON *centre = cJSON_AddObjectToObject(document, "centre");
    char proxy[VALUX_PROXY_ADDRESS_SIZE];

    return centre != NULL && valux_proxy_address_show(configuration->proxy, proxy, sizeof proxy) &&
           cJSON_AddStringToObject(centre, "profile",
                                   valux_profile_names[configuration->profile]) != NULL &&
           cJSON_AddStringToObject(centre, "address", configuration->address) != NULL &&
           cJSON_AddStringToObject(centre, "caFile", configuration->ca_file) != NULL &&
           cJSON_AddStringToObject(centre, "issuerCaFile", configuration->issuer_ca_file) != NULL &&
           cJSON_AddStringToObject(centre, "proxy", proxy) != NULL &&
           cJSON_AddStringToObject(centre, "proxyCredentialsFile",
                                   configuration->proxy_credentials_file) != NULL &&
           cJSON_AddStringToObject(centre, "contact", configuration->contact) != NULL &&
           cJSON_AddBoolToObject(centre, "passphraseInRequest",
                                 configuration->passphrase_in_request) != NULL &&
           cJSON_AddBoolToObject(centre, "passphraseInPassword",
                                 configuration->passphrase_in_password) != NULL &&
           cJSON_AddNumberToObject(centre, "securityLevel", configuration->security_level) != NULL;
}

static bool add_rest(cJSON *document, const struct valux_configuration *configuration)
{
    cJSON *thresholds = cJSON_AddObjectToObject(document, "thresholds");
    cJSON *alarms = cJSON_AddObjectToObject(document, "alarms");
    cJSON *renewal = cJSON_AddObjectToObject(document, "renewal");
    cJSON *signer = cJSON_AddObjectToObject(document, "signer");
    cJSON *tpm = cJSON_AddObjectToObject(document, "tpm");
    cJSON *pin = cJSON_AddObjectToObject(document, "pin");
    cJSON *days = cJSON_CreateIntArray(configuration->alarm_days, (int)configuration->alarm_count);

    return thresholds != NULL && signer != NULL && valux_json_set(alarms, "days", days) &&
           cJSON_AddStringToObject(document, "exposure",
                                   valux_exposure_names[configuration->exposure]) != NULL &&
           (!configuration->key_type_given ||
            cJSON_AddStringToObject(document, "keyType",
                                    valux_key_type_names[configuration->key_type]) != NULL) &&
           cJSON_AddStringToObject(document, "custody",
                                   valux_custody_names[configuration->custody]) != NULL &&
           cJSON_AddStringToObject(tpm, "tcti", configuration->tpm) != NULL &&
           cJSON_AddNumberToObject(pin, "minutes", configuration->pin_minutes) != NULL &&
           cJSON_AddStringToObject(pin, "locked",
                                   locked_names[configuration->locked_shows_nothing]) != NULL &&
           cJSON_AddNumberToObject(thresholds, "expiringDays", configuration->expiring_days) !=
               NULL &&
           cJSON_AddNumberToObject(thresholds, "newDays", configuration->new_days) != NULL &&
           cJSON_AddNumberToObject(thresholds, "serviceMarginDays",
                                   configuration->service_margin_days) != NULL &&
           cJSON_AddBoolToObject(renewal, "automatic", configuration->renewal_automatic) != NULL &&
           cJSON_AddNumberToObject(signer, "idleSeconds", configuration->signer_idle_seconds) !=
               NULL;
}

char *valux_configuration_to_json(const struct valux_configuration *configuration)
{
    char *text = NULL;
    cJSON *document = cJSON_CreateObject();

    if (document != NULL && add_centre(document, configuration) &&
        add_rest(document, configuration))
        text = cJSON_Print(document);
    cJSON_Delete(document);
    return text;
}

struct valux_status_thresholds
valux_configuration_thresholds(const struct valux_configuration *configuration)
{
    return (struct valux_status_thresholds){
        .expiring_before = configuration->expiring_days * VALUX_SECONDS_PER_DAY,
        .new_for = configuration->new_days * VALUX_SECONDS_PER_DAY,
    };
}
