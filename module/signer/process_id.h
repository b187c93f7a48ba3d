/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_PROCESS_ID_H
#define VALUX_MODULE_SIGNER_PROCESS_ID_H

/*
 * From this call on, getpid(3) answers the number that the process has now, without a system call.
 * Called when the process is sealed and so can't fork any more.
 */
void process_id_keep(void);

#endif
