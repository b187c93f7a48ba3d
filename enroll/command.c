/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "command.h"

#include <stddef.h>
#include <string.h>

#include "cmd_alarm.h"
#include "cmd_config.h"
#include "cmd_custody.h"
#include "cmd_doctor.h"
#include "cmd_list.h"
#include "cmd_lock.h"
#include "cmd_new.h"
#include "cmd_register.h"
#include "cmd_remove.h"
#include "cmd_renew.h"
#include "cmd_repair.h"
#include "cmd_resume.h"
#include "cmd_retire.h"
#include "cmd_select.h"
#include "cmd_status.h"
#include "cmd_unlock.h"
#include "cmd_unregister.h"
#include "valux/text.h"

const struct command command_table[] = {
    {"new", N_("acquire a certificate"), cmd_new},
    {"renew", N_("renew a certificate"), cmd_renew},
    {"resume", N_("bring an unfinished acquisition to its end"), cmd_resume},
    {"list", N_("list the certificates"), cmd_list},
    {"status", N_("show a certificate's status"), cmd_status},
    {"select", N_("choose the certificate to use"), cmd_select},
    {"remove", N_("remove a certificate and its key"), cmd_remove},
    {"retire", N_("end what you have on this machine"), cmd_retire},
    {"repair", N_("rebuild a damaged catalogue"), cmd_repair},
    {"register", N_("register the module with browsers and mail programs"), cmd_register},
    {"unregister", N_("undo the registration"), cmd_unregister},
    {"doctor", N_("look for what is wrong, from the store to the browsers"), cmd_doctor},
    {"alarm", N_("warn of certificates that end soon"), cmd_alarm},
    {"custody", N_("show or change what keeps the keys"), cmd_custody},
    {"unlock", N_("let programs use keys that are under a PIN"), cmd_unlock},
    {"lock", N_("take keys that are under a PIN from programs"), cmd_lock},
    {"config", N_("show or change the configuration"), cmd_config},
    {NULL, NULL, NULL},
};

const struct command *command_find(const char *name)
{
    for (const struct command *command = command_table; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}
