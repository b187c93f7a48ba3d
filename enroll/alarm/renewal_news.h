/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_RENEWAL_NEWS_H
#define VALUX_ENROLL_ALARM_RENEWAL_NEWS_H

#include <stdbool.h>

#include "renewal/memory.h"
#include "valux/error.h"
#include "workspace/workspace.h"

/*
 * Tells the person on the desktop, once, what the automatic renewal has done: that it has renewed a
 * certificate, or that the centre has refused. Failures are not told here: they are tried again,
 * and the alarms name them.
 */

/* Whether the record has something that the person does not know of. */
bool renewal_news_is_due(const struct renewal_record *record);

/*
 * Tells all news of the store, and keeps in the memory that they are told. Where there is no
 * desktop they stay due, unless the person has read them elsewhere (`known`). The workspace is open
 * for writing. False with *error set if that can't be kept.
 */
bool renewal_news_tell(const struct workspace *workspace, struct renewal_memory *memory, bool known,
                       struct valux_error *error);

#endif
