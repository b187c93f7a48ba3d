/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "keys/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "valux/bytes.h"
#include "valux/file.h"
#include "valux/paths.h"
#include "valux/text.h"

#define SEAL_FILE VALUX_SEAL_FILE
#define SEAL_FILE_SIZE_MAX 4096
#define MACHINE_ID_FILE "/etc/machine-id"
#define MACHINE_ID_LENGTH 32
#define USER_NAME_SIZE 256
#define INFORMATION "valux store password, version 1"

bool seal_make(const uint8_t secret[static SEAL_SIZE], const char *machine_id, uid_t user,
               const char *user_name, struct seal *seal)
{
    int length = snprintf((char *)seal->salt, sizeof seal->salt, "%s\n%lu\n%s", machine_id,
                          (unsigned long)user, user_name);

    if (length < 0 || (size_t)length >= sizeof seal->salt)
        return false;
    seal->salt_length = (size_t)length;
    memcpy(seal->secret, secret, SEAL_SIZE);
    return true;
}

CK_RV seal_derive(const struct seal *seal, const struct softoken *softoken,
                  char password[static SEAL_PASSWORD_SIZE])
{
    uint8_t derived[(SEAL_PASSWORD_SIZE - 1) / 2];
    CK_RV rv = softoken_hkdf(softoken, seal->secret, sizeof seal->secret, seal->salt,
                             seal->salt_length, INFORMATION, derived, sizeof derived);

    if (rv == CKR_OK)
        valux_bytes_to_hex(derived, sizeof derived, password);
    explicit_bzero(derived, sizeof derived);
    return rv;
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
    return valux_file_replace(VALUX_FILE_PRIVATE, directory, SEAL_FILE, seal, SEAL_SIZE, error);
}

static bool read_secret(int directory, bool create, uint8_t seal[static SEAL_SIZE],
                        struct valux_error *error)
{
    struct valux_bytes content;
    bool absent;

    if (!valux_file_read(VALUX_FILE_PRIVATE, directory, SEAL_FILE, SEAL_FILE_SIZE_MAX, &content,
                         &absent, error))
        return false;
    if (absent && create)
        return create_seal(directory, seal, error);
    if (content.length > SEAL_SIZE) {
        valux_bytes_free(&content);
        return valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                               _("The keys are under a PIN, which has to be given first."));
    }
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

static bool find_secret(int directory, bool create, const uint8_t *given,
                        uint8_t secret[static SEAL_SIZE], struct valux_error *error)
{
    if (given == NULL)
        return read_secret(directory, create, secret, error);
    memcpy(secret, given, SEAL_SIZE);
    return true;
}

bool seal_read(int directory, bool create, const uint8_t *given, struct seal *seal,
               struct valux_error *error)
{
    char machine_id[MACHINE_ID_LENGTH + 1];
    char user_name[USER_NAME_SIZE];
    uint8_t secret[SEAL_SIZE];
    bool result = read_machine_id(machine_id, error) && read_user_name(user_name, error) &&
                  find_secret(directory, create, given, secret, error) &&
                  (seal_make(secret, machine_id, geteuid(), user_name, seal) ||
                   valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                                   _("The store's password can't be derived.")));

    explicit_bzero(secret, sizeof secret);
    return result;
}
