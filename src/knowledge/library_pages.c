/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library for everybody: its first page, lists narrowed by kind, topic, form and language, search, names, collections. */
#include "knowledge/views.h"

enum { A_PAGE = 20, NEWEST = 10, ASKED_MOST = 500 };

static PageHead under(Str title, Str crumb, Str url) { return (PageHead){ .title = title, .room = "knowledge", .crumb = crumb, .crumb_url = url }; }

const char *work_kind_words(Str kind)
{
    const WorkKind *k = work_kind(kind);
    return k ? k->one : "";
}

/* ---- addresses: what narrows a list stays in them, so that nothing need be remembered on the device ---- */

static const char *const narrowing[] = { "q", "kind", "topic", "form", "language" };

/* This list's address with one thing changed; value "": without it. */
static Str narrowed(Visit *v, Str path, const char *key, Str value)
{
    Html *h = html_open(v->arena);
    const char *mark = "?";
    html_lit(h, path.at, path.len);
    for (int i = 0; i <= COUNT(narrowing); i++) {
        bool last = i == COUNT(narrowing), own = !last && !strcmp(narrowing[i], key);
        if (last && strcmp(key, "page")) continue;
        Str now = last || own ? value : query_str(v, narrowing[i]);
        if (!now.len || now.len >= ASKED_MOST) continue;
        html_lit(h, mark, 1), html_cstr(h, last ? "page" : narrowing[i]), html_lit(h, "=", 1), html_url_part(h, now);
        mark = "&";
    }
    return html_done(h);
}

static i64 page_number(Visit *v)
{
    i64 n = 1;
    return str_int(query_str(v, "page"), &n) && n > 0 && n < 5001 ? n : 1;
}

static void pages_of(Visit *v, LibraryShown *s, i64 n, bool more)
{
    Str before = n > 2 ? str_format(v->arena, "%lld", n - 1) : S("");
    s->pager = (Pager){ .before_url = n > 1 ? narrowed(v, s->path, "page", before) : S(""),
        .after_url = more ? narrowed(v, s->path, "page", str_format(v->arena, "%lld", n + 1)) : S(""), .page = (int)n, .by_date = !s->q.len };
    s->beyond = n > 1 && !s->count;
}

/* ---- rows ---- */

/* A form that has words of its own for what it is, as a translation has. */
static void called_by_form(Visit *v, WorkRow *r, int number)
{
    Expressions all = expressions_of(v->tx, v->who, r->w->id);
    for (int i = 0; i < all.count; i++)
        if (all.at[i].number == number && all.at[i].title.len) r->title = all.at[i].title, r->summary = all.at[i].summary, r->language = all.at[i].language;
}

/* Where a list is narrowed to a form, each title leads straight to it. */
static void row_leads(Visit *v, const LibraryShown *s, WorkRow *r, const FormsSeen *forms)
{
    const Work *w = r->w;
    int number = 0;
    bool file = false;
    for (int i = forms->count; i--; ) {
        const FormSeen *f = &forms->at[i];
        bool fits = (!s->f.form.len || str_eq(f->kind, s->f.form)) && (!s->f.language.len || str_eq(f->language, s->f.language));
        if (fits) number = f->number, file = f->file && !str_is(f->kind, "audio") && !str_is(f->kind, "sign");
    }
    if ((!s->f.form.len && str_eq(w->language, s->f.language)) || (!s->f.form.len && !s->f.language.len)) number = 0;
    if (!number) return;
    r->url = str_format(v->arena, "/knowledge/%.*s/%s%d", FMT(w->slug), file ? "files/" : "", number);
    if (s->f.language.len) called_by_form(v, r, number);
}

static WorkRow row_of(Visit *v, const Work *w, const LibraryShown *s)
{
    Contributors by = contributors_of(v->tx, v->who, w->id);
    FormsSeen forms = forms_of_work(v->tx, v->who, w->id);
    WorkRow r = { .w = w, .names = names_of(v->arena, &by, S("")), .forms = forms_line(v->arena, &forms), .date = date_true_words(v->arena, w->published_at),
        .day = date_as_true(v->arena, w->published_at), .title = w->title, .summary = w->summary, .language = w->language };
    r.url = str_format(v->arena, "/knowledge/%.*s", FMT(w->slug));
    if (s) row_leads(v, s, &r, &forms);
    r.kind = s && (s->f.kind.len || s->all_of_kind) ? "" : work_kind_words(w->kind);      /* what the page says is not said again on each line */
    if (s && s->byline && str_eq(r.names, s->byline->name)) r.names = S("");
    return r;
}

WorkRow work_row(Visit *v, const Work *w) { return row_of(v, w, NULL); }

static void rows_of(Visit *v, LibraryShown *s, const Works *all)
{
    WorkRow *at = arena_array(v->arena, WorkRow, all->count + 1);
    for (int i = 0; i < all->count; i++) at[i] = row_of(v, &all->at[i], s);
    s->at = at, s->count = all->count;
}

static void listed(Visit *v, LibraryShown *s, WorkFilter f)
{
    i64 n = page_number(v), first = s->front && !s->narrowed ? NEWEST : A_PAGE;      /* the first page has other things too */
    f.skip = (int)(n == 1 ? 0 : first + (n - 2) * A_PAGE), f.most = (int)(n == 1 ? first : A_PAGE);
    Works all = works_listed(v->tx, v->who, &f);
    rows_of(v, s, &all);
    pages_of(v, s, n, all.more);
}

/* ---- search ---- */

static void kinds_found(Visit *v, LibraryShown *s, const int *counts)
{
    FacetLink *at = arena_array(v->arena, FacetLink, 20);
    i64 all = 0;
    for (int i = 0; work_kinds[i].slug && i < 16; i++) all += counts[i];
    at[s->kind_count++] = (FacetLink){ .url = narrowed(v, s->path, "kind", S("")), .words = S("Everything"), .count = all, .now = !s->f.kind.len };
    for (int i = 0; work_kinds[i].slug && i < 16; i++)
        if (counts[i]) at[s->kind_count++] = (FacetLink){ .url = narrowed(v, s->path, "kind", str_c(work_kinds[i].slug)),
            .words = str_c(work_kinds[i].many), .count = counts[i], .now = str_is(s->f.kind, work_kinds[i].slug) };
    s->kinds = at;
    if (!all && !s->f.kind.len) s->kind_count = 0;        /* nothing was found: there is nothing to choose from */
}

static int kind_at(Str kind)
{
    int i = 0;
    str_cut(&kind, '.');
    while (work_kinds[i].slug && !str_is(kind, work_kinds[i].slug)) i++;
    return i;
}

static void row_found(Visit *v, LibraryShown *s, WorkRow *at, const SearchHits *hits, const SearchHit *hit)
{
    const Work *w = work_numbered(v->tx, v->who, hit->id);
    if (!w) return;
    at[s->count] = row_of(v, w, s);
    at[s->count].found = search_snippet(v->arena, hit->words, hits->asked), at[s->count++].searched = true;
}

/* How many there are of each kind within the same topic, form and language: a narrowed search is no dead end. */
static void searched(Visit *v, LibraryShown *s)
{
    i64 n = page_number(v);
    WorkFilter f = s->f, any_kind = s->f;
    f.skip = (int)(n - 1) * A_PAGE, f.most = A_PAGE, any_kind.kind = S(""), any_kind.most = 1;
    SearchHits hits = works_found(v->tx, v->who, s->q, &f), wide = hits;
    WorkRow *at = arena_array(v->arena, WorkRow, hits.count + 1);
    int counts[20] = { 0 };
    for (int i = 0; i < hits.count; i++) row_found(v, s, at, &hits, &hits.at[i]);
    if (s->f.kind.len) wide = works_found(v->tx, v->who, s->q, &any_kind);
    for (int i = 0; i < wide.kind_count; i++) counts[kind_at(wide.kinds[i].kind)] += wide.kinds[i].count;
    s->at = at, s->all = hits.all, s->instead = hits.instead;
    kinds_found(v, s, counts);
    s->offered = terms_offered(v->tx, v->who, s->q);
    pages_of(v, s, n, s->all > n * A_PAGE);
}

/* ---- the ways in ---- */

static void kinds_of(Visit *v, LibraryShown *s)
{
    Facets all = kinds_shelved(v->tx, v->who, &s->f);
    FacetLink *at = arena_array(v->arena, FacetLink, all.count + 2);
    i64 works = 0;
    for (int i = 0; i < all.count; i++) works += all.at[i].count, s->all += !s->f.kind.len || str_eq(all.at[i].key, s->f.kind) ? all.at[i].count : 0;
    at[s->kind_count++] = (FacetLink){ .url = narrowed(v, s->path, "kind", S("")), .words = S("Everything"), .count = works, .now = !s->f.kind.len };
    for (int i = 0; i < all.count; i++)
        at[s->kind_count++] = (FacetLink){ .url = narrowed(v, s->path, "kind", all.at[i].key), .words = all.at[i].words, .count = all.at[i].count, .now = str_eq(all.at[i].key, s->f.kind) };
    s->kinds = at;
    if (!works && !s->f.kind.len) s->kind_count = 0;
}

static void ins_of(Visit *v, LibraryShown *s)
{
    Facets forms = forms_shelved(v->tx, v->who), languages = languages_shelved(v->tx, v->who, v->network->language);
    FacetLink *at = arena_array(v->arena, FacetLink, forms.count + languages.count + 1);
    for (int i = 0; i < forms.count; i++) {
        bool now = str_eq(forms.at[i].key, s->f.form);
        at[s->in_count++] = (FacetLink){ .url = narrowed(v, s->path, "form", now ? S("") : forms.at[i].key), .words = forms.at[i].words, .now = now };
    }
    for (int i = 0; i < languages.count; i++) {
        Str code = languages.at[i].key;
        bool now = str_eq(code, s->f.language);
        at[s->in_count++] = (FacetLink){ .url = narrowed(v, s->path, "language", now ? S("") : code), .words = languages.at[i].words, .now = now, .lang = code, .dir = language_dir(code) };
    }
    s->ins = at;
}

static void subjects_of(Visit *v, LibraryShown *s)
{
    Facets used = topics_used(v->tx, v->who);
    FacetLink *at = arena_array(v->arena, FacetLink, used.count + 1);
    for (int i = 0; i < used.count; i++)
        at[s->topic_count++] = (FacetLink){ .url = str_format(v->arena, "/knowledge?topic=%.*s", FMT(used.at[i].key)), .words = used.at[i].words, .count = used.at[i].count, .now = str_eq(used.at[i].key, s->f.topic) };
    s->topics = at;
}

/* ---- pages ---- */

static Reply show(Visit *v, LibraryShown *s, PageHead head)
{
    Html *page = page_open(v, head);
    view_library(page, s);
    return reply_page(v, page, s->beyond ? 404 : 200);
}

/* "Research about buses, in easy read, in Cymraeg" */
static Str title_of(Arena *a, const WorkFilter *f, Str topic)
{
    const WorkKind *k = work_kind(f->kind);
    Buf b = buf_open(a, 100);
    buf_format(&b, "%s", k ? k->many : "Works");
    if (topic.len) buf_format(&b, " about %.*s", FMT(topic));
    if (f->form.len) buf_format(&b, " in %s", form_low(f->form));
    if (f->language.len) buf_format(&b, "%s in %.*s", f->form.len ? "," : "", FMT(language_name(f->language)));
    return buf_view(&b);
}

LibraryAsked library_asked(Visit *v, Who who)
{
    LibraryAsked a = { .f = { .kind = query_str(v, "kind"), .topic = query_str(v, "topic"), .form = query_str(v, "form"), .language = query_str(v, "language") } };
    Str topic = a.f.topic.len ? topic_words(v->tx, who, a.f.topic) : S("");
    a.known = (!a.f.kind.len || work_kind(a.f.kind)) && (!a.f.topic.len || topic.len) && (!a.f.form.len || form_slug(a.f.form)) && a.f.language.len < 12;
    a.narrowed = a.f.kind.len || a.f.topic.len || a.f.form.len || a.f.language.len;
    a.title = a.narrowed ? title_of(v->arena, &a.f, topic) : S("Knowledge");
    a.query = narrowed(v, S(""), "q", S(""));
    return a;
}

Reply library_absent(Visit *v, int status, const AbsentShown *s)
{
    Html *page = page_open(v, (PageHead){ .title = s->title, .room = "knowledge", .noindex = true });
    view_absent(page, s);
    return reply_page(v, page, status);
}

Reply library_not_found(Visit *v) { return library_absent(v, 404, &(AbsentShown){ .title = S("That is not in the library"), .lead = S("It may have moved, or it may not be open to you. Perhaps a word of it leads there.") }); }

static Reply get_library(Visit *v)
{
    LibraryShown s = { .path = S("/knowledge"), .q = utf8_cut(query_str(v, "q"), ASKED_MOST), .front = true, .instead = S("") };
    LibraryAsked asked = library_asked(v, v->who);
    if (!asked.known) return library_not_found(v);
    if (str_blank(s.q)) s.q = S("");
    s.f = asked.f, s.narrowed = asked.narrowed, s.title = asked.title;
    s.find = (FindShown){ s.q, s.f.kind, s.f.topic, s.f.form, s.f.language, s.narrowed };
    if (!s.narrowed && !s.q.len) s.lead = S("What people know because they have lived it: written, spoken, drawn and counted by them, under the names they choose.");
    if (s.q.len) searched(v, &s);
    else listed(v, &s, s.f), kinds_of(v, &s);
    ins_of(v, &s);
    s.first = !s.narrowed && !s.q.len && s.pager.page == 1;
    if (s.first || s.f.topic.len) subjects_of(v, &s);    /* they are many to count */
    if (s.first) s.collections = collections_seen_by(v->tx, v->who);
    PageHead h = under(s.title, S(""), S(""));
    h.feed_atom = str_format(v->arena, "/knowledge.atom%.*s", FMT(asked.query)), h.feed_json = str_format(v->arena, "/knowledge.json%.*s", FMT(asked.query)), h.noindex = s.q.len > 0 || s.pager.page > 1;
    return show(v, &s, h);
}

static Reply one_kind(Visit *v, const char *kind, LibraryShown s)
{
    s.all_of_kind = true;
    listed(v, &s, (WorkFilter){ .kind = str_c(kind), .topic = S(""), .language = S("") });
    PageHead h = under(s.title, S(""), S(""));
    h.feed_atom = str_format(v->arena, "%.*s.atom", FMT(s.path));
    return show(v, &s, h);
}

static Reply get_news(Visit *v) { return one_kind(v, "news", (LibraryShown){ .title = S("News"), .path = S("/news") }); }

static Reply get_blog(Visit *v)
{
    const Door *d = door_seen_by(v->tx, v->who, S("blog"));
    DoorSign sign = d ? door_sign(d, door_used(v->tx, v->who, d->id), time_now()) : DOOR_CLOSED;
    LibraryShown s = { .title = S("Members’ blogs"), .path = S("/blog"), .blog = true, .pitch_open = sign == DOOR_OPEN, .paid = pieces_paid(v->tx, v->who) };
    s.paid_words = money_shown(v->arena, s.paid.pence);
    return one_kind(v, "member-blog", s);
}

static Reply get_byline(Visit *v)
{
    const Byline *b = byline_seen_by(v->tx, v->who, path_str(v, 0));
    if (!b) return library_not_found(v);
    LibraryShown s = { .q = S(""), .title = b->name, .byline = b, .path = str_format(v->arena, "/knowledge/by/%.*s", FMT(b->slug)) };
    listed(v, &s, (WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .byline = b->id });
    PageHead h = under(b->name, S(""), S(""));
    h.feed_atom = str_format(v->arena, "%.*s.atom", FMT(s.path));
    return show(v, &s, h);
}

static Reply get_collection(Visit *v)
{
    const Collection *c = collection_seen_by(v->tx, v->who, path_str(v, 0));
    if (!c) return library_not_found(v);
    LibraryShown s = { .title = c->title, .lead = c->about, .collection = c, .path = str_format(v->arena, "/knowledge/collections/%.*s", FMT(c->slug)) };
    listed(v, &s, (WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .collection = c->id });
    PageHead h = under(s.title, S(""), S(""));
    h.feed_atom = str_format(v->arena, "%.*s.atom", FMT(s.path));
    return show(v, &s, h);
}

const Route library_routes[] = {
    { GET, "/knowledge",                         ANYONE, get_library },
    { GET, "/news",                              ANYONE, get_news },
    { GET, "/blog",                              ANYONE, get_blog },
    { GET, "/knowledge/by/:byline",              ANYONE, get_byline },
    { GET, "/knowledge/collections/:collection", ANYONE, get_collection },
    { 0 }
};
