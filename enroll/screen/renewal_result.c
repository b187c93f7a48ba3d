/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/renewal_result.h"

#include <stdio.h>

#include "screen/output.h"
#include "valux/text.h"

void renewal_result_write(const char *nickname, bool selected)
{
    output_print(stdout, _("The certificate %s has been renewed."), nickname);
    output_print(stdout, "\n%s\n",
                 selected ? _("The new one is the certificate in use.")
                          : _("It is not the certificate in use."));
}
