/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/greeting_programs.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "valux/clock.h"

#define GREETING_MILLISECONDS 1000
#define WAITING_MILLISECONDS 10000
_Static_assert(VALUX_AGENT_GREETING_SIZE < VALUX_AGENT_PIN_SIZE &&
                   VALUX_AGENT_CONTROL_SIZE < VALUX_AGENT_PIN_SIZE,
               "a PIN's is the longest frame");
/* As whom the kernel shows users that a name space does not know (user_namespaces(7)). */
#define UNKNOWN_USER 65534

static void remove_at(struct greeting_programs *programs, size_t index)
{
    programs->count--;
    memmove(&programs->connections[index], &programs->connections[index + 1],
            (programs->count - index) * sizeof programs->connections[0]);
    explicit_bzero(&programs->connections[programs->count], sizeof programs->connections[0]);
}

static void close_at(struct greeting_programs *programs, size_t index)
{
    close(programs->connections[index].socket);
    remove_at(programs, index);
}

static bool is_own_user(int socket)
{
    struct ucred program;
    socklen_t size = sizeof program;

    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &program, &size) == 0 &&
           program.uid == geteuid() && program.uid != UNKNOWN_USER;
}

static bool accept_one(struct greeting_programs *programs, int listening)
{
    int made = accept4(listening, NULL, NULL, SOCK_CLOEXEC);

    if (made < 0)
        return false;
    if (!is_own_user(made)) {
        close(made);
        return true;
    }
    if (programs->count == GREETING_CONNECTIONS_MAX)
        close_at(programs, 0);
    programs->connections[programs->count++] = (struct greeting_connection){
        .socket = made,
        .deadline = valux_clock_milliseconds() + GREETING_MILLISECONDS,
    };
    /* Programs greet as soon as they have connected. */
    greeting_programs_read(programs, made);
    return true;
}

void greeting_programs_accept(struct greeting_programs *programs, int listening)
{
    size_t accepted = 0;

    while (accepted < GREETING_CONNECTIONS_MAX && accept_one(programs, listening))
        accepted++;
}

static bool is_of_program(const struct greeting_connection *connection,
                          const struct valux_agent_greeting *greeting)
{
    return connection->greeted &&
           memcmp(connection->greeting.program, greeting->program, sizeof greeting->program) == 0;
}

/* All greetings of a program say the same, but each for another channel. */
static bool fits_others(const struct greeting_programs *programs,
                        const struct valux_agent_greeting *greeting)
{
    for (size_t i = 0; i < programs->count; i++) {
        const struct valux_agent_greeting *other = &programs->connections[i].greeting;
        if (is_of_program(&programs->connections[i], greeting) &&
            (other->channel == greeting->channel || other->channels != greeting->channels ||
             other->waits != greeting->waits ||
             memcmp(other->store, greeting->store, sizeof other->store) != 0))
            return false;
    }
    return true;
}

static size_t index_of(const struct greeting_programs *programs, int socket)
{
    size_t index = 0;

    while (index < programs->count && programs->connections[index].socket != socket)
        index++;
    return index;
}

static bool take_greeting(const struct greeting_programs *programs,
                          struct greeting_connection *connection, const uint8_t *frame,
                          size_t length)
{
    struct valux_agent_greeting greeting;

    if (!valux_agent_greeting_decode(frame, length, &greeting) || !fits_others(programs, &greeting))
        return false;
    connection->greeting = greeting;
    connection->greeted = true;
    if (greeting.waits)
        connection->deadline = valux_clock_milliseconds() + WAITING_MILLISECONDS;
    return true;
}

static bool take_control(struct greeting_connection *connection, const uint8_t *frame,
                         size_t length)
{
    connection->controls = valux_agent_control_decode(frame, length, &connection->control);
    return connection->controls;
}

static bool take_pin(struct greeting_connection *connection, const uint8_t *frame, size_t length)
{
    connection->gives_pin = valux_agent_pin_decode(frame, length, &connection->pin);
    return connection->gives_pin;
}

static bool has_spoken(const struct greeting_connection *connection)
{
    return connection->greeted || connection->controls || connection->gives_pin;
}

void greeting_programs_read(struct greeting_programs *programs, int socket)
{
    uint8_t *frame = programs->frame;
    struct greeting_connection *connection;
    size_t index = index_of(programs, socket);
    bool taken;

    if (index == programs->count)
        return;
    ssize_t length = recv(socket, frame, sizeof programs->frame, MSG_DONTWAIT | MSG_TRUNC);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    connection = &programs->connections[index];
    /* Nothing more comes on a connection that has greeted, but its end. */
    taken = length > 0 && !has_spoken(connection) &&
            (take_greeting(programs, connection, frame, (size_t)length) ||
             take_control(connection, frame, (size_t)length) ||
             take_pin(connection, frame, (size_t)length));
    explicit_bzero(frame, sizeof programs->frame);
    if (!taken)
        close_at(programs, index);
}

static bool is_complete(const struct greeting_programs *programs,
                        const struct valux_agent_greeting *greeting)
{
    size_t found = 0;

    for (size_t i = 0; i < programs->count; i++)
        found += is_of_program(&programs->connections[i], greeting);
    return found == greeting->channels;
}

static void take(struct greeting_programs *programs, struct complete_program *complete)
{
    for (size_t i = programs->count; i-- > 0;)
        if (is_of_program(&programs->connections[i], &complete->greeting)) {
            complete->channels[programs->connections[i].greeting.channel] =
                programs->connections[i].socket;
            remove_at(programs, i);
        }
}

/* The first program whose channels are all there and which waits for a signer, or which does not.
 */
static const struct valux_agent_greeting *find_complete(const struct greeting_programs *programs,
                                                        bool waits)
{
    for (size_t i = 0; i < programs->count; i++) {
        const struct greeting_connection *connection = &programs->connections[i];
        if (connection->greeted && connection->greeting.waits == waits &&
            is_complete(programs, &connection->greeting))
            return &connection->greeting;
    }
    return NULL;
}

bool greeting_programs_have_complete(const struct greeting_programs *programs)
{
    return find_complete(programs, false) != NULL || find_complete(programs, true) != NULL;
}

bool greeting_programs_take(struct greeting_programs *programs, bool ready,
                            struct complete_program *complete)
{
    const struct valux_agent_greeting *greeting = find_complete(programs, false);

    if (greeting == NULL && ready)
        greeting = find_complete(programs, true);
    if (greeting == NULL)
        return false;
    complete->greeting = *greeting;
    take(programs, complete);
    return true;
}

bool greeting_programs_take_control(struct greeting_programs *programs,
                                    struct valux_agent_control *control, int *socket)
{
    for (size_t i = 0; i < programs->count; i++) {
        if (!programs->connections[i].controls)
            continue;
        *control = programs->connections[i].control;
        *socket = programs->connections[i].socket;
        remove_at(programs, i);
        return true;
    }
    return false;
}

bool greeting_programs_take_pin(struct greeting_programs *programs, struct valux_agent_pin *pin,
                                int *socket)
{
    for (size_t i = 0; i < programs->count; i++) {
        if (!programs->connections[i].gives_pin)
            continue;
        *pin = programs->connections[i].pin;
        *socket = programs->connections[i].socket;
        remove_at(programs, i);
        return true;
    }
    return false;
}

size_t greeting_programs_waiting(const struct greeting_programs *programs)
{
    const struct valux_agent_greeting *greeting = find_complete(programs, true);

    return greeting == NULL ? 0 : greeting->channels;
}

int64_t greeting_programs_next_end(const struct greeting_programs *programs)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < programs->count; i++)
        if (programs->connections[i].deadline < next)
            next = programs->connections[i].deadline;
    return next;
}

void greeting_programs_expire(struct greeting_programs *programs)
{
    int64_t now = valux_clock_milliseconds();

    for (size_t i = programs->count; i-- > 0;)
        if (programs->connections[i].deadline <= now)
            close_at(programs, i);
}
