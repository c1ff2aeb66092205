/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The matrix at the desk: its next version is written beside the one in force, with what it would have changed. */
#include "voice/voice.h"

#include "voice/views.h"

static const Choice kinds[] = { CHOICE("gate", "A gate: no ends it, not known asks back"), CHOICE("weighed", "Weighed: speaks for or against"), CHOICE("note", "A note: words alone") };
static const Choice uses[] = { CHOICE("", "Not asked"), CHOICE("asked", "Asked"), CHOICE("decisive", "Decisive"), CHOICE("important", "Important"), CHOICE("minor", "Minor") };

static Str use_of(const MatrixQuestion *q, int k)
{
    if (!q->used[k]) return S("");
    return q->importance[k] == COUNTS_NOT ? S("asked") : str_c(importance_word(q->importance[k]));
}

static MatrixForm form_for(Visit *v, const MatrixQuestion *q, Faults f)
{
    Arena *a = v->arena;
    const char *n = q->id ? str_format(a, "-%lld", q->id).at : "";
    MatrixForm m = { .id = q->id, .opened = f.count > 0 };
    m.words = (FieldSpec){ .name = str_format(a, "words%s", n).at, .label = S("The question"), .hint = S(""), .value = q->words, .fault = faults_of(f, "words"), .longest = 300 };
    m.help = (FieldSpec){ .name = str_format(a, "help%s", n).at, .label = S("What helps to answer it"), .hint = S(""), .value = q->help, .fault = faults_of(f, "help"), .rows = 2, .longest = 600 };
    m.kind = choice_spec(a, str_format(a, "kind%s", n).at, S("What kind of question is it?"), q->kind ? str_c(matrix_kind_word(q->kind)) : S("weighed"), kinds, COUNT(kinds)), m.kind.fault = faults_of(f, "kind");
    for (int k = 0; k < ASK_KINDS; k++) {
        m.uses[k] = choice_spec(a, str_format(a, "use%s-%d", n, k).at, str_c(ask_kind_words(str_c(ask_kinds[k]))), use_of(q, k), uses, COUNT(uses));
        if (!k) m.uses[k].fault = faults_of(f, "uses");
    }
    return m;
}

static Faults renamed(Visit *v, Faults f, i64 id)
{
    for (int i = 0; i < f.count; i++) f.at[i].field = !strcmp(f.at[i].field, "uses") ? (id ? str_format(v->arena, "use-%lld-0", id).at : "use-0") : id ? str_format(v->arena, "%s-%lld", f.at[i].field, id).at : f.at[i].field;
    return f;
}

static Reply show(Visit *v, const DoorKeeper *by, const MatrixQuestion *typed, Faults f)
{
    const Matrix *m = matrix_written(v->tx, by);
    DeskMatrix s = { .written = m != NULL };
    s.m = m ? m : matrix_public(v->tx, v->who);
    if (!s.m) return reply_not_found(v);
    MatrixForm *forms = arena_array(v->arena, MatrixForm, s.m->count + 1);
    for (int i = 0; m && i < m->count; i++) forms[i] = typed && typed->id == m->at[i].id ? form_for(v, typed, f) : form_for(v, &m->at[i], NO_FAULTS);
    s.forms = forms, s.fresh = typed && !typed->id ? form_for(v, typed, f) : form_for(v, &(MatrixQuestion){ .id = 0 }, NO_FAULTS);
    if (typed) s.faults = renamed(v, f, typed->id);
    if (m) s.hindsight = matrix_hindsight(v->tx, by);
    Html *page = page_open(v, (PageHead){ .title = S("The matrix"), .room = "desk", .crumb = S("What is asked of us"), .crumb_url = S("/desk/asks"), .noindex = true, .faulty = f.count > 0 });
    view_desk_matrix(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_matrix(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? show(v, by, NULL, NO_FAULTS) : reply_forbidden(v);
}

static MatrixQuestion typed_question(Visit *v, i64 id)
{
    Arena *a = v->arena;
    const char *n = id ? str_format(a, "-%lld", id).at : "";
    MatrixQuestion q = { .id = id, .words = form_str(v, str_format(a, "words%s", n).at), .help = form_text(v, str_format(a, "help%s", n).at) };
    Str kind = form_str(v, str_format(a, "kind%s", n).at);
    for (int k = MATRIX_GATE; k <= MATRIX_NOTE; k++) if (str_is(kind, matrix_kind_word((MatrixKind)k))) q.kind = (MatrixKind)k;
    for (int k = 0; k < ASK_KINDS; k++) {
        Str use = form_str(v, str_format(a, "use%s-%d", n, k).at);
        q.used[k] = use.len > 0;
        for (int i = DECISIVE; i <= MINOR; i++) if (str_is(use, importance_word((Importance)i))) q.importance[k] = (Importance)i;
    }
    return q;
}

static Reply post_matrix(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    Str act = form_str(v, "act"), done = S("Kept in the version that is being written.");
    i64 id = 0;
    Outcome o = GONE;
    MatrixQuestion q = { .id = 0 };
    if (!by) return reply_forbidden(v);
    if (!str_int(form_str(v, "id"), &id)) id = 0;
    if (str_is(act, "write")) { const Matrix *m = matrix_draft(v->tx, by); o = m ? DONE : GONE, done = S("A new version is being written. The old one is in force until you publish it."); }
    else if (str_is(act, "put")) q = typed_question(v, id), o = matrix_put(v->tx, by, &q);
    else if (str_is(act, "drop")) o = matrix_drop(v->tx, by, id), done = S("Taken out of the version that is being written.");
    else if (str_is(act, "publish")) o = matrix_publish(v->tx, by), done = S("In force. Asks that came before keep the version they came under.");
    switch (o) {
    case DONE: notice_set(v, done); return reply_redirect(v, "/desk/matrix");
    case INVALID: return str_is(act, "put") ? show(v, by, &q, matrix_faults(&q)) : reply_conflict(v, S("There is no question in it yet."));
    case CONFLICT: return reply_conflict(v, S("Sixty questions are more than anybody can weigh."));
    case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

const Route matrix_routes[] = {
    { GET,  "/desk/matrix", DECIDERS, get_matrix },
    { POST, "/desk/matrix", DECIDERS, post_matrix },
    { 0 }
};
