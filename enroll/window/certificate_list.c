/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "certificate_list.h"

#include "certificate_card.h"
#include "label.h"
#include "status_badge.h"
#include "valux/text.h"

/* A list that is longer scrolls. */
#define HEIGHT_MAX 380

enum column {
    COLUMN_STATUS,
    COLUMN_NICKNAME,
    COLUMN_COMPANY_ID,
    COLUMN_CERTIFICATE_ID,
    COLUMN_SERVICE_PERIOD,
    COLUMN_EXPIRY,
    COLUMN_COUNT
};

static const char *const titles[COLUMN_COUNT] = {
    N_("Status"),         N_("Certificate nickname"), N_("Company ID"),
    N_("Certificate ID"), N_("Service period"),       N_("Certificate expiry"),
};

struct _ValuxCertificateList {
    AdwBin parent_instance;
    GtkSingleSelection *selection;
    char *serial_number; /* of the certificate that the person selected, or NULL */
    gboolean filling;    /* the selection is being restored */
};

G_DEFINE_TYPE(ValuxCertificateList, valux_certificate_list, ADW_TYPE_BIN)

static guint selected_signal;

static const char *cell_text(const struct certificate_facts *facts, enum column column)
{
    switch (column) {
    case COLUMN_NICKNAME:
        return facts->nickname;
    case COLUMN_COMPANY_ID:
        return facts->company_id;
    case COLUMN_CERTIFICATE_ID:
        return facts->certificate_id;
    case COLUMN_SERVICE_PERIOD:
        return facts->service_period;
    case COLUMN_EXPIRY:
        return facts->expiry;
    default:
        return "";
    }
}

static void set_up_cell(GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
    GtkWidget *label;
    (void)factory;

    if (GPOINTER_TO_INT(column) == COLUMN_STATUS) {
        gtk_list_item_set_child(item, status_badge_new());
        return;
    }
    label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_widget_add_css_class(label, "numeric");
    gtk_list_item_set_child(item, label);
}

/* Names the row, which GTK makes, as a screen reader is to read it. */
static void name_row(GtkWidget *row, ValuxCertificate *certificate)
{
    char *name = certificate_description(certificate);

    gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    g_free(name);
}

static void bind_cell(GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
    ValuxCertificate *certificate = gtk_list_item_get_item(item);
    const struct certificate_facts *facts = certificate_facts(certificate);
    GtkWidget *child = gtk_list_item_get_child(item);
    enum column column = (enum column)GPOINTER_TO_INT(data);
    (void)factory;

    if (column == COLUMN_STATUS) {
        status_badge_set(child, facts->status);
        name_row(gtk_widget_get_parent(gtk_widget_get_parent(child)), certificate);
        return;
    }
    gtk_label_set_text(GTK_LABEL(child), cell_text(facts, column));
}

static void set_up_card(GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
    (void)factory;
    (void)data;
    gtk_list_item_set_child(item, certificate_card_new());
}

static void bind_card(GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
    ValuxCertificate *certificate = gtk_list_item_get_item(item);
    GtkWidget *card = gtk_list_item_get_child(item);
    (void)factory;
    (void)data;

    certificate_card_set(card, certificate);
    name_row(gtk_widget_get_parent(card), certificate);
}

static GtkWidget *new_table(ValuxCertificateList *list)
{
    GtkWidget *table = gtk_column_view_new(g_object_ref(GTK_SELECTION_MODEL(list->selection)));

    for (int column = 0; column < COLUMN_COUNT; column++) {
        GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
        g_signal_connect(factory, "setup", G_CALLBACK(set_up_cell), GINT_TO_POINTER(column));
        g_signal_connect(factory, "bind", G_CALLBACK(bind_cell), GINT_TO_POINTER(column));
        GtkColumnViewColumn *view = gtk_column_view_column_new(_(titles[column]), factory);
        gtk_column_view_column_set_expand(view, column != COLUMN_STATUS);
        gtk_column_view_append_column(GTK_COLUMN_VIEW(table), view);
        g_object_unref(view);
    }
    return table;
}

static GtkWidget *new_cards(ValuxCertificateList *list)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();

    g_signal_connect(factory, "setup", G_CALLBACK(set_up_card), NULL);
    g_signal_connect(factory, "bind", G_CALLBACK(bind_card), NULL);
    GtkWidget *cards =
        gtk_list_view_new(g_object_ref(GTK_SELECTION_MODEL(list->selection)), factory);
    gtk_list_view_set_show_separators(GTK_LIST_VIEW(cards), TRUE);
    return cards;
}

static GtkWidget *scrolled(GtkWidget *view)
{
    GtkWidget *window = gtk_scrolled_window_new();

    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(window), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(window), TRUE);
    gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(window), HEIGHT_MAX);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(window), view);
    gtk_widget_add_css_class(window, "card");
    gtk_widget_set_overflow(window, GTK_OVERFLOW_HIDDEN);
    return window;
}

static void on_selected(ValuxCertificateList *list)
{
    ValuxCertificate *certificate = certificate_list_selected(list);

    if (list->filling)
        return;
    g_free(list->serial_number);
    list->serial_number =
        certificate == NULL ? NULL : g_strdup(certificate_facts(certificate)->serial_number);
    g_signal_emit(list, selected_signal, 0);
}

/* Selects the wanted row. A certificate that is not there yet is waited for. */
static void restore(ValuxCertificateList *list)
{
    GListModel *model = G_LIST_MODEL(list->selection);
    guint position = GTK_INVALID_LIST_POSITION;

    for (guint i = 0; list->serial_number != NULL && i < g_list_model_get_n_items(model); i++) {
        ValuxCertificate *certificate = g_list_model_get_item(model, i);
        if (g_ascii_strcasecmp(certificate_facts(certificate)->serial_number,
                               list->serial_number) == 0)
            position = i;
        g_object_unref(certificate);
    }
    list->filling = TRUE;
    gtk_single_selection_set_selected(list->selection, position);
    list->filling = FALSE;
    g_signal_emit(list, selected_signal, 0);
}

/* GTK selects no row of a list that is filled anew. What the person had selected is kept. */
static void on_before_filling(ValuxCertificateList *list)
{
    list->filling = TRUE;
}

void certificate_list_select(ValuxCertificateList *list, const char *serial_number)
{
    char *copy = g_strdup(serial_number);

    g_free(list->serial_number);
    list->serial_number = copy;
    restore(list);
}

void certificate_list_focus(ValuxCertificateList *list)
{
    GtkWidget *squeezer = adw_bin_get_child(ADW_BIN(list));
    GtkWidget *window = adw_squeezer_get_visible_child(ADW_SQUEEZER(squeezer));
    GtkWidget *view = gtk_scrolled_window_get_child(GTK_SCROLLED_WINDOW(window));

    /* The rows of a table are in a list of its own, behind the titles. */
    gtk_widget_grab_focus(GTK_IS_COLUMN_VIEW(view) ? gtk_widget_get_last_child(view) : view);
}

ValuxCertificate *certificate_list_selected(ValuxCertificateList *list)
{
    return gtk_single_selection_get_selected_item(list->selection);
}

void certificate_list_set_model(ValuxCertificateList *list, GListModel *model, const char *name)
{
    GtkWidget *squeezer = adw_squeezer_new();
    GtkWidget *views[] = {NULL, NULL};

    g_signal_connect_object(model, "items-changed", G_CALLBACK(on_before_filling), list,
                            G_CONNECT_SWAPPED);
    list->selection = gtk_single_selection_new(g_object_ref(model));
    gtk_single_selection_set_autoselect(list->selection, FALSE);
    gtk_single_selection_set_can_unselect(list->selection, TRUE);
    gtk_single_selection_set_selected(list->selection, GTK_INVALID_LIST_POSITION);
    g_signal_connect_swapped(list->selection, "notify::selected", G_CALLBACK(on_selected), list);
    g_signal_connect_object(model, "items-changed", G_CALLBACK(restore), list,
                            G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    views[0] = new_table(list);
    views[1] = new_cards(list);
    adw_squeezer_set_homogeneous(ADW_SQUEEZER(squeezer), FALSE);
    for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
        gtk_accessible_update_property(GTK_ACCESSIBLE(views[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       name, -1);
        adw_squeezer_add(ADW_SQUEEZER(squeezer), scrolled(views[i]));
    }
    label_follow_squeezer(ADW_SQUEEZER(squeezer));
    adw_bin_set_child(ADW_BIN(list), squeezer);
}

static void valux_certificate_list_dispose(GObject *object)
{
    ValuxCertificateList *list = VALUX_CERTIFICATE_LIST(object);

    if (list->selection != NULL)
        g_signal_handlers_disconnect_by_data(list->selection, list);
    g_clear_object(&list->selection);
    g_clear_pointer(&list->serial_number, g_free);
    G_OBJECT_CLASS(valux_certificate_list_parent_class)->dispose(object);
}

static void valux_certificate_list_class_init(ValuxCertificateListClass *class)
{
    G_OBJECT_CLASS(class)->dispose = valux_certificate_list_dispose;
    selected_signal = g_signal_new("selected", VALUX_TYPE_CERTIFICATE_LIST, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void valux_certificate_list_init(ValuxCertificateList *list)
{
    (void)list;
}
