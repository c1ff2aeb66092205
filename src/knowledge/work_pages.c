/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One work for everybody: its text and its other forms as equals, its versions, its files; what is left where one stood. */
#include "knowledge/views.h"

#include "files/files.h"
#include "knowledge/captions.h"

#include <jansson.h>
#include <stdlib.h>

enum { A_MINUTE = 200 };

static PageHead under(Str title, Str crumb, Str url) { return (PageHead){ .title = title, .room = "knowledge", .crumb = crumb, .crumb_url = url }; }

/* Taken back: 410, with what its author lets it say; nothing of the work is left to be said by mistake. */
static Reply gone(Visit *v, i64 id)
{
    static const char by_author[] = "It was taken back by its author.";
    Tombstone t = work_gone(v->tx, v->who, id);
    if (!t.gone) return library_not_found(v);
    header_add(v, "X-Robots-Tag", S("noindex, noarchive"));
    if (t.paused) return library_absent(v, 410, &(AbsentShown){ .title = S("This is away for a while"), .lead = S("Whoever made it has taken it off the shelf. It may come back.") });
    AbsentShown s = { .title = S("This was taken back"), .lead = S("It stood here once, and is not here any more."), .words = t.words, .whose = t.cited ? "This is what stood here:" : "Whoever made it leaves these words:" };
    if (str_is(t.words, by_author)) s.lead = t.words, s.words = S("");
    return library_absent(v, 410, &s);
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

/* ---- its forms ---- */

static Str weight(Arena *a, i64 size)
{
    return size < 1000000 ? str_format(a, "%lld KB", (size + 999) / 1000) : str_format(a, "%lld MB", (size + 500000) / 1000000);
}

/* "PDF, 240 KB", "8 seconds, 12 KB", "22 min, 12 MB" */
static Str size_words(Arena *a, const Expression *e)
{
    if (!e->file.len) return S("");
    Str size = weight(a, e->size);
    if (e->seconds) return e->seconds < 60 ? str_format(a, "%d seconds, %.*s", e->seconds, FMT(size)) : str_format(a, "%d min, %.*s", (e->seconds + 30) / 60, FMT(size));
    return str_is(e->type, "application/pdf") ? str_format(a, "PDF, %.*s", FMT(size)) : size;
}

static Str form_url(Arena *a, const Work *w, const Expression *e)
{
    bool papers = e->file.len && !form_plays(e);      /* what plays has a page; paper is its own */
    return str_format(a, "/knowledge/%.*s/%s%d", FMT(w->slug), papers ? "files/" : "", e->number);
}

static FormLink form_link(Arena *a, const WorkShown *s, const Expression *e)
{
    bool own_name = str_is(e->kind, "translation") || str_is(e->kind, "sign"), other = own_name || !str_eq(e->language, s->x.w->language);
    if (str_is(e->kind, "sign") && str_eq(language_name(e->language), e->language)) own_name = other = false;
    return (FormLink){ .url = form_url(a, s->x.w, e),
        .words = own_name ? S("") : str_c(form_name(e->kind)), .tongue = other ? language_name(e->language) : S(""), .lang = e->language, .dir = language_dir(e->language),
        .size = size_words(a, e), .now = s->form && s->form->number == e->number };
}

/* The text itself is the first of them, and none is more than another. */
static void forms_of(Visit *v, WorkShown *s, int words)
{
    if (!s->x.forms.count) return;
    FormLink *at = arena_array(v->arena, FormLink, s->x.forms.count + 1);
    Str minutes = str_format(v->arena, "%d min", (words + A_MINUTE - 1) / A_MINUTE);
    at[s->form_count++] = (FormLink){ .url = str_format(v->arena, "/knowledge/%.*s", FMT(s->x.w->slug)), .words = S("The text"), .size = words ? minutes : S(""), .now = !s->form && !s->version };
    for (int i = 0; i < s->x.forms.count; i++) at[s->form_count++] = form_link(v->arena, s, &s->x.forms.at[i]);
    s->forms = at;
}

/* "Easy read, made by Lamp Lane Readers and looked at by its author." */
static Str made_words(Arena *a, const Expression *e)
{
    const char *looked = e->checked ? "looked at by its author" : "not yet looked at by its author";
    if (!e->maker.len) return str_format(a, "%s, %s.", form_name(e->kind), looked);
    return str_format(a, "%s, made by %.*s and %s.", form_name(e->kind), FMT(e->maker), looked);
}

static void opened(Visit *v, WorkShown *s)
{
    const Expression *e = s->form;
    s->made = made_words(v->arena, e), s->lang = str_is(e->kind, "sign") ? s->x.w->language : e->language;      /* what is said in signs is written in the text's language */
    if (e->title.len) s->title = e->title, s->title_lang = e->language;
    if (e->summary.len || !e->file.len) s->summary = e->summary, s->summary_lang = e->language;
    if (!e->file.len) return;
    Str size = size_words(v->arena, e);
    s->file_url = str_format(v->arena, "/knowledge/%.*s/files/%d", FMT(s->x.w->slug), e->number), s->sound = form_sounds(e), s->film = form_moves(e);
    s->file_words = str_format(v->arena, "Keep it as a file (%.*s)", FMT(size)), s->play_words = str_format(v->arena, "%s: %.*s", form_name(e->kind), FMT(s->title));
    if (form_plays(e) && captions_are(e->words)) s->captions_url = str_format(v->arena, "/knowledge/%.*s/captions/%d", FMT(s->x.w->slug), e->number);
    for (int i = 0; i < s->x.forms.count && !e->words.len; i++) {
        const Expression *t = &s->x.forms.at[i];
        if (str_is(t->kind, "transcript") && (!s->transcript_url.len || str_eq(t->language, e->language))) s->transcript_url = form_url(v->arena, s->x.w, t);
    }
}

static SafeHtml rendered(Visit *v, WorkShown *s, Str text)
{
    MarkdownWork m = { .heading = s->form && s->form->file.len ? 3 : 2, .pictures = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(s->x.w->slug)), .headings = &s->parts };
    if (s->captions_url.len) return plain_paragraphs(v->arena, captions_text(v->arena, text));
    return s->x.w->plain && !s->form ? plain_paragraphs(v->arena, text) : markdown_work(v->arena, text, &m);
}

static void wishes(Visit *v, const Work *w)
{
    if (!w->may_mine) header_add(v, "tdm-reservation", S("1"));
    if (!w->may_index || !w->may_mine) header_add(v, "X-Robots-Tag", w->may_index ? S("noai, noimageai") : w->may_mine ? S("noindex") : S("noindex, noai, noimageai"));
}

static Str page_title(Visit *v, const WorkShown *s)
{
    if (!s->form) return s->title;
    Str which = str_is(s->form->kind, "translation") ? language_name(s->form->language) : str_c(form_name(s->form->kind));
    return str_format(v->arena, "%.*s: %.*s", FMT(s->title), FMT(which));
}

static const char *prose_of(const Expression *form)
{
    if (form && str_is(form->kind, "easy-read")) return "prose measure easy";
    return form && str_is(form->kind, "large-print") ? "prose measure great" : "prose measure";
}

static Reply show_work(Visit *v, const Work *w, const Expression *form, const WorkVersion *version)
{
    WorkShown *s = arena_new(v->arena, WorkShown);
    *s = (WorkShown){ .x = work_whole(v->tx, v->who, w, v->network), .form = form, .version = version, .versions = versions_of(v->tx, v->who, w->id),
        .licence = licence_of(w->licence), .own = author_of(v->tx, v->who, w->id) != NULL };
    Str text = form ? form->words : version ? version->body : w->body;
    int words = words_in(text);
    s->title = version ? version->title : w->title, s->title_lang = s->summary_lang = s->lang = w->language, s->summary = version ? version->summary : w->summary;
    s->kind_words = str_c(work_kind_words(w->kind)), s->cite = cite_words(v->arena, &s->x);
    s->date = date_true_words(v->arena, w->published_at), s->day = date_as_true(v->arena, w->published_at);
    s->minutes = words < A_MINUTE ? S("") : str_format(v->arena, "about %d minutes", (words + A_MINUTE - 1) / A_MINUTE);
    s->ark_path = str_format(v->arena, "/%.*s", FMT(s->x.ark));
    if (form) opened(v, s);
    forms_of(v, s, words_in(w->body));
    s->title_dir = language_dir(s->title_lang), s->prose = prose_of(form);
    s->body = rendered(v, s, text);
    const WorkKind *k = work_kind(w->kind);
    PageHead h = under(page_title(v, s), k ? str_c(k->many) : S(""), str_format(v->arena, "/knowledge?kind=%.*s", FMT(w->kind)));
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
    if (!e) return library_not_found(v);
    return e->file.len && !form_plays(e) ? reply_moved(v, form_url(v->arena, w, e)) : show_work(v, w, e, NULL);
}

static Reply get_version(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), "", &otherwise);
    const WorkVersion *version = w ? version_seen_by(v->tx, v->who, w->id, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    return version ? show_work(v, w, NULL, version) : library_not_found(v);
}

static Reply file_reply(Visit *v, const Work *w, Str hash, Str type)
{
    const char *path = file_path(v->arena, web_data_dir(v), hash);
    if (!path) return library_not_found(v);
    wishes(v, w);
    Reply r = reply_file(v, type, path);
    r.etag = str_cstr(v->arena, utf8_cut(hash, 32));
    return r;
}

static Reply get_file(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), str_format(v->arena, "/files/%.*s", FMT(path_str(v, 1))).at, &otherwise);
    const Expression *e = w ? form_numbered(v, w, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    return e && e->file.len ? file_reply(v, w, e->file, e->type) : library_not_found(v);
}

static Reply get_captions(Visit *v)
{
    Reply otherwise = { 0 };
    const Work *w = found(v, path_str(v, 0), str_format(v->arena, "/captions/%.*s", FMT(path_str(v, 1))).at, &otherwise);
    const Expression *e = w ? form_numbered(v, w, path_id(v, 1)) : NULL;
    if (!w) return otherwise;
    if (!e || !form_plays(e) || !captions_are(e->words)) return library_not_found(v);
    wishes(v, w);
    return reply_bytes(v, S("text/vtt; charset=utf-8"), captions_vtt(v->arena, e->words));
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
    return library_not_found(v);
}

/* ark:/NUMBER/MARK resolves here, whatever the work is called today. */
static Reply get_ark(Visit *v)
{
    i64 id = work_of_mark(v->tx, v->who, path_str(v, 2));
    const Work *w = work_numbered(v->tx, v->who, id);
    if (!str_is(path_str(v, 0), ":") || !str_eq(path_str(v, 1), setting(v->tx, "ark_naan", S("99999")))) return library_not_found(v);
    if (!w) return gone(v, id);
    Html *h = html_open(v->arena);
    html_lit(h, "/knowledge/", 11), html_url_part(h, w->slug);
    return reply_moved(v, html_done(h));
}

const Route work_routes[] = {
    { GET, "/knowledge/:work",                   ANYONE, get_work },
    { GET, "/knowledge/:work/:form",             ANYONE, get_form },
    { GET, "/knowledge/:work/files/:form",       ANYONE, get_file },
    { GET, "/knowledge/:work/captions/:form",    ANYONE, get_captions },
    { GET, "/knowledge/:work/pictures/:number",  ANYONE, get_picture },
    { GET, "/knowledge/:work/versions/:number",  ANYONE, get_version },
    { GET, "/ark:colon/:naan/:mark",             ANYONE, get_ark },
    { 0 }
};
