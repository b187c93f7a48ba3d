/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "field.h"

#include "label.h"
#include "secret_entry.h"
#include "valux/text.h"

struct _ValuxField {
    AdwBin parent_instance;
    enum field_kind kind;
    char *objection;
    GtkWidget *label;
    GtkWidget *entry;
    GtkWidget *look; /* the button that shows a secret */
    GtkWidget *state_icon;
    GtkWidget *state;
    GtkWidget *convert;
};

G_DEFINE_TYPE(ValuxField, valux_field, ADW_TYPE_BIN)

/* The width that an entry has at least, in characters. It grows to the width that there is. */
#define NARROW_CHARACTERS 6

static guint changed_signal;

static gboolean is_secret(enum field_kind kind)
{
    return kind == FIELD_ONE_TIME_PASSWORD || kind == FIELD_PASSPHRASE;
}

const char *field_text(ValuxField *field)
{
    return is_secret(field->kind) ? secret_entry_text(field->entry)
                                  : gtk_editable_get_text(GTK_EDITABLE(field->entry));
}

static const char *complaint(ValuxField *field)
{
    const char *text = field_rule_complaint(field->kind, field_text(field));

    return text == NULL ? field->objection : text;
}

gboolean field_is_right(ValuxField *field)
{
    return complaint(field) == NULL;
}

/* An empty field is not called wrong: it shows its rule. */
static void show_state(ValuxField *field)
{
    const char *wrong = complaint(field);
    gboolean empty = field_text(field)[0] == '\0';
    char *half_width = field_rule_half_width(field_text(field));
    const char *rule = field_rule_text(field->kind);
    /* What is wrong with a field, and its rule. */
    char *text = empty           ? g_strdup(rule)
                 : wrong == NULL ? g_strdup(_("All right."))
                                 : g_strdup_printf(_("%s It takes: %s."), wrong, rule);
    const char *class = empty ? "rule" : wrong == NULL ? "right" : "wrong";

    gtk_widget_set_css_classes(field->state, (const char *[]){"caption", class, NULL});
    gtk_widget_set_css_classes(field->state_icon, (const char *[]){class, NULL});
    gtk_label_set_text(GTK_LABEL(field->state), text);
    gtk_image_set_from_icon_name(GTK_IMAGE(field->state_icon), wrong == NULL
                                                                   ? "object-select-symbolic"
                                                                   : "dialog-warning-symbolic");
    gtk_widget_set_visible(field->state_icon, !empty);
    gtk_widget_set_visible(field->convert, half_width != NULL);
    gtk_accessible_update_state(
        GTK_ACCESSIBLE(field->entry), GTK_ACCESSIBLE_STATE_INVALID,
        !empty && wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(field->entry),
                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    field_rule_free(half_width);
    g_free(text);
}

static void on_changed(ValuxField *field)
{
    char *cut = field_rule_without_blanks(field_text(field));

    if (cut != NULL) {
        gtk_editable_set_text(GTK_EDITABLE(field->entry), cut); /* comes here again */
        gtk_editable_set_position(GTK_EDITABLE(field->entry), -1);
        field_rule_free(cut);
        return;
    }
    show_state(field);
    g_signal_emit(field, changed_signal, 0);
}

static void on_convert(ValuxField *field)
{
    char *half_width = field_rule_half_width(field_text(field));

    if (half_width != NULL)
        gtk_editable_set_text(GTK_EDITABLE(field->entry), half_width);
    field_rule_free(half_width);
    field_focus(field);
    gtk_editable_set_position(GTK_EDITABLE(field->entry), -1);
}

static void on_look(ValuxField *field)
{
    gboolean shown = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(field->look));

    gtk_text_set_visibility(GTK_TEXT(gtk_editable_get_delegate(GTK_EDITABLE(field->entry))), shown);
    gtk_button_set_icon_name(GTK_BUTTON(field->look),
                             shown ? "view-conceal-symbolic" : "view-reveal-symbolic");
}

static void on_activate(ValuxField *field)
{
    gtk_widget_child_focus(GTK_WIDGET(gtk_widget_get_root(GTK_WIDGET(field))), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *new_entry(ValuxField *field)
{
    GtkWidget *entry = is_secret(field->kind) ? secret_entry_new() : gtk_entry_new();

    if (GTK_IS_ENTRY(entry))
        gtk_entry_set_input_hints(GTK_ENTRY(entry),
                                  GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI);
    gtk_widget_set_hexpand(entry, TRUE);
    gtk_editable_set_width_chars(GTK_EDITABLE(entry), NARROW_CHARACTERS);
    return entry;
}

static void name_parts(ValuxField *field)
{
    char *plain = label_plain(field_rule_name(field->kind));
    char *look = g_strdup_printf(_("Show: %s"), plain);
    char *convert = g_strdup_printf(_("Make half-width: %s"), plain);

    label_name(field->entry, plain);
    gtk_accessible_update_property(GTK_ACCESSIBLE(field->entry), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                   TRUE, -1);
    gtk_accessible_update_relation(GTK_ACCESSIBLE(field->entry),
                                   GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, field->state, NULL, -1);
    label_name(field->look, look);
    gtk_widget_set_tooltip_text(field->look, look);
    label_name(field->convert, convert);
    g_free(convert);
    g_free(look);
    g_free(plain);
}

static void make_parts(ValuxField *field)
{
    field->label = gtk_label_new_with_mnemonic(field_rule_name(field->kind));
    field->entry = new_entry(field);
    field->look = gtk_toggle_button_new();
    gtk_button_set_icon_name(GTK_BUTTON(field->look), "view-reveal-symbolic");
    field->state_icon = gtk_image_new();
    field->state = label_paragraph("");
    gtk_widget_set_hexpand(field->state, TRUE);
    field->convert = gtk_button_new_with_label(_("Make half-width"));
    label_wrap_button(field->convert);
    gtk_label_set_wrap(GTK_LABEL(field->label), TRUE);
    gtk_label_set_xalign(GTK_LABEL(field->label), 0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(field->label), field->entry);
    gtk_widget_add_css_class(field->label, "field-name");
    gtk_widget_set_visible(field->look, is_secret(field->kind));
    gtk_widget_set_valign(field->convert, GTK_ALIGN_START);
}

static GtkWidget *lay_out(ValuxField *field)
{
    GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 4);
    GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *foot = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);

    gtk_box_append(GTK_BOX(line), field->entry);
    gtk_box_append(GTK_BOX(line), field->look);
    gtk_box_append(GTK_BOX(foot), field->state_icon);
    gtk_box_append(GTK_BOX(foot), field->state);
    gtk_box_append(GTK_BOX(foot), field->convert);
    gtk_box_append(GTK_BOX(column), field->label);
    gtk_box_append(GTK_BOX(column), line);
    gtk_box_append(GTK_BOX(column), foot);
    return column;
}

ValuxField *field_new(enum field_kind kind)
{
    ValuxField *field = g_object_new(VALUX_TYPE_FIELD, NULL);

    field->kind = kind;
    make_parts(field);
    name_parts(field);
    adw_bin_set_child(ADW_BIN(field), lay_out(field));
    g_signal_connect_swapped(field->entry, "changed", G_CALLBACK(on_changed), field);
    g_signal_connect_swapped(field->entry, "activate", G_CALLBACK(on_activate), field);
    g_signal_connect_swapped(field->look, "toggled", G_CALLBACK(on_look), field);
    g_signal_connect_swapped(field->convert, "clicked", G_CALLBACK(on_convert), field);
    show_state(field);
    return field;
}

void field_clear(ValuxField *field)
{
    if (is_secret(field->kind))
        secret_entry_wipe(field->entry);
    else
        gtk_editable_set_text(GTK_EDITABLE(field->entry), "");
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(field->look), FALSE);
}

void field_set_objection(ValuxField *field, const char *objection)
{
    if (g_strcmp0(field->objection, objection) == 0)
        return;
    g_free(field->objection);
    field->objection = g_strdup(objection);
    show_state(field);
}

void field_focus(ValuxField *field)
{
    gtk_widget_grab_focus(field->entry);
}

static void valux_field_finalize(GObject *object)
{
    g_free(VALUX_FIELD(object)->objection);
    G_OBJECT_CLASS(valux_field_parent_class)->finalize(object);
}

static void valux_field_class_init(ValuxFieldClass *class)
{
    G_OBJECT_CLASS(class)->finalize = valux_field_finalize;
    changed_signal = g_signal_new("changed", VALUX_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void valux_field_init(ValuxField *field)
{
    (void)field;
}
