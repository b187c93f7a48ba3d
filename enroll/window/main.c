/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "application.h"
#include "enroll_path.h"
#include "memory.h"
#include "valux/text.h"

/*
 * A one-time password passes through this process. No core file may hold it, and no other process
 * of the user may read its memory.
 */
static void keep_secrets(void)
{
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

/*
 * Draws in software. A window of text needs no graphics processor, and the libraries of OpenGL
 * alone take 14 MB of private memory.
 */
static void draw_in_software(void)
{
    g_setenv("GSK_RENDERER", "cairo", FALSE);
    if (gtk_check_version(4, 16, 0) == NULL)
        g_setenv("GDK_DISABLE", "gl:vulkan", FALSE);
    else
        g_setenv("GDK_DEBUG", "gl-disable", FALSE);
}

static void choose_language(void)
{
    char *directory = enroll_path_locale();

    setlocale(LC_ALL, "");
    if (directory != NULL)
        bindtextdomain(VALUX_TEXT_DOMAIN, directory);
    bind_textdomain_codeset(VALUX_TEXT_DOMAIN, "UTF-8");
    textdomain(VALUX_TEXT_DOMAIN);
    g_free(directory);
}

int main(int argument_count, char **arguments)
{
    keep_secrets();
    memory_set_up();
    (void)signal(SIGPIPE, SIG_IGN); /* a command that has ended reads no answer any more */
    draw_in_software();
    choose_language();
    g_set_prgname("jp.valux.Certificates");
    AdwApplication *application = application_new();
    g_set_application_name(_("VALUX Certificates"));
    int status = g_application_run(G_APPLICATION(application), argument_count, arguments);
    g_object_unref(application);
    return status;
}
