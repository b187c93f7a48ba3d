/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_MONITORING_H
#define VALUX_ENROLL_WORKSPACE_MONITORING_H

#include <stdint.h>

#include "workspace/workspace.h"

/* Programs can use the selected certificate, but a certificate of the store has to be renewed. */
#define EXIT_RENEW 20

/*
 * The exit status by which monitoring knows how it stands with the workspace's certificates: 0
 * where nothing has to be done, or there are none; EXIT_RENEW; or that of VALUX_ERROR_NOT_FOUND
 * (none is selected) or VALUX_ERROR_STATUS (programs can't use the selected one).
 */
int monitoring_status(const struct workspace *workspace, int64_t now);

#endif
