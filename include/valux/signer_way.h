/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SIGNER_WAY_H
#define VALUX_SIGNER_WAY_H

/*
 * How the module has come by its signer: from valux-agent, or it has started the signer itself, and
 * why. The module tells it as ulDeviceError of C_GetSessionInfo where there is no failure to tell
 * (valux/signer_failure.h), and with VALUX_DEBUG=1 in words.
 */
enum valux_signer_way {
    VALUX_SIGNER_NO_WAY = 0, /* no signer was needed yet */
    VALUX_SIGNER_BY_AGENT = 256,
    /* The others: by the module itself. */
    VALUX_SIGNER_RUNTIME_DIRECTORY_UNSET, /* XDG_RUNTIME_DIR, or it may not be used */
    VALUX_SIGNER_RUNTIME_DIRECTORY_MISSING,
    VALUX_SIGNER_RUNTIME_DIRECTORY_FOREIGN, /* another user's, or others may write it */
    VALUX_SIGNER_SOCKET_PATH_TOO_LONG,
    VALUX_SIGNER_SOCKET_MISSING,
    VALUX_SIGNER_SOCKET_STALE,   /* nobody listens there */
    VALUX_SIGNER_SOCKET_DENIED,  /* the system does not let the program connect */
    VALUX_SIGNER_SOCKET_FOREIGN, /* another user listens there */
    VALUX_SIGNER_AGENT_SILENT,   /* no answer in time */
    VALUX_SIGNER_AGENT_WRONG,    /* what it has answered is not the protocol's */
    VALUX_SIGNER_AGENT_NOT_READY,
    VALUX_SIGNER_AGENT_OF_OTHER_STORE,
    VALUX_SIGNER_AGENT_FAILED, /* the signer that it gave did not work */
};

/*
 * The way in words: one sentence in English, which the caller may translate. Never NULL; for an
 * unknown number it says that the module has started the signer itself. Static.
 */
const char *valux_signer_way_text(unsigned long way);

#endif
