/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What was typed is not lost: a form that comes back holds it, a page that says no shows it, and nobody writes over somebody. */
#include "knowledge/views.h"

static const struct { const char *name; Str label; int rows; } labels[] = {
    { "title", { "Title", 5 }, 1 }, { "other_title", { "Another title", 13 }, 1 }, { "body", { "The text", 8 }, 18 }, { "summary", { "Summary", 7 }, 4 }, { "content_note", { "Content note", 12 }, 2 }, { "provenance", { "How it is known", 15 }, 4 },
    { "coverage", { "Place and time", 14 }, 1 }, { "publisher", { "Published by", 12 }, 1 }, { "source", { "Where from", 10 }, 1 }, { "doi", { "DOI", 3 }, 1 }, { "changed", { "What changed", 12 }, 1 }, { "note", { "What you suggest", 16 }, 4 }, { "said", { "What you said to it", 19 }, 4 },
    { "answer", { "Your answer", 11 }, 4 }, { "fee", { "What we pay", 11 }, 1 }, { "due", { "By when", 7 }, 1 }, { "day", { "The day", 7 }, 1 }, { "why", { "Why", 3 }, 2 }, { "words", { "Words", 5 }, 8 }, { "no_words", { "Your words", 10 }, 3 }, { "topics", { "Topics", 6 }, 4 },
    { "signing", { "Who made it", 11 }, 4 }, { "who_uses", { "Who uses it so", 14 }, 2 }, { "who_rejects", { "Who does not, and why", 21 }, 2 }, { "alt", { "What is in the picture", 22 }, 2 }, { "down-words", { "Words for its address", 21 }, 2 }, { "down-why", { "Why it goes", 11 }, 3 },
    { "longer_why", { "Why you need longer", 19 }, 2 }, { "not_yet", { "Your words", 10 }, 2 }, { "name", { "Name", 4 }, 1 }, { "about", { "About", 5 }, 3 }, { "also", { "Other words for the same", 24 }, 3 },
};

/* ---- forms that come back ---- */

bool came_back(Visit *v, Faults f, const char *acts)   /* or to be looked at: "advice" */
{
    Str act = v->http->method == HTTP_POST ? form_str(v, "act") : S(""), rest = str_c(acts);
    if (!f.count && !str_is(act, "advice")) return false;
    while (rest.len) if (str_eq(str_cut(&rest, '|'), act)) return act.len > 0;
    return false;
}

Str typed_again(Visit *v, Faults f, const char *acts, const char *name, Str otherwise) { return came_back(v, f, acts) ? form_text(v, name) : otherwise; }
Str picked_again(Visit *v, Faults f, const char *acts, const char *name, Str otherwise) { return came_back(v, f, acts) ? form_str(v, name) : otherwise; }

/* ---- it moved on meanwhile ---- */

Reply moved_on(Visit *v, Str back, Str words)
{
    TypedField *at = arena_array(v->arena, TypedField, COUNT(labels));
    TypedKept s = { .words = words, .back = back, .at = at };
    for (int i = 0; i < COUNT(labels); i++) {
        Str typed = form_text(v, labels[i].name);
        if (typed.len) at[s.count++] = (TypedField){ labels[i].label, typed, labels[i].rows };
    }
    Html *page = page_open(v, (PageHead){ .title = S("Something changed in the meantime"), .room = "", .noindex = true });
    view_typed_kept(page, &s);
    return reply_page(v, page, 409);
}

/* Not a secret: only whether two texts are one. */
static uint64_t mix(uint64_t h, Str s)
{
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * 0x100000001B3u;
    return (h ^ 0xFF) * 0x100000001B3u;
}

Str fields_seen(Arena *a, const SeenField *at, int count)
{
    Buf b = buf_open(a, 100);
    for (int i = 0; i < count; i++) buf_format(&b, "%016llx", (unsigned long long)mix(0xCBF29CE484222325u, at[i].now));
    return buf_view(&b);
}

Faults seen_faults(Visit *v, const SeenField *at, int count)
{
    enum { SAID_MOST = 4000 };
    Faults f = NO_FAULTS;
    Str seen = form_str(v, "seen");
    for (int i = 0; i < count; i++) {
        Str now = utf8_cut(at[i].now, SAID_MOST), one = fields_seen(v->arena, &at[i], 1);
        bool same = seen.len == one.len * (size_t)count && !memcmp(seen.at + one.len * (size_t)i, one.at, one.len);
        if (!same && !str_eq(at[i].now, at[i].typed))
            faults_add(&f, at[i].name, str_format(v->arena, "Somebody changed this meanwhile. It says now: “%.*s%s”. What you wrote is in the field: keep it once more, and yours takes its place.", FMT(now), now.len < at[i].now.len ? " …" : ""));
    }
    return f;
}

Reply written_over(Reply r)
{
    r.status = 409;
    return r;
}

Str work_seen(Arena *a, const Work *w, bool whole)
{
    uint64_t h = mix(mix(0xCBF29CE484222325u, w->title), w->body);
    const Str more[] = { w->kind, w->other_title, w->summary, w->content_note, w->provenance, w->coverage, w->language, w->licence, w->publisher, w->doi, w->source };
    for (int i = 0; whole && i < COUNT(more); i++) h = mix(h, more[i]);
    if (whole && w->plain) h = mix(h, S("plain"));
    return str_format(a, "%016llx", (unsigned long long)h);
}
