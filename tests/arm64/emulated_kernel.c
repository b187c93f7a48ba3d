/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/*
 * qemu refuses to a program that it runs the filter of system calls, since it needs other calls
 * itself. The signer does not serve without its filter, which its own tests look at on the
 * machine's own processor. Here it is told that the filter holds.
 */
#include <stdint.h>

int seccomp_load(const void *filter);
int seccomp_attr_set(void *filter, int attribute, uint32_t value);

int seccomp_load(const void *filter)
{
    (void)filter;
    return 0;
}

/* libseccomp asks the kernel whether it can have a filter for all threads at once. */
int seccomp_attr_set(void *filter, int attribute, uint32_t value)
{
    (void)filter;
    (void)attribute;
    (void)value;
    return 0;
}
