/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/configuration.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/json.h"
#include "valux/own_places.h"
#include "valux/text.h"

#define CONFIGURATION_SIZE_MAX 65536

const char *const valux_profile_names[] = {"valux-json", "est", NULL};
const char *const valux_exposure_names[] = {"selected", "usable", NULL};
const char *const valux_key_type_names[] = {"rsa-2048", "rsa-3072", "rsa-4096",
                                            "ec-p256",  "ec-p384",  NULL};

static const char *const top_members[] = {"centre", "exposure", "keyType", "thresholds",
                                          "alarms", "signer",   NULL};
static const char *const centre_members[] = {"profile",      "address", "caFile",
                                             "issuerCaFile", "proxy",   NULL};
static const char *const threshold_members[] = {"expiringDays", "newDays", "serviceMarginDays",
                                                NULL};
static const char *const alarm_members[] = {"days", NULL};
static const char *const signer_members[] = {"idleSeconds", NULL};

void valux_configuration_default(struct valux_configuration *configuration)
{
    *configuration = (struct valux_configuration){
        .profile = VALUX_PROFILE_VALUX_JSON,
        .exposure = VALUX_EXPOSURE_SELECTED,
        .key_type = VALUX_KEY_RSA_2048,
        .expiring_days = VALUX_STATUS_DEFAULT_EXPIRING_DAYS,
        .new_days = VALUX_STATUS_DEFAULT_NEW_DAYS,
        .service_margin_days = VALUX_STATUS_DEFAULT_SERVICE_MARGIN_DAYS,
        .alarm_days = {45, 30, 14, 7},
        .alarm_count = 4,
        .signer_idle_seconds = 600,
    };
}

static bool wrong_value(const struct valux_json_source *source, const char *member,
                        const char *what, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s: the member \"%s\" %s."),
                           source->name, member, what);
}

static bool read_choice(const struct valux_json_source *source, const cJSON *object,
                        const char *member, const char *const names[], int *value,
                        struct valux_error *error)
{
    return valux_json_choice(source, object, member, VALUX_JSON_OPTIONAL, names, value, error);
}

static bool read_text(const struct valux_json_source *source, const cJSON *object,
                      const char *member, char *value, size_t size, struct valux_error *error)
{
    return valux_json_string(source, object, member, VALUX_JSON_OPTIONAL, value, size, error);
}

static bool read_days(const struct valux_json_source *source, const cJSON *object,
                      const char *member, int *value, struct valux_error *error)
{
    int64_t days = *value;

    if (!valux_json_integer(source, object, member, VALUX_JSON_OPTIONAL, 0, 3650, &days, error))
        return false;
    *value = (int)days;
    return true;
}

static bool read_section(const struct valux_json_source *source, const cJSON *document,
                         const char *member, const char *const members[], const cJSON **section,
                         struct valux_error *error)
{
    return valux_json_container(source, document, member, VALUX_JSON_OPTIONAL, cJSON_Object,
                                section, error) &&
           (*section == NULL || valux_json_known_members(source, *section, members, error));
}

/* Whether the text has a blank or a control character. */
static bool has_blank(const char *text)
{
    while (*text != '\0' && (unsigned char)*text > ' ' && *text != '\x7f')
        text++;
    return *text != '\0';
}

static bool read_centre(struct valux_configuration *configuration,
                        const struct valux_json_source *source, const cJSON *centre,
                        struct valux_error *error)
{
    int profile = (int)configuration->profile;

    if (!read_choice(source, centre, "profile", valux_profile_names, &profile, error) ||
        !read_text(source, centre, "address", configuration->address, sizeof configuration->address,
                   error) ||
        !read_text(source, centre, "caFile", configuration->ca_file, sizeof configuration->ca_file,
                   error) ||
        !read_text(source, centre, "issuerCaFile", configuration->issuer_ca_file,
                   sizeof configuration->issuer_ca_file, error) ||
        !read_text(source, centre, "proxy", configuration->proxy, sizeof configuration->proxy,
                   error))
        return false;
    configuration->profile = (enum valux_centre_profile)profile;
    if (configuration->address[0] != '\0' &&
        strncmp(configuration->address, "https://", strlen("https://")) != 0)
        return wrong_value(source, "centre.address", _("does not begin with https://"), error);
    if (has_blank(configuration->address))
        return wrong_value(source, "centre.address", _("has a blank or a control character"),
                           error);
    if (configuration->ca_file[0] != '\0' && configuration->ca_file[0] != '/')
        return wrong_value(source, "centre.caFile", _("is not an absolute path"), error);
    if (configuration->issuer_ca_file[0] != '\0' && configuration->issuer_ca_file[0] != '/')
        return wrong_value(source, "centre.issuerCaFile", _("is not an absolute path"), error);
    return true;
}

static int falling(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static bool read_alarms(struct valux_configuration *configuration,
                        const struct valux_json_source *source, const cJSON *alarms,
                        struct valux_error *error)
{
    const cJSON *days;
    const cJSON *item;
    size_t count = 0;

    if (!valux_json_container(source, alarms, "days", VALUX_JSON_OPTIONAL, cJSON_Array, &days,
                              error))
        return false;
    if (days == NULL)
        return true;
    if (cJSON_GetArraySize(days) > VALUX_ALARM_DAYS_MAX)
        return wrong_value(source, "alarms.days", _("has too many elements"), error);
    cJSON_ArrayForEach(item, days)
    {
        int value = cJSON_IsNumber(item) ? item->valueint : 0;
        if (value < 1 || value > 3650 || (double)value != item->valuedouble)
            return wrong_value(source, "alarms.days", _("needs whole numbers from 1 to 3650"),
                               error);
        configuration->alarm_days[count++] = value;
    }
    configuration->alarm_count = count;
    qsort(configuration->alarm_days, count, sizeof configuration->alarm_days[0], falling);
    return true;
}

static bool read_document(struct valux_configuration *configuration,
                          const struct valux_json_source *source, const cJSON *document,
                          struct valux_error *error)
{
    const cJSON *centre;
    const cJSON *thresholds;
    const cJSON *alarms;
    const cJSON *signer;
    int exposure = (int)configuration->exposure;
    int key_type = -1;
    int64_t idle = configuration->signer_idle_seconds;

    if (!valux_json_known_members(source, document, top_members, error) ||
        !read_section(source, document, "centre", centre_members, &centre, error) ||
        !read_section(source, document, "thresholds", threshold_members, &thresholds, error) ||
        !read_section(source, document, "alarms", alarm_members, &alarms, error) ||
        !read_section(source, document, "signer", signer_members, &signer, error) ||
        !read_choice(source, document, "exposure", valux_exposure_names, &exposure, error) ||
        !read_choice(source, document, "keyType", valux_key_type_names, &key_type, error))
        return false;
    if (centre != NULL && !read_centre(configuration, source, centre, error))
        return false;
    if (!read_days(source, thresholds, "expiringDays", &configuration->expiring_days, error) ||
        !read_days(source, thresholds, "newDays", &configuration->new_days, error) ||
        !read_days(source, thresholds, "serviceMarginDays", &configuration->service_margin_days,
                   error))
        return false;
    if (alarms != NULL && !read_alarms(configuration, source, alarms, error))
        return false;
    if (!valux_json_integer(source, signer, "idleSeconds", VALUX_JSON_OPTIONAL, 0, 86400, &idle,
                            error))
        return false;
    configuration->exposure = (enum valux_exposure)exposure;
    configuration->signer_idle_seconds = (int)idle;
    if (key_type >= 0) {
        configuration->key_type_given = true;
        configuration->key_type = (enum valux_key_type)key_type;
    }
    return true;
}

static cJSON *parse_with_comments(const struct valux_json_source *source, const char *text,
                                  size_t length, struct valux_error *error)
{
    char *copy = malloc(length + 1);
    cJSON *document = NULL;

    if (copy == NULL) {
        valux_error_set_memory(error);
        return NULL;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (strlen(copy) == length) {
        cJSON_Minify(copy);
        document = valux_json_parse(source, copy, strlen(copy), error);
    } else {
        valux_error_set(error, source->domain, _("%s is not valid JSON."), source->name);
    }
    free(copy);
    return document;
}

bool valux_configuration_parse(struct valux_configuration *configuration, const char *name,
                               const char *text, size_t length, struct valux_error *error)
{
    const struct valux_json_source source = {name, VALUX_ERROR_CONFIGURATION};
    cJSON *document = parse_with_comments(&source, text, length, error);
    bool result = document != NULL && read_document(configuration, &source, document, error);

    cJSON_Delete(document);
    return result;
}

/* Reads a file that may be absent: *text is then NULL. The machine's file belongs to root. */
static bool read_file(const char *path, char **text, size_t *length, struct valux_error *error)
{
    bool result = false;
    struct stat status;
    size_t used = 0;

    *text = NULL;
    *length = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    char *buffer = malloc(CONFIGURATION_SIZE_MAX + 1);
    if (file < 0 || buffer == NULL || fstat(file, &status) != 0) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be read: %s."), path,
                        strerror(errno));
        goto done;
    }
    if (!S_ISREG(status.st_mode) || (status.st_uid != 0 && status.st_uid != geteuid()) ||
        (status.st_mode & S_IWOTH) != 0) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                        _("%s is not used: it must be a regular file of yours or root's that "
                          "others may not write."),
                        path);
        goto done;
    }
    ssize_t got = 1;
    while (got > 0 && used <= CONFIGURATION_SIZE_MAX) {
        got = read(file, buffer + used, CONFIGURATION_SIZE_MAX + 1 - used);
        used += got > 0 ? (size_t)got : 0;
    }
    if (got < 0 || used > CONFIGURATION_SIZE_MAX) {
        valux_error_set(error, VALUX_ERROR_CONFIGURATION, _("%s can't be read: %s."), path,
                        got < 0 ? strerror(errno) : strerror(EFBIG));
        goto done;
    }
    *text = buffer;
    *length = used;
    buffer = NULL;
    result = true;
done:
    free(buffer);
    if (file >= 0)
        close(file);
    return result;
}

static bool load_file(struct valux_configuration *configuration, const char *path,
                      struct valux_error *error)
{
    char *text;
    size_t length;

    if (!read_file(path, &text, &length, error))
        return false;
    bool result =
        text == NULL || valux_configuration_parse(configuration, path, text, length, error);
    free(text);
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

bool valux_configuration_load(struct valux_configuration *configuration, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];

    valux_configuration_default(configuration);
    return valux_own_places_check(error) && valux_configuration_user_file(path, error) &&
           load_file(configuration, VALUX_CONFIGURATION_SYSTEM_FILE, error) &&
           load_file(configuration, path, error);
}

static bool add_centre(cJSON *document, const struct valux_configuration *configuration)
{
    cJSON *centre = cJSON_AddObjectToObject(document, "centre");

    return centre != NULL &&
           cJSON_AddStringToObject(centre, "profile",
                                   valux_profile_names[configuration->profile]) != NULL &&
           cJSON_AddStringToObject(centre, "address", configuration->address) != NULL &&
           cJSON_AddStringToObject(centre, "caFile", configuration->ca_file) != NULL &&
           cJSON_AddStringToObject(centre, "issuerCaFile", configuration->issuer_ca_file) != NULL &&
           cJSON_AddStringToObject(centre, "proxy", configuration->proxy) != NULL;
}

static bool add_rest(cJSON *document, const struct valux_configuration *configuration)
{
    cJSON *thresholds = cJSON_AddObjectToObject(document, "thresholds");
    cJSON *alarms = cJSON_AddObjectToObject(document, "alarms");
    cJSON *signer = cJSON_AddObjectToObject(document, "signer");
    cJSON *days = cJSON_CreateIntArray(configuration->alarm_days, (int)configuration->alarm_count);

    return thresholds != NULL && signer != NULL && valux_json_set(alarms, "days", days) &&
           cJSON_AddStringToObject(document, "exposure",
                                   valux_exposure_names[configuration->exposure]) != NULL &&
           (!configuration->key_type_given ||
            cJSON_AddStringToObject(document, "keyType",
                                    valux_key_type_names[configuration->key_type]) != NULL) &&
           cJSON_AddNumberToObject(thresholds, "expiringDays", configuration->expiring_days) !=
               NULL &&
           cJSON_AddNumberToObject(thresholds, "newDays", configuration->new_days) != NULL &&
           cJSON_AddNumberToObject(thresholds, "serviceMarginDays",
                                   configuration->service_margin_days) != NULL &&
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
