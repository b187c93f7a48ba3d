/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CERTIFICATE_LIST_H
#define VALUX_WINDOW_CERTIFICATE_LIST_H

#include <adwaita.h>

#include "certificate.h"

/*
 * The list of certificates: a table of the manual's six columns, or cards where the window is too
 * narrow for it. One row can be selected, and stays so when the list is filled anew. The signal
 * "selected" says that another row, or none, is selected.
 */

#define VALUX_TYPE_CERTIFICATE_LIST (valux_certificate_list_get_type())
G_DECLARE_FINAL_TYPE(ValuxCertificateList, valux_certificate_list, VALUX, CERTIFICATE_LIST, AdwBin)

/* Shows a list of ValuxCertificate, which it references. `name` is for screen readers. */
void certificate_list_set_model(ValuxCertificateList *list, GListModel *model, const char *name);

/* The certificate of the selected row, or NULL. It belongs to the list. */
ValuxCertificate *certificate_list_selected(ValuxCertificateList *list);

/* Selects the row of the certificate with this serial number; NULL selects none. */
void certificate_list_select(ValuxCertificateList *list, const char *serial_number);

/* Puts the keyboard on the rows. */
void certificate_list_focus(ValuxCertificateList *list);

#endif
