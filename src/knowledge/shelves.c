/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Ways into the library.  Lists say which forms there are, without a count: nothing but their names is asked of the index. */
#include "knowledge/shelves.h"

static const struct { const char *slug, *name, *low; bool narrows; } forms[] = {
    { "plain", "Plain language", "plain language", true }, { "easy-read", "Easy read", "easy read", true }, { "audio", "Audio", "audio", true }, { "sign", "Sign language", "sign language", true },
    { "large-print", "Large print", "large print", true }, { "translation", "Translation", "a translation", false }, { "transcript", "Transcript", "a transcript", false }, { "text", "File to keep", "a file to keep", false },
};

static int form_at(Str kind)
{
    int i = 0;
    while (i < COUNT(forms) && !str_is(kind, forms[i].slug)) i++;
    return i;
}

const char *form_name(Str kind) { int i = form_at(kind); return i < COUNT(forms) ? forms[i].name : ""; }
const char *form_low(Str kind) { int i = form_at(kind); return i < COUNT(forms) ? forms[i].low : ""; }
const char *form_slug(Str asked) { int i = form_at(asked); return i < COUNT(forms) && forms[i].narrows ? forms[i].slug : NULL; }

static Facets facets_from(Query q)
{
    enum { MOST = 60 };
    Facet *at = arena_array(tx_arena(q.tx), Facet, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) at[count].key = db_str(&q, 0), at[count++].count = db_int(&q, 1);
    db_end(&q);
    return (Facets){ at, count };
}

static Facets named_kinds(Arena *a, Facets all)
{
    Facet *at = arena_array(a, Facet, all.count + 1);
    int count = 0;
    for (int i = 0; i < all.count; i++) {
        const WorkKind *k = work_kind(all.at[i].key);
        if (k) at[count++] = (Facet){ str_c(k->slug), str_c(k->many), all.at[i].count };
    }
    return (Facets){ at, count };
}

/* Where there is a topic, a form or a language its works are read and no others. */
#define WITHIN " cross join work w where w.id = x.work and w.state = 'public' and w.level >= $1 and ($2 = '' or exists (select 1 from expression e where e.work = w.id and e.kind = $2))" \
    " and ($3 = '' or w.language = $3 or exists (select 1 from expression e where e.work = w.id and e.language = $3)) group by w.kind order by count(*) desc, w.kind"

Facets kinds_shelved(Tx *tx, Who who, const WorkFilter *f)
{
    i64 level = directory_level(tx, who);
    Query q;
    if (f->topic.len) q = db_query(tx, SQL("select w.kind, count(*) from (select work from work_topic where slug = $4) x" WITHIN), I(level), T(f->form), T(f->language), T(f->topic));
    else if (f->form.len) q = db_query(tx, SQL("select w.kind, count(*) from (select distinct work from expression where kind = $2) x" WITHIN), I(level), T(f->form), T(f->language));
    else if (f->language.len) q = db_query(tx, SQL("select w.kind, count(*) from (select id as work from work where state = 'public' and language = $3 union select work from expression where language = $3) x" WITHIN), I(level), T(f->form), T(f->language));
    else q = db_query(tx, SQL("select kind, count(*) from work where state = 'public' and level >= $1 group by kind order by count(*) desc, kind"), I(level));
    return named_kinds(tx_arena(tx), facets_from(q));
}

Facets forms_shelved(Tx *tx, Who who)
{
    Facet *at = arena_array(tx_arena(tx), Facet, COUNT(forms));
    int count = 0;
    for (int i = 0; i < COUNT(forms); i++)
        if (forms[i].narrows && db_one_int(tx, SQL("select case when exists (select 1 from expression e cross join work w where w.id = e.work and e.kind = $1 and w.state = 'public' and w.level >= $2) then 1 else 0 end"), T(str_c(forms[i].slug)), I(directory_level(tx, who))))
            at[count++] = (Facet){ str_c(forms[i].slug), str_c(forms[i].name), 0 };
    return (Facets){ at, count };
}

/* From one to the next in the index (level + 0: in this one and no other), so that a hundred thousand works are not read to find five languages. */
static Str language_after(Tx *tx, Str last)
{
    Query q = db_query(tx, SQL("select coalesce(min(x.language), '') from (select min(language) as language from work where state = 'public' and language > $1 union all select min(language) from expression where language > $1) x"), T(last));
    Str next = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return next;
}

Facets languages_shelved(Tx *tx, Who who, Str own)
{
    enum { MOST = 60 };
    Facet *at = arena_array(tx_arena(tx), Facet, MOST);
    int count = 0;
    for (Str code = language_after(tx, S("")); code.len && count < MOST; code = language_after(tx, code)) {
        if (str_eq(code, own)) continue;
        i64 seen = db_one_int(tx, SQL("select case when exists (select 1 from work where state = 'public' and language = $1 and level + 0 >= $2)"
            " or exists (select 1 from expression e cross join work w where w.id = e.work and e.language = $1 and w.state = 'public' and w.level >= $2) then 1 else 0 end"), T(code), I(directory_level(tx, who)));
        if (seen) at[count++] = (Facet){ code, language_name(code), 0 };
    }
    return (Facets){ at, count };
}

Str topic_words(Tx *tx, Who who, Str slug)
{
    Query q = db_query(tx, SQL("select t.words from work_topic t cross join work w where w.id = t.work and t.slug = $1 and w.state = 'public' and w.level >= $2 limit 1"), T(slug), I(directory_level(tx, who)));
    Str words = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return words;
}

FormsSeen forms_of_work(Tx *tx, Who who, i64 work)
{
    FormsSeen all = { 0 };
    (void)who;
    Query q = db_query(tx, SQL("select number, kind, language, case when file = '' then 0 else 1 end from expression where work = $1 order by number limit 40"), I(work));
    while (all.count < COUNT(all.at) && db_next(&q))
        all.at[all.count++] = (FormSeen){ (int)db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_bool(&q, 3) };
    return all;
}

static Str said_as(const FormSeen *f) { return str_is(f->kind, "translation") || str_is(f->kind, "sign") ? language_name(f->language) : str_c(form_low(f->kind)); }

Str forms_line(Arena *a, const FormsSeen *all)
{
    Buf b = buf_open(a, 80);
    for (int i = 0; i < all->count; i++) {
        bool said = str_is(all->at[i].kind, "transcript");
        for (int k = 0; k < i && !said; k++) said = str_eq(said_as(&all->at[k]), said_as(&all->at[i]));
        if (!said) buf_format(&b, "%s%.*s", b.len ? ", " : "Also ", FMT(said_as(&all->at[i])));
    }
    return buf_view(&b);
}
