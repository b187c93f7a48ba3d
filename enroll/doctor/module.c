/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/module.h"

#include "doctor/agent.h"
#include "valux/find_programs.h"
#include "valux/module_trial.h"
#include "valux/program_registration.h"
#include "valux/signer_failure.h"
#include "valux/text.h"

/* What to do about a signer that fails: it is the system that denies it something, or we. */
static const char *signer_advice(const struct findings *findings, unsigned long failure)
{
    switch (failure) {
    case VALUX_SIGNER_NOT_HARDENED:
    case VALUX_SIGNER_NO_LANDLOCK:
    case VALUX_SIGNER_NO_SECCOMP:
    case VALUX_SIGNER_KILLED_BY_FILTER:
        return _("Allow what it needs in that filter (with systemd: SystemCallFilter=), or run the "
                 "program without it.");
    default:
        return findings_advice(findings);
    }
}

void doctor_examine_module(struct findings *findings, const char *module_path)
{
    struct valux_error error;
    struct valux_module_trial trial;

    if (!valux_module_trial_run(module_path, &trial, &error)) {
        findings_add(findings, "module", VERDICT_WRONG, error.domain, "%s %s", error.message,
                     findings_advice(findings));
        return;
    }
    if (!trial.token) {
        findings_add(findings, "module", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("The module %s shows no token %s. %s"), module_path, VALUX_MODULE_NAME,
                     findings_advice(findings));
        return;
    }
    findings_add(
        findings, "module", VERDICT_RIGHT, VALUX_ERROR_NONE,
        _("The module %s loads and shows its token (certificates: %zu, private keys: %zu)."),
        module_path, trial.certificates, trial.private_keys);
    if (trial.has_signed)
        findings_add(findings, "signer", VERDICT_RIGHT, VALUX_ERROR_NONE, "%s",
                     _("The signer starts and signs."));
    else if (trial.private_keys > 0 && trial.signer_failure != VALUX_SIGNER_NO_FAILURE)
        findings_add(findings, "signer", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("The signer does not sign. %s %s"),
                     _(valux_signer_failure_text(trial.signer_failure)),
                     signer_advice(findings, trial.signer_failure));
    else if (trial.private_keys > 0)
        findings_add(findings, "signer", VERDICT_WRONG, VALUX_ERROR_PROGRAM,
                     _("The signer does not sign. %s %s"), trial.sign_error.message,
                     findings_advice(findings));
    else
        findings_add(findings, "signer", VERDICT_NOTE, VALUX_ERROR_NONE, "%s",
                     _("The signer was not tried: there is no private key to be used."));
    doctor_examine_agent(findings, trial.signer_way);
}
