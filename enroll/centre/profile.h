/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_PROFILE_H
#define VALUX_ENROLL_CENTRE_PROFILE_H

#include "centre/centre.h"
#include "centre/key_choice.h"

/* What each profile of the centre's protocol implements; centre.c chooses among them. */

struct centre_profile {
    enum centre_outcome (*acquire)(const struct valux_configuration *,
                                   const struct centre_request *, struct centre_answer *);
    bool passphrase_in_request;
    /* NULL where only the same request again tells what became of it. */
    enum centre_outcome (*fetch)(const struct valux_configuration *, const char *request_id,
                                 unsigned seconds, struct centre_answer *);
    enum centre_outcome (*renew)(const struct valux_configuration *, const struct centre_request *,
                                 const struct centre_client *, struct centre_answer *);
    bool (*status)(const struct valux_configuration *, const struct centre_client *,
                   enum valux_centre_state *, struct valux_service_period *, struct valux_error *);
    /* Leaves the choice as it is where the centre has no preference. */
    bool (*key_type)(const struct valux_configuration *, struct key_choice *,
                     struct valux_error *warning, struct valux_error *);
    bool (*read)(const char *request_id, const char *company_id, const char *certificate_id,
                 const struct valux_bytes *answer, struct centre_issued *, struct valux_error *);
};

#endif
