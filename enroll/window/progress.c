/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "progress.h"

#include "answer.h"
#include "label.h"
#include "valux/text.h"

#define PULSE_MILLISECONDS 120

struct _ValuxProgressScreen {
    AdwBin parent_instance;
    GtkLabel *title;
    GtkLabel *step;
    GtkLabel *hint;
    GtkProgressBar *bar;
    GtkWidget *stop;
    guint timer;
    gboolean pulses; /* it is not known how long the step takes */
};

G_DEFINE_TYPE(ValuxProgressScreen, valux_progress_screen, ADW_TYPE_BIN)

static const struct {
    const char *name;
    double fraction; /* 0: it is not known how long the step takes */
} steps[] = {
    {"keyPair", 0.15}, {"sending", 0.35}, {"asking", 0.5},
    {"waiting", 0},    {"storing", 0.75}, {"registering", 0.9},
};

static const char *usual_hint(void)
{
    return _("This takes a few seconds, and longer when the centre is busy. Nothing is lost if it "
             "is interrupted.");
}

/* The bar moves while the screen is seen. */
static gboolean on_timer(gpointer data)
{
    ValuxProgressScreen *screen = data;

    if (screen->pulses)
        gtk_progress_bar_pulse(screen->bar);
    return G_SOURCE_CONTINUE;
}

static void on_map(ValuxProgressScreen *screen)
{
    if (screen->timer == 0)
        screen->timer = g_timeout_add(PULSE_MILLISECONDS, on_timer, screen);
}

static void on_unmap(ValuxProgressScreen *screen)
{
    g_clear_handle_id(&screen->timer, g_source_remove);
}

void progress_screen_begin(ValuxProgressScreen *screen, const char *title)
{
    gtk_label_set_text(screen->title, title);
    gtk_label_set_text(screen->step, _("It begins."));
    gtk_label_set_text(screen->hint, usual_hint());
    gtk_accessible_update_property(GTK_ACCESSIBLE(screen->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   title, -1);
    gtk_progress_bar_set_fraction(screen->bar, 0.05);
    gtk_widget_set_sensitive(screen->stop, TRUE);
    screen->pulses = FALSE;
}

static double fraction_of(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (strcmp(steps[i].name, name) == 0)
            return steps[i].fraction;
    return 0;
}

void progress_screen_step(ValuxProgressScreen *screen, const cJSON *line)
{
    double fraction = fraction_of(answer_text(line, "step"));

    gtk_label_set_text(screen->step, answer_text(line, "message"));
    gtk_label_set_text(screen->hint, usual_hint());
    screen->pulses = fraction == 0 && !answer_asks_person(line);
    if (fraction != 0)
        gtk_progress_bar_set_fraction(screen->bar, fraction);
}

void progress_screen_stalled(ValuxProgressScreen *screen)
{
    gtk_label_set_text(
        screen->hint, _("It takes longer than usual. You can wait on, or stop it: nothing is lost, "
                        "and the menu offers to go on."));
    screen->pulses = TRUE;
}

void progress_screen_stopping(ValuxProgressScreen *screen)
{
    gtk_label_set_text(screen->step, _("It is being stopped."));
    gtk_widget_set_sensitive(screen->stop, FALSE);
    screen->pulses = TRUE;
}

GtkWidget *progress_screen_new(void)
{
    return g_object_new(VALUX_TYPE_PROGRESS_SCREEN, NULL);
}

static void valux_progress_screen_dispose(GObject *object)
{
    on_unmap(VALUX_PROGRESS_SCREEN(object));
    G_OBJECT_CLASS(valux_progress_screen_parent_class)->dispose(object);
}

static void valux_progress_screen_class_init(ValuxProgressScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = valux_progress_screen_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/progress.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxProgressScreen, title);
    gtk_widget_class_bind_template_child(widget_class, ValuxProgressScreen, step);
    gtk_widget_class_bind_template_child(widget_class, ValuxProgressScreen, hint);
    gtk_widget_class_bind_template_child(widget_class, ValuxProgressScreen, bar);
    gtk_widget_class_bind_template_child(widget_class, ValuxProgressScreen, stop);
}

static void valux_progress_screen_init(ValuxProgressScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
    g_signal_connect(screen, "map", G_CALLBACK(on_map), NULL);
    g_signal_connect(screen, "unmap", G_CALLBACK(on_unmap), NULL);
}
