/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "session.h"

#include <string.h>

#include "command.h"
#include "store_watch.h"

enum { OVERVIEW, UNFINISHED, CONFIGURATION, QUESTION_COUNT };

/*
 * What valux-enroll is asked, and the member of the answer that is wanted. The overview alone is
 * asked always, since each child takes time and memory. The others follow where it does not tell
 * all.
 */
static const struct {
    const char *arguments[4];
    const char *member; /* NULL: the whole answer */
} questions[QUESTION_COUNT] = {
    [OVERVIEW] = {{"list", "--overview", "--check", NULL}, "certificates"},
    [UNFINISHED] = {{"resume", "--list", NULL}, "unfinished"},
    [CONFIGURATION] = {{"config", NULL}, NULL},
};

struct inquiry {
    ValuxSession *session;
    int question;
    struct command *command;       /* NULL if it is not being asked */
    gboolean again;                /* it is asked again after the answer */
    cJSON *document;               /* the last answer */
    struct answer_failure failure; /* of the last time; its message is NULL if there was none */
};

struct _ValuxSession {
    GObject parent_instance;
    GListStore *certificates;
    struct inquiry inquiries[QUESTION_COUNT];
    gint64 asked; /* when it was asked last, in microseconds of the monotonic clock; 0: never */
    struct store_watch *watch;
};

G_DEFINE_TYPE(ValuxSession, valux_session, G_TYPE_OBJECT)

/* What was asked for so lately is not asked for again where only the window came to the front. */
#define FRESH_MICROSECONDS (G_GINT64_CONSTANT(2) * G_USEC_PER_SEC)

static guint changed_signal;

static void on_store_changed(void *data)
{
    session_refresh(data);
}

static void valux_session_init(ValuxSession *session)
{
    session->certificates = g_list_store_new(VALUX_TYPE_CERTIFICATE);
    for (int i = 0; i < QUESTION_COUNT; i++) {
        session->inquiries[i].session = session;
        session->inquiries[i].question = i;
    }
    session->watch = store_watch_start(on_store_changed, session);
}

void session_close(ValuxSession *session)
{
    for (int i = 0; i < QUESTION_COUNT; i++)
        g_clear_pointer(&session->inquiries[i].command, command_leave);
    g_clear_pointer(&session->watch, store_watch_stop);
}

static void valux_session_finalize(GObject *object)
{
    ValuxSession *session = VALUX_SESSION(object);

    session_close(session);
    for (int i = 0; i < QUESTION_COUNT; i++) {
        cJSON_Delete(session->inquiries[i].document);
        answer_failure_clear(&session->inquiries[i].failure);
    }
    g_object_unref(session->certificates);
    G_OBJECT_CLASS(valux_session_parent_class)->finalize(object);
}

static void valux_session_class_init(ValuxSessionClass *class)
{
    G_OBJECT_CLASS(class)->finalize = valux_session_finalize;
    changed_signal = g_signal_new("changed", VALUX_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

ValuxSession *session_new(void)
{
    return g_object_new(VALUX_TYPE_SESSION, NULL);
}

/* Puts the certificates of the answer into the list that the screens show. */
static void fill_certificates(ValuxSession *session)
{
    const cJSON *array = answer_array(session->inquiries[OVERVIEW].document, "certificates");
    GPtrArray *certificates = g_ptr_array_new_with_free_func(g_object_unref);
    const cJSON *object;

    cJSON_ArrayForEach(object, array)
    {
        if (!answer_flag(object, "superseded"))
            g_ptr_array_add(certificates, certificate_new(object));
    }
    g_list_store_splice(session->certificates, 0,
                        g_list_model_get_n_items(G_LIST_MODEL(session->certificates)),
                        certificates->pdata, certificates->len);
    g_ptr_array_unref(certificates);
}

/* Whether an answer holds what was asked for. It may do so where the command failed besides. */
static gboolean is_usable(const struct answer *answer, const char *member)
{
    return answer->document != NULL &&
           (answer->succeeded ||
            (member != NULL && answer_array(answer->document, member) != NULL));
}

/* Forgets an inquiry's answer, also one on its way. True if it had one, or a failure. */
static gboolean forget(struct inquiry *inquiry)
{
    gboolean had = inquiry->document != NULL || inquiry->failure.message != NULL;

    g_clear_pointer(&inquiry->command, command_leave);
    inquiry->again = FALSE;
    g_clear_pointer(&inquiry->document, cJSON_Delete);
    answer_failure_clear(&inquiry->failure);
    return had;
}

/* Keeps an answer. True if it says something else than the one before. */
static gboolean keep(struct inquiry *inquiry, const struct answer *answer)
{
    gboolean changed = g_strcmp0(inquiry->failure.message, answer->failure.message) != 0;

    answer_failure_clear(&inquiry->failure);
    if (!answer->succeeded)
        answer_failure_copy(&inquiry->failure, &answer->failure);
    if (!is_usable(answer, questions[inquiry->question].member))
        return changed;
    changed = changed || inquiry->document == NULL ||
              !cJSON_Compare(inquiry->document, answer->document, TRUE);
    cJSON_Delete(inquiry->document);
    inquiry->document = cJSON_Duplicate(answer->document, TRUE);
    return changed;
}

static void ask(struct inquiry *inquiry);

/* Asks for what the overview did not tell. True if something that was known holds no more. */
static gboolean follow_up(ValuxSession *session)
{
    const struct inquiry *overview = &session->inquiries[OVERVIEW];
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(overview->document, "unfinishedCount");
    gboolean failed = overview->failure.message != NULL;
    gboolean changed = FALSE;

    if (failed)
        ask(&session->inquiries[CONFIGURATION]);
    else
        changed = forget(&session->inquiries[CONFIGURATION]);
    if (failed || !cJSON_IsNumber(count) || count->valueint > 0)
        ask(&session->inquiries[UNFINISHED]);
    else
        changed = forget(&session->inquiries[UNFINISHED]) || changed;
    return changed;
}

static void on_answer(const struct answer *answer, void *data)
{
    struct inquiry *inquiry = data;
    ValuxSession *session = inquiry->session;
    gboolean changed = keep(inquiry, answer);

    inquiry->command = NULL;
    if (inquiry->question == OVERVIEW) {
        if (changed)
            fill_certificates(session);
        changed = follow_up(session) || changed;
    }
    if (changed)
        g_signal_emit(session, changed_signal, 0);
    if (inquiry->again)
        ask(inquiry);
}

static void ask(struct inquiry *inquiry)
{
    const struct command_calls calls = {.done = on_answer, .data = inquiry};

    inquiry->again = inquiry->command != NULL;
    if (inquiry->command == NULL)
        inquiry->command = command_start(questions[inquiry->question].arguments, NULL, &calls);
}

void session_refresh(ValuxSession *session)
{
    session->asked = g_get_monotonic_time();
    ask(&session->inquiries[OVERVIEW]);
}

void session_refresh_old(ValuxSession *session)
{
    if (g_get_monotonic_time() - session->asked > FRESH_MICROSECONDS)
        session_refresh(session);
}

GListModel *session_certificates(ValuxSession *session)
{
    return G_LIST_MODEL(session->certificates);
}

/* The first certificate with this serial number, or that is selected if it is NULL. */
static ValuxCertificate *find(ValuxSession *session, const char *serial_number)
{
    GListModel *model = G_LIST_MODEL(session->certificates);

    for (guint i = 0; i < g_list_model_get_n_items(model); i++) {
        ValuxCertificate *certificate = g_list_model_get_item(model, i);
        const struct certificate_facts *facts = certificate_facts(certificate);
        g_object_unref(certificate); /* the list has it */
        if (serial_number == NULL ? facts->selected
                                  : g_ascii_strcasecmp(facts->serial_number, serial_number) == 0)
            return certificate;
    }
    return NULL;
}

ValuxCertificate *session_selected(ValuxSession *session)
{
    return find(session, NULL);
}

ValuxCertificate *session_find(ValuxSession *session, const char *serial_number)
{
    return find(session, serial_number);
}

const cJSON *session_unfinished(ValuxSession *session)
{
    return answer_array(session->inquiries[UNFINISHED].document, "unfinished");
}

const cJSON *session_find_unfinished(ValuxSession *session, const char *request_id)
{
    const cJSON *request;

    cJSON_ArrayForEach(request, session_unfinished(session))
    {
        if (strcmp(answer_text(request, "requestId"), request_id) == 0)
            return request;
    }
    return NULL;
}

const cJSON *session_alarms(ValuxSession *session)
{
    return answer_array(session->inquiries[OVERVIEW].document, "alarms");
}

gboolean session_is_known(ValuxSession *session)
{
    return session->inquiries[OVERVIEW].document != NULL || session_failure(session) != NULL;
}

const cJSON *session_configuration(ValuxSession *session)
{
    const cJSON *alone = session->inquiries[CONFIGURATION].document;

    return alone != NULL ? alone
                         : cJSON_GetObjectItemCaseSensitive(session->inquiries[OVERVIEW].document,
                                                            "configuration");
}

gboolean session_lacks_centre(ValuxSession *session)
{
    const cJSON *document = session_configuration(session);
    const cJSON *centre = cJSON_GetObjectItemCaseSensitive(document, "centre");

    return document != NULL && answer_text(centre, "address")[0] == '\0';
}

const char *session_custody(ValuxSession *session)
{
    return answer_text(session->inquiries[OVERVIEW].document, "custody");
}

const char *session_custody_demanded(ValuxSession *session)
{
    return answer_text(session->inquiries[OVERVIEW].document, "custodyDemanded");
}

gboolean session_is_locked(ValuxSession *session)
{
    return answer_flag(session->inquiries[OVERVIEW].document, "locked");
}

gboolean session_custody_has_pin(const char *custody)
{
    return g_str_has_suffix(custody, "pin");
}

const struct answer_failure *session_failure(ValuxSession *session)
{
    for (int i = 0; i < QUESTION_COUNT; i++)
        if (session->inquiries[i].failure.message != NULL)
            return &session->inquiries[i].failure;
    return NULL;
}
