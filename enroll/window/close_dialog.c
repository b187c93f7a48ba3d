/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "close_dialog.h"

#include "dialog.h"
#include "valux/text.h"

GtkWidget *close_dialog_new(GtkWindow *window)
{
    const struct dialog_text text = {
        .heading = _("Close the window while it works?"),
        .message = _("Nothing is lost: what was sent to the centre is kept, and the menu offers to "
                     "go on."),
        .stay = _("_Wait on"),
        .go_on = _("_Close"),
    };

    return dialog_new(window, &text, NULL);
}
