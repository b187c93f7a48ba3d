/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "result.h"

#include "label.h"
#include "notice.h"

struct _ValuxResultScreen {
    AdwBin parent_instance;
    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *text;
    GtkBox *notices;
    GtkWidget *ok;
};

G_DEFINE_TYPE(ValuxResultScreen, valux_result_screen, ADW_TYPE_BIN)

static void show(ValuxResultScreen *screen, const char *icon, const char *class, const char *title,
                 const char *next)
{
    notice_clear_box(screen->notices);
    gtk_image_set_from_icon_name(screen->icon, icon);
    gtk_widget_set_css_classes(GTK_WIDGET(screen->icon),
                               (const char *[]){"result-icon", class, NULL});
    gtk_label_set_text(screen->title, title);
    gtk_actionable_set_action_target(GTK_ACTIONABLE(screen->ok), "s", next);
}

void result_screen_show_success(ValuxResultScreen *screen, const char *title, const char *text,
                                const char *next)
{
    show(screen, "object-select-symbolic", "right", title, next);
    gtk_label_set_text(screen->text, text);
    gtk_widget_set_visible(GTK_WIDGET(screen->text), TRUE);
}

void result_screen_show_failure(ValuxResultScreen *screen, const char *title,
                                const struct answer_failure *failure, const char *next)
{
    show(screen, "dialog-error-symbolic", "wrong", title, next);
    gtk_widget_set_visible(GTK_WIDGET(screen->text), FALSE);
    gtk_box_append(screen->notices, notice_new_failure(failure));
}

void result_screen_focus(ValuxResultScreen *screen)
{
    gtk_widget_grab_focus(screen->ok);
}

GtkWidget *result_screen_new(void)
{
    return g_object_new(VALUX_TYPE_RESULT_SCREEN, NULL);
}

static void valux_result_screen_class_init(ValuxResultScreenClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    gtk_widget_class_set_template_from_resource(widget_class, "/jp/valux/Certificates/result.ui");
    gtk_widget_class_bind_template_child(widget_class, ValuxResultScreen, icon);
    gtk_widget_class_bind_template_child(widget_class, ValuxResultScreen, title);
    gtk_widget_class_bind_template_child(widget_class, ValuxResultScreen, text);
    gtk_widget_class_bind_template_child(widget_class, ValuxResultScreen, notices);
    gtk_widget_class_bind_template_child(widget_class, ValuxResultScreen, ok);
}

static void valux_result_screen_init(ValuxResultScreen *screen)
{
    gtk_widget_init_template(GTK_WIDGET(screen));
    label_name_buttons(GTK_WIDGET(screen));
}
