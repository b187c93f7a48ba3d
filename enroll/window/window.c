/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "window.h"

#include "acquire.h"
#include "checkup.h"
#include "close_dialog.h"
#include "custody.h"
#include "dialog.h"
#include "enrolment.h"
#include "label.h"
#include "menu.h"
#include "operation.h"
#include "progress.h"
#include "result.h"
#include "select.h"
#include "session.h"
#include "settings.h"
#include "valux/text.h"

/* How often statuses are asked for again, since they change with time. */
#define REFRESH_SECONDS 600

enum screen { MENU, ENROLMENT, ACQUIRE, PROGRESS, RESULT, SELECT, CHECKUP, SETTINGS, SCREEN_COUNT };

static const struct {
    const char *name;
    const char *title;
} screens[SCREEN_COUNT] = {
    [MENU] = {"menu", N_("Menu")},
    [ENROLMENT] = {"enrolment", N_("Acquire or renew a certificate")},
    [ACQUIRE] = {"acquire", N_("Acquire a new certificate")},
    [PROGRESS] = {"progress", N_("In progress")},
    [RESULT] = {"result", N_("Result")},
    [SELECT] = {"select", N_("Select the certificate to use")},
    [CHECKUP] = {"checkup", N_("Check the set-up")},
    [SETTINGS] = {"settings", N_("Settings")},
};

struct _ValuxWindow {
    AdwApplicationWindow parent_instance;
    GtkStack *stack;
    GtkLabel *title;
    GtkWidget *back;
    GtkMenuButton *main_menu;
    ValuxSession *session;
    GtkWidget *views[SCREEN_COUNT];
    struct operation *operation; /* NULL until there is something to do */
    enum screen screen;          /* that is shown */
    gboolean greeted;            /* the first start has been looked for */
    gboolean first_start;        /* nobody has configured the centre yet */
    gboolean configured;         /* the configuration has come */
    guint timer;
};

G_DEFINE_TYPE(ValuxWindow, valux_window, ADW_TYPE_APPLICATION_WINDOW)

static void on_submit(ValuxWindow *window);
static void on_saved(ValuxWindow *window);

/* SCREEN_COUNT if there is none of this name. */
static enum screen screen_of(const char *name)
{
    enum screen screen = 0;

    while (screen < SCREEN_COUNT && strcmp(screens[screen].name, name) != 0)
        screen++;
    return screen;
}

static GtkWidget *make_view(ValuxWindow *window, enum screen screen)
{
    switch (screen) {
    case MENU:
        return menu_screen_new(window->session);
    case ENROLMENT:
        return enrolment_screen_new(window->session);
    case ACQUIRE:
        return acquire_screen_new(window->session);
    case PROGRESS:
        return progress_screen_new();
    case RESULT:
        return result_screen_new();
    case SELECT:
        return select_screen_new(window->session);
    case CHECKUP:
        return checkup_screen_new();
    case SETTINGS:
    case SCREEN_COUNT:
        break;
    }
    return settings_screen_new(window->session);
}

/* The screen's widget. It is made when it is wanted first, since each takes time and memory. */
static GtkWidget *view_of(ValuxWindow *window, enum screen screen)
{
    if (window->views[screen] == NULL) {
        window->views[screen] = make_view(window, screen);
        gtk_stack_add_named(window->stack, window->views[screen], screens[screen].name);
        if (screen == ACQUIRE)
            g_signal_connect_swapped(window->views[screen], "submit", G_CALLBACK(on_submit),
                                     window);
        if (screen == SETTINGS)
            g_signal_connect_swapped(window->views[screen], "saved", G_CALLBACK(on_saved), window);
    }
    return window->views[screen];
}

/* Puts the keyboard to where the screen wants it. */
static void focus(ValuxWindow *window)
{
    GtkWidget *view = view_of(window, window->screen);

    if (window->screen == ACQUIRE)
        acquire_screen_focus(VALUX_ACQUIRE_SCREEN(view));
    else if (window->screen == RESULT)
        result_screen_focus(VALUX_RESULT_SCREEN(view));
    else if (window->screen == SELECT)
        select_screen_focus(VALUX_SELECT_SCREEN(view));
    else
        gtk_widget_child_focus(view, GTK_DIR_TAB_FORWARD);
}

static void prepare(ValuxWindow *window, enum screen screen)
{
    if (window->screen == ACQUIRE && screen != PROGRESS && screen != ACQUIRE)
        acquire_screen_forget_secrets(VALUX_ACQUIRE_SCREEN(view_of(window, ACQUIRE)));
    if (screen == CHECKUP)
        checkup_screen_look(VALUX_CHECKUP_SCREEN(view_of(window, CHECKUP)));
    if (screen == SETTINGS)
        settings_screen_fill(VALUX_SETTINGS_SCREEN(view_of(window, SETTINGS)));
}

static void show(ValuxWindow *window, enum screen screen)
{
    GtkWidget *view = view_of(window, screen);

    prepare(window, screen);
    window->screen = screen;
    for (enum screen other = 0; other < SCREEN_COUNT; other++)
        if (window->views[other] != NULL)
            label_hide_from_readers(window->views[other], other != screen);
    gtk_stack_set_visible_child(window->stack, view);
    gtk_label_set_text(window->title, _(screens[screen].title));
    gtk_window_set_title(GTK_WINDOW(window), _(screens[screen].title));
    gtk_widget_set_visible(window->back, screen != MENU && screen != PROGRESS);
    focus(window);
}

static void on_operation_shows(const char *name, void *data)
{
    ValuxWindow *window = data;

    show(window, screen_of(name));
    session_refresh(window->session);
}

static void on_acquired(void *data)
{
    acquire_screen_clear(VALUX_ACQUIRE_SCREEN(view_of(VALUX_WINDOW(data), ACQUIRE)));
}

/* It is made when it is wanted first, with the screens that it shows. */
static struct operation *operation_of(ValuxWindow *window)
{
    const struct operation_calls calls = {on_operation_shows, on_acquired, window};

    if (window->operation == NULL)
        window->operation = operation_new(VALUX_PROGRESS_SCREEN(view_of(window, PROGRESS)),
                                          VALUX_RESULT_SCREEN(view_of(window, RESULT)), &calls);
    return window->operation;
}

static gboolean is_working(const ValuxWindow *window)
{
    return window->operation != NULL && operation_is_running(window->operation);
}

gboolean window_show_screen(ValuxWindow *window, const char *name, const char *certificate)
{
    gboolean renew = strcmp(name, "renew") == 0;
    enum screen screen = renew ? ENROLMENT : screen_of(name);

    if (screen == SCREEN_COUNT)
        return FALSE;
    if (is_working(window) || screen == PROGRESS)
        return TRUE;
    if (renew && certificate != NULL)
        enrolment_screen_select(VALUX_ENROLMENT_SCREEN(view_of(window, ENROLMENT)), certificate);
    show(window, screen);
    window->greeted = window->greeted || screen != MENU;
    return TRUE;
}

static void on_show(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    window_show_screen(VALUX_WINDOW(widget), g_variant_get_string(parameter, NULL), NULL);
}

static const char *nickname_of(ValuxWindow *window, const char *serial_number)
{
    ValuxCertificate *certificate = session_find(window->session, serial_number);

    return certificate == NULL ? serial_number : certificate_facts(certificate)->nickname;
}

/* What keeps the keys comes before a certificate, where the person has to choose a PIN for it. */
static gboolean changes_custody_first(ValuxWindow *window)
{
    const char *custody = custody_before_certificates(window->session);

    if (custody[0] == '\0')
        return FALSE;
    operation_change_custody(operation_of(window), custody);
    return TRUE;
}

static void on_renew(GtkWidget *widget, const char *action, GVariant *parameter)
{
    ValuxWindow *window = VALUX_WINDOW(widget);
    const char *serial_number = g_variant_get_string(parameter, NULL);
    (void)action;

    if (!changes_custody_first(window))
        operation_renew(operation_of(window), nickname_of(window, serial_number), serial_number);
}

static void on_select(GtkWidget *widget, const char *action, GVariant *parameter)
{
    ValuxWindow *window = VALUX_WINDOW(widget);
    const char *serial_number = g_variant_get_string(parameter, NULL);
    (void)action;

    operation_select(operation_of(window), nickname_of(window, serial_number), serial_number);
}

static void on_resume(GtkWidget *widget, const char *action, GVariant *parameter)
{
    ValuxWindow *window = VALUX_WINDOW(widget);
    const cJSON *request =
        session_find_unfinished(window->session, g_variant_get_string(parameter, NULL));
    (void)action;

    if (request != NULL)
        operation_resume(operation_of(window), request);
}

static void on_lock(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    operation_lock(operation_of(VALUX_WINDOW(widget)), g_variant_get_string(parameter, NULL));
}

static void on_custody(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    operation_change_custody(operation_of(VALUX_WINDOW(widget)),
                             g_variant_get_string(parameter, NULL));
}

static void on_stop(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    operation_stop(operation_of(VALUX_WINDOW(widget)));
}

static void on_refresh(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    session_refresh(VALUX_WINDOW(widget)->session);
}

static void on_submit(ValuxWindow *window)
{
    ValuxAcquireScreen *screen = VALUX_ACQUIRE_SCREEN(view_of(window, ACQUIRE));
    struct acquire_input input;

    if (changes_custody_first(window))
        return;
    acquire_screen_input(screen, &input);
    operation_acquire(operation_of(window), &input);
    acquire_screen_forget_secrets(screen);
}

/* A machine that knows no centre yet is asked for it first. */
static void on_session_changed(ValuxWindow *window)
{
    if (session_configuration(window->session) == NULL)
        return;
    if (!window->configured && window->screen == SETTINGS)
        settings_screen_fill(VALUX_SETTINGS_SCREEN(view_of(window, SETTINGS)));
    window->configured = TRUE;
    if (window->greeted)
        return;
    window->greeted = TRUE;
    window->first_start = session_lacks_centre(window->session);
    if (window->first_start && window->screen == MENU)
        show(window, SETTINGS);
}

/* After the first start the check-up tries the connection, and shows the CA's fingerprint. */
static void on_saved(ValuxWindow *window)
{
    show(window, window->first_start ? CHECKUP : MENU);
    window->first_start = FALSE;
}

static gboolean on_timer(gpointer data)
{
    session_refresh(VALUX_WINDOW(data)->session);
    return G_SOURCE_CONTINUE;
}

static void on_active(ValuxWindow *window)
{
    if (gtk_window_is_active(GTK_WINDOW(window)))
        session_refresh_old(window->session);
}

static void on_close_answer(ValuxWindow *window, const char *response)
{
    if (strcmp(response, DIALOG_GO_ON) != 0)
        return;
    g_clear_pointer(&window->operation, operation_free);
    gtk_window_destroy(GTK_WINDOW(window));
}

/* True where the window stays open, to ask. */
static gboolean on_close(ValuxWindow *window)
{
    if (!is_working(window))
        return FALSE;
    GtkWidget *dialog = close_dialog_new(GTK_WINDOW(window));
    g_signal_connect_swapped(dialog, "response", G_CALLBACK(on_close_answer), window);
    dialog_show(dialog, NULL);
    return TRUE;
}

ValuxWindow *window_new(GtkApplication *application, ValuxSession *session)
{
    ValuxWindow *window = g_object_new(VALUX_TYPE_WINDOW, "application", application, NULL);

    window->session = g_object_ref(session);
    g_signal_connect_swapped(session, "changed", G_CALLBACK(on_session_changed), window);
    show(window, MENU);
    on_session_changed(window);
    return window;
}

static void valux_window_dispose(GObject *object)
{
    ValuxWindow *window = VALUX_WINDOW(object);

    g_clear_handle_id(&window->timer, g_source_remove);
    g_clear_pointer(&window->operation, operation_free);
    if (window->session != NULL)
        g_signal_handlers_disconnect_by_data(window->session, window);
    G_OBJECT_CLASS(valux_window_parent_class)->dispose(object);
    g_clear_object(&window->session);
}

static void valux_window_class_init(ValuxWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_window_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/window.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxWindow, stack);
    gtk_widget_class_bind_template_child(widget_class, ValuxWindow, title);
    gtk_widget_class_bind_template_child(widget_class, ValuxWindow, back);
    gtk_widget_class_bind_template_child(widget_class, ValuxWindow, main_menu);
    gtk_widget_class_install_action(widget_class, "win.show", "s", on_show);
    gtk_widget_class_install_action(widget_class, "win.renew", "s", on_renew);
    gtk_widget_class_install_action(widget_class, "win.select", "s", on_select);
    gtk_widget_class_install_action(widget_class, "win.resume", "s", on_resume);
    gtk_widget_class_install_action(widget_class, "win.lock", "s", on_lock);
    gtk_widget_class_install_action(widget_class, "win.custody", "s", on_custody);
    gtk_widget_class_install_action(widget_class, "win.stop", NULL, on_stop);
    gtk_widget_class_install_action(widget_class, "win.refresh", "s", on_refresh);
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_Escape, 0, "win.show", "s", "menu");
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.show", "s",
                                        "menu");
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_F5, 0, "win.refresh", "s", "");
}

static void valux_window_init(ValuxWindow *window)
{
    gtk_widget_init_template(GTK_WIDGET(window));
    label_name_menu(window->main_menu);
    window->timer = g_timeout_add_seconds(REFRESH_SECONDS, on_timer, window);
    g_signal_connect(window, "notify::is-active", G_CALLBACK(on_active), NULL);
    g_signal_connect(window, "close-request", G_CALLBACK(on_close), NULL);
}
