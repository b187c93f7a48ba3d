/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/authority_files.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

#define FILE_SIZE_MAX ((size_t)8 << 20)
#define BEGIN "-----BEGIN "

/* One file while it is read. */
struct bundle {
    const char *path;
    unsigned block; /* the number of the certificate's block that is read, from 1 */
    unsigned certificates;
    BIO *pem; /* the good ones of all files */
    struct valux_error *warning;
};

/* Reads a whole file; the caller frees the text, which a zero ends. NULL: it can't be read. */
static char *read_text(const char *path)
{
    char *text = NULL;
    struct stat status;
    size_t length = 0;
    ssize_t got = -1;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return NULL;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
        (size_t)status.st_size <= FILE_SIZE_MAX)
        text = malloc((size_t)status.st_size + 1);
    if (text != NULL)
        while (length < (size_t)status.st_size &&
               (got = read(file, text + length, (size_t)status.st_size - length)) > 0)
            length += (size_t)got;
    close(file);
    if (text != NULL)
        text[length] = '\0';
    return text;
}

/* Copies the certificate of one block, from its BEGIN line to where the next block begins. */
static void read_block(struct bundle *bundle, const char *block, size_t length)
{
    BIO *source = BIO_new_mem_buf(block, (int)length);
    X509 *certificate = source == NULL ? NULL : PEM_read_bio_X509_AUX(source, NULL, NULL, NULL);

    bundle->block++;
    if (certificate != NULL && PEM_write_bio_X509(bundle->pem, certificate) == 1)
        bundle->certificates++;
    else
        valux_error_set(bundle->warning, VALUX_ERROR_CONFIGURATION,
                        _("The CA file %s has a certificate that can't be read, the one with "
                          "number %u; it is passed over."),
                        bundle->path, bundle->block);
    X509_free(certificate);
    BIO_free(source);
    ERR_clear_error();
}

static bool is_certificate(const char *block)
{
    static const char *const labels[] = {"CERTIFICATE-----", "X509 CERTIFICATE-----",
                                         "TRUSTED CERTIFICATE-----"};

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (strncmp(block + strlen(BEGIN), labels[i], strlen(labels[i])) == 0)
            return true;
    return false;
}

static bool read_bundle(struct bundle *bundle, struct valux_error *error)
{
    char *text = read_text(bundle->path);
    const char *block = text == NULL ? NULL : strstr(text, BEGIN);

    while (block != NULL) {
        const char *next = strstr(block + strlen(BEGIN), BEGIN);
        if (is_certificate(block))
            read_block(bundle, block, next == NULL ? strlen(block) : (size_t)(next - block));
        block = next;
    }
    free(text);
    return bundle->certificates > 0 ||
           valux_error_set(error, VALUX_ERROR_CONFIGURATION,
                           _("The CA file %s can't be read or holds no certificate."),
                           bundle->path);
}

bool valux_authority_files_read(const char *paths, struct valux_bytes *pem,
                                struct valux_error *warning, struct valux_error *error)
{
    bool result = false;
    char path[VALUX_PATH_SIZE];
    char *data = NULL;
    struct bundle bundle = {.path = path, .pem = BIO_new(BIO_s_mem()), .warning = warning};

    *pem = (struct valux_bytes){NULL, 0};
    *warning = (struct valux_error){0};
    if (bundle.pem == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    do {
        size_t length = strcspn(paths, ":");
        if (length >= sizeof path)
            length = sizeof path - 1;
        memcpy(path, paths, length);
        path[length] = '\0';
        paths += strcspn(paths, ":");
        bundle.block = 0;
        bundle.certificates = 0;
        if (!read_bundle(&bundle, error))
            goto done;
    } while (*paths++ == ':');
    long length = BIO_get_mem_data(bundle.pem, &data);
    result = valux_bytes_copy(pem, data, (size_t)length) || valux_error_set_memory(error);
done:
    BIO_free(bundle.pem);
    return result;
}

/* Adds a line: the certificate's fingerprint, its bytes separated by colons. */
static bool add_fingerprint(BIO *lines, const X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length;

    if (X509_digest(certificate, EVP_sha256(), digest, &length) != 1)
        return false;
    for (unsigned i = 0; i < length; i++)
        if (BIO_printf(lines, "%s%02X", i == 0 ? "  " : ":", digest[i]) <= 0)
            return false;
    return BIO_puts(lines, "\n") > 0;
}

char *valux_authority_fingerprints(const struct valux_bytes *pem)
{
    char *result = NULL;
    char *data;
    X509 *certificate;
    BIO *source = BIO_new_mem_buf(pem->data, (int)pem->length);
    BIO *lines = BIO_new(BIO_s_mem());
    bool good = source != NULL && lines != NULL;

    while (good && (certificate = PEM_read_bio_X509(source, NULL, NULL, NULL)) != NULL) {
        good = add_fingerprint(lines, certificate);
        X509_free(certificate);
    }
    ERR_clear_error();
    if (good) {
        size_t length = (size_t)BIO_get_mem_data(lines, &data);
        result = strndup(data, length);
    }
    BIO_free(source);
    BIO_free(lines);
    return result;
}
