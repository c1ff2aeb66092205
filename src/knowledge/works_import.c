/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A network's past library comes in: CSL-JSON, BibTeX, RIS, or from another repository over OAI-PMH.  Names are kept as one
 * piece; what is here already is passed over; what was taken back stays so; nothing is shown unless that was asked for. */
#include "knowledge/works_import.h"

#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>

#include "seal/seal.h"

enum { FILE_MOST = 512 * 1024 * 1024, A_PART = 2500, PART_BYTES = 16 * 1024 * 1024, TOLD_MOST = 100, TRIES = 20 };

typedef enum { TAKEN, SHOWN, HERE, AGAIN, HELD, REFUSED, CHANGED, WENT, NOTHING } Did;
typedef struct { Cited c; Did did; Str why, cut; i64 id; } Item;
struct WorksIn {
    Db *db; const WorksImport *from; WorksImported *to;
    Arena *part; Item *at; int count; size_t bytes;
    Seen ids; Str language, naan, origin, stopped; i64 size; int lines;
};

/* ---- which is which ---- */

static uint64_t hash_of(Str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
    return h ? h : 1;
}

bool seen_before(Seen *s, Str what)
{
    if (s->count * 2 >= s->cap) {
        Seen more = { s->arena, NULL, s->count, s->cap ? s->cap * 2 : 4096 };
        more.at = arena_array(s->arena, uint64_t, more.cap);
        for (size_t i = 0; i < s->cap; i++) {
            if (!s->at[i]) continue;
            size_t k = (size_t)s->at[i] & (more.cap - 1);
            while (more.at[k]) k = (k + 1) & (more.cap - 1);
            more.at[k] = s->at[i];
        }
        *s = more;
    }
    uint64_t h = hash_of(what);
    size_t k = (size_t)h & (s->cap - 1);
    while (s->at[k] && s->at[k] != h) k = (k + 1) & (s->cap - 1);
    if (s->at[k]) return true;
    s->at[k] = h, s->count++;
    return false;
}

/* A mark as work_insert_trusted() makes it, with or without the "kith-" of older lists; "" where it is none. */
static Str mark_in(Str id)
{
    if (str_starts(id, S("kith-"))) id.at += 5, id.len -= 5;
    for (size_t i = 0; i < id.len; i++) if (!strchr("0123456789bcdfghjkmnpqrstvwxz", id.at[i])) return S("");
    return id.len == 10 ? id : S("");
}

static int year_of(Arena *a, Time t)
{
    i64 year = 0;
    return t.us && str_int((Str){ time_rfc3339(a, t).at, 4 }, &year) ? (int)year : 0;
}

/* What a reference without an id is known by: its DOI, else its title, its authors and its year. */
static Str likeness(Arena *a, const Cited *c)
{
    Buf b = buf_open(a, 200);
    if (c->doi.len) return str_format(a, "like:doi:%.*s", FMT(str_lower_ascii(a, c->doi)));
    buf_format(&b, "like:%.*s|%d", FMT(utf8_fold(a, c->title)), year_of(a, c->issued));
    for (int i = 0; i < c->name_count; i++) if (str_is(c->names[i].role, "author")) buf_byte(&b, '|'), buf_str(&b, utf8_fold(a, c->names[i].name));
    return buf_view(&b);
}

static Str likeness_of_work(Tx *tx, const Work *w)
{
    Cited c = cited_empty();
    Contributors by = contributors_of(tx, NOBODY, w->id);
    c.title = w->title, c.issued = w->published_at;
    for (int i = 0; i < by.count; i++) cited_name(tx_arena(tx), &c, by.at[i].role.at, by.at[i].by.name);
    return likeness(tx_arena(tx), &c);
}

typedef struct { i64 id; bool gone; } There;

static There first_row(Query q)
{
    There t = { 0 };
    if (db_next(&q)) t = (There){ db_int(&q, 0), db_bool(&q, 1) };
    db_end(&q);
    return t;
}

/* One without an id that came another way: by its DOI, or behind one of the addresses that its title would get. */
static There there_alike(Tx *tx, const Cited *c, Str like)
{
    Arena *a = tx_arena(tx);
    There t = { 0 };
    if (c->doi.len) return first_row(db_query(tx, SQL("select id, case when state = 'taken back' then 1 else 0 end from work where doi = $1 and doi <> '' limit 1"), T(c->doi)));
    Str wish = slug_from(a, c->title);
    for (int n = 1; n < 40; n++) {
        bool now = false;
        i64 id = work_of_slug(tx, NOBODY, n == 1 ? wish : str_format(a, "%.*s-%d", FMT(wish), n), &now);
        const Work *w = id ? work_trusted(tx, id) : NULL;
        if (w && !str_is(w->state, "taken back") && str_eq(likeness_of_work(tx, w), like)) return (There){ id, false };
        if (!id) break;
    }
    return t;
}

static There there(Tx *tx, const Cited *c)
{
    Arena *a = tx_arena(tx);
    Str like = c->id.len ? S("") : likeness(a, c), mark = mark_in(c->id);
    There t = first_row(db_query(tx, SQL("select id, case when state = 'taken back' then 1 else 0 end from work where source_hash = $1 limit 1"), B(seal_keyed(a, "work.source", c->id.len ? c->id : like))));
    if (!t.id && c->id.len) t = first_row(db_query(tx, SQL("select id, 0 from work where source_id = $1 and source_id <> '' limit 1"), T(c->id)));      /* taken in before hashes were kept */
    if (!t.id && mark.len) t = first_row(db_query(tx, SQL("select id, case when state = 'taken back' then 1 else 0 end from work where mark = $1"), T(mark)));
    return t.id || c->id.len ? t : there_alike(tx, c, like);
}

/* ---- one, made ---- */

static Str kind_from(const Cited *c)
{
    static const char *const kinds[][2] = { { "report", "research" }, { "techreport", "research" }, { "rprt", "research" }, { "thesis", "research" }, { "phdthesis", "research" }, { "mastersthesis", "research" }, { "thes", "research" },
        { "book", "research" }, { "dataset", "research" }, { "doctoral thesis", "research" }, { "working paper", "research" }, { "http://purl.org/coar/resource_type/c_93fc", "research" },
        { "http://purl.org/coar/resource_type/c_18ws", "research" }, { "http://purl.org/coar/resource_type/c_186u", "position" }, { "http://purl.org/coar/resource_type/c_6947", "member-blog" }, { "post-weblog", "member-blog" },
        { "post", "member-blog" }, { "blog", "member-blog" }, { "webpage", "member-blog" }, { "elec", "member-blog" }, { "article-newspaper", "news" }, { "news", "news" } };
    if (c->kind.len && work_kind(c->kind)) return c->kind;
    for (Str rest = c->type; rest.len; ) {                /* a harvested record says several */
        Str one = str_cut(&rest, '\n');
        for (int i = 0; i < COUNT(kinds); i++) if (one.len == strlen(kinds[i][0]) && !strncasecmp(one.at, kinds[i][0], one.len)) return str_c(kinds[i][1]);
    }
    return S("article");
}

/* "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0" or our own short word; all else is kept. */
static Str licence_from(Str said)
{
    for (Str rest = said; rest.len; ) {
        Str one = str_trim(str_cut(&rest, '\n')), bare = one;
        ptrdiff_t colon = str_find(one, S("://"));
        if (colon > 0) bare.at += colon, bare.len -= (size_t)colon;
        while (colon > 0 && bare.len && (bare.at[bare.len - 1] == '/' || str_ends(bare, S("/deed.en")))) bare.len -= bare.at[bare.len - 1] == '/' ? 1 : 8;
        for (const Licence *l = licences; l->slug; l++) {
            Str url = str_c(strstr(l->url, "://") ? strstr(l->url, "://") : "");
            if (url.len) url.len--;
            if (str_is(one, l->slug) || str_is(one, l->name) || (url.len && str_eq(bare, url))) return str_c(l->slug);
        }
    }
    return S("kept");
}

static Str fit(Arena *a, Item *it, const char *what, Str s, size_t most)
{
    if (utf8_length(s) <= most) return s;
    it->cut = it->cut.len ? str_format(a, "%.*s, %s", FMT(it->cut), what) : str_c(what);
    return utf8_cut(s, most);
}

static Work work_from(const WorksIn *in, Arena *a, Item *it)
{
    const Cited *c = &it->c;
    bool harvested = in->origin.len > 0;
    Str mark = mark_in(c->id);
    Work w = { .kind = kind_from(c), .state = S("draft"), .title = fit(a, it, "title", c->title, 300), .other_title = fit(a, it, "other title", c->other_title, 300), .summary = fit(a, it, "summary", c->abstract, 4000),
        .content_note = fit(a, it, "content note", c->content_note, 500), .provenance = fit(a, it, "provenance", c->provenance, 10000), .coverage = fit(a, it, "coverage", c->coverage, 500),
        .language = c->language.len ? c->language : in->language, .licence = licence_from(c->licence), .publisher = fit(a, it, "publisher", c->publisher, 500), .doi = c->doi,
        .source = fit(a, it, "source", c->source.len || c->own ? c->source : c->url, 500), .source_id = mark.len ? mark : c->id, .body = c->text, .plain = c->plain == 1,
        .level = c->level > 0 ? c->level : 2, .may_index = c->index != 0, .may_harvest = c->harvest >= 0 ? c->harvest : !harvested, .may_quote = c->quote != 0, .may_mine = c->mine == 1,
        .rule = str_is(c->rule, "all") ? S("all") : S("any"), .published_at = c->issued };
    if (c->names_cut) it->cut = str_format(a, "%.*s%snames", FMT(it->cut), it->cut.len ? ", " : "");
    if (!w.title.len && (w.body.len || w.summary.len)) w.title = S("Untitled");
    return w;
}

static void names_in(Tx *tx, i64 work, const Cited *c)
{
    bool author = false;
    for (int i = 0; i < c->name_count; i++) author = author || str_is(c->names[i].role, "author");
    if (!author) contributor_add_trusted(tx, work, S("author"), byline_make_trusted(tx, S("free"), 0, c->publisher.len ? utf8_cut(c->publisher, 200) : S("Unsigned")));
    for (int i = 0; i < c->name_count; i++) if (*work_role_words(c->names[i].role)) contributor_add_trusted(tx, work, c->names[i].role, byline_make_trusted(tx, S("free"), 0, c->names[i].name));
}

static void forms_in(Tx *tx, i64 work, const Cited *c)
{
    for (int i = 0; i < c->form_count; i++) {
        const CitedForm *f = &c->forms[i];
        if (!*form_words(f->kind) || !f->language.len || str_blank(f->words) || f->words.len > MARKDOWN_MOST) continue;
        Expression e = { .kind = f->kind, .language = f->language, .maker = utf8_cut(f->maker, 500), .words = f->words, .file = S(""), .type = S(""), .checked = f->checked,
            .title = utf8_cut(f->title, 300), .summary = utf8_cut(f->summary, 4000) };
        expression_add_trusted(tx, work, &e);
    }
}

/* A network that moves house keeps its works' lasting names: those under its own naming number. */
static void mark_kept(const WorksIn *in, Tx *tx, i64 work, const Cited *c)
{
    Str rest = c->ark, mark;
    if (in->origin.len || !str_starts(rest, S("ark:/"))) return;
    rest.at += 5, rest.len -= 5;
    Str naan = str_cut(&rest, '/');
    mark = mark_in(rest);
    if (!str_eq(naan, in->naan) || !mark.len || work_of_mark(tx, NOBODY, mark)) return;
    db_exec(tx, SQL("update work set mark = $2 where id = $1"), I(work), T(mark));
    if (str_eq(mark_in(c->id), mark)) db_exec(tx, SQL("update work set source_id = '' where id = $1"), I(work));        /* its id was its mark, and is again */
}

static Did insert(const WorksIn *in, Tx *tx, SearchBook *book, Item *it)
{
    const Cited *c = &it->c;
    Arena *a = tx_arena(tx);
    Work w = work_from(in, a, it);
    if (it->cut.len) it->cut = str_copy(in->part, it->cut);
    if (!w.title.len) return it->why = S("it has no title and no words"), REFUSED;
    if (w.body.len > MARKDOWN_MOST) return it->why = S("its text is longer than a page can hold"), REFUSED;
    i64 id = it->id = work_insert_trusted(tx, &w);
    if (!c->id.len) db_exec(tx, SQL("update work set source_hash = $2 where id = $1"), I(id), B(seal_keyed(a, "work.source", likeness(a, c))));
    if (in->origin.len) db_exec(tx, SQL("update work set source_from = $2 where id = $1"), I(id), B(seal_keyed(a, "work.from", in->origin)));
    mark_kept(in, tx, id, c);
    names_in(tx, id, c);
    topics_put_trusted(tx, id, c->keywords);
    forms_in(tx, id, c);
    bool shown = in->from->publish && (!c->state.len || str_is(c->state, "public"));
    if (shown) work_show_trusted(tx, book, id, c->issued.us ? c->issued : time_now());
    return shown ? SHOWN : TAKEN;
}

static Did one_in(const WorksIn *in, Tx *tx, SearchBook *book, Item *it)
{
    There t = { 0 };
    if (it->c.fault.len) return it->why = it->c.fault, REFUSED;
    if (it->did == AGAIN || it->c.gone) return it->did;
    t = there(tx, &it->c);
    it->id = t.id;
    return t.gone ? HELD : t.id ? HERE : insert(in, tx, book, it);
}

/* ---- what changes in a repository that works came from ---- */

static bool from_there(Tx *tx, const WorksIn *in, i64 work)
{
    return db_one_int(tx, SQL("select count(*) from work where id = $1 and source_from = $2"), I(work), B(seal_keyed(tx_arena(tx), "work.from", in->origin))) > 0;
}

static bool names_differ(Tx *tx, i64 work, const Cited *c)
{
    Contributors by = contributors_of(tx, NOBODY, work);
    int same = 0, theirs = 0;
    for (int i = 0; i < by.count; i++) if (!str_is(by.at[i].by.kind, "free")) return false;     /* somebody's own name stands there: that is theirs */
    for (int i = 0; i < c->name_count; i++) {
        bool found = false;
        for (int k = 0; k < by.count && !found; k++) found = str_eq(by.at[k].role, c->names[i].role) && str_eq(by.at[k].by.name, c->names[i].name);
        same += found, theirs++;
    }
    return theirs && (same != theirs || by.count != theirs);
}

/* Title, summary and names as they are there now, unless it was changed here since, or its author is somebody here: then it is theirs. */
static Did follow(const WorksIn *in, Tx *tx, Item *it)
{
    const Cited *c = &it->c;
    const Work *w = work_trusted(tx, it->id);
    Item look = *it;
    if (!w || !from_there(tx, in, w->id) || c->record_at.us <= w->changed_at.us || work_has_author_trusted(tx, w->id)) return HERE;
    Work now = work_from(in, tx_arena(tx), &look);
    bool names = names_differ(tx, w->id, c);
    if (!now.title.len || (str_eq(now.title, w->title) && str_eq(now.summary, w->summary) && !names)) return HERE;
    if (str_is(w->state, "public") || str_is(w->state, "paused")) work_version_trusted(tx, w, S("As the repository it came from has it now."));
    db_exec(tx, SQL("update work set title = $2, summary = $3, content_note = $4, changed_at = $5 where id = $1"), I(w->id), T(now.title), T(now.summary), T(now.content_note.len ? now.content_note : w->content_note), AT(time_now()));
    if (!str_eq(now.title, w->title)) work_address_trusted(tx, w->id, now.title);
    Contributors were = contributors_of(tx, NOBODY, w->id);
    if (names) db_exec(tx, SQL("delete from contributor where work = $1"), I(w->id)), names_in(tx, w->id, c), bylines_tidy_trusted(tx, &were);
    if (str_is(w->state, "public") || str_is(w->state, "paused")) work_changed_trusted(tx, w->id);
    work_said_anew_trusted(tx, w->id, w->slug);
    return CHANGED;
}

static Did take_back(const WorksIn *in, Tx *tx, const Item *it)
{
    i64 id = it->c.id.len ? db_one_int(tx, SQL("select id from work where source_id = $1 and source_id <> '' and state <> 'taken back' limit 1"), T(it->c.id)) : 0;
    if (!id || !from_there(tx, in, id)) return NOTHING;
    authors_told_trusted(tx, id, "the library that something you wrote came from has taken it back, and so it is gone here too.");
    work_take_back_trusted(tx, id, &(TakingBack){ S("nothing"), S("") });
    return WENT;
}

/* ---- a part ---- */

static TxEnd part_written(WorksIn *in)
{
    Arena *a = arena_open(), *one = arena_open();
    Tx *tx = tx_open(a, in->db, TX_WRITE);
    SearchBook *book = search_book(a);
    Arena *before = tx_arena_swap(tx, one);
    for (int i = 0; i < in->count && !tx_doomed(tx); i++) in->at[i].did = one_in(in, tx, book, &in->at[i]), arena_reset(one);
    tx_arena_swap(tx, before);
    search_book_close_trusted(tx, book);
    before = tx_arena_swap(tx, one);
    for (int i = 0; in->origin.len && i < in->count && !tx_doomed(tx); i++) {
        Item *it = &in->at[i];
        if (it->c.gone) it->did = take_back(in, tx, it);
        else if (it->did == HERE) it->did = follow(in, tx, it);
        arena_reset(one);
    }
    tx_arena_swap(tx, before);
    TxEnd end = tx_close(tx, !in->from->dry_run);
    arena_close(one), arena_close(a);
    return end;
}

static void say(WorksIn *in, const Item *it, const char *words, Str more)
{
    if (in->from->notes && in->lines++ < TOLD_MOST) {
        const Cited *c = &it->c;
        fprintf(in->from->notes, "Entry %d", c->number);
        if (c->line) fprintf(in->from->notes, ", line %lld", c->line);
        if (c->id.len) fprintf(in->from->notes, ", %.*s", FMT(utf8_cut(c->id, 100)));
        fprintf(in->from->notes, ": %s%.*s.\n", words, FMT(more));
    }
}

static void tally(WorksIn *in)
{
    for (int i = 0; i < in->count; i++) {
        const Item *it = &in->at[i];
        WorksImported *to = in->to;
        switch (it->did) {
        case TAKEN: case SHOWN: to->added++, to->shown += it->did == SHOWN; break;
        case HERE: to->twice++; break;
        case AGAIN: to->again++; say(in, it, "an entry before it in this list is the same, or has the same id", S("")); break;
        case HELD: to->held++; say(in, it, "it was taken back here, and does not come in again", S("")); break;
        case REFUSED: to->refused++; say(in, it, "could not be taken: ", it->why); break;
        case CHANGED: to->changed++; break;
        case WENT: to->gone++; break;
        case NOTHING: break;
        }
        if (it->cut.len && (it->did == TAKEN || it->did == SHOWN)) to->cut++, say(in, it, "longer than there is room for, and cut: ", it->cut);
    }
}

bool works_stopped(const WorksIn *in) { return in->stopped.len > 0; }

/* Its rows are written, or none of them; where another writer came between, once more.  An index is written faster in large
 * parts, and others wait less for small ones: this is most of a second with abstracts that are shown, a tenth with drafts. */
void works_part_done(WorksIn *in)
{
    TxEnd end = TX_AGAIN;
    bool *again = arena_array(in->part, bool, in->count + 1);
    for (int i = 0; i < in->count; i++) again[i] = in->at[i].did == AGAIN;
    for (int tries = 0; in->count && end == TX_AGAIN && tries < TRIES; tries++) {
        for (int i = 0; i < in->count; i++) in->at[i].did = again[i] ? AGAIN : NOTHING, in->at[i].why = in->at[i].cut = S("");
        end = part_written(in);
    }
    bool fine = end == TX_KEPT || (in->from->dry_run && end == TX_DROPPED);
    if (in->count && fine) tally(in);
    else if (in->count) in->stopped = end == TX_FULL ? S("The disk is full.") : S("It could not be written down.");
    if (in->count && fine && in->from->progress && in->size) in->from->progress("Read", in->at[in->count - 1].c.at, in->size);
    arena_reset(in->part);
    in->at = NULL, in->count = 0, in->bytes = 0;
}

void works_take(void *with, const Cited *c)
{
    WorksIn *in = with;
    if (works_stopped(in)) return;
    if (!in->at) in->at = arena_array(in->part, Item, A_PART);
    Item *it = &in->at[in->count++];
    it->c = cited_copy(in->part, c);
    it->did = !in->origin.len && !c->fault.len && seen_before(&in->ids, c->id.len ? c->id : likeness(in->part, c)) ? AGAIN : NOTHING;
    in->bytes += c->text.len + c->abstract.len;
    for (int i = 0; i < c->form_count; i++) in->bytes += c->forms[i].words.len;
    if (in->count == A_PART || in->bytes > PART_BYTES) works_part_done(in);
}

/* ---- all ---- */

static Str file_words(Arena *a, const char *path, Str *why)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) || S_ISDIR(st.st_mode)) {
        if (f) (void)fclose(f);
        return *why = str_format(a, "%s cannot be read.", path), S("");
    }
    Buf b = buf_open(a, st.st_size > 0 && st.st_size <= FILE_MOST ? (size_t)st.st_size + 16 : 1 << 16);
    char block[65536];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0 && b.len <= FILE_MOST) buf_add(&b, block, n);
    if (ferror(f)) *why = str_format(a, "%s cannot be read.", path);
    (void)fclose(f);
    if (b.len > FILE_MOST) *why = S("This file is longer than 512 MB. Part it, and take the parts in one after the other.");
    if (b.len >= 3 && !memcmp(b.at, "\xEF\xBB\xBF", 3)) b.at += 3, b.len -= 3;
    if (!why->len && !utf8_valid(buf_view(&b))) *why = S("This file is not UTF-8. Save it so, and take it in again.");
    return buf_view(&b);
}

static bool file_in(WorksIn *in, Arena *a, Str *why)
{
    Str path = str_c(in->from->path), all = file_words(a, in->from->path, why);
    in->size = (i64)all.len;
    if (why->len) return false;
    if (str_ends(path, S(".json"))) return csl_read(a, all, works_take, in, why);
    if (str_ends(path, S(".bib"))) return bibtex_read(a, all, works_take, in, why);
    if (str_ends(path, S(".ris"))) return ris_read(a, all, works_take, in, why);
    *why = S("The name of the file ends in .json (CSL-JSON), .bib or .ris.");
    return false;
}

bool works_import_trusted(Arena *a, Db *db, const WorksImport *from, WorksImported *to, Str *why)
{
    Arena *files = arena_open();
    WorksIn in = { .db = db, .from = from, .to = to, .part = arena_open(), .ids = { .arena = files }, .stopped = S(""), .origin = from->oai ? harvest_origin(a, from->oai) : S("") };
    Tx *tx = tx_open(a, db, TX_READ);
    in.language = setting(tx, "language", S("en")), in.naan = setting(tx, "ark_naan", S("99999"));
    bool ok = tx_close(tx, true) == TX_KEPT;
    if (!ok) *why = S("The database did not answer.");
    else ok = from->oai ? works_harvest(&in, from, files, why) : file_in(&in, files, why);
    if (ok || in.count) works_part_done(&in);
    if (works_stopped(&in)) ok = false, *why = in.stopped;
    else if (ok && in.size && from->progress) from->progress("Read", in.size, in.size);
    if (from->notes && in.lines > TOLD_MOST) fprintf(from->notes, "%d more lines like these.\n", in.lines - TOLD_MOST);
    if (why->len) *why = str_copy(a, *why);
    arena_close(in.part), arena_close(files);
    return ok;
}
