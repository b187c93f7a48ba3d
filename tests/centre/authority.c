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

EVP_PKEY *authority_make_key(void)
{
    return EVP_EC_gen("P-256");
}

/* 127 random bits, and the first of them set, so that every serial number is 16 bytes long. */
static bool set_serial(X509 *certificate)
{
    unsigned char bytes[16];
    BIGNUM *number = NULL;
    bool result = false;

    if (RAND_bytes(bytes, (int)sizeof(bytes)) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    number = BN_bin2bn(bytes, (int)sizeof(bytes), NULL);
    result =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return result;
}

static bool set_subject(X509 *certificate, const struct certificate_plan *plan)
{
    X509_NAME *name = X509_get_subject_name(certificate);

    return X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_ASC,
                                      (const unsigned char *)plan->organisation, -1, -1, 0) == 1 &&
           X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC,
                                      (const unsigned char *)plan->common_name, -1, -1, 0) == 1;
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

    if (certificate == NULL || X509_set_version(certificate, X509_VERSION_3) != 1 ||
        !set_serial(certificate) || !set_subject(certificate, plan) ||
        X509_set_issuer_name(certificate, X509_get_subject_name(signer)) != 1 ||
        ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)plan->not_before) == NULL ||
        ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)plan->not_after) == NULL ||
        X509_set_pubkey(certificate, plan->key) != 1 ||
        !add_extensions(certificate, signer, plan->extensions))
        goto done;
    signed_ok = X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
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

X509 *authority_issue_client(const struct authority *authority, EVP_PKEY *key,
                             const char *company_id, const char *certificate_id, int64_t not_before,
                             int64_t not_after)
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
    };

    snprintf(address, sizeof(address), "email:%s@%s.example", certificate_id, company_id);
    return sign_certificate(&plan, authority->issuing, authority->issuing_key);
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

bool authority_verify_client(const struct authority *authority, X509 *certificate)
{
    X509_STORE *anchors = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *chain = authority_chain(authority);
    bool result = false;

    if (anchors == NULL || context == NULL || chain == NULL ||
        X509_STORE_add_cert(anchors, authority->root) != 1 ||
        X509_STORE_CTX_init(context, anchors, certificate, chain) != 1 ||
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT) != 1)
        goto done;
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME);
    result = X509_verify_cert(context) == 1;
done:
    sk_X509_pop_free(chain, X509_free);
    X509_STORE_CTX_free(context);
    X509_STORE_free(anchors);
    return result;
}

char *authority_serial(const X509 *certificate)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *serial = number == NULL ? NULL : BN_bn2hex(number);

    BN_free(number);
    return serial;
}

bool authority_not_after(const X509 *certificate, int64_t *seconds)
{
    struct tm parts;

    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1)
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}
