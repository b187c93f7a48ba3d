/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_OWN_PATH_H
#define VALUX_MODULE_SIGNER_LINK_OWN_PATH_H

/*
 * Where the module's file lies. It is found out when the module is loaded: a program may load it by
 * a relative path and change its directory later, and then that path leads to another file.
 */

/*
 * The absolute path of the module's file, without symbolic links. Where it could not be found out
 * it is a path in the directory in which the module is installed. Never NULL; not the caller's.
 */
const char *own_path(void);

/*
 * The directory VALUX_PUBLISHED_STORE beside the module's file, if it was there when the module was
 * loaded; else NULL. With it this module is a copy that was published for a sandboxed program: the
 * directory has the snapshot that it shows and the agent's socket, and no signer can be started.
 * Not the caller's.
 */
const char *own_path_published_store(void);

#endif
