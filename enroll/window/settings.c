/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "settings.h"

#include "command.h"
#include "custody.h"
#include "label.h"
#include "notice.h"
#include "valux/text.h"

enum setting { ADDRESS, CA_FILE, CONTACT, EXPOSURE, AUTOMATIC, SETTING_COUNT };

static const char *const members[SETTING_COUNT] = {
    [ADDRESS] = "centre.address", [CA_FILE] = "centre.caFile",       [CONTACT] = "centre.contact",
    [EXPOSURE] = "exposure",      [AUTOMATIC] = "renewal.automatic",
};

struct _ValuxSettingsScreen {
    AdwBin parent_instance;
    ValuxSession *session;
    GtkWidget *first;
    GtkEditable *address;
    GtkEditable *ca_file;
    GtkEditable *contact;
    GtkWidget *exposure_selected;
    GtkWidget *exposure_usable;
    GtkWidget *automatic;
    GtkLabel *complaint;
    GtkBox *custody;
    GtkBox *notices;
    GtkWidget *save;
    GtkFileChooserNative *chooser;
    struct command *command; /* that saves a setting now, or NULL */
    enum setting saving;     /* which one, or the next one */
};

G_DEFINE_TYPE(ValuxSettingsScreen, valux_settings_screen, ADW_TYPE_BIN)

static guint saved_signal;

/* What is in force, and what the person wants. */
static const char *old_value(ValuxSettingsScreen *screen, enum setting setting)
{
    const cJSON *document = session_configuration(screen->session);
    const cJSON *centre = cJSON_GetObjectItemCaseSensitive(document, "centre");
    const cJSON *renewal = cJSON_GetObjectItemCaseSensitive(document, "renewal");

    if (setting == EXPOSURE)
        return answer_text(document, "exposure");
    if (setting == AUTOMATIC)
        return answer_flag(renewal, "automatic") ? "true" : "false";
    return answer_text(centre, strchr(members[setting], '.') + 1);
}

static const char *new_value(ValuxSettingsScreen *screen, enum setting setting)
{
    GtkEditable *const entries[] = {screen->address, screen->ca_file, screen->contact};

    if (setting == AUTOMATIC)
        return gtk_check_button_get_active(GTK_CHECK_BUTTON(screen->automatic)) ? "true" : "false";
    if (setting != EXPOSURE)
        return gtk_editable_get_text(entries[setting]);
    return gtk_check_button_get_active(GTK_CHECK_BUTTON(screen->exposure_usable)) ? "usable"
                                                                                  : "selected";
}

static gboolean differs(ValuxSettingsScreen *screen, enum setting setting)
{
    return strcmp(old_value(screen, setting), new_value(screen, setting)) != 0;
}

static const char *complaint(ValuxSettingsScreen *screen)
{
    if (!g_str_has_prefix(new_value(screen, ADDRESS), "https://"))
        return _("The centre's address has to begin with https://.");
    if (new_value(screen, CA_FILE)[0] == '\0')
        return _("The file of the certification authority is missing.");
    return NULL;
}

static void on_changed(ValuxSettingsScreen *screen)
{
    const char *text = complaint(screen);
    gboolean changed = FALSE;

    for (enum setting setting = 0; setting < SETTING_COUNT; setting++)
        changed = changed || differs(screen, setting);
    gtk_label_set_text(screen->complaint, text == NULL ? "" : text);
    gtk_widget_set_visible(GTK_WIDGET(screen->complaint), changed && text != NULL);
    gtk_widget_set_sensitive(screen->save, changed && text == NULL && screen->command == NULL);
}

static void save_next(ValuxSettingsScreen *screen);

static void on_saved(const struct answer *answer, void *data)
{
    ValuxSettingsScreen *screen = data;

    screen->command = NULL;
    if (answer->succeeded) {
        screen->saving++;
        save_next(screen);
        return;
    }
    gtk_box_append(screen->notices, notice_new_failure(&answer->failure));
    on_changed(screen);
}

/* Saves the settings that differ, one after the other. */
static void save_next(ValuxSettingsScreen *screen)
{
    const struct command_calls calls = {.done = on_saved, .data = screen};

    while (screen->saving < SETTING_COUNT && !differs(screen, screen->saving))
        screen->saving++;
    if (screen->saving == SETTING_COUNT) {
        session_refresh(screen->session);
        g_signal_emit(screen, saved_signal, 0);
        return;
    }
    const char *member = members[screen->saving];
    const char *value = new_value(screen, screen->saving);
    const char *const set[] = {"config", member, value, NULL};
    const char *const unset[] = {"config", "--unset", member, NULL};
    screen->command = command_start(value[0] == '\0' ? unset : set, NULL, &calls);
    on_changed(screen);
}

static void on_save(ValuxSettingsScreen *screen)
{
    notice_clear_box(screen->notices);
    screen->saving = 0;
    save_next(screen);
}

static void on_chosen(ValuxSettingsScreen *screen, int response)
{
    GFile *file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(screen->chooser));
    char *path = file == NULL ? NULL : g_file_get_path(file);

    if (response == GTK_RESPONSE_ACCEPT && path != NULL)
        gtk_editable_set_text(screen->ca_file, path);
    g_free(path);
    g_clear_object(&file);
    g_clear_object(&screen->chooser);
}

static void on_choose(ValuxSettingsScreen *screen)
{
    if (screen->chooser != NULL)
        return;
    screen->chooser =
        gtk_file_chooser_native_new(_("File of the centre's certification authority"),
                                    GTK_WINDOW(gtk_widget_get_root(GTK_WIDGET(screen))),
                                    GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
    g_signal_connect_swapped(screen->chooser, "response", G_CALLBACK(on_chosen), screen);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(screen->chooser));
}

void settings_screen_fill(ValuxSettingsScreen *screen)
{
    gboolean usable = strcmp(old_value(screen, EXPOSURE), "usable") == 0;

    notice_clear_box(screen->notices);
    gtk_editable_set_text(screen->address, old_value(screen, ADDRESS));
    gtk_editable_set_text(screen->ca_file, old_value(screen, CA_FILE));
    gtk_editable_set_text(screen->contact, old_value(screen, CONTACT));
    gtk_check_button_set_active(
        GTK_CHECK_BUTTON(usable ? screen->exposure_usable : screen->exposure_selected), TRUE);
    gtk_check_button_set_active(GTK_CHECK_BUTTON(screen->automatic),
                                strcmp(old_value(screen, AUTOMATIC), "true") == 0);
    gtk_widget_set_visible(screen->first, session_lacks_centre(screen->session));
    on_changed(screen);
}

static void show_custody(ValuxSettingsScreen *screen)
{
    custody_fill_box(screen->custody, screen->session);
}

GtkWidget *settings_screen_new(ValuxSession *session)
{
    ValuxSettingsScreen *screen = g_object_new(VALUX_TYPE_SETTINGS_SCREEN, NULL);

    screen->session = session;
    g_signal_connect_object(session, "changed", G_CALLBACK(show_custody), screen,
                            G_CONNECT_SWAPPED);
    show_custody(screen);
    return GTK_WIDGET(screen);
}

static void valux_settings_screen_dispose(GObject *object)
{
    ValuxSettingsScreen *screen = VALUX_SETTINGS_SCREEN(object);

    g_clear_pointer(&screen->command, command_leave);
    g_clear_object(&screen->chooser);
    G_OBJECT_CLASS(valux_settings_screen_parent_class)->dispose(object);
}

static void valux_settings_screen_class_init(ValuxSettingsScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_settings_screen_dispose;
    saved_signal = g_signal_new("saved", VALUX_TYPE_SETTINGS_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/settings.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, first);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, address);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, ca_file);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, contact);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, exposure_selected);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, exposure_usable);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, automatic);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, complaint);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, custody);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, notices);
    gtk_widget_class_bind_template_child(widget_class, ValuxSettingsScreen, save);
    gtk_widget_class_bind_template_callback(widget_class, on_changed);
    gtk_widget_class_bind_template_callback(widget_class, on_choose);
    gtk_widget_class_bind_template_callback(widget_class, on_save);
}

static void valux_settings_screen_init(ValuxSettingsScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
    label_name(GTK_WIDGET(screen->address), _("Centre's address"));
    label_name(GTK_WIDGET(screen->ca_file), _("File of the centre's certification authority"));
    label_name(GTK_WIDGET(screen->contact), _("Centre's contact"));
}
