/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "valux/bytes.h"
#include "valux/paths.h"
#include "valux/private_file.h"
#include "valux/text.h"

#define SEAL_FILE "seal"
#define MACHINE_ID_FILE "/etc/machine-id"
#define MACHINE_ID_LENGTH 32
#define USER_NAME_SIZE 256
#define INFORMATION "valux store password, version 1"

bool seal_derive(const uint8_t seal[static SEAL_SIZE], const char *machine_id, uid_t user,
                 const char *user_name, char password[static SEAL_PASSWORD_SIZE])
{
    bool result = false;
    char salt[MACHINE_ID_LENGTH + USER_NAME_SIZE + 32];
    uint8_t key[(SEAL_PASSWORD_SIZE - 1) / 2];
    uint8_t secret[SEAL_SIZE];
    EVP_KDF *hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(hkdf);
    int length =
        snprintf(salt, sizeof salt, "%s\n%lu\n%s", machine_id, (unsigned long)user, user_name);

    memcpy(secret, seal, sizeof secret);
    if (context == NULL || length < 0 || (size_t)length >= sizeof salt)
        goto done;
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){"SHA256"}, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, sizeof secret),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, (size_t)length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (char[]){INFORMATION},
                                          sizeof INFORMATION - 1),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_KDF_derive(context, key, sizeof key, parameters) != 1)
        goto done;
    valux_bytes_to_hex(key, sizeof key, password);
    result = true;
done:
    explicit_bzero(key, sizeof key);
    explicit_bzero(secret, sizeof secret);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    return result;
}

static bool read_machine_id(char id[static MACHINE_ID_LENGTH + 1], struct valux_error *error)
{
    int file = open(MACHINE_ID_FILE, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, id, MACHINE_ID_LENGTH);

    if (file >= 0)
        close(file);
    id[MACHINE_ID_LENGTH] = '\0';
    if (length != MACHINE_ID_LENGTH || strspn(id, "0123456789abcdef") != MACHINE_ID_LENGTH)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("This machine has no identity in %s, which ties certificates to "
                                 "it. As root, run systemd-machine-id-setup or "
                                 "dbus-uuidgen --ensure=%s."),
                               MACHINE_ID_FILE, MACHINE_ID_FILE);
    return true;
}

static bool read_user_name(char name[static USER_NAME_SIZE], struct valux_error *error)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char *buffer = malloc(VALUX_PATH_SIZE);
    int number =
        buffer == NULL ? ENOMEM : getpwuid_r(geteuid(), &entry, buffer, VALUX_PATH_SIZE, &found);
    bool result = number == 0 && found != NULL && strlen(found->pw_name) < USER_NAME_SIZE;

    if (result)
        memcpy(name, found->pw_name, strlen(found->pw_name) + 1);
    else
        valux_error_set(error, VALUX_ERROR_STORE,
                        _("The logon name of user %lu, which certificates are tied to, can't be "
                          "found: %s."),
                        (unsigned long)geteuid(), strerror(number == 0 ? ENOENT : number));
    free(buffer);
    return result;
}

static bool create_seal(int directory, uint8_t seal[static SEAL_SIZE], struct valux_error *error)
{
    if (getrandom(seal, SEAL_SIZE, 0) != SEAL_SIZE)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The system gives no random numbers."));
    return valux_file_replace(directory, SEAL_FILE, seal, SEAL_SIZE, error);
}

static bool read_seal(int directory, bool create, uint8_t seal[static SEAL_SIZE],
                      struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    if (!valux_file_read(directory, SEAL_FILE, SEAL_SIZE, &content, &absent, error))
        return false;
    if (absent && create)
        return create_seal(directory, seal, error);
    if (content.length != SEAL_SIZE) {
        valux_bytes_wipe(&content);
        return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                               _("The store's seal is missing or damaged: its keys can't be "
                                 "opened."));
    }
    memcpy(seal, content.data, SEAL_SIZE);
    valux_bytes_wipe(&content);
    return true;
}

bool seal_password(int directory, bool create, char password[static SEAL_PASSWORD_SIZE],
                   struct valux_error *error)
{
    bool result = false;
    char machine_id[MACHINE_ID_LENGTH + 1];
    char user_name[USER_NAME_SIZE];
    uint8_t seal[SEAL_SIZE];

    if (!read_machine_id(machine_id, error) || !read_user_name(user_name, error) ||
        !read_seal(directory, create, seal, error))
        goto done;
    if (!seal_derive(seal, machine_id, geteuid(), user_name, password)) {
        valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                        _("The store's password can't be derived."));
        goto done;
    }
    result = true;
done:
    explicit_bzero(seal, sizeof seal);
    return result;
}
