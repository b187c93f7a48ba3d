/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_CENTRE_H
#define VALUX_ENROLL_CENTRE_CENTRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "centre/client.h"
#include "centre/secrets.h"
#include "valux/bytes.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/key_type.h"
#include "valux/service_period.h"
#include "valux/status.h"

/*
 * The VALUX centre, whichever profile it speaks: requests as the helper thinks of them, and
 * outcomes that say what became of a request, since a one-time password works once.
 */

#define CENTRE_CHAIN_MAX 64 /* certificates that come with an answer */

enum centre_outcome {
    CENTRE_ANSWERED, /* the answer has come, unread */
    CENTRE_WAIT,     /* it has arrived and is being issued: ask again after retry_after seconds */
    CENTRE_UNKNOWN,  /* of a fetch: the centre knows no such request, or not yet */
    CENTRE_REFUSED,  /* the centre said no, and this exchange has issued nothing */
    CENTRE_BUSY,     /* the centre can't serve now, and this exchange has issued nothing */
    CENTRE_NOT_SENT, /* nothing has left the machine */
    CENTRE_LOST,     /* the request may have arrived, and its answer did not */
};

/* What an exchange brought. */
struct centre_answer {
    struct valux_bytes content; /* of CENTRE_ANSWERED: what the centre sent; else empty */
    long retry_after;           /* the centre's wish in seconds, or -1 */
    struct valux_error error;   /* of every other outcome */
};

/*
 * A request's secrets and names. The strings belong to the caller. What `secrets` lists is
 * overwritten as soon as the request has been sent, or its sending has failed. `request` has the
 * passphrase in it where centre_passphrase_in_request says so.
 */
struct centre_request {
    const char *request_id;
    const char *company_id;
    const char *certificate_id;
    const char *one_time_password;
    const char *passphrase;
    const struct valux_bytes *request; /* PKCS#10, DER */
    /*
     * Makes another request for the same key, with the text as its challengePassword, for a centre
     * that wants it linked to the TLS connection (RFC 7030, section 3.5). The caller frees *linked.
     */
    bool (*link)(void *link_context, const char *challenge, struct valux_bytes *linked,
                 struct valux_error *error);
    void *link_context;
    const struct centre_secrets *secrets; /* or NULL */
};

/*
 * What an answer says once it is read. `certificate` is empty where the profile does not tell which
 * of the certificates it is; it is then among `chain`.
 */
struct centre_issued {
    struct valux_bytes certificate; /* DER */
    struct valux_bytes *chain;      /* DER, in any order, of any use; at most CENTRE_CHAIN_MAX */
    size_t chain_count;
    struct valux_service_period service_period;
};

/* Whether the configuration says where the centre is and which CA its TLS certificate needs. */
bool centre_is_configured(const struct valux_configuration *configuration,
                          struct valux_error *error);

/*
 * Each of the three exchanges fills *answer, whose content the caller frees.
 *
 * Asks for a certificate with the one-time password. The same request again is answered alike.
 */
enum centre_outcome centre_acquire(const struct valux_configuration *configuration,
                                   const struct centre_request *request,
                                   struct centre_answer *answer);

/*
 * Asks what became of a request, which takes at most `seconds`, 1 or more; only where
 * centre_can_fetch says that the profile has this.
 */
enum centre_outcome centre_fetch(const struct valux_configuration *configuration,
                                 const char *request_id, unsigned seconds,
                                 struct centre_answer *answer);

/*
 * Asks for a renewal over TLS with the old certificate, which `client` is; `request` needs its
 * request_id and its PKCS#10 only.
 */
enum centre_outcome centre_renew(const struct valux_configuration *configuration,
                                 const struct centre_request *request,
                                 const struct centre_client *client, struct centre_answer *answer);

/* Whether the profile can tell what became of a request without repeating it. */
bool centre_can_fetch(const struct valux_configuration *configuration);

/* Whether the passphrase goes into the PKCS#10 request, as its challengePassword. */
bool centre_passphrase_in_request(const struct valux_configuration *configuration);

/* Asks for the certificate's state, over TLS with that certificate. */
bool centre_status(const struct valux_configuration *configuration,
                   const struct centre_client *client, enum valux_centre_state *state,
                   struct valux_service_period *period, struct valux_error *error);

/*
 * The key type that is configured, or else the one that the centre prefers among those that this
 * program makes, or the TPM where it is to make the key (centre/key_choice.h). *warning is set, and
 * else of the domain VALUX_ERROR_NONE, where what the centre says of it can't be followed.
 */
bool centre_key_type(const struct valux_configuration *configuration, bool in_tpm,
                     enum valux_key_type *type, struct valux_error *warning,
                     struct valux_error *error);

/*
 * Reads an answer that CENTRE_ANSWERED gave. VALUX_ERROR_ANSWER for one that is not what the
 * profile allows, or that is another request's. The caller frees *issued.
 */
bool centre_read(const struct valux_configuration *configuration, const char *request_id,
                 const char *company_id, const char *certificate_id,
                 const struct valux_bytes *answer, struct centre_issued *issued,
                 struct valux_error *error);

void centre_issued_free(struct centre_issued *issued);

#endif
