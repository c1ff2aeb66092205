/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library for everybody: lists, one work in its forms and versions, its files, who wrote it, collections. */
#include "knowledge/views.h"

#include "files/files.h"

#include <jansson.h>
#include <stdlib.h>

enum { A_PAGE = 20, ASKED_MOST = 500, A_MINUTE = 200 };

static PageHead under(Str title, Str crumb, Str url) { return (PageHead){ .title = title, .room = "knowledge", .crumb = crumb, .crumb_url = url }; }
static Str work_url(Arena *a, const Work *w) { return str_format(a, "/knowledge/%.*s", FMT(w->slug)); }

const char *work_kind_words(Str kind)
{
    const WorkKind *k = work_kind(kind);
    return k ? k->one : "";
}

/* ---- lists ---- */

static void rows_of(Visit *v, LibraryShown *s, const Works *all)
{
    WorkRow *at = arena_array(v->arena, WorkRow, all->count + 1);
    for (int i = 0; i < all->count; i++) {
        Contributors by = contributors_of(v->tx, v->who, all->at[i].id);
        at[i] = (WorkRow){ .w = &all->at[i], .names = names_of(v->arena, &by, S("")), .url = work_url(v->arena, &all->at[i]) };
    }
    s->at = at, s->count = all->count;
}

static i64 page_number(Visit *v)
{
    i64 n = 1;
    return str_int(query_str(v, "page"), &n) && n > 0 && n < 5001 ? n : 1;
}

static Str page_url(Visit *v, Str path, i64 page)
{
    static const char *const kept[] = { "q", "kind", "topic", "language" };
    Html *h = html_open(v->arena);
    html_lit(h, path.at, path.len), html_lit(h, "?", 1);
    for (int i = 0; i < COUNT(kept); i++) {
        Str value = query_str(v, kept[i]);
        if (value.len && value.len < ASKED_MOST) html_lit(h, kept[i], strlen(kept[i])), html_lit(h, "=", 1), html_url_part(h, value), html_lit(h, "&", 1);
    }
    html_lit(h, "page=", 5), html_int(h, page);
    return html_done(h);
}

static void pages_of(Visit *v, LibraryShown *s, i64 n, bool more)
{
    s->pager = (Pager){ .before_url = n > 1 ? page_url(v, s->path, n - 1) : S(""), .after_url = more ? page_url(v, s->path, n + 1) : S(""), .page = (int)n, .by_date = !s->q.len };
}

static void searched(Visit *v, LibraryShown *s, Str kind, i64 n)
{
    SearchHits hits = works_found(v->tx, v->who, s->q, &(WorkFilter){ .kind = kind, .skip = (int)(n - 1) * A_PAGE, .most = A_PAGE });
    WorkRow *at = arena_array(v->arena, WorkRow, hits.count + 1);
    for (int i = 0; i < hits.count; i++) {
        const Work *w = work_numbered(v->tx, v->who, hits.at[i].id);
        Contributors by = contributors_of(v->tx, v->who, hits.at[i].id);
        if (w) at[s->count++] = (WorkRow){ w, names_of(v->arena, &by, S("")), work_url(v->arena, w), search_snippet(v->arena, hits.at[i].words, s->q), true };
    }
    s->at = at, s->all = hits.all, s->instead = hits.instead, s->offered = terms_offered(v->tx, v->who, s->q);
    FacetLink *kinds = arena_array(v->arena, FacetLink, hits.kind_count + 1);
    for (int i = 0; i < hits.kind_count; i++) {
        Str k = hits.kinds[i].kind;
        str_cut(&k, '.');
        const WorkKind *known = work_kind(k);
        Html *h = html_open(v->arena);
        html_lit(h, "/knowledge?q=", 13), html_url_part(h, s->q), html_lit(h, "&kind=", 6), html_url_part(h, k);
        if (known) kinds[s->kind_count++] = (FacetLink){ html_done(h), str_c(known->many), hits.kinds[i].count, str_eq(k, kind) };
    }
    s->kinds = kinds;
    pages_of(v, s, n, hits.all > n * A_PAGE);
}

static void kinds_of(Visit *v, LibraryShown *s, Str now)
{
    FacetLink *at = arena_array(v->arena, FacetLink, 12);
    Query q = db_query(v->tx, SQL("select kind, count(*) from work where state = 'public' and level >= $1 group by kind order by count(*) desc, kind"), I(directory_level(v->tx, v->who)));
    while (s->kind_count < 12 && db_next(&q)) {
        Str kind = db_str(&q, 0);
        i64 count = db_int(&q, 1);
        const WorkKind *k = work_kind(kind);
        if (k) at[s->kind_count++] = (FacetLink){ str_format(v->arena, "/knowledge?kind=%s", k->slug), str_c(k->many), count, str_eq(kind, now) };
    }
    db_end(&q);
    s->kinds = at;
}

static Reply show(Visit *v, LibraryShown *s, PageHead head)
{
    Html *page = page_open(v, head);
    view_library(page, s);
    return reply_page(v, page, 200);
}

static Reply get_library(Visit *v)
{
    i64 n = page_number(v);
    Str kind = query_str(v, "kind"), topic = query_str(v, "topic");
    const WorkKind *k = work_kind(kind);
    LibraryShown s = { .path = S("/knowledge"), .q = utf8_cut(query_str(v, "q"), ASKED_MOST), .front = true, .title = k ? str_c(k->many) : S("Knowledge"), .instead = S("") };
    if (str_blank(s.q)) s.q = S("");
    if (!k && !topic.len && !s.q.len) s.lead = S("What people know because they have lived it: written, spoken, drawn and counted by them, under the names they choose.");
    if (s.q.len) searched(v, &s, kind, n);
    else {
        WorkFilter f = { .kind = kind, .topic = topic, .language = query_str(v, "language"), .skip = (int)(n - 1) * A_PAGE, .most = A_PAGE };
        Works all = works_listed(v->tx, v->who, &f);
        rows_of(v, &s, &all);
        pages_of(v, &s, n, all.more);
        kinds_of(v, &s, kind);
    }
    Facets used = topics_used(v->tx, v->who);
    FacetLink *topics = arena_array(v->arena, FacetLink, used.count + 1);
    for (int i = 0; i < used.count; i++) topics[s.topic_count++] = (FacetLink){ str_format(v->arena, "/knowledge?topic=%.*s", FMT(used.at[i].key)), used.at[i].words, used.at[i].count, str_eq(used.at[i].key, topic) };
    s.topics = topics, s.collections = collections_seen_by(v->tx, v->who);
    PageHead h = under(s.title, S(""), S(""));
    h.feed_atom = S("/knowledge.atom"), h.feed_json = S("/knowledge.json"), h.noindex = s.q.len > 0 || n > 1;
    return show(v, &s, h);
}

static Reply one_kind(Visit *v, const char *kind, LibraryShown s)
{
    i64 n = page_number(v);
    Works all = works_listed(v->tx, v->who, &(WorkFilter){ .kind = str_c(kind), .topic = S(""), .language = S(""), .skip = (int)(n - 1) * A_PAGE, .most = A_PAGE });
    rows_of(v, &s, &all);
    pages_of(v, &s, n, all.more);
    PageHead h = under(s.title, S("All works"), S("/knowledge"));
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
    i64 n = page_number(v);
    if (!b) return reply_not_found(v);
    LibraryShown s = { .title = b->name, .byline = b, .path = str_format(v->arena, "/knowledge/by/%.*s", FMT(b->slug)) };
    Works all = works_listed(v->tx, v->who, &(WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .byline = b->id, .skip = (int)(n - 1) * A_PAGE, .most = A_PAGE });
    rows_of(v, &s, &all);
    pages_of(v, &s, n, all.more);
    PageHead h = under(b->name, S("All works"), S("/knowledge"));
    h.feed_atom = str_format(v->arena, "%.*s.atom", FMT(s.path));
    return show(v, &s, h);
}

static Reply get_collection(Visit *v)
{
    const Collection *c = collection_seen_by(v->tx, v->who, path_str(v, 0));
    i64 n = page_number(v);
    if (!c) return reply_not_found(v);
    LibraryShown s = { .title = c->title, .lead = c->about, .collection = c, .path = str_format(v->arena, "/knowledge/collections/%.*s", FMT(c->slug)) };
    Works all = works_listed(v->tx, v->who, &(WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .collection = c->id, .skip = (int)(n - 1) * A_PAGE, .most = A_PAGE });
    rows_of(v, &s, &all);
    pages_of(v, &s, n, all.more);
    return show(v, &s, under(c->title, S("All works"), S("/knowledge")));
}

/* ---- one work ---- */

/* Taken back: 410, with what its author lets it say; nothing of the work is left to be said by mistake. */
static Reply gone(Visit *v, i64 id)
{
    Tombstone t = work_gone(v->tx, v->who, id);
    if (!t.gone) return reply_not_found(v);
    header_add(v, "X-Robots-Tag", S("noindex, noarchive"));
    if (t.paused) return reply_words(v, 410, S("This is away for a while"), S("Whoever made it has taken it off the shelf. It may come back."));
    return reply_words(v, 410, S("This was taken back"), t.words.len ? t.words : S("It stood here once, and is not here any more."));
}

/* The work at this address, or where it is now, or that it is gone. */
static const Work *found(Visit *v, Str slug, const char *rest, Reply *otherwise)
{
    bool now = false;
    i64 id = work_of_slug(v->tx, v->who, slug, &now);
    const Work *w = work_numbered(v->tx, v->who, id);
    if (!w) { *otherwise = gone(v, id); return NULL; }
    if (now) return w;
    Html *h = html_open(v->arena);
    html_lit(h, "/knowledge/", 11), html_url_part(h, w->slug), html_lit(h, rest, strlen(rest));
    *otherwise = reply_moved(v, html_done(h));
    return NULL;
}

static Str size_words(Arena *a, const Expression *e)
{
    if (e->seconds) return str_format(a, "%d min", (e->seconds + 59) / 60);
    if (!e->size) return S("");
    const char *type = str_is(e->type, "application/pdf") ? "PDF, " : "";
    return e->size < 1000000 ? str_format(a, "%s%lld KB", type, (e->size + 999) / 1000) : str_format(a, "%s%lld MB", type, (e->size + 500000) / 1000000);
}

static void forms_of(Visit *v, WorkShown *s)
{
    FormLink *at = arena_array(v->arena, FormLink, s->x.forms.count + 1);
    for (int i = 0; i < s->x.forms.count; i++) {
        const Expression *e = &s->x.forms.at[i];
        bool other = !str_eq(e->language, s->x.w->language);
        FormLink f = { .e = e, .words = other ? str_format(v->arena, "%s (%.*s)", form_words(e->kind), FMT(e->language)) : str_c(form_words(e->kind)), .size = size_words(v->arena, e),
            .now = s->form && s->form->number == e->number };
        f.url = str_format(v->arena, "/knowledge/%.*s/%s%d", FMT(s->x.w->slug), e->file.len ? "files/" : "", e->number);
        f.sound = str_starts(e->type, S("audio/")), f.film = str_starts(e->type, S("video/"));
        at[s->form_count++] = f;
    }
    s->forms = at;
}

static SafeHtml rendered(Visit *v, WorkShown *s, Str text)
{
    MarkdownWork m = { .heading = 2, .pictures = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(s->x.w->slug)), .headings = &s->parts };
    return s->x.w->plain && !s->form ? plain_paragraphs(v->arena, text) : markdown_work(v->arena, text, &m);
}

static void wishes(Visit *v, const Work *w)
{
    if (!w->may_mine) header_add(v, "tdm-reservation", S("1"));
    if (!w->may_index || !w->may_mine) header_add(v, "X-Robots-Tag", w->may_index ? S("noai, noimageai") : w->may_mine ? S("noindex") : S("noindex, noai, noimageai"));
}

static Reply show_work(Visit *v, const Work *w, const Expression *form, const WorkVersion *version)
{
    WorkShown *s = arena_new(v->arena, WorkShown);
    *s = (WorkShown){ .x = work_whole(v->tx, v->who, w, v->network), .form = form, .version = version, .versions = versions_of(v->tx, v->who, w->id),
        .licence = licence_of(w->licence), .own = author_of(v->tx, v->who, w->id) != NULL };
    Str text = form ? form->words : version ? version->body : w->body;
    int words = words_in(text);
    s->names = names_of(v->arena, &s->x.by, S("")), s->kind_words = str_c(work_kind_words(w->kind)), s->cite = cite_words(v->arena, &s->x), s->lang = form ? form->language : w->language;
    s->minutes = words < A_MINUTE ? S("") : str_format(v->arena, "about %d minutes to read", (words + A_MINUTE - 1) / A_MINUTE);
    s->ark_url = str_format(v->arena, "/%.*s", FMT(s->x.ark));
    forms_of(v, s);
    s->body = rendered(v, s, text);
    const WorkKind *k = work_kind(w->kind);
    Str title = form ? str_format(v->arena, "%.*s: %s", FMT(w->title), form_words(form->kind)) : version ? version->title : w->title;
    PageHead h = under(title, k ? str_c(k->many) : S(""), str_format(v->arena, "/knowledge?kind=%.*s", FMT(w->kind)));
    h.noindex = !w->may_index || version || w->level < 2;
    if (!version) h.more = cite_head(v->arena, &s->x);
    Str links = cite_links(v->arena, &s->x);
    if (links.len && !version) header_add(v, "Link", links);
    wishes(v, w);
    Html *page = page_open(v, h);
    view_work(page, s);
    return reply_page(v, page, 200);
}

static Reply in_format(Visit *v, Str slug, const char *suffix)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, slug, suffix, &otherwise);
    if (!w) return otherwise;
    WorkWhole x = work_whole(v->tx, v->who, w, v->network);
    wishes(v, w);
    if (!strcmp(suffix, ".bib")) return reply_download(reply_bytes(v, S("application/x-bibtex; charset=utf-8"), cite_bibtex(v->arena, &x)), str_format(v->arena, "%.*s.bib", FMT(slug)).at);
    if (!strcmp(suffix, ".ris")) return reply_download(reply_bytes(v, S("application/x-research-info-systems; charset=utf-8"), cite_ris(v->arena, &x)), str_format(v->arena, "%.*s.ris", FMT(slug)).at);
    json_t *all = json_array();
    json_array_append_new(all, cite_csl(v->arena, &x, false));
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "[]"));
    free(text);
    json_decref(all);
    return reply_bytes(v, S("application/vnd.citationstyles.csl+json; charset=utf-8"), body);
}

static Reply get_work(Visit *v)
{
    static const char *const suffixes[] = { ".bib", ".ris", ".json" };
    Str slug = path_str(v, 0);
    Reply otherwise = { 0 };
    for (int i = 0; i < COUNT(suffixes); i++)
        if (str_ends(slug, str_c(suffixes[i]))) return in_format(v, (Str){ slug.at, slug.len - strlen(suffixes[i]) }, suffixes[i]);
    const Work *w = found(v, slug, "", &otherwise);
    return w ? show_work(v, w, NULL, NULL) : otherwise;
}

static const Expression *form_numbered(Visit *v, const Work *w, i64 number)
{
    Expressions all = expressions_of(v->tx, v->who, w->id);
    for (int i = 0; i < all.count; i++) if (all.at[i].number == number) return &all.at[i];
    return NULL;
}

static Reply get_form(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), str_format(v->arena, "/%.*s", FMT(path_str(v, 1))).at, &otherwise);
    const Expression *e = w ? form_numbered(v, w, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    return e && !e->file.len ? show_work(v, w, e, NULL) : reply_not_found(v);
}

static Reply get_version(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), "", &otherwise);
    const WorkVersion *version = w ? version_seen_by(v->tx, v->who, w->id, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    return version ? show_work(v, w, NULL, version) : reply_not_found(v);
}

static Reply file_reply(Visit *v, const Work *w, Str hash, Str type)
{
    const char *path = file_path(v->arena, web_data_dir(v), hash);
    if (!path) return reply_not_found(v);
    wishes(v, w);
    Reply r = reply_file(v, type, path);
    r.etag = str_format(v->arena, "\"%.32s\"", hash.at).at;
    return r;
}

static Reply get_file(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), str_format(v->arena, "/files/%.*s", FMT(path_str(v, 1))).at, &otherwise);
    const Expression *e = w ? form_numbered(v, w, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    return e && e->file.len ? file_reply(v, w, e->file, e->type) : reply_not_found(v);
}

/* Drafts have pictures too: whoever edits or wrote it sees them. */
static Reply get_picture(Visit *v)
{
    Str slug = path_str(v, 0);
    bool now = false;
    i64 id = work_of_slug(v->tx, v->who, slug, &now);
    const Work *w = work_numbered(v->tx, v->who, id);
    if (!w) w = work_in_making(v->tx, v->who, id);
    if (!w) return gone(v, id);
    WorkPictures all = pictures_of(v->tx, v->who, w->id);
    for (int i = 0; i < all.count; i++) if (all.at[i].number == path_id(v, 1)) return file_reply(v, w, all.at[i].file, all.at[i].type);
    return reply_not_found(v);
}

/* ark:/NUMBER/MARK resolves here, whatever the work is called today. */
static Reply get_ark(Visit *v)
{
    i64 id = work_of_mark(v->tx, v->who, path_str(v, 2));
    const Work *w = work_numbered(v->tx, v->who, id);
    if (!str_is(path_str(v, 0), ":") || !str_eq(path_str(v, 1), setting(v->tx, "ark_naan", S("99999")))) return reply_not_found(v);
    if (!w) return gone(v, id);
    Html *h = html_open(v->arena);
    html_lit(h, "/knowledge/", 11), html_url_part(h, w->slug);
    return reply_moved(v, html_done(h));
}

const Route library_routes[] = {
    { GET, "/knowledge",                         ANYONE, get_library },
    { GET, "/news",                              ANYONE, get_news },
    { GET, "/blog",                              ANYONE, get_blog },
    { GET, "/knowledge/by/:byline",              ANYONE, get_byline },
    { GET, "/knowledge/collections/:collection", ANYONE, get_collection },
    { GET, "/knowledge/:work",                   ANYONE, get_work },
    { GET, "/knowledge/:work/:form",             ANYONE, get_form },
    { GET, "/knowledge/:work/files/:form",       ANYONE, get_file },
    { GET, "/knowledge/:work/pictures/:number",  ANYONE, get_picture },
    { GET, "/knowledge/:work/versions/:number",  ANYONE, get_version },
    { GET, "/ark:colon/:naan/:mark",             ANYONE, get_ark },
    { 0 }
};
