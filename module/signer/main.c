/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <unistd.h>

#include "signer/request_loop.h"
#include "signer/signer.h"

/*
 * Not exit(3): libcrypto would clean up while the thread that parses the keys still uses it, and a
 * signer that failed would end by SIGSEGV instead of saying why.
 */
int main(int argument_count, char *arguments[])
{
    _exit(signer_main(argument_count, arguments, request_loop_run));
}
