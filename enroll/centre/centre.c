/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/centre.h"

#include <stdlib.h>

#include "centre/est.h"
#include "centre/valux_json.h"
#include "valux/text.h"

static const struct centre_profile *const profiles[] = {
    [VALUX_PROFILE_VALUX_JSON] = &centre_valux_json,
    [VALUX_PROFILE_EST] = &centre_est,
};

bool centre_is_configured(const struct valux_configuration *configuration,
                          struct valux_error *error)
{
    if (configuration->address[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("The centre's address is not configured. Set it with "
                                 "'valux-enroll config centre.address https://…'."));
    if (configuration->ca_file[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_CONFIGURATION, "%s",
                               _("The file with the centre's CA is not configured. Set it with "
                                 "'valux-enroll config centre.caFile /path/file.pem'."));
    return true;
}

enum centre_outcome centre_acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request,
                                   struct centre_answer *answer)
{
    *answer = (struct centre_answer){.retry_after = -1};
    if (!centre_is_configured(configuration, &answer->error))
        return CENTRE_NOT_SENT;
    return profiles[configuration->profile]->acquire(configuration, request, answer);
}

enum centre_outcome centre_fetch(const struct valux_configuration *configuration,
                                 const char *request_id, unsigned seconds,
                                 struct centre_answer *answer)
{
    *answer = (struct centre_answer){.retry_after = -1};
    if (!centre_is_configured(configuration, &answer->error))
        return CENTRE_NOT_SENT;
    return profiles[configuration->profile]->fetch(configuration, request_id, seconds, answer);
}

enum centre_outcome centre_renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct centre_answer *answer)
{
    *answer = (struct centre_answer){.retry_after = -1};
    if (!centre_is_configured(configuration, &answer->error))
        return CENTRE_NOT_SENT;
    return profiles[configuration->profile]->renew(configuration, request, client, answer);
}

bool centre_can_fetch(const struct valux_configuration *configuration)
{
    return profiles[configuration->profile]->fetch != NULL;
}

bool centre_passphrase_in_request(const struct valux_configuration *configuration)
{
    return profiles[configuration->profile]->passphrase_in_request &&
           configuration->passphrase_in_request;
}

bool centre_status(const struct valux_configuration *configuration,
                   const struct centre_client *client, enum valux_centre_state *state,
                   struct valux_service_period *period, struct valux_error *error)
{
    return centre_is_configured(configuration, error) &&
           profiles[configuration->profile]->status(configuration, client, state, period, error);
}

bool centre_key_type(const struct valux_configuration *configuration, bool in_tpm,
                     enum valux_key_type *type, struct valux_error *warning,
                     struct valux_error *error)
{
    struct key_choice choice = {.in_tpm = in_tpm, .type = VALUX_KEY_RSA_2048};

    *warning = (struct valux_error){0};
    if (!centre_is_configured(configuration, error))
        return false;
    if (configuration->key_type_given) {
        *type = configuration->key_type;
        return true;
    }
    if (!profiles[configuration->profile]->key_type(configuration, &choice, warning, error))
        return false;
    *type = choice.type;
    return true;
}

bool centre_read(const struct valux_configuration *configuration, const char *request_id,
                 const char *company_id, const char *certificate_id,
                 const struct valux_bytes *answer, struct centre_issued *issued,
                 struct valux_error *error)
{
    *issued = (struct centre_issued){0};
    if (profiles[configuration->profile]->read(request_id, company_id, certificate_id, answer,
                                               issued, error))
        return true;
    centre_issued_free(issued);
    return false;
}

void centre_issued_free(struct centre_issued *issued)
{
    valux_bytes_free(&issued->certificate);
    for (size_t i = 0; i < issued->chain_count; i++)
        valux_bytes_free(&issued->chain[i]);
    free(issued->chain);
    *issued = (struct centre_issued){0};
}
