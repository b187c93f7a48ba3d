/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "application.h"

#include "memory.h"
#include "session.h"
#include "valux/text.h"
#include "window.h"

#define APPLICATION_ID "jp.valux.Certificates"

struct _ValuxApplication {
    AdwApplication parent_instance;
    ValuxSession *session; /* from startup to the end */
};

G_DEFINE_TYPE(ValuxApplication, valux_application, ADW_TYPE_APPLICATION)

static ValuxWindow *window_of(GApplication *application)
{
    GList *windows = gtk_application_get_windows(GTK_APPLICATION(application));

    for (; windows != NULL; windows = windows->next)
        if (VALUX_IS_WINDOW(windows->data))
            return windows->data;
    ValuxWindow *window =
        window_new(GTK_APPLICATION(application), VALUX_APPLICATION(application)->session);
    memory_follow(GTK_WIDGET(window));
    return window;
}

static void on_activate(GApplication *application)
{
    gtk_window_present(GTK_WINDOW(window_of(application)));
}

static int on_command_line(GApplication *application, GApplicationCommandLine *line)
{
    GVariantDict *options = g_application_command_line_get_options_dict(line);
    const char *screen = NULL;
    const char *certificate = NULL;
    gboolean known = TRUE;

    g_variant_dict_lookup(options, "screen", "&s", &screen);
    g_variant_dict_lookup(options, "certificate", "&s", &certificate);
    ValuxWindow *window = window_of(application);
    if (screen != NULL)
        known = window_show_screen(window, screen, certificate);
    if (!known)
        g_application_command_line_printerr(line, _("There is no screen \"%s\".\n"), screen);
    gtk_window_present(GTK_WINDOW(window));
    return known ? 0 : 2;
}

static void on_show(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    window_show_screen(window_of(application), g_variant_get_string(parameter, NULL), NULL);
    on_activate(application);
}

static void on_renew(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    window_show_screen(window_of(application), "renew", g_variant_get_string(parameter, NULL));
    on_activate(application);
}

static void on_about(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    adw_show_about_window(GTK_WINDOW(window_of(application)), "application-name",
                          _("VALUX Certificates"), "application-icon", APPLICATION_ID, "version",
                          VALUX_VERSION, "license-type", GTK_LICENSE_MPL_2_0, "copyright",
                          "© 2026 the VALUX for NSS developers", NULL);
}

static void on_quit(GSimpleAction *action, GVariant *parameter, gpointer application)
{
    (void)action;
    (void)parameter;
    gtk_window_close(GTK_WINDOW(window_of(application)));
}

static void add_actions(GApplication *application)
{
    static const GActionEntry entries[] = {
        {.name = "show", .activate = on_show, .parameter_type = "s"},
        {.name = "renew", .activate = on_renew, .parameter_type = "s"},
        {.name = "about", .activate = on_about},
        {.name = "quit", .activate = on_quit},
    };
    const char *const quit[] = {"<Control>q", "<Control>w", NULL};

    g_action_map_add_action_entries(G_ACTION_MAP(application), entries, G_N_ELEMENTS(entries),
                                    application);
    gtk_application_set_accels_for_action(GTK_APPLICATION(application), "app.quit", quit);
}

/* valux-enroll is asked before GTK starts, so that both work at the same time. */
static void valux_application_startup(GApplication *application)
{
    ValuxApplication *self = VALUX_APPLICATION(application);

    self->session = session_new();
    session_refresh(self->session);
    G_APPLICATION_CLASS(valux_application_parent_class)->startup(application);
    add_actions(application);
}

static void valux_application_dispose(GObject *object)
{
    ValuxApplication *self = VALUX_APPLICATION(object);

    G_OBJECT_CLASS(valux_application_parent_class)->dispose(object);
    if (self->session != NULL)
        session_close(self->session);
    g_clear_object(&self->session);
}

static void valux_application_class_init(ValuxApplicationClass *class)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_application_dispose;
    application_class->startup = valux_application_startup;
    application_class->activate = on_activate;
    application_class->command_line = on_command_line;
}

static void valux_application_init(ValuxApplication *application)
{
    (void)application;
}

AdwApplication *application_new(void)
{
    static const GOptionEntry options[] = {
        {"screen", 0, 0, G_OPTION_ARG_STRING, NULL,
         N_("Show a screen: menu, acquire, renew, select"), "NAME"},
        {"certificate", 0, 0, G_OPTION_ARG_STRING, NULL,
         N_("The certificate to renew, by its serial number"), "SERIAL"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    GApplication *application =
        g_object_new(VALUX_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                     G_APPLICATION_HANDLES_COMMAND_LINE, NULL);

    g_application_add_main_option_entries(application, options);
    return ADW_APPLICATION(application);
}
