/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/pin_check.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>

#include "signer-link/agent_lock.h"
#include "signer-link/agent_pin.h"
#include "signer-link/own_path.h"
#include "signer-link/unlock_run.h"
#include "valux/paths.h"

/* Not on the stack, because a program's thread may have a small one. */
struct places {
    char store[VALUX_PATH_SIZE];
    char seal[VALUX_PATH_SIZE];
    char enroll[VALUX_PATH_SIZE];
};

static bool has_pin(struct places *places)
{
    return valux_paths_store(places->store) &&
           valux_paths_join(places->seal, places->store, VALUX_SEAL_FILE) &&
           valux_paths_seal_has_pin(AT_FDCWD, places->seal);
}

static enum pin_check ask_enroll(struct places *places, const unsigned char *pin, size_t length)
{
    return valux_paths_sibling(places->enroll, own_path(), VALUX_MODULE_DIRECTORY,
                               VALUX_ENROLL_INSTALLED, VALUX_ENROLL_RELATIVE)
               ? unlock_run(places->enroll, pin, length)
               : PIN_CHECK_FAILED;
}

/* An agent that checks no PIN is older than this module. It says whether the keys are locked. */
static enum pin_check ask_older_agent(void)
{
    switch (agent_lock_ask()) {
    case AGENT_LOCK_OPEN:
        return PIN_CHECK_RIGHT;
    case AGENT_LOCK_LOCKED:
        return PIN_CHECK_LOCKED;
    case AGENT_LOCK_UNKNOWN:
        break;
    }
    return PIN_CHECK_FAILED;
}

static enum pin_check ask_agent(const unsigned char *pin, size_t length)
{
    switch (agent_pin_ask(pin, length)) {
    case AGENT_PIN_RIGHT:
        return PIN_CHECK_RIGHT;
    case AGENT_PIN_WRONG:
        return PIN_CHECK_WRONG;
    case AGENT_PIN_UNKNOWN_TO_IT:
        return ask_older_agent();
    case AGENT_PIN_FAILED:
        break;
    }
    return PIN_CHECK_FAILED;
}

enum pin_check pin_check(const unsigned char *pin, size_t length)
{
    enum pin_check result = PIN_CHECK_RIGHT;

    if (own_path_published_store() != NULL)
        return ask_agent(pin, length);
    struct places *places = malloc(sizeof *places);
    if (places == NULL)
        return PIN_CHECK_FAILED;
    if (has_pin(places))
        result = ask_enroll(places, pin, length);
    free(places);
    return result;
}
