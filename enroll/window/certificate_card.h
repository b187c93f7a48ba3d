/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_CERTIFICATE_CARD_H
#define VALUX_WINDOW_CERTIFICATE_CARD_H

#include <gtk/gtk.h>

#include "certificate.h"

/* A certificate with all that the manual's lists show of it, one thing a line. */

/* A card without a certificate yet, and the certificate that it shows. */
GtkWidget *certificate_card_new(void);
void certificate_card_set(GtkWidget *card, ValuxCertificate *certificate);

#endif
