/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Reading works, and what is left of those that were taken back. */
#include "knowledge/work.h"

#include "knowledge/captions.h"
#include "seal/seal.h"

const WorkKind work_kinds[] = {
    { "research", "Research", "Research", true, true }, { "briefing", "Briefing", "Briefings", true, true }, { "article", "Article", "Articles", false, false }, { "member-blog", "Member’s blog", "Members’ blogs", false, false },
    { "staff-blog", "Staff blog", "Staff blogs", false, true }, { "news", "News", "News", false, true }, { "toolkit", "Toolkit", "Toolkits", false, false }, { "position", "Policy position", "Policy positions", false, true }, { 0 },
};
const FormKind form_kinds[] = {
    { "plain", "Plain language", "textual" }, { "easy-read", "Easy read, with pictures", "textual" }, { "audio", "Audio", "auditory" }, { "sign", "Sign language", "visual" }, { "large-print", "Large print", "textual" },
    { "translation", "Translation", "textual" }, { "transcript", "Transcript", "textual" }, { "text", "The text as a file", "textual" }, { 0 },
};
const char *const work_roles[] = { "author", "editor", "interviewer", "translator", "reader", "illustrator", NULL };
const Licence licences[] = {
    { "by", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "You may share and change it, and say whose it is." },
    { "by-sa", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "You may share and change it, say whose it is, and pass it on in the same way." },
    { "by-nc", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/", "You may share and change it where nobody earns by it, and say whose it is." },
    { "by-nd", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/", "You may share it as it is, and say whose it is." },
    { "kept", "All rights with the author", "", "It is here to be read and linked to. Ask before you use it in another way." }, { 0 },
};

const char *work_role_words(Str role)
{
    static const char *const words[] = { "Author", "Editor", "Interviewer", "Translator", "Reader, for the audio", "Illustrator" };
    for (int i = 0; work_roles[i]; i++) if (str_is(role, work_roles[i])) return words[i];
    return "";
}

const WorkKind *work_kind(Str slug)
{
    for (const WorkKind *k = work_kinds; k->slug; k++) if (str_is(slug, k->slug)) return k;
    return NULL;
}

const char *form_words(Str slug)
{
    for (const FormKind *k = form_kinds; k->slug; k++) if (str_is(slug, k->slug)) return k->words;
    return "";
}

const Licence *licence_of(Str slug)
{
    for (const Licence *l = licences; l->slug; l++) if (str_is(slug, l->slug)) return l;
    return &licences[4];
}

/* ---- one ---- */

#define WORK "select w.id, w.entry, w.by_person, w.second_reader, w.mark, coalesce((select s.slug from work_slug s where s.work = w.id and s.now = 1), ''), w.kind, w.state, w.title, w.other_title, w.summary, w.content_note, w.provenance," \
    " w.coverage, w.language, w.licence, w.publisher, w.doi, w.source, w.source_id, w.plain, w.level, w.may_index, w.may_harvest, w.may_quote, w.may_mine, w.rule, w.tombstone, w.tombstone_words," \
    " w.publish_at, w.published_at, w.changed_at, w.record_at, w.harvested_at, w.made_at, w.alone, w.public_at, w.gone_at, w.text_at, "

static Work read_work(Query *q)
{
    Work w = { .id = db_int(q, 0), .entry = db_int(q, 1), .by_person = db_int(q, 2), .second_reader = db_int(q, 3), .mark = db_str(q, 4), .slug = db_str(q, 5),
        .kind = db_str(q, 6), .state = db_str(q, 7) };
    w.title = db_str(q, 8), w.other_title = db_str(q, 9), w.summary = db_str(q, 10), w.content_note = db_str(q, 11), w.provenance = db_str(q, 12), w.coverage = db_str(q, 13),
        w.language = db_str(q, 14), w.licence = db_str(q, 15);
    w.publisher = db_str(q, 16), w.doi = db_str(q, 17), w.source = db_str(q, 18), w.source_id = db_str(q, 19), w.plain = db_bool(q, 20), w.level = (int)db_int(q, 21);
    w.may_index = db_bool(q, 22), w.may_harvest = db_bool(q, 23), w.may_quote = db_bool(q, 24), w.may_mine = db_bool(q, 25), w.rule = db_str(q, 26), w.tombstone = db_str(q,
        27), w.tombstone_words = db_str(q, 28);
    w.publish_at = db_time(q, 29), w.published_at = db_time(q, 30), w.changed_at = db_time(q, 31), w.record_at = db_time(q, 32), w.harvested_at = db_time(q, 33),
        w.made_at = db_time(q, 34), w.alone = db_str(q, 35);
    w.public_at = db_time(q, 36), w.gone_at = db_time(q, 37), w.text_at = db_time(q, 38), w.body = db_str(q, 39);
    return w;
}

const Work *work_trusted(Tx *tx, i64 id)
{
    Work *w = NULL;
    Query q = db_query(tx, SQL(WORK "w.body from work w where w.id = $1"), I(id));
    if (db_next(&q)) w = arena_new(tx_arena(tx), Work), *w = read_work(&q);
    db_end(&q);
    return w;
}

i64 work_of_slug(Tx *tx, Who who, Str slug, bool *now)
{
    i64 id = 0;
    (void)who;
    *now = false;
    Query q = db_query(tx, SQL("select work, now from work_slug where hash = $1"), B(seal_keyed(tx_arena(tx), "work.slug", slug)));
    if (db_next(&q)) id = db_int(&q, 0), *now = db_bool(&q, 1);
    db_end(&q);
    return id;
}

i64 work_of_mark(Tx *tx, Who who, Str mark) { (void)who; return db_one_int(tx, SQL("select id from work where mark = $1"), T(mark)); }

static bool may_read(Tx *tx, Who who, const Work *w) { return w && str_is(w->state, "public") && w->level >= directory_level(tx, who); }

const Work *work_seen_by(Tx *tx, Who who, Str slug)
{
    bool now = false;
    return work_numbered(tx, who, work_of_slug(tx, who, slug, &now));
}

const Work *work_numbered(Tx *tx, Who who, i64 id)
{
    const Work *w = id ? work_trusted(tx, id) : NULL;
    return may_read(tx, who, w) ? w : NULL;
}

const Work *work_in_making(Tx *tx, Who who, i64 id)
{
    const Work *w = id ? work_trusted(tx, id) : NULL;
    const Editor *by = editor(tx, who);
    return w && ((by && !work_with_author(tx, by, w)) || author_of(tx, who, id)) ? w : NULL;
}

/* ---- what belongs to one ---- */

Contributors contributors_of(Tx *tx, Who who, i64 work)
{
    enum { MOST = 60 };
    Contributor *at = arena_array(tx_arena(tx), Contributor, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select c.id, c.role, c.wants_gone_at, b.id, b.of_id + b.person, b.kind, b.slug, b.name, b.about, b.made_at from contributor c join byline b on b.id = c.byline where c.work = $1 order by c.position, c.id limit 60"), I(work));
    while (count < MOST && db_next(&q))
        at[count++] = (Contributor){ .id = db_int(&q, 0), .role = db_str(&q, 1), .wants_gone = db_int(&q, 2) > 0,
            .by = { .id = db_int(&q, 3), .of = db_int(&q, 4), .kind = db_str(&q, 5), .slug = db_str(&q, 6), .name = db_str(&q, 7), .about = db_str(&q, 8), .made_at = db_time(&q, 9) } };
    return (Contributors){ at, count };
}

Str names_of(Arena *a, const Contributors *all, Str role)
{
    Buf b = buf_open(a, 80);
    int count = 0, n = 0;
    if (!role.len) role = S("author");
    for (int i = 0; i < all->count; i++) count += str_eq(all->at[i].role, role);
    for (int i = 0; i < all->count; i++)
        if (str_eq(all->at[i].role, role)) buf_format(&b, "%s%.*s", !n ? "" : n == count - 1 ? " and " : ", ", FMT(all->at[i].by.name)), n++;
    return buf_view(&b);
}

Expressions expressions_of(Tx *tx, Who who, i64 work)
{
    enum { MOST = 40 };
    Expression *at = arena_array(tx_arena(tx), Expression, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select id, number, kind, language, maker, words, file, type, checked, size, seconds, title, summary, says_text from expression where work = $1 order by number limit 40"), I(work));
    while (count < MOST && db_next(&q))
        at[count++] = (Expression){ .id = db_int(&q, 0), .number = (int)db_int(&q, 1), .kind = db_str(&q, 2), .language = db_str(&q, 3), .maker = db_str(&q, 4),
            .words = db_str(&q, 5), .file = db_str(&q, 6), .type = db_str(&q, 7),
            .checked = db_bool(&q, 8), .size = db_int(&q, 9), .seconds = (int)db_int(&q, 10), .title = db_str(&q, 11), .summary = db_str(&q, 12), .says_text = db_bool(&q, 13) };
    return (Expressions){ at, count };
}

Str form_read(Arena *a, const Expression *e) { return form_plays(e) && captions_are(e->words) ? captions_text(a, e->words) : e->words; }

TopicWords topics_of_work(Tx *tx, Who who, i64 work)
{
    enum { MOST = 40 };
    WorkTopic *at = arena_array(tx_arena(tx), WorkTopic, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select slug, words from work_topic where work = $1 order by slug limit 40"), I(work));
    while (count < MOST && db_next(&q)) at[count++] = (WorkTopic){ db_str(&q, 0), db_str(&q, 1) };
    return (TopicWords){ at, count };
}

static Str seen_from_there(Str kind)
{
    static const char *const both[][2] = { { "translation of", "translated as" }, { "replies to", "answered by" }, { "new edition of", "earlier edition of" } };
    for (int i = 0; i < COUNT(both); i++) if (str_is(kind, both[i][0])) return str_c(both[i][1]);
    return kind;
}

/* From either side: who looks at one work finds the other.  every: also what is not shown. */
static WorkLinks read_links(Tx *tx, i64 work, int level, bool every)
{
    enum { MOST = 40 };
    WorkLink *at = arena_array(tx_arena(tx), WorkLink, MOST);
    int count = 0;
    Str base = { 0 }, naan = { 0 };                       /* most have no links */
    Query q = db_query(tx, SQL("select l.kind, s.slug, w.title, w.mark, w.may_harvest * (w.level - 1), case when l.work = $1 then 1 else 0 end, w.id from work_link l cross join work w join work_slug s on s.work = w.id and s.now = 1"
        " where (l.work = $1 or l.other = $1) and w.id = l.work + l.other - $1 and ((w.state = 'public' and w.level >= $2) or $3 = 1) order by w.published_at desc, w.mark limit 40"), I(work), I(level), I(every));
    while (count < MOST && db_next(&q)) {
        at[count] = (WorkLink){ .id = db_int(&q, 6), .kind = db_str(&q, 0), .slug = db_str(&q, 1), .title = db_str(&q, 2), .harvested = db_bool(&q, 4) };
        Str mark = db_str(&q, 3);
        if (!naan.len) base = setting(tx, "base_url", S("")), naan = setting(tx, "ark_naan", S("99999"));
        at[count].ark_url = str_format(tx_arena(tx), "%.*s/ark:/%.*s/%.*s", FMT(base), FMT(naan), FMT(mark));
        if (!db_bool(&q, 5)) at[count].kind = seen_from_there(at[count].kind);
        count++;
    }
    return (WorkLinks){ at, count };
}

WorkLinks links_of_work(Tx *tx, Who who, i64 work) { return read_links(tx, work, directory_level(tx, who), false); }
WorkLinks links_read(Tx *tx, const Editor *by, i64 work) { (void)by; return read_links(tx, work, 0, true); }

WorkVersions versions_of(Tx *tx, Who who, i64 work)
{
    enum { MOST = 60 };
    WorkVersion *at = arena_array(tx_arena(tx), WorkVersion, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select number, at, changed, title, shown from work_version where work = $1 order by number desc limit 60"), I(work));
    while (count < MOST && db_next(&q)) at[count++] = (WorkVersion){ .number = (int)db_int(&q, 0), .at = db_time(&q, 1), .changed = db_str(&q, 2), .title = db_str(&q, 3), .shown = db_bool(&q, 4) };
    return (WorkVersions){ at, count };
}

static const WorkVersion *read_version(Query q)
{
    WorkVersion *v = NULL;
    if (db_next(&q)) {
        v = arena_new(tx_arena(q.tx), WorkVersion);
        *v = (WorkVersion){ .number = (int)db_int(&q, 0), .at = db_time(&q, 1), .changed = db_str(&q, 2), .title = db_str(&q, 3), .summary = db_str(&q, 4), .body = db_str(&q, 5),
            .shown = db_bool(&q, 6) };
    }
    db_end(&q);
    return v;
}

#define VERSION "select number, at, changed, title, summary, body, shown from work_version where work = $1 and number = $2"

const WorkVersion *version_seen_by(Tx *tx, Who who, i64 work, i64 number) { (void)who; return read_version(db_query(tx, SQL(VERSION " and shown = 1"), I(work), I(number))); }
const WorkVersion *version_of(Tx *tx, const Author *by, i64 number) { return read_version(db_query(tx, SQL(VERSION " and title <> ''"), I(author_work(by)->id), I(number))); }

Compass hopes_of_work(Tx *tx, Who who, i64 work)
{
    enum { MOST = 20 };
    CompassItem *at = arena_array(tx_arena(tx), CompassItem, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select c.id, c.kind, c.slug, c.words, c.more from work_hope h join compass c on c.id = h.compass where h.work = $1 order by c.position, c.id limit 20"), I(work));
    while (count < MOST && db_next(&q)) at[count++] = (CompassItem){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_str(&q, 3), db_str(&q, 4) };
    return (Compass){ at, count };
}

WorkPictures pictures_of(Tx *tx, Who who, i64 work)
{
    enum { MOST = 60 };
    WorkPicture *at = arena_array(tx_arena(tx), WorkPicture, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select number, file, type, alt from work_picture where work = $1 order by number limit 60"), I(work));
    while (count < MOST && db_next(&q)) at[count++] = (WorkPicture){ (int)db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_str(&q, 3) };
    return (WorkPictures){ at, count };
}

/* A number or a name without a dot is a machine to try things on: nothing is fixed there. */
Str library_domain(Tx *tx, Who who)
{
    Str kept = setting(tx, "oai_domain", S("")), host = host_of(setting(tx, "base_url", S("")));
    bool name = host.len && (host.at[0] < '0' || host.at[0] > '9') && str_find(host, S(".")) > 0 && str_find(host, S(":")) < 0;
    (void)who;
    return kept.len ? kept : name ? host : S("kith.example");
}

/* ---- lists ---- */

static Works read_list(Query q, int most)
{
    Work *at = arena_array(tx_arena(q.tx), Work, most + 1);
    int count = 0;
    while (count < most + 1 && db_next(&q)) at[count++] = read_work(&q);
    db_end(&q);
    return (Works){ at, count > most ? most : count, count > most };
}

/* level + 0: so that the list is read in its order and not sorted anew. */
#define NARROWED " w.state = 'public' and w.level + 0 >= $1 and ($2 = '' or w.kind = $2) and ($3 = '' or exists (select 1 from work_topic t where t.work = w.id and t.slug = $3))" \
    " and ($4 = '' or w.language = $4 or exists (select 1 from expression e where e.work = w.id and e.language = $4)) and ($5 = '' or exists (select 1 from expression e where e.work = w.id and e.kind = $5))" \
    " order by w.published_at desc, w.mark desc limit $6 offset $7"

enum { MANY = 2001 };                                     /* as the statements below say */

/* Few are of a topic, a form, a kind or a language: those are read and put in order.  Where there are many some of them are among the newest, and
 * all are gone through until a page is full. */
static Works narrowed_list(Tx *tx, Who who, const WorkFilter *f, int most)
{
    const i64 counts[] = {
        f->topic.len ? db_one_int(tx, SQL("select count(*) from (select work from work_topic where slug = $1 limit 2001) x"), T(f->topic)) : MANY,
        f->form.len ? db_one_int(tx, SQL("select count(*) from (select work from expression where kind = $1 limit 2001) x"), T(f->form)) : MANY,
        f->kind.len ? db_one_int(tx, SQL("select count(*) from (select id from work where state = 'public' and level in (1, 2) and kind = $1 limit 2001) x"), T(f->kind)) : MANY,
        f->language.len ? db_one_int(tx, SQL("select count(*) from (select id from work where state = 'public' and language = $1 limit 2001) x"), T(f->language))
            + db_one_int(tx, SQL("select count(*) from (select work from expression where language = $1 limit 2001) x"), T(f->language)) : MANY,
    };
    const Arg args[] = { I(directory_level(tx, who)), T(f->kind), T(f->topic), T(f->language), T(f->form), I(most + 1), I(f->skip), { 0 } };
    int least = 0;
    for (int i = 1; i < COUNT(counts); i++) if (counts[i] < counts[least]) least = i;
    if (counts[least] >= MANY) return read_list(db_query_(tx, SQL(WORK "'' from work w where" NARROWED), args), most);
    if (least == 0) return read_list(db_query_(tx, SQL(WORK "'' from (select work from work_topic where slug = $3) x cross join work w where w.id = x.work and" NARROWED), args), most);
    if (least == 1) return read_list(db_query_(tx, SQL(WORK "'' from (select distinct work from expression where kind = $5) x cross join work w where w.id = x.work and" NARROWED), args), most);
    if (least == 2) return read_list(db_query_(tx, SQL(WORK "'' from (select id as work from work where state = 'public' and level in (1, 2) and kind = $2) x cross join work w where w.id = x.work and" NARROWED), args), most);
    return read_list(db_query_(tx, SQL(WORK "'' from (select id as work from work where state = 'public' and language = $4 union select work from expression where language = $4) x cross join work w where w.id = x.work and" NARROWED), args), most);
}

Works works_listed(Tx *tx, Who who, const WorkFilter *f)
{
    int most = f->most > 0 && f->most <= 200 ? f->most : 20;
    if (f->collection)                                    /* in the order in which whoever made it put them */
        return read_list(db_query(tx, SQL(WORK "'' from collection_work k cross join work w where k.collection = $1 and w.id = k.work and w.state = 'public' and w.level >= $2 order by k.position, w.published_at desc, w.mark limit $3 offset $4"), I(f->collection),
            I(directory_level(tx, who)), I(most + 1), I(f->skip)), most);
    if (f->byline)                                        /* of one name: its works are read and no others */
        return read_list(db_query(tx, SQL(WORK "'' from (select distinct work from contributor where byline = $1) c cross join work w where w.id = c.work and w.state = 'public' and w.level >= $2 order by w.published_at desc, w.mark desc limit $3 offset $4"), I(f->byline),
            I(directory_level(tx, who)), I(most + 1), I(f->skip)), most);
    return narrowed_list(tx, who, f, most);
}

SearchHits works_found(Tx *tx, Who who, Str words, const WorkFilter *f)
{
    const char *kind = work_kind(f->kind) ? str_format(tx_arena(tx), "work.%.*s", FMT(f->kind)).at : "work";
    SearchAsk ask = { .kind = kind, .level = directory_level(tx, who), .words = words, .skip = f->skip, .most = f->most };
    if (f->topic.len) ask.within[ask.within_count++] = db_query(tx, SQL("select d.number from work_topic t cross join search_doc d where t.slug = $1 and d.id = t.work"), T(f->topic));
    if (f->form.len) ask.within[ask.within_count++] = db_query(tx, SQL("select d.number from expression e cross join search_doc d where e.kind = $1 and d.id = e.work"), T(f->form));
    if (f->language.len) ask.within[ask.within_count++] = db_query(tx, SQL("select d.number from work w cross join search_doc d where w.state = 'public' and w.language = $1 and d.id = w.id"
        " union all select d.number from expression e cross join search_doc d where e.language = $1 and d.id = e.work"), T(f->language));
    return search_find_trusted(tx, &ask);
}

Works works_of(Tx *tx, Who who)
{
    enum { MOST = 200 };
    Work *at = arena_array(tx_arena(tx), Work, MOST);
    int count = 0;
    Bylines own = bylines_of(tx, who);
    for (int i = -1; i < own.count; i++) {
        if (i >= 0 && !own.at[i].id) continue;
        Query q = i < 0 ? db_query(tx, SQL(WORK "'' from work w join commission m on m.work = w.id where m.person_find = $1 and w.state <> 'taken back' order by w.id desc limit 100"), B(seal_keyed(tx_arena(tx), "commission.person", str_format(tx_arena(tx), "%lld", who.person))))
            : db_query(tx, SQL(WORK "'' from work w where w.id in (select work from contributor where byline = $1) and w.state <> 'taken back' order by w.id desc limit 100"), I(own.at[i].id));
        while (count < MOST && db_next(&q)) {
            Work w = read_work(&q);
            bool twice = false;
            for (int k = 0; k < count; k++) twice = twice || at[k].id == w.id;
            if (!twice) at[count++] = w;
        }
        db_end(&q);
    }
    return (Works){ at, count, false };
}

const Work *work_read(Tx *tx, const Editor *by, i64 id) { (void)by; return work_trusted(tx, id); }

Facets topics_used(Tx *tx, Who who)
{
    enum { MOST = 40 };
    Facet *at = arena_array(tx_arena(tx), Facet, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select slug, min(words), count(*) from work_topic where level >= $1 group by slug order by count(*) desc, slug limit 40"), I(directory_level(tx, who)));
    while (count < MOST && db_next(&q)) at[count++] = (Facet){ db_str(&q, 0), db_str(&q, 1), db_int(&q, 2) };
    return (Facets){ at, count };
}

#define COLLECTION "select k.id, k.slug, k.title, k.about, k.content_note, (select count(*) from collection_work x cross join work w where w.id = x.work and x.collection = k.id and w.state = 'public' and w.level >= $1) from collection k where k.ended_at = 0"

static Collection read_collection(Query *q) { return (Collection){ db_int(q, 0), db_str(q, 1), db_str(q, 2), db_str(q, 3), db_str(q, 4), db_int(q, 5) }; }

Collections collections_seen_by(Tx *tx, Who who)
{
    enum { MOST = 60 };
    Collection *at = arena_array(tx_arena(tx), Collection, MOST);
    int count = 0;
    Query q = db_query(tx, SQL(COLLECTION " order by k.position, k.id limit 60"), I(directory_level(tx, who)));
    while (count < MOST && db_next(&q)) at[count++] = read_collection(&q);
    return (Collections){ at, count };
}

const Collection *collection_seen_by(Tx *tx, Who who, Str slug)
{
    Collection *c = NULL;
    Query q = db_query(tx, SQL(COLLECTION " and k.slug = $2"), I(directory_level(tx, who)), T(slug));
    if (db_next(&q)) c = arena_new(tx_arena(tx), Collection), *c = read_collection(&q);
    db_end(&q);
    return c;
}

/* ---- what is left ---- */

Tombstone work_gone(Tx *tx, Who who, i64 id)
{
    const Work *w = id ? work_trusted(tx, id) : NULL;
    if (!w || !(str_is(w->state, "taken back") || str_is(w->state, "paused")) || !w->text_at.us || w->level < directory_level(tx, who)) return (Tombstone){ 0 };
    if (str_is(w->state, "paused")) return (Tombstone){ true, true, S(""), false };
    if (str_is(w->tombstone, "words") || str_is(w->tombstone, "citation")) return (Tombstone){ true, false, w->tombstone_words, str_is(w->tombstone, "citation") };
    return (Tombstone){ true, false, str_is(w->tombstone, "author") ? S("It was taken back by its author.") : S(""), false };
}

/* Whatever everybody could read and cannot any more: taken back, away for a while, for members alone. */
GoneWorks works_gone_lately(Tx *tx, Who who)
{
    enum { MOST = 200 };
    GoneWork *at = arena_array(tx_arena(tx), GoneWork, MOST);
    int count = 0;
    (void)who;                                            /* the mark says nothing to whoever never had the work */
    Query q = db_query(tx, SQL("select mark, gone_at from work where gone_at > 0 and gone_at > $1 and gone_at <= $2 order by gone_at desc limit 200"), AT(time_after(time_now(), -DAYS(90))), AT(time_now()));
    while (count < MOST && db_next(&q)) at[count++] = (GoneWork){ db_str(&q, 0), db_time(&q, 1) };
    return (GoneWorks){ at, count };
}
