/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "memory.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * From this size on a block is a mapping, which goes back to the system when it is freed. Left to
 * itself, glibc raises the limit to the size of a picture of the window (1.4 MB) when it is freed
 * first. The next ones then come from the heap, which stays as large: 0.3 to 1.5 MB, by chance.
 */
#define MAPPING_BYTES 65536

/* The window rests when it has not been drawn for so long. */
#define REST_MILLISECONDS 250

/* So many bytes below the current frame are kept. */
#define STACK_KEPT 65536

struct rest {
    gint64 drawn; /* when the last frame was, in microseconds of the monotonic clock */
    guint timer;  /* 0: nothing to give back since the last time */
};

/* One arena: the threads of GLib and of the fonts allocate little, and each arena has its gaps. */
void memory_set_up(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, MAPPING_BYTES);
    (void)mallopt(M_ARENA_MAX, 1);
}

/*
 * GTK sorts the selectors of a style sheet by a recursion that takes 0.7 MB of stack, which nothing
 * uses again.
 */
static void give_back_stack(void)
{
    char *here = __builtin_frame_address(0);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    pthread_attr_t attributes;
    struct rlimit limit;
    size_t size = 0;
    void *lowest = NULL;

    /* Below a stack without a limit other memory may be mapped at any moment. */
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    /* The size is the limit; what of it was never used is no memory, and madvise passes over it. */
    if (pthread_attr_getstack(&attributes, &lowest, &size) == 0 &&
        here - (char *)lowest > STACK_KEPT) {
        size_t unused = (size_t)(here - (char *)lowest) - STACK_KEPT;
        (void)madvise(lowest, unused - unused % page, MADV_DONTNEED);
    }
    pthread_attr_destroy(&attributes);
}

static gboolean on_timer(gpointer data)
{
    struct rest *rest = data;

    if (g_get_monotonic_time() - rest->drawn < REST_MILLISECONDS * G_TIME_SPAN_MILLISECOND)
        return G_SOURCE_CONTINUE;
    rest->timer = 0;
    give_back_stack();
    (void)malloc_trim(0);
    return G_SOURCE_REMOVE;
}

static void on_drawn(GtkWidget *window)
{
    struct rest *rest = g_object_get_data(G_OBJECT(window), "valux-rest");

    rest->drawn = g_get_monotonic_time();
    if (rest->timer == 0)
        rest->timer = g_timeout_add(REST_MILLISECONDS, on_timer, rest);
}

static void on_realize(GtkWidget *window)
{
    g_signal_connect_object(gtk_widget_get_frame_clock(window), "after-paint", G_CALLBACK(on_drawn),
                            window, G_CONNECT_SWAPPED);
}

static void rest_free(gpointer data)
{
    struct rest *rest = data;

    g_clear_handle_id(&rest->timer, g_source_remove);
    g_free(rest);
}

void memory_follow(GtkWidget *window)
{
    g_object_set_data_full(G_OBJECT(window), "valux-rest", g_new0(struct rest, 1), rest_free);
    g_signal_connect(window, "realize", G_CALLBACK(on_realize), NULL);
}
