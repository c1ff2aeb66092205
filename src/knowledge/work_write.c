/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Writing works: making, changing, showing.  Whatever changes what readers or harvesters see goes through
 * work_changed_trusted(), so that search, records and dates follow. */
#include "knowledge/piece.h"

#include "chronicle/chronicle.h"
#include "doors/doors.h"
#include "files/files.h"
#include "seal/seal.h"

enum { TOPICS_MOST = 40, TOPIC_LETTERS = 80, TITLE_MOST = 300, SUMMARY_MOST = 4000, LINE_MOST = 500, WORDS_MOST = 10000 };

/* ---- addresses ---- */

/* Ten letters and figures that make no words: nothing can be read from it, not even when it was made. */
static Str mark_new(Arena *a)
{
    static const char from[] = "0123456789bcdfghjkmnpqrstvwxz";
    char to[11] = "";
    for (int i = 0; i < 10; i++) to[i] = from[chance_below(sizeof from - 1)];
    return str_copy(a, str_c(to));
}

static Str slug_hash(Arena *a, Str slug) { return seal_keyed(a, "work.slug", slug); }

/* The words of an address that moved are not kept: what was typed may be the very thing that was changed.  Its hash leads on. */
void work_address_trusted(Tx *tx, i64 work, Str title)
{
    static const char *const taken[] = { "by", "collections", "new" };
    Arena *a = tx_arena(tx);
    Str wish = slug_from(a, title), slug = wish;
    for (int i = 0; i < COUNT(taken); i++) if (str_is(wish, taken[i])) slug = wish = str_format(a, "%.*s-1", FMT(wish));
    for (int n = 2; n < 100000; n++) {
        i64 whose = db_one_int(tx, SQL("select coalesce(max(work), 0) from work_slug where hash = $1"), B(slug_hash(a, slug)));
        if (!whose || whose == work) break;
        slug = str_format(a, "%.*s-%d", FMT(wish), n);
    }
    db_exec(tx, SQL("update work_slug set now = 0, slug = '' where work = $1"), I(work));
    db_exec(tx, SQL("insert into work_slug(hash, slug, work, now) values ($1, $2, $3, 1) on conflict (hash) do update set now = 1, slug = excluded.slug"), B(slug_hash(a, slug)), T(slug), I(work));
}

/* ---- what follows from a change ---- */

static bool holds_already(Arena *a, Str body, Str summary)
{
    Str in = search_words(a, body), what = search_words(a, summary);
    return str_find(str_format(a, " %.*s ", FMT(in)), str_format(a, " %.*s ", FMT(what))) >= 0;
}

/* What is read comes first; behind the tail what is found by and not shown in pieces.  Names count like words of the title: twice. */
static Str all_words(Tx *tx, const Work *w)
{
    Arena *a = tx_arena(tx);
    Contributors by = contributors_of(tx, NOBODY, w->id);
    Expressions forms = expressions_of(tx, NOBODY, w->id);
    TopicWords topics = topics_of_work(tx, NOBODY, w->id);
    Str body = w->plain ? w->body : markdown_plain(a, w->body, w->body.len), summary = markdown_plain(a, w->summary, w->summary.len);
    Buf b = buf_open(a, w->body.len + 1000);
    if (summary.len && !holds_already(a, body, summary)) buf_format(&b, "%.*s ", FMT(summary));
    buf_str(&b, body);
    for (int i = 0; i < forms.count; i++) buf_format(&b, " %.*s %.*s", FMT(forms.at[i].title), FMT(forms.at[i].summary));
    for (int i = 0; i < forms.count; i++) {
        Str words = form_read(a, &forms.at[i]);
        if (words.len) buf_byte(&b, ' '), buf_str(&b, markdown_plain(a, words, words.len));
    }
    buf_byte(&b, SEARCH_TAIL);
    for (int i = 0; i < by.count; i++) buf_format(&b, " %.*s %.*s", FMT(by.at[i].by.name), FMT(by.at[i].by.name));
    for (int i = 0; i < topics.count; i++) buf_format(&b, " %.*s", FMT(topics.at[i].words));
    buf_format(&b, " %.*s %.*s %.*s %.*s %.*s %.*s", FMT(w->other_title), FMT(w->content_note), FMT(w->provenance), FMT(w->coverage), FMT(w->publisher), FMT(w->doi));
    if (w->published_at.us) buf_format(&b, " %.4s", time_rfc3339(a, w->published_at).at);
    return buf_view(&b);
}

void work_indexed_trusted(Tx *tx, SearchBook *book, i64 work)
{
    const Work *w = work_trusted(tx, work);
    bool shown = w && str_is(w->state, "public");
    db_exec(tx, SQL("update work_topic set level = $2 where work = $1 and level <> $2"), I(work), I(shown ? w->level : 0));
    if (!shown) { search_drop_trusted(tx, book, work); return; }
    search_put_trusted(tx, book, &(SearchDoc){ .id = work, .kind = str_format(tx_arena(tx), "work.%.*s", FMT(w->kind)).at, .level = w->level, .title = w->title, .words = all_words(tx, w) });
}

static void domain_fixed(Tx *tx)                          /* with the first work that is shown */
{
    Str domain = library_domain(tx, NOBODY);
    if (!setting(tx, "oai_domain", S("")).len && !str_is(domain, "kith.example")) setting_put(tx, "oai_domain", domain);
}

/* Works that name it, and those that it names: what harvesters get of them says whether it is shown. */
static void related_follow(Tx *tx, i64 work)
{
    enum { MOST = 200 };
    i64 named[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select work + other - $1 from work_link where work = $1 or other = $1"), I(work));
    while (count < MOST && db_next(&q)) named[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) record_anew_trusted(tx, named[i], (Time){ 0 });
}

void work_changed_trusted(Tx *tx, i64 work)
{
    db_exec(tx, SQL("update work set changed_at = $2 where id = $1"), I(work), AT(time_now()));
    record_anew_trusted(tx, work, (Time){ 0 });
    work_indexed_trusted(tx, NULL, work);
    related_follow(tx, work);
}

/* ---- making ---- */

static Str source_hash(Arena *a, Str source_id) { return source_id.len ? seal_keyed(a, "work.source", source_id) : S(""); }

i64 work_insert_trusted(Tx *tx, Work *w)
{
    w->id = id_new(), w->mark = mark_new(tx_arena(tx)), w->made_at = time_now();
    db_exec(tx, SQL("insert into work(id, mark, kind, state, title, other_title, summary, content_note, provenance, coverage, language, licence, publisher, doi, source, source_id, body, plain, level, may_index, may_harvest, may_quote, may_mine,"
        " rule, tombstone, tombstone_words, entry, by_person, second_reader, second_at, alone, publish_at, published_at, changed_at, record_at, harvested_at, made_at, source_hash)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 'nothing', '', $25, $26, 0, 0, '', 0, $27, $28, 0, 0, $28, $29)"),
        I(w->id), T(w->mark), T(w->kind), T(w->state), T(w->title), T(w->other_title), T(w->summary), T(w->content_note), T(w->provenance), T(w->coverage), T(w->language),
            T(w->licence), T(w->publisher), T(w->doi), T(w->source),
        T(w->source_id), T(w->body), I(w->plain), I(w->level), I(w->may_index), I(w->may_harvest), I(w->may_quote), I(w->may_mine), T(w->rule.len ? w->rule : S("any")),
            I(w->entry), I(w->by_person), AT(w->published_at), AT(w->made_at), B(source_hash(tx_arena(tx), w->source_id)));
    work_address_trusted(tx, w->id, w->title);
    return w->id;
}

void works_sources_reindex_trusted(Tx *tx)
{
    for (i64 id = 1; id && !tx_doomed(tx); ) {
        Query q = db_query(tx, SQL("select id, source_id from work where source_id <> '' and source_hash = $1 limit 1"), B(S("")));
        bool more = db_next(&q);
        Str hash = more ? source_hash(tx_arena(tx), db_view(&q, 1)) : S("");
        id = more ? db_int(&q, 0) : 0;
        db_end(&q);
        if (id) db_exec(tx, SQL("update work set source_hash = $2 where id = $1"), I(id), B(hash));
    }
}

void contributor_add_trusted(Tx *tx, i64 work, Str role, i64 byline)
{
    db_exec(tx, SQL("insert into contributor(id, work, position, role, byline, wants_gone_at) values ($1, $2, (select count(*) from contributor where work = $2), $3, $4, 0) on conflict do nothing"), I(id_new()), I(work), T(role), I(byline));
}

static Str topic_next(Str *lines)
{
    size_t n = 0;
    while (n < lines->len && !strchr("\n,;", lines->at[n])) n++;
    Str one = str_trim((Str){ lines->at, n });
    lines->at += n < lines->len ? n + 1 : n, lines->len -= n < lines->len ? n + 1 : n;
    return one;
}

Str topics_fault(Str lines)
{
    for (int count = 0; lines.len; ) {
        Str one = topic_next(&lines);
        if (utf8_length(one) > TOPIC_LETTERS) return S("A topic is longer than 80 letters.");
        if (one.len && ++count > TOPICS_MOST) return S("These are more than 40 topics.");
    }
    return S("");
}

/* What comes in with lists is cut: nobody is there to mend it. */
void topics_put_trusted(Tx *tx, i64 work, Str lines)
{
    int count = 0;
    db_exec(tx, SQL("delete from work_topic where work = $1"), I(work));
    while (lines.len && count < TOPICS_MOST) {
        Str one = str_trim(utf8_cut(topic_next(&lines), TOPIC_LETTERS));
        if (!search_words(tx_arena(tx), one).len) continue;
        db_exec(tx, SQL("insert into work_topic(work, slug, words) values ($1, $2, $3) on conflict do nothing"), I(work), T(slug_from(tx_arena(tx), one)), T(one));
        count++;
    }
}

i64 expression_add_trusted(Tx *tx, i64 work, const Expression *e)
{
    db_exec(tx, SQL("update work set forms_made = forms_made + 1 where id = $1"), I(work));
    i64 number = db_one_int(tx, SQL("select forms_made from work where id = $1"), I(work));
    db_exec(tx, SQL("insert into expression(id, work, number, kind, language, maker, checked, words, file, type, size, seconds, made_at, title, summary, says_text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"), I(id_new()), I(work), I(number), T(e->kind), T(e->language),
        T(e->maker), I(e->checked), T(e->words), T(e->file), T(e->type), I(e->size), I(e->seconds), AT(time_now()), T(e->title), T(e->summary), I(e->says_text));
    if (e->file.len) file_hold_trusted(tx, e->file);
    return number;
}

void picture_add_trusted(Tx *tx, i64 work, const WorkPicture *p)
{
    db_exec(tx, SQL("update work set pictures_made = pictures_made + 1 where id = $1"), I(work));
    db_exec(tx, SQL("insert into work_picture(id, work, number, file, type, alt, made_at) values ($1, $2, (select pictures_made from work where id = $2), $3, $4, $5, $6)"), I(id_new()), I(work), T(p->file), T(p->type), T(p->alt), AT(time_now()));
    file_hold_trusted(tx, p->file);
}

static bool made_from(Str slug, Str wish)                 /* "a-bench" and "a-bench-2" are made from "a-bench" */
{
    Str rest = { slug.at + wish.len, slug.len - wish.len };
    if (!str_starts(slug, wish)) return false;
    for (size_t i = 1; i < rest.len; i++) if (rest.at[i] < '0' || rest.at[i] > '9') return false;
    return !rest.len || rest.at[0] == '-';
}

/* Until it is shown nobody outside knows its address: what it was called before that leads nowhere. */
static void address_settled(Tx *tx, i64 work)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select w.title, s.slug from work w join work_slug s on s.work = w.id and s.now = 1 where w.id = $1"), I(work));
    Str title = S(""), slug = S("");
    if (db_next(&q)) title = db_str(&q, 0), slug = db_str(&q, 1);
    db_end(&q);
    if (!made_from(slug, slug_from(a, title))) work_address_trusted(tx, work, title);
    db_exec(tx, SQL("delete from work_slug where work = $1 and now = 0"), I(work));
}

void work_show_trusted(Tx *tx, SearchBook *book, i64 work, Time at)
{
    address_settled(tx, work);
    db_exec(tx, SQL("update work set state = 'public', publish_at = 0, published_at = case when published_at = 0 then $2 else published_at end, text_at = $3, changed_at = $3 where id = $1"), I(work), AT(at), AT(time_now()));
    domain_fixed(tx);
    record_anew_trusted(tx, work, (Time){ 0 });
    work_indexed_trusted(tx, book, work);
    related_follow(tx, work);
}

static const char shown_words[] = "what you wrote is shown now. You can change what is allowed, put something right, or take it back, at any time and without a reason.";

void works_round_trusted(Tx *tx, i64 about)
{
    i64 id;
    (void)about;
    while ((id = db_one_int(tx, SQL("select id from work where state = 'scheduled' and publish_at <= $1 limit 1"), AT(time_now()))) && !tx_doomed(tx)) {
        work_show_trusted(tx, NULL, id, time_now());
        authors_told_trusted(tx, id, shown_words);
    }
}

/* ---- at the desk ---- */

static void too_long(Faults *f, const char *field, Str s, size_t most)
{
    if (utf8_length(s) > most) faults_add(f, field, S("This is longer than there is room for."));
}

static bool graphic(Str s)                                /* it goes into headers and addresses */
{
    for (size_t i = 0; i < s.len; i++) if (s.at[i] <= ' ' || s.at[i] == 0x7f || strchr("<>\"\\^`{|}", s.at[i])) return false;
    return true;
}

static bool is_doi(Str s) { return !s.len || (str_starts(s, S("10.")) && str_find(s, S("/")) > 3 && s.len < 200 && graphic(s)); }
static bool is_language(Str s)
{
    for (size_t i = 0; i < s.len; i++) if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= 'A' && s.at[i] <= 'Z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-')) return false;
    return s.len >= 2 && s.len <= 20;
}

Faults work_faults(Arena *a, const Work *w)
{
    Faults f = NO_FAULTS;
    Str claim = claim_fault(a, w->body);
    if (utf8_length(w->title) < 2 || utf8_length(w->title) > TITLE_MOST) faults_add(&f, "title", S("Give it a title of up to 300 letters."));
    if (!work_kind(w->kind)) faults_add(&f, "kind", S("Choose what it is."));
    if (w->body.len > MARKDOWN_MOST) faults_add(&f, "body", S("This is longer than a page can hold. Part it in two, or add it as a file."));
    if (claim.len && !str_is(w->kind, "member-blog")) faults_add(&f, "body", claim);
    if (!is_doi(w->doi)) faults_add(&f, "doi", S("A DOI begins with 10. and has a stroke in it, as in 10.1234/abcd."));
    if (!is_language(w->language)) faults_add(&f, "language", S("A short code: en, cy, ur."));
    too_long(&f, "summary", w->summary, SUMMARY_MOST), too_long(&f, "provenance", w->provenance, WORDS_MOST), too_long(&f, "content_note", w->content_note, LINE_MOST), too_long(&f, "other_title", w->other_title, TITLE_MOST);
    too_long(&f, "coverage", w->coverage, LINE_MOST), too_long(&f, "source", w->source, LINE_MOST), too_long(&f, "publisher", w->publisher, LINE_MOST);
    return f;
}

void work_version_trusted(Tx *tx, const Work *was, Str changed)
{
    db_exec(tx, SQL("insert into work_version(id, work, number, at, changed, title, summary, body, shown) values ($1, $2, 1 + (select coalesce(max(number), 0) from work_version where work = $2), $3, $4, $5, $6, $7, 1)"), I(id_new()), I(was->id),
        AT(time_now()), T(changed), T(was->title), T(was->summary), T(was->body));
    db_exec(tx, SQL("update work set text_at = $2 where id = $1"), I(was->id), AT(time_now()));
}

bool work_with_author(Tx *tx, const Editor *by, const Work *w) { return (str_is(w->state, "draft") || str_is(w->state, "to settle")) && work_commissioned(tx, by, w->id); }
bool work_commissioned(Tx *tx, const Editor *by, i64 work) { (void)by; return db_one_int(tx, SQL("select count(*) from commission where work = $1"), I(work)) > 0; }
bool work_settled(Tx *tx, const Editor *by, i64 work) { (void)by; return db_one_int(tx, SQL("select count(*) from commission where work = $1 and approved_at > 0"), I(work)) > 0; }

/* Before they say yes to a piece they look at all of it anyway. */
void work_desk_changed(Tx *tx, const Editor *by, i64 work, const char *what)
{
    if (work_commissioned(tx, by, work) && !work_settled(tx, by, work)) return;
    others_told_trusted(tx, work, editor_id(by), str_format(tx_arena(tx), "something was changed at our desk in what you wrote: %s. Have a look; if it is not right, tell us by answering to this letter, or put it right there.", what).at);
}

static bool facts_differ(const Work *was, const Work *w)
{
    return !str_eq(was->kind, w->kind) || !str_eq(was->other_title, w->other_title) || !str_eq(was->coverage, w->coverage) || !str_eq(was->language, w->language)
        || !str_eq(was->publisher, w->publisher) || !str_eq(was->doi, w->doi) || !str_eq(was->source, w->source);
}

Outcome work_put(Tx *tx, const Editor *by, Work *w, Str changed)
{
    if (work_faults(tx_arena(tx), w).count || utf8_length(changed) > LINE_MOST) return INVALID;
    if (!w->id) {
        w->by_person = editor_id(by), w->state = S("draft");
        work_insert_trusted(tx, w);
        return DONE;
    }
    const Work *was = work_trusted(tx, w->id);
    if (!was || str_is(was->state, "taken back")) return GONE;
    bool words = !str_eq(was->title, w->title) || !str_eq(was->body, w->body), shown = str_is(was->state, "public") || str_is(was->state, "paused");
    bool around = !str_eq(was->summary, w->summary) || !str_eq(was->content_note, w->content_note) || !str_eq(was->provenance, w->provenance) || !str_eq(was->licence, w->licence);
    if (words && work_commissioned(tx, by, w->id)) return CONFLICT;          /* its author says yes to each change first */
    if (around && work_settled(tx, by, w->id)) return CONFLICT;
    if (shown && (words || !str_eq(was->summary, w->summary))) {
        if (str_blank(changed)) return INVALID;
        work_version_trusted(tx, was, changed);
    }
    db_exec(tx, SQL("update work set kind = $2, title = $3, other_title = $4, summary = $5, content_note = $6, provenance = $7, coverage = $8, language = $9, licence = $10, publisher = $11, doi = $12, source = $13, body = $14, plain = $15, changed_at = $16,"
        " second_reader = case when $17 = 1 then 0 else second_reader end, second_at = case when $17 = 1 then 0 else second_at end where id = $1"), I(w->id), T(w->kind), T(w->title), T(w->other_title), T(w->summary), T(w->content_note), T(w->provenance),
        T(w->coverage), T(w->language), T(w->licence), T(w->publisher), T(w->doi), T(w->source), T(w->body), I(w->plain), AT(time_now()), I(words && !shown));
    if (!str_eq(was->title, w->title)) work_address_trusted(tx, w->id, w->title);
    if (shown) work_changed_trusted(tx, w->id);
    if (shown && (around || !str_eq(was->title, w->title))) work_said_anew_trusted(tx, w->id, was->slug);
    if (words || around || facts_differ(was, w)) work_desk_changed(tx, by, w->id, words ? "its text or its title" : around ? "its summary, its content note, how it is known, or its licence" : "what is said about it beside the text");
    return DONE;
}

Outcome work_publish(Tx *tx, const Editor *by, i64 work, Time at)
{
    const Work *w = work_trusted(tx, work);
    if (!w) return GONE;
    const WorkKind *k = work_kind(w->kind);
    bool commissioned = work_commissioned(tx, by, work);
    bool ready = str_is(w->state, "settled") || str_is(w->state, "scheduled") || (str_is(w->state, "draft") && !commissioned && !(k && k->staff && !w->second_reader));
    if (!ready || str_blank(w->title) || !db_one_int(tx, SQL("select count(*) from contributor where work = $1 and role = 'author'"), I(work))) return CONFLICT;
    if (at.us > time_now().us) db_exec(tx, SQL("update work set state = 'scheduled', publish_at = $2, changed_at = $3 where id = $1"), I(work), AT(at), AT(time_now()));
    else work_show_trusted(tx, NULL, work, time_now());
    authors_told_trusted(tx, work, at.us > time_now().us ? "what you wrote has a day now on which it is shown. Until then you can stop it." : shown_words);
    db_exec(tx, SQL("update commission set person_find = $2 where work = $1"), I(work), B(S("")));       /* from here on it is its author's by the name alone */
    if (w->entry) entry_cut_off_trusted(tx, w->entry);    /* what was offered, and by whom, is needed no more */
    db_exec(tx, SQL("update work set entry = 0, made_at = case when $2 > 0 then $2 else made_at end where id = $1"), I(work), AT(at.us > time_now().us ? at : time_now()));
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "published", .subject_kind = "work", .subject = work, .words = at.us > time_now().us ? S("A work of the library was scheduled.") : S("A work of the library was published.") });
    return DONE;
}

/* A name that is somebody's here goes and comes by its owner alone (signing.h); the desk writes the names that are nobody's. */
void contributors_put(Tx *tx, const Editor *by, i64 work, const Signing *at, int count)
{
    Contributors was = contributors_of(tx, NOBODY, work);
    bool own = work_commissioned(tx, by, work);           /* who wrote a piece is its author's to say */
    db_exec(tx, SQL("delete from contributor where work = $1 and exists (select 1 from byline b where b.id = contributor.byline and b.kind = 'free')"), I(work));
    for (int i = 0; i < count; i++) {
        bool theirs = own && str_is(at[i].role, "author");
        for (int k = 0; k < was.count; k++) theirs = theirs || (!str_is(was.at[k].by.kind, "free") && str_eq(was.at[k].by.name, at[i].name));
        if (!theirs) contributor_add_trusted(tx, work, at[i].role, byline_make_trusted(tx, S("free"), 0, at[i].name));
    }
    bylines_tidy_trusted(tx, &was);
    work_changed_trusted(tx, work);
    work_named_anew_trusted(tx, work, S(""), S(""));
}

void rule_put(Tx *tx, const Editor *by, i64 work, Str rule)
{
    (void)by;
    if (!str_is(rule, "any") && !str_is(rule, "all")) return;
    db_exec(tx, SQL("update work set rule = $2 where id = $1 and not exists (select 1 from contributor c join byline b on b.id = c.byline where c.work = $1 and b.kind <> 'free')"), I(work), T(rule));
}

void topics_put(Tx *tx, const Editor *by, i64 work, Str lines) { (void)by; topics_put_trusted(tx, work, lines); work_changed_trusted(tx, work); }

void hopes_put(Tx *tx, const Editor *by, i64 work, const i64 *compass, int count)
{
    (void)by;
    db_exec(tx, SQL("delete from work_hope where work = $1"), I(work));
    for (int i = 0; i < count; i++) db_exec(tx, SQL("insert into work_hope(work, compass) select $1, id from compass where id = $2 on conflict do nothing"), I(work), I(compass[i]));
    work_changed_trusted(tx, work);
}

static bool work_is_there(Tx *tx, i64 work) { return db_one_int(tx, SQL("select count(*) from work where id = $1 and state <> 'taken back'"), I(work)) > 0; }     /* an address leads on to what is gone, too */

Outcome link_put(Tx *tx, const Editor *by, i64 work, Str other_slug, Str kind)
{
    static const char kinds[] = "|translation of|replies to|goes with|new edition of|";
    bool now = false;
    i64 other = work_of_slug(tx, NOBODY, other_slug, &now);
    if (!strstr(kinds, str_format(tx_arena(tx), "|%.*s|", FMT(kind)).at)) return INVALID;
    if (!other || other == work || !work_is_there(tx, other)) return GONE;
    db_exec(tx, SQL("insert into work_link(work, other, kind) values ($1, $2, $3) on conflict (work, other) do update set kind = excluded.kind"), I(work), I(other), T(kind));
    work_changed_trusted(tx, work);
    work_desk_changed(tx, by, work, "which other work it goes with");
    return DONE;
}

Outcome link_part(Tx *tx, const Editor *by, i64 work, Str other_slug)
{
    bool now = false;
    i64 other = work_of_slug(tx, NOBODY, other_slug, &now);
    if (!other || !db_exec(tx, SQL("delete from work_link where (work = $1 and other = $2) or (work = $2 and other = $1)"), I(work), I(other))) return GONE;
    work_changed_trusted(tx, work);
    record_anew_trusted(tx, other, (Time){ 0 });
    work_desk_changed(tx, by, work, "which other work it goes with");
    return DONE;
}

Outcome collection_put(Tx *tx, const Editor *by, Collection *c)
{
    (void)by;
    if (utf8_length(c->title) < 2 || utf8_length(c->title) > TITLE_MOST || utf8_length(c->about) > WORDS_MOST || utf8_length(c->content_note) > LINE_MOST) return INVALID;
    if (c->id) return db_exec(tx, SQL("update collection set title = $2, about = $3, content_note = $4 where id = $1"), I(c->id), T(c->title), T(c->about), T(c->content_note)) ? DONE : GONE;
    c->slug = slug_from(tx_arena(tx), c->title);
    if (db_one_int(tx, SQL("select count(*) from collection where slug = $1"), T(c->slug))) return CONFLICT;
    c->id = id_new();
    db_exec(tx, SQL("insert into collection(id, slug, title, about, content_note, position, ended_at) values ($1, $2, $3, $4, $5, 100, 0)"), I(c->id), T(c->slug), T(c->title), T(c->about), T(c->content_note));
    return DONE;
}

Outcome collection_add(Tx *tx, const Editor *by, i64 collection, Str slug, bool in)
{
    bool now = false;
    i64 work = work_of_slug(tx, NOBODY, slug, &now), moved = 0;
    if (!work || !work_is_there(tx, work)) return GONE;
    if (!in) moved = db_exec(tx, SQL("delete from collection_work where collection = $1 and work = $2"), I(collection), I(work));
    else moved = db_exec(tx, SQL("insert into collection_work(collection, work, position) values ($1, $2, (select coalesce(max(position) + 1, 0) from collection_work where collection = $1)) on conflict do nothing"), I(collection), I(work));
    if (moved) work_desk_changed(tx, by, work, in ? "it was put into a collection" : "it was taken out of a collection");
    return DONE;
}
