/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "field_rule.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "valux/text.h"

struct rule {
    const char *name;
    const char *text;
    size_t minimum;
    size_t maximum;
    bool capitals_only;
};

static const struct rule rules[FIELD_KIND_COUNT] = {
    [FIELD_COMPANY_ID] = {N_("_Company ID"), N_("12 half-width letters and digits"), 12, 12, false},
    [FIELD_CERTIFICATE_ID] = {N_("C_ertificate ID"), N_("8 half-width letters and digits"), 8, 8,
                              false},
    [FIELD_ONE_TIME_PASSWORD] = {N_("_One-time password"), N_("12 half-width letters and digits"),
                                 12, 12, false},
    [FIELD_PASSPHRASE] = {N_("_Passphrase"), N_("6 to 20 capital letters"), 6, 20, true},
    [FIELD_NICKNAME] = {N_("Certificate _nickname"), N_("6 to 20 half-width letters and digits"), 6,
                        20, false},
};

const char *field_rule_name(enum field_kind kind)
{
    return _(rules[kind].name);
}

const char *field_rule_text(enum field_kind kind)
{
    return _(rules[kind].text);
}

static const char *character_complaint(const struct rule *rule, const char *text)
{
    if (!g_str_is_ascii(text))
        return _("It has full-width or other characters that are not allowed.");
    for (; *text != '\0'; text++) {
        if (rule->capitals_only && !g_ascii_isupper(*text))
            return _("It has a character that is not a capital letter.");
        if (!g_ascii_isalnum(*text))
            return _("It has a character that is neither letter nor digit.");
    }
    return NULL;
}

const char *field_rule_complaint(enum field_kind kind, const char *text)
{
    const struct rule *rule = &rules[kind];
    size_t length = strlen(text);

    if (length == 0)
        return _("It is missing.");
    const char *complaint = character_complaint(rule, text);
    if (complaint != NULL)
        return complaint;
    if (length < rule->minimum)
        return _("It is too short.");
    return length > rule->maximum ? _("It is too long.") : NULL;
}

char *field_rule_without_blanks(const char *text)
{
    char *result = g_malloc(strlen(text) + 1);
    char *end = result;

    for (const char *next = text; *next != '\0'; next = g_utf8_next_char(next)) {
        if (g_unichar_isspace(g_utf8_get_char(next)))
            continue;
        size_t length = (size_t)(g_utf8_next_char(next) - next);
        memcpy(end, next, length);
        end += length;
    }
    *end = '\0';
    if (strlen(result) < strlen(text))
        return result;
    field_rule_free(result);
    return NULL;
}

char *field_rule_half_width(const char *text)
{
    char *result = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);

    if (result != NULL && g_str_is_ascii(result) && strcmp(result, text) != 0)
        return result;
    field_rule_free(result);
    return NULL;
}

void field_rule_free(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    g_free(text);
}
