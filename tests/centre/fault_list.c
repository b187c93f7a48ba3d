/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_list.h"

#include <stdlib.h>
#include <string.h>

#include "fault_grant.h"
#include "fault_http.h"
#include "fault_path.h"
#include "fault_tls.h"
#include "text.h"

static const struct fault table[] = {
    {"foreign-ca", "the TLS certificate is of another CA", FAULT_CONNECTION,
     .connection = fault_foreign_ca},
    {"tls-1.1", "only TLS 1.1 is spoken", FAULT_CONNECTION, .connection = fault_tls_1_1},
    {"tls-1.2", "TLS 1.3 is not spoken", FAULT_CONNECTION, .connection = fault_tls_1_2},
    {"drop-before", "the connection is closed before anything is issued", FAULT_BEFORE,
     .http = fault_drop_before},
    {"stall", "nothing is issued and no answer ever comes", FAULT_BEFORE, .http = fault_stall},
    {"late", "the request waits, and is worked off once the fault is gone", FAULT_BEFORE,
     .http = fault_late},
    {"busy-429", "429, rate_limited, Retry-After: 1", FAULT_BEFORE, .http = fault_busy_429},
    {"busy-503", "503, maintenance, Retry-After: 1", FAULT_BEFORE, .http = fault_busy_503},
    {"error-500", "500 with a page of HTML", FAULT_BEFORE, .http = fault_error_500},
    {"redirect", "307 to the same path on localhost", FAULT_BEFORE, .http = fault_redirect},
    {"wrong-key", "the certificate is for another key", FAULT_GRANT, .grant = fault_wrong_key},
    {"wrong-chain", "certificate and chain are of another CA", FAULT_GRANT,
     .grant = fault_wrong_chain},
    {"already-expired", "the certificate expired yesterday", FAULT_GRANT,
     .grant = fault_already_expired},
    {"absurd-service-period", "the service period begins 1,000 years after its end", FAULT_GRANT,
     .grant = fault_absurd_service_period},
    {"same-serial", "the certificate has the serial number of the first one that was issued",
     FAULT_GRANT, .grant = fault_same_serial},
    {"other-request", "the answer of another company's request", FAULT_GRANT,
     .grant = fault_other_request},
    {"leaf-in-chain", "the certificate is in its own chain as well", FAULT_GRANT,
     .grant = fault_leaf_in_chain},
    {"chain-twice", "each CA certificate comes twice", FAULT_GRANT, .grant = fault_chain_twice},
    {"unneeded-certificates", "others come first: a version 1 root, an Ed25519 CA, a server's",
     FAULT_GRANT, .grant = fault_unneeded_certificates},
    {"ed25519-ca", "the issuing CA has an Ed25519 key", FAULT_GRANT, .grant = fault_ed25519_ca},
    {"ed448-ca", "the issuing CA has an Ed448 key", FAULT_GRANT, .grant = fault_ed448_ca},
    {"rsa-pss-ca", "the issuing CA has an RSASSA-PSS key", FAULT_GRANT, .grant = fault_rsa_pss_ca},
    {"rollover", "the root has a new key, and the old root has certified it", FAULT_GRANT,
     .grant = fault_rollover},
    {"md5-signed", "the certificate is signed with MD5", FAULT_GRANT, .grant = fault_md5_signed},
    {"long-serial", "the serial number has 40 bytes", FAULT_GRANT, .grant = fault_long_serial},
    {"two-names", "another common name comes before the certificate ID", FAULT_GRANT,
     .grant = fault_two_names},
    {"no-name", "the subject has no common name", FAULT_GRANT, .grant = fault_no_name},
    {"drop-after", "the certificate is issued, then the connection is closed", FAULT_REPLY,
     .http = fault_drop_after},
    {"truncate", "the connection is closed in the middle of the body", FAULT_REPLY,
     .http = fault_truncate},
    {"pending", "202, Retry-After: 1; the certificate is issued meanwhile", FAULT_REPLY,
     .http = fault_pending},
    {"content-type", "the right body is called text/html", FAULT_REPLY, .http = fault_content_type},
    {"huge-body", "the body is 100 MB long", FAULT_REPLY, .http = fault_huge_body},
    {"bad-json", "the body ends in the middle, with a matching Content-Length", FAULT_REPLY,
     .http = fault_bad_json},
    {"deep-json", "the body is 50,000 arrays inside each other", FAULT_REPLY,
     .http = fault_deep_json},
};

#define FAULT_COUNT (sizeof(table) / sizeof(table[0]))

static const struct fault *find(const char *name, size_t length)
{
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0)
            return &table[i];
    }
    return NULL;
}

/* Reads NAME[:COUNT][@ROUTE] of `length` characters. */
static bool parse_fault(const char *text, size_t length, struct armed_fault *armed)
{
    const char *end = text + length;
    const char *at = memchr(text, '@', length);
    const char *name_end = at == NULL ? end : at;
    const char *colon = memchr(text, ':', (size_t)(name_end - text));
    char *number_end;

    *armed = (struct armed_fault){.left = FAULT_ALWAYS};
    armed->fault = find(text, (size_t)((colon == NULL ? name_end : colon) - text));
    if (armed->fault == NULL)
        return complain("no such fault: %.*s", (int)length, text);
    if (colon != NULL) {
        armed->left = strtol(colon + 1, &number_end, 10);
        if (number_end == colon + 1 || number_end != name_end || armed->left < 1)
            return complain("not a count of times: %.*s", (int)length, text);
    }
    if (at != NULL) {
        size_t route_length = (size_t)(end - at - 1);

        if (route_length >= FAULT_ROUTE_SIZE || !route_name_exists(at + 1, route_length) ||
            armed->fault->stage == FAULT_CONNECTION)
            return complain("no such route for the fault: %.*s", (int)length, text);
        memcpy(armed->route, at + 1, route_length);
    }
    return true;
}

bool fault_list_accepts(const char *line)
{
    struct armed_fault armed;

    return parse_fault(line, strlen(line), &armed);
}

void fault_list_describe(FILE *stream)
{
    for (size_t i = 0; i < FAULT_COUNT; i++)
        fprintf(stream, "  %-22s %s\n", table[i].name, table[i].summary);
}

void fault_list_parse(struct fault_list *list, const char *text)
{
    *list = (struct fault_list){0};
    while (*text != '\0') {
        size_t length = strcspn(text, "\r\n");
        struct armed_fault armed;
        struct armed_fault *more;

        if (length > 0 && *text != '#' && parse_fault(text, length, &armed)) {
            more = realloc(list->faults, (list->count + 1) * sizeof(*more));
            if (more == NULL)
                return;
            list->faults = more;
            list->faults[list->count++] = armed;
        }
        text += length;
        text += strspn(text, "\r\n");
    }
}

void fault_list_free(struct fault_list *list)
{
    free(list->faults);
    *list = (struct fault_list){0};
}

const struct fault *fault_list_use(struct fault_list *list, size_t index, enum fault_stage stage,
                                   const struct route *route)
{
    struct armed_fault *armed = &list->faults[index];

    if (armed->fault->stage != stage || armed->left == 0)
        return NULL;
    if (route != NULL &&
        (armed->route[0] == '\0' ? !route->grants
                                 : strcmp(armed->route, route_name_text(route->name)) != 0))
        return NULL;
    if (armed->left != FAULT_ALWAYS)
        armed->left--;
    return armed->fault;
}
