/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "fault_path.h"

#include <time.h>

#include "text.h"

/* Certificates that differ from the usual one, and what other centres send along with theirs. */

#define YEAR (INT64_C(365) * AUTHORITY_DAY)
#define ROOT_NAME "VALUX Sandbox Root CA"

/* Issues the answer's certificate anew, with an oddity. */
static void replace_certificate(struct centre *centre, struct grant *grant,
                                const struct authority_oddity *oddity)
{
    int64_t now = (int64_t)time(NULL);
    X509 *certificate = authority_issue_odd_client(
        &centre->authority, X509_get0_pubkey(grant->certificate), grant->company_id,
        grant->certificate_id, now, now + YEAR, oddity);

    if (certificate == NULL) {
        complain("a fault's certificate could not be made");
        return;
    }
    X509_free(grant->certificate);
    grant->certificate = certificate;
}

/* Puts a certificate, which it takes over, before the others of the chain. */
static void add_first(struct grant *grant, X509 *certificate)
{
    grant->tells_chain = true;
    if (certificate == NULL || sk_X509_unshift(grant->chain, certificate) <= 0) {
        complain("a fault's certificate could not be added");
        X509_free(certificate);
    }
}

static void add_first_again(struct grant *grant, X509 *certificate)
{
    if (X509_up_ref(certificate) == 1)
        add_first(grant, certificate);
}

void fault_leaf_in_chain(struct centre *centre, struct grant *grant)
{
    (void)centre;
    add_first_again(grant, grant->certificate);
}

void fault_chain_twice(struct centre *centre, struct grant *grant)
{
    int count = sk_X509_num(grant->chain);

    (void)centre;
    for (int i = 0; i < count; i++)
        add_first_again(grant, sk_X509_value(grant->chain, 2 * i));
}

void fault_unneeded_certificates(struct centre *centre, struct grant *grant)
{
    EVP_PKEY *key = authority_make_key();
    EVP_PKEY *ed25519 = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    const struct authority_ca version_1 = {ROOT_NAME, key, NULL, NULL, true};
    const struct authority_ca other = {"Unneeded CA", ed25519, NULL, NULL, false};
    X509 *server = NULL;
    EVP_PKEY *server_key = NULL;

    add_first(grant, authority_issue_ca(&version_1));
    add_first(grant, authority_issue_ca(&other));
    if (authority_issue_server(&centre->authority, "localhost", &server, &server_key))
        add_first(grant, server);
    EVP_PKEY_free(server_key);
    EVP_PKEY_free(ed25519);
    EVP_PKEY_free(key);
}

/* By another issuing CA under the root, with that key, which it takes over. NULL: SHA-256. */
static void issue_by(struct centre *centre, struct grant *grant, EVP_PKEY *key,
                     const EVP_MD *digest)
{
    const struct authority *authority = &centre->authority;
    const struct authority_ca ca = {"VALUX Sandbox Other Issuing CA", key, authority->root,
                                    authority->root_key, false};
    X509 *issuer = key == NULL ? NULL : authority_issue_ca(&ca);
    const struct authority_oddity oddity = {.issuer = issuer, .issuer_key = key, .digest = digest};

    if (issuer == NULL)
        complain("a fault's CA could not be made");
    else
        replace_certificate(centre, grant, &oddity);
    add_first(grant, issuer);
    EVP_PKEY_free(key);
}

void fault_ed25519_ca(struct centre *centre, struct grant *grant)
{
    issue_by(centre, grant, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), NULL);
}

void fault_ed448_ca(struct centre *centre, struct grant *grant)
{
    issue_by(centre, grant, EVP_PKEY_Q_keygen(NULL, NULL, "ED448"), NULL);
}

void fault_rsa_pss_ca(struct centre *centre, struct grant *grant)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
    EVP_PKEY *key = NULL;

    if (context == NULL || EVP_PKEY_keygen_init(context) != 1 ||
        EVP_PKEY_generate(context, &key) != 1)
        complain("a fault's key could not be made");
    EVP_PKEY_CTX_free(context);
    issue_by(centre, grant, key, NULL);
}

/*
 * RFC 7030, section 4.1.3: the new root by itself, the old one by the new and the new one by the
 * old. All have one name; the last one alone leads to the root that clients know.
 */
void fault_rollover(struct centre *centre, struct grant *grant)
{
    const struct authority *old = &centre->authority;
    EVP_PKEY *key = authority_make_key();
    const struct authority_ca new_with_new = {ROOT_NAME, key, NULL, NULL, false};
    const struct authority_ca new_with_old = {ROOT_NAME, key, old->root, old->root_key, false};
    X509 *root = authority_issue_ca(&new_with_new);
    const struct authority_ca old_with_new = {ROOT_NAME, old->root_key, root, key, false};
    const struct authority_oddity oddity = {.issuer = root, .issuer_key = key};

    replace_certificate(centre, grant, &oddity);
    add_first(grant, authority_issue_ca(&new_with_old));
    add_first(grant, authority_issue_ca(&old_with_new));
    add_first(grant, root);
    EVP_PKEY_free(key);
}

void fault_md5_signed(struct centre *centre, struct grant *grant)
{
    issue_by(centre, grant, EVP_RSA_gen(2048), EVP_md5());
}

void fault_long_serial(struct centre *centre, struct grant *grant)
{
    const struct authority_oddity oddity = {.serial_length = 40};

    replace_certificate(centre, grant, &oddity);
}

void fault_two_names(struct centre *centre, struct grant *grant)
{
    const struct authority_oddity oddity = {.first_common_name = "Somebody"};

    replace_certificate(centre, grant, &oddity);
}

void fault_no_name(struct centre *centre, struct grant *grant)
{
    const struct authority_oddity oddity = {.no_common_name = true};

    replace_certificate(centre, grant, &oddity);
}
