/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sheet.h"

#include "enroll_path.h"
#include "valux/text.h"

#define PAGE_BEGINS "<!DOCTYPE html>"

struct sheet {
    GtkWidget *widget;
    char *nickname;
    char *path;
    void (*done)(GtkWidget *widget, const char *text);
};

/* Tells the person, and frees the sheet and the text. */
static void end(struct sheet *sheet, char *text)
{
    sheet->done(sheet->widget, text);
    g_free(text);
    g_object_unref(sheet->widget);
    g_free(sheet->nickname);
    g_free(sheet->path);
    g_free(sheet);
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer data)
{
    struct sheet *sheet = data;
    bool opened = gtk_show_uri_full_finish(GTK_WINDOW(source), result, NULL);

    end(sheet, g_strdup_printf(opened ? _("The sheet was saved as %s. Print it in the browser.")
                                      : _("The sheet was saved as %s. No browser could be opened."),
                               sheet->path));
}

/* A folder that a browser in a sandbox sees as well: no hidden one. */
static char *choose_path(const char *nickname)
{
    const char *documents = g_get_user_special_dir(G_USER_DIRECTORY_DOCUMENTS);
    char *name = g_strdup_printf("valux-%s.html", nickname);
    char *path = g_build_filename(documents != NULL && g_file_test(documents, G_FILE_TEST_IS_DIR)
                                      ? documents
                                      : g_get_home_dir(),
                                  name, NULL);

    g_free(name);
    return path;
}

static void show(struct sheet *sheet, const char *page)
{
    GError *error = NULL;

    sheet->path = choose_path(sheet->nickname);
    if (!g_file_set_contents_full(sheet->path, page, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                  &error)) {
        end(sheet, g_strdup_printf(_("The sheet could not be saved: %s"), error->message));
        g_error_free(error);
        return;
    }
    char *uri = g_filename_to_uri(sheet->path, NULL, NULL);
    gtk_show_uri_full(GTK_WINDOW(gtk_widget_get_root(sheet->widget)), uri, GDK_CURRENT_TIME, NULL,
                      on_opened, sheet);
    g_free(uri);
}

static void on_made(GObject *source, GAsyncResult *result, gpointer data)
{
    struct sheet *sheet = data;
    char *page = NULL;
    char *errors = NULL;

    g_subprocess_communicate_utf8_finish(G_SUBPROCESS(source), result, &page, &errors, NULL);
    /* The exit status says whether programs can use the certificate, and not whether there is one.
     */
    if (page != NULL && g_str_has_prefix(page, PAGE_BEGINS))
        show(sheet, page);
    else
        end(sheet, g_strdup_printf(_("The sheet could not be made: %s"),
                                   errors == NULL ? "" : g_strstrip(errors)));
    g_free(page);
    g_free(errors);
}

void sheet_open(GtkWidget *widget, const char *serial_number, const char *nickname,
                void (*done)(GtkWidget *widget, const char *text))
{
    GError *error = NULL;
    char *program = enroll_path();
    struct sheet *sheet = g_new0(struct sheet, 1);

    *sheet = (struct sheet){g_object_ref(widget), g_strdup(nickname), NULL, done};
    GSubprocess *child =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                         program, "status", serial_number, "--html", NULL);
    g_free(program);
    if (child == NULL) {
        end(sheet, g_strdup_printf(_("The sheet could not be made: %s"), error->message));
        g_error_free(error);
        return;
    }
    g_subprocess_communicate_utf8_async(child, NULL, NULL, on_made, sheet);
    g_object_unref(child);
}
