/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "authority.h"

#include <openssl/bn.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "text.h"

/* What a certificate says beyond subject, key and period. */
struct extension {
    int nid;
    const char *value;
};

struct certificate_plan {
    const char *organisation;
    const char *common_name;
    EVP_PKEY *key;
    int64_t not_before;
    int64_t not_after;
    const struct extension *extensions; /* ended by {0, NULL} */
    bool version_1;
    struct authority_oddity odd;
};

static const struct extension root_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {0, NULL},
};

static const struct extension issuing_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid:always"},
    {0, NULL},
};

/* Another CA under a CA, which may have further ones under it. */
static const struct extension sub_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid:always"},
    {0, NULL},
};

EVP_PKEY *authority_make_key(void)
{
    return EVP_EC_gen("P-256");
}

#define SERIAL_LENGTH 16
#define SERIAL_LENGTH_MAX 64

/* Random bits below a set one, so that every serial number has the same length. */
static bool set_serial(X509 *certificate, size_t length)
{
    unsigned char bytes[SERIAL_LENGTH_MAX];
    BIGNUM *number = NULL;
    bool result = false;

    if (length == 0)
        length = SERIAL_LENGTH;
    if (RAND_bytes(bytes, (int)length) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    number = BN_bin2bn(bytes, (int)length, NULL);
    result =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return result;
}

static bool add_name(X509_NAME *name, int nid, const char *value)
{
    return value == NULL ||
           X509_NAME_add_entry_by_NID(name, nid, MBSTRING_ASC, (const unsigned char *)value, -1, -1,
                                      0) == 1;
}

static bool set_subject(X509 *certificate, const struct certificate_plan *plan)
{
    X509_NAME *name = X509_get_subject_name(certificate);

    return add_name(name, NID_organizationName, plan->organisation) &&
           add_name(name, NID_commonName, plan->odd.first_common_name) &&
           add_name(name, NID_commonName, plan->odd.no_common_name ? NULL : plan->common_name);
}

/* EdDSA (RFC 8032) hashes by itself. */
static const EVP_MD *digest_for(const EVP_PKEY *key, const EVP_MD *wanted)
{
    int type = EVP_PKEY_get_base_id(key);

    if (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448)
        return NULL;
    return wanted == NULL ? EVP_sha256() : wanted;
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct extension *extensions)
{
    X509V3_CTX context;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    for (; extensions->value != NULL; extensions++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(NULL, &context, extensions->nid, extensions->value);
        bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;

        X509_EXTENSION_free(extension);
        if (!added)
            return false;
    }
    return true;
}

/* Signs a certificate; without an issuer it signs itself. */
static X509 *sign_certificate(const struct certificate_plan *plan, X509 *issuer,
                              EVP_PKEY *issuer_key)
{
    X509 *certificate = X509_new();
    X509 *signer = issuer != NULL ? issuer : certificate;
    bool signed_ok = false;

    if (certificate == NULL ||
        X509_set_version(certificate, plan->version_1 ? X509_VERSION_1 : X509_VERSION_3) != 1 ||
        !set_serial(certificate, plan->odd.serial_length) || !set_subject(certificate, plan) ||
        X509_set_issuer_name(certificate, X509_get_subject_name(signer)) != 1 ||
        ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)plan->not_before) == NULL ||
        ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)plan->not_after) == NULL ||
        X509_set_pubkey(certificate, plan->key) != 1 ||
        (!plan->version_1 && !add_extensions(certificate, signer, plan->extensions)))
        goto done;
    signed_ok = X509_sign(certificate, issuer_key, digest_for(issuer_key, plan->odd.digest)) > 0;
done:
    if (!signed_ok) {
        X509_free(certificate);
        certificate = NULL;
    }
    return certificate;
}

bool authority_make(struct authority *authority, const char *name)
{
    char root_name[64];
    char issuing_name[64];
    int64_t now = (int64_t)time(NULL);
    struct certificate_plan plan = {
        .organisation = "VALUX Sandbox",
        .not_before = now - AUTHORITY_DAY,
        .not_after = now + AUTHORITY_CA_DAYS * AUTHORITY_DAY,
    };

    snprintf(root_name, sizeof(root_name), "%s Root CA", name);
    snprintf(issuing_name, sizeof(issuing_name), "%s Issuing CA", name);
    *authority = (struct authority){
        .root_key = authority_make_key(),
        .issuing_key = authority_make_key(),
    };
    if (authority->root_key == NULL || authority->issuing_key == NULL)
        goto done;
    plan.common_name = root_name;
    plan.key = authority->root_key;
    plan.extensions = root_extensions;
    authority->root = sign_certificate(&plan, NULL, authority->root_key);
    if (authority->root == NULL)
        goto done;
    plan.common_name = issuing_name;
    plan.key = authority->issuing_key;
    plan.extensions = issuing_extensions;
    authority->issuing = sign_certificate(&plan, authority->root, authority->root_key);
done:
    if (authority->issuing == NULL) {
        authority_free(authority);
        return complain("a certification authority could not be made");
    }
    return true;
}

void authority_free(struct authority *authority)
{
    X509_free(authority->root);
    EVP_PKEY_free(authority->root_key);
    X509_free(authority->issuing);
    EVP_PKEY_free(authority->issuing_key);
    *authority = (struct authority){0};
}

X509 *authority_issue_odd_client(const struct authority *authority, EVP_PKEY *key,
                                 const char *company_id, const char *certificate_id,
                                 int64_t not_before, int64_t not_after,
                                 const struct authority_oddity *oddity)
{
    bool is_rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    char address[128];
    const struct extension extensions[] = {
        {NID_basic_constraints, "critical,CA:FALSE"},
        {NID_key_usage, is_rsa ? "critical,digitalSignature,keyEncipherment"
                               : "critical,digitalSignature,keyAgreement"},
        {NID_ext_key_usage, "clientAuth,emailProtection"},
        {NID_subject_alt_name, address},
        {NID_subject_key_identifier, "hash"},
        {NID_authority_key_identifier, "keyid:always"},
        {0, NULL},
    };
    const struct certificate_plan plan = {
        .organisation = company_id,
        .common_name = certificate_id,
        .key = key,
        .not_before = not_before,
        .not_after = not_after,
        .extensions = extensions,
        .odd = *oddity,
    };

    snprintf(address, sizeof(address), "email:%s@%s.example", certificate_id, company_id);
    if (oddity->issuer != NULL)
        return sign_certificate(&plan, oddity->issuer, oddity->issuer_key);
    return sign_certificate(&plan, authority->issuing, authority->issuing_key);
}

X509 *authority_issue_client(const struct authority *authority, EVP_PKEY *key,
                             const char *company_id, const char *certificate_id, int64_t not_before,
                             int64_t not_after)
{
    const struct authority_oddity nothing = {0};

    return authority_issue_odd_client(authority, key, company_id, certificate_id, not_before,
                                      not_after, &nothing);
}

X509 *authority_issue_ca(const struct authority_ca *ca)
{
    int64_t now = (int64_t)time(NULL);
    const struct certificate_plan plan = {
        .organisation = "VALUX Sandbox",
        .common_name = ca->common_name,
        .key = ca->key,
        .not_before = now - AUTHORITY_DAY,
        .not_after = now + AUTHORITY_CA_DAYS * AUTHORITY_DAY,
        .extensions = ca->issuer == NULL ? root_extensions : sub_extensions,
        .version_1 = ca->version_1,
    };

    return sign_certificate(&plan, ca->issuer, ca->issuer == NULL ? ca->key : ca->issuer_key);
}

bool authority_issue_server(const struct authority *authority, const char *name, X509 **certificate,
                            EVP_PKEY **key)
{
    char alternative[300];
    const struct extension extensions[] = {
        {NID_basic_constraints, "critical,CA:FALSE"},
        {NID_key_usage, "critical,digitalSignature"},
        {NID_ext_key_usage, "serverAuth"},
        {NID_subject_alt_name, alternative},
        {NID_subject_key_identifier, "hash"},
        {NID_authority_key_identifier, "keyid:always"},
        {0, NULL},
    };
    int64_t now = (int64_t)time(NULL);
    struct certificate_plan plan = {
        .organisation = "VALUX Sandbox",
        .common_name = name,
        .key = authority_make_key(),
        .not_before = now - AUTHORITY_DAY,
        .not_after = now + AUTHORITY_SERVER_DAYS * AUTHORITY_DAY,
        .extensions = extensions,
    };

    snprintf(alternative, sizeof(alternative), "DNS:%s%s", name,
             strcmp(name, "localhost") == 0 ? ",IP:127.0.0.1,IP:::1" : "");
    *certificate = plan.key == NULL
                       ? NULL
                       : sign_certificate(&plan, authority->issuing, authority->issuing_key);
    if (*certificate == NULL) {
        EVP_PKEY_free(plan.key);
        return complain("a server certificate for %s could not be made", name);
    }
    *key = plan.key;
    return true;
}

STACK_OF(X509) * authority_chain(const struct authority *authority)
{
    STACK_OF(X509) *chain = sk_X509_new_null();

    if (chain == NULL || X509_add_cert(chain, authority->issuing, X509_ADD_FLAG_UP_REF) != 1 ||
        X509_add_cert(chain, authority->root, X509_ADD_FLAG_UP_REF) != 1) {
        sk_X509_pop_free(chain, X509_free);
        return NULL;
    }
    return chain;
}
