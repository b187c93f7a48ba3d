/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "close_dialog.h"

#include "label.h"
#include "valux/text.h"

GtkWidget *close_dialog_new(GtkWindow *window)
{
    GtkWidget *dialog = adw_message_dialog_new(
        window, _("Close the window while it works?"),
        _("Nothing is lost: what was sent to the centre is kept, and the menu offers to go on."));

    adw_message_dialog_add_responses(ADW_MESSAGE_DIALOG(dialog), "wait", _("_Wait on"), "close",
                                     _("_Close"), NULL);
    label_name_buttons(dialog);
    adw_message_dialog_set_default_response(ADW_MESSAGE_DIALOG(dialog), "wait");
    adw_message_dialog_set_close_response(ADW_MESSAGE_DIALOG(dialog), "wait");
    return dialog;
}
