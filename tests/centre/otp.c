/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "otp.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "file.h"
#include "text.h"

#define FIELDS 5

struct letter {
    struct credentials credentials;
    bool expires;
    int64_t expiry;
};

bool credentials_are_well_formed(const struct credentials *credentials, const char **field)
{
    *field = "companyId";
    if (!text_is_alphanumeric(credentials->company_id, COMPANY_ID_LENGTH, COMPANY_ID_LENGTH))
        return false;
    *field = "certificateId";
    if (!text_is_alphanumeric(credentials->certificate_id, CERTIFICATE_ID_LENGTH,
                              CERTIFICATE_ID_LENGTH))
        return false;
    *field = "oneTimePassword";
    if (!text_is_alphanumeric(credentials->otp, OTP_LENGTH, OTP_LENGTH))
        return false;
    *field = "passphrase";
    return text_is_capitals(credentials->passphrase, PASSPHRASE_MINIMUM, PASSPHRASE_MAXIMUM);
}

/* Copies a field to `target` of `size` bytes, if it fits with its terminating zero. */
static bool copy_field(char *target, size_t size, const char *field)
{
    return strlen(field) < size && snprintf(target, size, "%s", field) >= 0;
}

/* Reads a line. *blank tells that it is empty or a comment. */
static bool parse_letter(char *line, struct letter *letter, bool *blank)
{
    char *fields[FIELDS] = {NULL};
    char *rest = NULL;
    struct credentials *credentials;
    const char *wrong;
    size_t count = 0;
    char *field;

    line[strcspn(line, "#")] = '\0';
    for (field = strtok_r(line, " \t\r", &rest); field != NULL && count < FIELDS;
         field = strtok_r(NULL, " \t\r", &rest))
        fields[count++] = field;
    *blank = count == 0;
    if (*blank)
        return true;
    *letter = (struct letter){.expires = count == FIELDS};
    credentials = &letter->credentials;
    if (field != NULL || count < FIELDS - 1 ||
        !copy_field(credentials->company_id, sizeof(credentials->company_id), fields[0]) ||
        !copy_field(credentials->certificate_id, sizeof(credentials->certificate_id), fields[1]) ||
        !copy_field(credentials->otp, sizeof(credentials->otp), fields[2]) ||
        !copy_field(credentials->passphrase, sizeof(credentials->passphrase), fields[3]))
        return false;
    return credentials_are_well_formed(&letter->credentials, &wrong) &&
           (!letter->expires || text_parse_time(fields[4], &letter->expiry));
}

/* The letters of these IDs: an array of *count letters, which the caller frees. */
static bool letters_of(const struct centre *centre, const char *company_id,
                       const char *certificate_id, struct letter **letters, size_t *count)
{
    const char *path = centre->options.otp_file;
    char *content = NULL;
    char *rest = NULL;
    size_t length;
    bool result = false;

    *letters = NULL;
    *count = 0;
    if (!file_read(path == NULL ? centre->directory : AT_FDCWD, path == NULL ? OTP_FILE : path,
                   &content, &length))
        goto done;
    for (char *line = content == NULL ? NULL : strtok_r(content, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct letter letter;
        struct letter *more;
        bool blank;

        if (!parse_letter(line, &letter, &blank)) {
            complain("the file of one-time passwords has a malformed line");
            goto done;
        }
        if (blank || strcmp(letter.credentials.company_id, company_id) != 0 ||
            strcmp(letter.credentials.certificate_id, certificate_id) != 0)
            continue;
        more = realloc(*letters, (*count + 1) * sizeof(**letters));
        if (more == NULL)
            goto done;
        *letters = more;
        (*letters)[(*count)++] = letter;
    }
    result = true;
done:
    if (!result) {
        free(*letters);
        *letters = NULL;
        *count = 0;
    }
    free(content);
    return result;
}

enum problem otp_count_failure(struct state *state, const char *company_id,
                               const char *certificate_id, enum problem problem)
{
    int failures = state_failures(state, company_id, certificate_id);

    if (failures >= OTP_TRIES)
        return PROBLEM_LOCKED;
    if (!state_set_failures(state, company_id, certificate_id, failures + 1) ||
        !state_commit(state))
        return PROBLEM_INTERNAL;
    return problem;
}

static enum problem check_letters(const struct letter *letters, size_t count,
                                  const struct credentials *credentials)
{
    for (size_t i = 0; i < count; i++) {
        const struct letter *letter = &letters[i];

        if (strcmp(letter->credentials.otp, credentials->otp) != 0)
            continue;
        if (!credentials->without_passphrase &&
            strcmp(letter->credentials.passphrase, credentials->passphrase) != 0)
            return PROBLEM_PASSPHRASE_INVALID;
        if (letter->expires && (int64_t)time(NULL) > letter->expiry)
            return PROBLEM_OTP_EXPIRED;
        return PROBLEM_NONE;
    }
    return PROBLEM_OTP_INVALID;
}

enum problem otp_check(const struct centre *centre, struct state *state,
                       const struct credentials *credentials)
{
    struct letter *letters;
    size_t count;
    enum problem problem;

    if (!letters_of(centre, credentials->company_id, credentials->certificate_id, &letters, &count))
        return PROBLEM_INTERNAL;
    if (count == 0)
        return PROBLEM_ID_UNKNOWN;
    if (state_failures(state, credentials->company_id, credentials->certificate_id) >= OTP_TRIES)
        problem = PROBLEM_LOCKED;
    else
        problem = check_letters(letters, count, credentials);
    OPENSSL_cleanse(letters, count * sizeof(*letters));
    free(letters);
    if (problem == PROBLEM_OTP_INVALID || problem == PROBLEM_PASSPHRASE_INVALID)
        return otp_count_failure(state, credentials->company_id, credentials->certificate_id,
                                 problem);
    return problem;
}

enum problem otp_newest(const struct centre *centre, const char *company_id,
                        const char *certificate_id, char otp[static OTP_LENGTH + 1])
{
    struct letter *letters;
    size_t count;

    if (!letters_of(centre, company_id, certificate_id, &letters, &count))
        return PROBLEM_INTERNAL;
    if (count == 0)
        return PROBLEM_ID_UNKNOWN;
    memcpy(otp, letters[count - 1].credentials.otp, OTP_LENGTH + 1);
    OPENSSL_cleanse(letters, count * sizeof(*letters));
    free(letters);
    return PROBLEM_NONE;
}
