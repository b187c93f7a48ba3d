/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "command.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "child_pipe.h"
#include "enroll_path.h"

/* Seconds without news after which a command is taken to hang. */
#define PATIENCE 90
#define PATIENCE_VARIABLE "VALUX_PATIENCE_SECONDS"

/* Seconds that a command gets to end by itself, and then to be seen as ended. */
#define END_SECONDS 5

/* The descriptors that the child finds the pipes at. */
enum {
    ONE_TIME_PASSWORD_DESCRIPTOR = 3,
    PASSPHRASE_DESCRIPTOR,
    PROGRESS_DESCRIPTOR,
    PROXY_LOGIN_DESCRIPTOR,
    PIN_DESCRIPTOR,
    NEW_PIN_DESCRIPTOR
};

struct command {
    GSubprocess *child; /* NULL if it could not be started */
    GCancellable *cancellable;
    GDataInputStream *progress; /* NULL if nobody wants it */
    int proxy_login;            /* the pipe for answers, or -1 */
    int pin;                    /* likewise */
    struct command_calls calls;
    unsigned references; /* operations under way */
    guint patience_timer;
    guint end_timer;
    bool killed;
    enum answer_end end;
};

static void close_pipe(int *pipe)
{
    if (*pipe >= 0)
        close(*pipe);
    *pipe = -1;
}

static void release(struct command *command)
{
    if (--command->references > 0)
        return;
    g_clear_handle_id(&command->patience_timer, g_source_remove);
    g_clear_handle_id(&command->end_timer, g_source_remove);
    g_clear_object(&command->child);
    g_clear_object(&command->progress);
    g_clear_object(&command->cancellable);
    close_pipe(&command->proxy_login);
    close_pipe(&command->pin);
    g_free(command);
}

/* Kills a child that does not end, and then waits no longer for one that others keep open. */
static gboolean on_end_timer(gpointer data)
{
    struct command *command = data;

    if (!command->killed) {
        command->killed = true;
        g_subprocess_force_exit(command->child);
        return G_SOURCE_CONTINUE;
    }
    command->end_timer = 0;
    g_cancellable_cancel(command->cancellable);
    return G_SOURCE_REMOVE;
}

static void stop(struct command *command, enum answer_end end)
{
    if (command->end == ANSWER_EXITED)
        command->end = end;
    if (command->child == NULL || command->end_timer != 0)
        return;
    g_subprocess_send_signal(command->child, SIGTERM);
    command->end_timer = g_timeout_add_seconds(END_SECONDS, on_end_timer, command);
}

static gboolean on_patience_timer(gpointer data)
{
    struct command *command = data;

    command->patience_timer = 0;
    if (command->calls.stalled != NULL)
        command->calls.stalled(command->calls.data);
    else
        stop(command, ANSWER_OUT_OF_TIME);
    return G_SOURCE_REMOVE;
}

/* News has come: patience begins anew, longer by the seconds that the command says it waits. */
static void be_patient(struct command *command, unsigned more)
{
    const char *text = getenv(PATIENCE_VARIABLE);
    unsigned seconds = text == NULL ? PATIENCE : (unsigned)strtoul(text, NULL, 10);

    g_clear_handle_id(&command->patience_timer, g_source_remove);
    command->patience_timer = g_timeout_add_seconds(seconds + more, on_patience_timer, command);
}

static void read_progress(struct command *command);

static void take_progress(struct command *command, const char *text)
{
    cJSON *line = answer_read_line(text);

    if (line == NULL)
        return;
    const cJSON *seconds = cJSON_GetObjectItemCaseSensitive(line, "seconds");
    bool waits = cJSON_IsNumber(seconds) && seconds->valueint > 0;
    be_patient(command, waits ? (unsigned)seconds->valueint : 0);
    if (answer_asks_person(line))
        g_clear_handle_id(&command->patience_timer, g_source_remove);
    if (command->calls.progress != NULL)
        command->calls.progress(line, command->calls.data);
    cJSON_Delete(line);
}

static void on_progress(GObject *source, GAsyncResult *result, gpointer data)
{
    struct command *command = data;
    char *text =
        g_data_input_stream_read_line_finish(G_DATA_INPUT_STREAM(source), result, NULL, NULL);

    if (text != NULL) {
        take_progress(command, text);
        g_free(text);
        read_progress(command);
    }
    release(command);
}

static void read_progress(struct command *command)
{
    command->references++;
    g_data_input_stream_read_line_async(command->progress, G_PRIORITY_DEFAULT, command->cancellable,
                                        on_progress, command);
}

/* What the command wrote, "" for nothing. The caller frees it. */
static char *text_of(GBytes *bytes)
{
    gsize size = 0;
    const char *data = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);

    return data == NULL ? g_strdup("") : g_strndup(data, size);
}

/* Passes what the command wrote to the one who started it. */
static void tell(struct command *command, GBytes *output, GBytes *errors)
{
    struct answer answer;
    enum answer_end end = command->end;
    int status = 0;

    if (end == ANSWER_EXITED && !g_subprocess_get_if_exited(command->child))
        end = ANSWER_KILLED;
    else if (end == ANSWER_EXITED)
        status = g_subprocess_get_exit_status(command->child);
    char *output_text = text_of(output);
    char *error_text = text_of(errors);
    answer_read(&answer, end, status, output_text, error_text);
    if (command->calls.done != NULL)
        command->calls.done(&answer, command->calls.data);
    answer_clear(&answer);
    g_free(output_text);
    g_free(error_text);
}

static void on_end(GObject *source, GAsyncResult *result, gpointer data)
{
    struct command *command = data;
    GBytes *output = NULL;
    GBytes *errors = NULL;

    g_subprocess_communicate_finish(G_SUBPROCESS(source), result, &output, &errors, NULL);
    tell(command, output, errors);
    command->calls = (struct command_calls){0};
    g_cancellable_cancel(command->cancellable);
    g_clear_pointer(&output, g_bytes_unref);
    g_clear_pointer(&errors, g_bytes_unref);
    release(command);
}

static gboolean on_not_started(gpointer data)
{
    struct command *command = data;

    command->end = ANSWER_NOT_STARTED;
    tell(command, NULL, NULL);
    release(command);
    return G_SOURCE_REMOVE;
}

static void add_descriptor(GPtrArray *words, const char *option, int descriptor)
{
    g_ptr_array_add(words, g_strdup(option));
    g_ptr_array_add(words, g_strdup_printf("%d", descriptor));
}

/* The child's command line. The caller frees it. */
static GPtrArray *command_line(const char *const *arguments, const struct command_secrets *secrets,
                               const struct command *command)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(words, enroll_path());
    g_ptr_array_add(words, g_strdup(arguments[0]));
    g_ptr_array_add(words, g_strdup("--json"));
    if (secrets != NULL && secrets->one_time_password != NULL)
        add_descriptor(words, "--otp-fd", ONE_TIME_PASSWORD_DESCRIPTOR);
    if (secrets != NULL && secrets->passphrase != NULL)
        add_descriptor(words, "--passphrase-fd", PASSPHRASE_DESCRIPTOR);
    if (secrets != NULL && secrets->new_pin != NULL)
        add_descriptor(words, "--new-pin-fd", NEW_PIN_DESCRIPTOR);
    if (command->progress != NULL)
        add_descriptor(words, "--progress-fd", PROGRESS_DESCRIPTOR);
    if (command->proxy_login >= 0)
        add_descriptor(words, "--proxy-login-fd", PROXY_LOGIN_DESCRIPTOR);
    if (command->pin >= 0)
        add_descriptor(words, "--pin-fd", PIN_DESCRIPTOR);
    for (size_t i = 1; arguments[i] != NULL; i++)
        g_ptr_array_add(words, g_strdup(arguments[i]));
    g_ptr_array_add(words, NULL);
    return words;
}

static void spawn(struct command *command, const char *const *arguments,
                  const struct command_secrets *secrets)
{
    GSubprocessLauncher *launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);

    if (secrets != NULL) {
        child_pipe_give(launcher, secrets->one_time_password, ONE_TIME_PASSWORD_DESCRIPTOR);
        child_pipe_give(launcher, secrets->passphrase, PASSPHRASE_DESCRIPTOR);
        child_pipe_give(launcher, secrets->new_pin, NEW_PIN_DESCRIPTOR);
    }
    if (command->calls.progress != NULL)
        command->progress = child_pipe_from(launcher, PROGRESS_DESCRIPTOR);
    if (command->progress != NULL && (command->calls.questions & COMMAND_ASKS_PROXY) != 0)
        command->proxy_login = child_pipe_into(launcher, PROXY_LOGIN_DESCRIPTOR);
    if (command->progress != NULL && (command->calls.questions & COMMAND_ASKS_PIN) != 0)
        command->pin = child_pipe_into(launcher, PIN_DESCRIPTOR);
    GPtrArray *words = command_line(arguments, secrets, command);
    command->child =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)words->pdata, NULL);
    g_ptr_array_unref(words);
    g_object_unref(launcher);
}

struct command *command_start(const char *const *arguments, const struct command_secrets *secrets,
                              const struct command_calls *calls)
{
    struct command *command = g_new0(struct command, 1);

    command->calls = *calls;
    command->references = 1;
    command->proxy_login = -1;
    command->pin = -1;
    command->cancellable = g_cancellable_new();
    spawn(command, arguments, secrets);
    if (command->child == NULL) {
        g_idle_add(on_not_started, command);
        return command;
    }
    be_patient(command, 0);
    if (command->progress != NULL)
        read_progress(command);
    g_subprocess_communicate_async(command->child, NULL, command->cancellable, on_end, command);
    return command;
}

void command_answer_proxy(struct command *command, const char *user, const char *password)
{
    if (user == NULL) {
        close_pipe(&command->proxy_login);
    } else {
        const struct iovec parts[] = {{(void *)(uintptr_t)user, strlen(user)},
                                      {(void *)(uintptr_t) ":", 1},
                                      {(void *)(uintptr_t)password, strlen(password)},
                                      {(void *)(uintptr_t) "\n", 1}};
        /* Far shorter than a pipe's buffer. If it fails, the child asks again, or has ended. */
        ssize_t written = writev(command->proxy_login, parts, G_N_ELEMENTS(parts));
        (void)written;
    }
    be_patient(command, 0);
}

void command_answer_pin(struct command *command, const char *pin)
{
    if (pin == NULL) {
        close_pipe(&command->pin);
    } else {
        const struct iovec parts[] = {{(void *)(uintptr_t)pin, strlen(pin)},
                                      {(void *)(uintptr_t) "\n", 1}};
        /* Far shorter than a pipe's buffer. If it fails, the child asks again, or has ended. */
        ssize_t written = writev(command->pin, parts, G_N_ELEMENTS(parts));
        (void)written;
    }
    be_patient(command, 0);
}

void command_stop(struct command *command)
{
    stop(command, ANSWER_STOPPED);
}

void command_leave(struct command *command)
{
    command->calls = (struct command_calls){0};
    stop(command, ANSWER_STOPPED);
}
