/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_AGENT_LOOP_H
#define VALUX_MODULE_AGENT_AGENT_LOOP_H

#include "agent/listening.h"
#include "agent/pin_checker.h"

struct agent {
    struct listening listening;
    const char *signer; /* the path of valux-signer */
    const char *store;  /* the store's path */
    struct pin_checker checker;
    unsigned idle_seconds; /* after so long without a program and without a signer it ends */
};

/*
 * Serves programs until the agent is idle. *agent is changed meanwhile. Returns the exit status: 0,
 * or 1 where the system fails.
 */
int agent_loop_run(struct agent *agent);

#endif
