/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store_watch.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <string.h>

/* Changes that come within this time are told once. */
#define GATHER_MILLISECONDS 150

/* The store, and the folder below it that holds what is unfinished. */
enum { PLACE_STORE, PLACE_PENDING, PLACE_COUNT };

struct place {
    struct store_watch *watch;
    char *wanted;  /* the directory to watch */
    char *watched; /* that, or the nearest one above it that exists */
    GFileMonitor *monitor;
};

struct store_watch {
    struct place places[PLACE_COUNT];
    guint timer;
    void (*changed)(void *data);
    void *data;
};

static gboolean on_timer(gpointer data)
{
    struct store_watch *watch = data;

    watch->timer = 0;
    watch->changed(watch->data);
    return G_SOURCE_REMOVE;
}

static void note(struct store_watch *watch)
{
    if (watch->timer == 0)
        watch->timer = g_timeout_add(GATHER_MILLISECONDS, on_timer, watch);
}

static char *nearest(const char *wanted)
{
    char *path = g_strdup(wanted);

    while (!g_file_test(path, G_FILE_TEST_IS_DIR) && strcmp(path, "/") != 0) {
        char *parent = g_path_get_dirname(path);
        g_free(path);
        path = parent;
    }
    return path;
}

static void on_change(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer data);

/* Watches the place's directory or the one that stands in for it. True if that is another one. */
static bool arm(struct place *place)
{
    char *path = nearest(place->wanted);

    if (g_strcmp0(path, place->watched) == 0) {
        g_free(path);
        return false;
    }
    g_free(place->watched);
    place->watched = path;
    if (place->monitor != NULL)
        g_file_monitor_cancel(place->monitor);
    g_clear_object(&place->monitor);
    GFile *file = g_file_new_for_path(path);
    place->monitor = g_file_monitor_directory(file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    if (place->monitor != NULL)
        g_signal_connect(place->monitor, "changed", G_CALLBACK(on_change), place);
    g_object_unref(file);
    return true;
}

/* Whether an event says that the content changed: a lock that is taken changes nothing. */
static bool counts(GFile *file, GFileMonitorEvent event)
{
    char *name = g_file_get_basename(file);
    bool lock = strcmp(name, "lock") == 0;

    g_free(name);
    return !lock && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED &&
           event != G_FILE_MONITOR_EVENT_CHANGED;
}

static void on_change(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer data)
{
    struct place *place = data;
    (void)monitor;
    (void)other;

    bool direct = strcmp(place->watched, place->wanted) == 0;
    bool moved = false;
    while (arm(place))
        moved = true;
    if (moved || (direct && counts(file, event)))
        note(place->watch);
}

static char *store_directory(void)
{
    const char *home = g_getenv("VALUX_HOME");

    if (home != NULL && home[0] == '/')
        return g_strdup(home);
    return g_build_filename(g_get_user_data_dir(), "valux", NULL);
}

struct store_watch *store_watch_start(void (*changed)(void *data), void *data)
{
    struct store_watch *watch = g_new0(struct store_watch, 1);

    watch->changed = changed;
    watch->data = data;
    watch->places[PLACE_STORE].wanted = store_directory();
    watch->places[PLACE_PENDING].wanted =
        g_build_filename(watch->places[PLACE_STORE].wanted, "pending", NULL);
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        watch->places[i].watch = watch;
        arm(&watch->places[i]);
    }
    return watch;
}

void store_watch_stop(struct store_watch *watch)
{
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        struct place *place = &watch->places[i];
        if (place->monitor != NULL)
            g_file_monitor_cancel(place->monitor);
        g_clear_object(&place->monitor);
        g_free(place->wanted);
        g_free(place->watched);
    }
    g_clear_handle_id(&watch->timer, g_source_remove);
    g_free(watch);
}
