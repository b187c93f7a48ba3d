/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_AGENT_LOOP_H
#define VALUX_MODULE_AGENT_AGENT_LOOP_H

#include "agent/listening.h"

struct agent {
    struct listening listening;
    const char *signer;    /* the path of valux-signer */
    const char *store;     /* the store's path */
    unsigned idle_seconds; /* after so long without a program and without a signer it ends */
};

/*
 * Serves programs until the agent is idle. Returns the exit status: 0, or 1 where the system fails.
 */
int agent_loop_run(const struct agent *agent);

#endif
