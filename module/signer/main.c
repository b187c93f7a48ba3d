/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/request_loop.h"
#include "signer/signer.h"

int main(int argument_count, char *arguments[])
{
    return signer_main(argument_count, arguments, request_loop_run);
}
