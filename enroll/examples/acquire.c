/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Acquires a certificate, lists all, and selects the new one, through the machine interface. Run it
 * with the three fields that are no secret; it reads the one-time password and the passphrase from
 * standard input, a line each:
 *
 *   acquire COMPANY-ID CERTIFICATE-ID NICKNAME
 */

#define INTERFACE 1
#define ANSWER_SIZE 1000000
#define LINE_SIZE 256

static const char *text(const cJSON *object, const char *member)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, member));

    return value == NULL ? "" : value;
}

/* The reading end of a pipe that holds a line of standard input. No argument ever has a secret. */
static int pipe_with_line(void)
{
    char line[LINE_SIZE];
    int ends[2];

    if (fgets(line, sizeof line, stdin) == NULL || pipe(ends) != 0 ||
        write(ends[1], line, strlen(line)) != (ssize_t)strlen(line))
        exit(EXIT_FAILURE);
    explicit_bzero(line, sizeof line);
    close(ends[1]);
    return ends[0];
}

/* Tells the person the messages, a JSON object on each line. */
static void show_messages(FILE *messages)
{
    static const char *const members[] = {"message", "advice", "contact"};
    char *line = NULL;
    size_t size = 0;

    rewind(messages);
    while (getline(&line, &size, messages) > 0) {
        cJSON *message = cJSON_Parse(line);
        for (size_t i = 0; i < 3; i++)
            if (text(message, members[i])[0] != '\0')
                fprintf(stderr, "%s\n", text(message, members[i]));
        cJSON_Delete(message);
    }
    free(line);
}

static _Noreturn void run(char *const arguments[], FILE *output, FILE *messages)
{
    dup2(fileno(output), STDOUT_FILENO);
    dup2(fileno(messages), STDERR_FILENO);
    execvp("valux-enroll", arguments);
    _exit(EXIT_FAILURE);
}

/* The answer of a command, which the caller deletes. Ends this program where the command failed. */
static cJSON *enroll(char *const arguments[])
{
    static char answer[ANSWER_SIZE];
    int status;
    FILE *output = tmpfile();
    FILE *messages = tmpfile();

    if (output == NULL || messages == NULL)
        exit(EXIT_FAILURE);
    pid_t child = fork();
    if (child == 0)
        run(arguments, output, messages);
    if (child < 0 || waitpid(child, &status, 0) != child)
        exit(EXIT_FAILURE);
    show_messages(messages);
    fclose(messages);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
    rewind(output);
    cJSON *document = cJSON_ParseWithLength(answer, fread(answer, 1, sizeof answer, output));
    fclose(output);
    if (cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(document, "interface")) != INTERFACE)
        exit(EXIT_FAILURE);
    return document;
}

int main(int argument_count, char **arguments)
{
    char one_time_password[16];
    char passphrase[16];
    const cJSON *certificate;

    if (argument_count != 4)
        return EXIT_FAILURE;
    snprintf(one_time_password, sizeof one_time_password, "%d", pipe_with_line());
    snprintf(passphrase, sizeof passphrase, "%d", pipe_with_line());
    cJSON *acquired =
        enroll((char *[]){"valux-enroll", "new", "--json", "--company-id", arguments[1],
                          "--certificate-id", arguments[2], "--nickname", arguments[3], "--otp-fd",
                          one_time_password, "--passphrase-fd", passphrase, NULL});
    printf("acquired: %s, %s\n", text(acquired, "nickname"), text(acquired, "status"));
    cJSON *list = enroll((char *[]){"valux-enroll", "list", "--json", NULL});
    cJSON_ArrayForEach(certificate, cJSON_GetObjectItemCaseSensitive(list, "certificates"))
        printf("listed: %s until %s\n", text(certificate, "nickname"),
               text(cJSON_GetObjectItemCaseSensitive(certificate, "servicePeriod"), "to"));
    cJSON *selected = enroll((char *[]){"valux-enroll", "select", "--json",
                                        (char *)text(acquired, "serialNumber"), NULL});
    printf("selected: %s\n", text(selected, "nickname"));
    cJSON_Delete(selected);
    cJSON_Delete(list);
    cJSON_Delete(acquired);
    return EXIT_SUCCESS;
}
