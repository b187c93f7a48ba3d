/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_PROCESS_ID_H
#define VALUX_MODULE_SIGNER_PROCESS_ID_H

/*
 * libcrypto asks for the process's number with each random number, to find out that the process was
 * forked. A sealed process can't be; from this call on getpid(2) is answered without the system,
 * which is a twentieth of what a P-256 signature takes.
 */
void process_id_keep(void);

#endif
