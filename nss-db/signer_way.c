/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/signer_way.h"

#define N_(text) text /* the helper translates it; the module links no gettext */

const char *valux_signer_way_text(unsigned long way)
{
    switch (way) {
    case VALUX_SIGNER_BY_AGENT:
        return N_("The agent had a signer ready for it.");
    case VALUX_SIGNER_RUNTIME_DIRECTORY_UNSET:
        return N_("The module starts the signer itself: XDG_RUNTIME_DIR is not set.");
    case VALUX_SIGNER_RUNTIME_DIRECTORY_MISSING:
        return N_("The module starts the signer itself: the directory that XDG_RUNTIME_DIR names "
                  "does not exist.");
    case VALUX_SIGNER_RUNTIME_DIRECTORY_FOREIGN:
        return N_("The module starts the signer itself: the directory that XDG_RUNTIME_DIR names "
                  "is another user's, or others may write it.");
    case VALUX_SIGNER_SOCKET_PATH_TOO_LONG:
        return N_("The module starts the signer itself: the path of the agent's socket is too "
                  "long.");
    case VALUX_SIGNER_SOCKET_MISSING:
        return N_("The module starts the signer itself: the agent's socket is not there.");
    case VALUX_SIGNER_SOCKET_STALE:
        return N_("The module starts the signer itself: nobody listens on the agent's socket.");
    case VALUX_SIGNER_SOCKET_DENIED:
        return N_("The module starts the signer itself: the system does not let it connect to the "
                  "agent's socket.");
    case VALUX_SIGNER_SOCKET_FOREIGN:
        return N_("The module starts the signer itself: another user listens on the agent's "
                  "socket.");
    case VALUX_SIGNER_AGENT_SILENT:
        return N_("The module starts the signer itself: the agent did not answer at once.");
    case VALUX_SIGNER_AGENT_WRONG:
        return N_("The module starts the signer itself: what listens on the agent's socket is not "
                  "the agent, or one of another version.");
    case VALUX_SIGNER_AGENT_NOT_READY:
        return N_("The module starts the signer itself: the agent had none ready yet.");
    case VALUX_SIGNER_AGENT_OF_OTHER_STORE:
        return N_("The module starts the signer itself: the agent is for another certificate "
                  "store.");
    case VALUX_SIGNER_AGENT_FAILED:
        return N_("The module starts the signer itself: the one that the agent gave did not work.");
    default:
        return N_("The module starts the signer itself.");
    }
}
