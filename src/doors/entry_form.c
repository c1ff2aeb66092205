/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Between a question and a form: the fields that a question makes, and the answer that a form holds. */
#include "doors/doors_views.h"

static const char *field_of(Arena *a, const Question *q) { return str_format(a, "q-%.*s", FMT(q->key)).at; }
static const char *part_of(Arena *a, const Question *q, int n, const char *what) { return str_format(a, "q-%.*s-%d%s", FMT(q->key), n, what).at; }

static Str amount_shown(Arena *a, Str kept)
{
    i64 pence;
    if (!pence_kept(kept, &pence)) return kept;
    return pence % 100 ? str_format(a, "%lld.%02lld", pence / 100, pence % 100) : str_format(a, "%lld", pence / 100);
}

static Str hint_of(Arena *a, const Question *q)
{
    Str guide = q->words_guide ? str_format(a, "%sAbout %d words are plenty; fewer are fine.", q->why.len ? " " : "", q->words_guide) : S("");
    return str_format(a, "%.*s%.*s", FMT(q->why), FMT(guide));
}

static bool has_line(Str lines, Str one)
{
    while (lines.len) if (str_eq(str_trim(str_cut(&lines, '\n')), one)) return true;
    return false;
}

static void make_choice(Arena *a, AskedField *f, Str now)
{
    static const Choice yes_no[] = { CHOICE("yes", "Yes"), CHOICE("no", "No"), CHOICE("not sure", "Not sure"), CHOICE("rather not", "Rather not say") };
    if (f->q->kind == ASKS_YES_NO) { f->choice = choice_spec(a, f->line.name, f->label, now, yes_no, COUNT(yes_no)); return; }
    Choice *at = arena_array(a, Choice, CHOICES_MOST);
    int count = 0;
    for (Str rest = f->q->choices; rest.len && count < CHOICES_MOST; ) {
        Str one = str_trim(str_cut(&rest, '\n'));
        if (!one.len) continue;
        at[count] = (Choice){ str_format(a, "%d", count).at, one, S(""), str_eq(now, one) };
        count++;
    }
    f->choice = (ChoiceSpec){ .name = f->line.name, .legend = f->label, .at = at, .count = count };
}

static void make_boxes(Arena *a, AskedField *f, Str now)
{
    BoxSpec *at = arena_array(a, BoxSpec, CHOICES_MOST);
    for (Str rest = f->q->choices; rest.len && f->box_count < CHOICES_MOST; ) {
        Str one = str_trim(str_cut(&rest, '\n'));
        if (!one.len) continue;
        at[f->box_count] = box_spec(part_of(a, f->q, f->box_count, ""), one, S(""), has_line(now, one));
        f->box_count++;
    }
    f->boxes = at;
}

static void make_rows(Arena *a, AskedField *f, Str now)
{
    bool money = f->q->kind == ASKS_BUDGET;
    int most = money ? BUDGET_LINES : CONTACT_LINES;
    TwoFields *at = arena_array(a, TwoFields, most);
    for (int i = 0; i < most; i++) {
        Str line = str_cut(&now, '\n'), what = str_cut(&line, '\t');
        at[i].what = (FieldSpec){ .name = part_of(a, f->q, i, "-what"), .label = str_format(a, money ? "What for (%d)" : "Name (%d)", i + 1), .hint = S(""), .value = what, .fault = S(""), .longest = 200 };
        at[i].amount = (FieldSpec){ .name = part_of(a, f->q, i, "-amount"), .label = str_format(a, money ? "How much (%d)" : "How to reach them (%d)", i + 1), .hint = S(""), .value = money ? amount_shown(a, line) : line,
            .fault = S(""), .longest = 200, .width = money ? "short" : "", .inputmode = money ? "decimal" : "text" };
    }
    f->rows = at, f->row_count = most;
}

static void make_line(AskedField *f, Arena *a, Str now)
{
    FieldSpec *l = &f->line;
    l->label = f->label, l->hint = f->hint, l->fault = f->fault;
    l->value = f->q->kind == ASKS_MONEY ? amount_shown(a, now) : now;
    l->longest = f->q->kind == ASKS_SHORT ? 400 : f->q->kind == ASKS_LONG ? 40000 : f->q->kind == ASKS_ADDRESS ? 600 : f->q->kind == ASKS_LINK ? 500 : 40;
    l->rows = f->q->kind == ASKS_ADDRESS ? 4 : 8;
    l->type = f->q->kind == ASKS_DATE ? "date" : f->q->kind == ASKS_LINK ? "url" : "text";
    l->width = f->q->kind == ASKS_DATE || f->q->kind == ASKS_MONEY ? "short" : "";
    l->inputmode = f->q->kind == ASKS_MONEY ? "decimal" : f->q->kind == ASKS_LINK ? "url" : "text";
}

static void make_files(Arena *a, AskedField *f, const Entry *e)
{
    EntryFile *at = arena_array(a, EntryFile, ENTRY_FILES_MOST);
    for (int i = 0; i < e->files.count; i++) if (str_eq(e->files.at[i].key, f->q->key)) at[f->file_count++] = e->files.at[i];
    f->files = at;
}

static void make_field(Arena *a, AskedField *f, const Question *q, const Shown *s)
{
    const Answer *is = s->e ? answer_to(&s->e->answers, q->key) : NULL;
    Str now = is && is->said == SAID ? is->words : S("");
    *f = (AskedField){ .q = q, .label = q->asks, .hint = hint_of(a, q), .base = s->base, .page = s->page };
    f->line.name = field_of(a, q);
    f->fault = faults_of(s->faults, f->line.name);
    if (q->kind == ASKS_YES_NO && is && is->said == RATHER_NOT) now = S("rather not");
    if (q->kind == ASKS_ONE || q->kind == ASKS_YES_NO) make_choice(a, f, now);
    f->choice.hint = f->hint, f->choice.fault = f->fault;
    if (q->kind == ASKS_SEVERAL) make_boxes(a, f, now);
    if (q->kind == ASKS_BUDGET || q->kind == ASKS_CONTACTS) make_rows(a, f, now);
    if (q->kind == ASKS_CONSENT) { BoxSpec *b = arena_new(a, BoxSpec); *b = box_spec(f->line.name, f->label, f->hint, str_is(now, "yes")); b->fault = f->fault; f->boxes = b, f->box_count = 1; }
    make_line(f, a, now);
    if (q->may_decline && q->kind != ASKS_YES_NO) f->decline = box_spec(part_of(a, q, 0, "-decline"), S("I would rather not say"), S(""), is && is->said == RATHER_NOT);
    if (s->e) make_files(a, f, s->e);
}

AskedField *asked_fields(Arena *a, const QuestionSet *s, int first, int count, const Shown *shown, int *made)
{
    AskedField *at = arena_array(a, AskedField, count + 1);
    *made = 0;
    for (int i = first; i < first + count; i++)
        if (!shown->e || question_open(&s->at[i], &shown->e->answers)) make_field(a, &at[(*made)++], &s->at[i], shown);
    return at;
}

/* ---- what was typed ---- */

static Str typed_several(Visit *v, const Question *q)
{
    Buf b = buf_open(v->arena, 100);
    int n = 0;
    for (Str rest = q->choices; rest.len; ) {
        Str one = str_trim(str_cut(&rest, '\n'));
        if (one.len && form_box(v, part_of(v->arena, q, n++, ""))) buf_format(&b, "%s%.*s", b.len ? "\n" : "", FMT(one));
    }
    return buf_view(&b);
}

static Str typed_rows(Visit *v, const Question *q)
{
    bool money = q->kind == ASKS_BUDGET;
    Buf b = buf_open(v->arena, 200);
    for (int i = 0; i < (money ? BUDGET_LINES : CONTACT_LINES); i++) {
        Str what = form_str(v, part_of(v->arena, q, i, "-what")), amount = form_str(v, part_of(v->arena, q, i, "-amount"));
        i64 pence;
        if (!what.len && !amount.len) continue;
        if (money && amount.len && !money_read(v->arena, amount, &pence).len) amount = str_format(v->arena, "%lld", pence);
        buf_format(&b, "%s%.*s\t%.*s", b.len ? "\n" : "", FMT(utf8_cut(what, 200)), FMT(utf8_cut(amount, 200)));
    }
    return buf_view(&b);
}

static Str typed_one(Visit *v, const Question *q)
{
    i64 which;
    if (!str_int(form_str(v, field_of(v->arena, q)), &which) || which < 0) return S("");
    for (Str rest = q->choices; rest.len; ) {
        Str one = str_trim(str_cut(&rest, '\n'));
        if (one.len && which-- == 0) return one;
    }
    return S("");
}

static Str typed(Visit *v, const Question *q)
{
    const char *name = field_of(v->arena, q);
    i64 pence;
    Str s;
    switch (q->kind) {
    case ASKS_LONG: case ASKS_ADDRESS: return form_text(v, name);
    case ASKS_ONE: return typed_one(v, q);
    case ASKS_SEVERAL: return typed_several(v, q);
    case ASKS_BUDGET: case ASKS_CONTACTS: return typed_rows(v, q);
    case ASKS_CONSENT: return form_box(v, name) ? S("yes") : S("");
    case ASKS_MONEY: s = form_str(v, name); return s.len && !money_read(v->arena, s, &pence).len ? str_format(v->arena, "%lld", pence) : s;
    case ASKS_SHORT: case ASKS_YES_NO: case ASKS_DATE: case ASKS_LINK: return form_str(v, name);
    case ASKS_FILE: return S("");
    }
    return S("");
}

int answers_typed(Visit *v, const Entry *e, int first, int count, Answer *to)
{
    int made = 0;
    for (int i = 0; i < count; i++) {
        const Question *q = &e->set->at[first + i];
        if (!question_open(q, &e->answers)) continue;
        Str words = typed(v, q);
        bool declines = (q->may_decline && form_box(v, part_of(v->arena, q, 0, "-decline"))) || (q->kind == ASKS_YES_NO && str_is(words, "rather not"));
        to[made++] = (Answer){ .key = q->key, .said = declines ? RATHER_NOT : words.len ? SAID : PASSED_OVER, .words = declines ? S("") : words };
    }
    return made;
}
