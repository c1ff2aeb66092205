/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Items: offered through the door, written at the desk or taken up from another room; accepted or kindly declined; over
 * after two weeks by themselves. */
#include "bulletin/edition.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

enum { A_PAGE = 60 };

#define ITEM "select i.id, i.bulletin, i.section, i.entry, i.source_kind, i.source, i.state, i.title, i.body, i.link, i.run_by, i.own_words, i.lived_led, i.own, i.content_note, i.purpose, i.payment, i.paid_when, i.access, i.anonymity," \
    " i.data_use, i.may_change, i.hear_back_on, i.heard_back, i.heard_back_at, i.decline_words, i.runs_from, i.runs_to, i.by_person, i.made_at, i.decided_at, s.slug, s.name, s.needs_facts from item i join section s on s.id = i.section"

static Item read_item(Query *q)
{
    Item i = { .id = db_int(q, 0), .bulletin = db_int(q, 1), .section = db_int(q, 2), .entry = db_int(q, 3), .source_kind = db_str(q, 4), .source = db_int(q, 5),
        .state = db_str(q, 6), .title = db_str(q, 7), .body = db_str(q, 8),
        .link = db_str(q, 9), .own_words = db_bool(q, 11), .lived_led = db_bool(q, 12), .own = db_bool(q, 13), .content_note = db_str(q, 14), .heard_back = db_str(q, 23),
            .heard_back_at = db_time(q, 24),
        .decline_words = db_str(q, 25), .runs_from = db_time(q, 26), .runs_to = db_time(q, 27), .by = db_int(q, 28), .made_at = db_time(q, 29), .decided_at = db_time(q, 30),
            .section_slug = db_str(q, 31),
        .section_name = db_str(q, 32), .needs_facts = db_bool(q, 33) };
    i.facts = (FactsBox){ .run_by = db_str(q, 10), .purpose = db_str(q, 15), .payment = db_str(q, 16), .paid_when = db_str(q, 17), .access = db_str(q, 18),
        .anonymity = db_str(q, 19), .data_use = db_str(q, 20),
        .may_change = db_str(q, 21), .hear_back_on = db_time(q, 22) };
    return i;
}

static Items read_items(Tx *tx, Query q)
{
    Item *at = arena_array(tx_arena(tx), Item, A_PAGE + 1);
    int count = 0;
    while (count <= A_PAGE && db_next(&q)) at[count++] = read_item(&q);
    db_end(&q);
    return (Items){ at, count > A_PAGE ? A_PAGE : count, count > A_PAGE };
}

const Item *item_trusted(Tx *tx, i64 id)
{
    Items one = read_items(tx, db_query(tx, SQL(ITEM " where i.id = $1"), I(id)));
    return one.count ? &one.at[0] : NULL;
}

const Item *item_read(Tx *tx, const Editor *by, i64 id) { (void)by; return item_trusted(tx, id); }

/* Those led by people with lived experience stand first everywhere (R25). */
Items items_at_desk(Tx *tx, const Editor *by, i64 bulletin, Str state, int after)
{
    (void)by;
    return read_items(tx, db_query(tx, SQL(ITEM " where i.bulletin = $1 and i.state = $2 order by case when $2 = 'offered' then i.made_at else -i.decided_at end, s.position, i.lived_led desc, i.id limit 61 offset $3"), I(bulletin), T(state),
        I(after)));
}

/* ---- what there is to mend ---- */

static bool is_web(Str s) { return (str_starts(s, S("https://")) || str_starts(s, S("http://")) || str_starts(s, S("/"))) && str_find(s, S(" ")) < 0; }

Faults item_faults(Tx *tx, Who who, const Item *i)
{
    (void)who;
    Arena *a = tx_arena(tx);
    Faults f = i->needs_facts ? facts_faults(a, &i->facts, i->runs_from) : NO_FAULTS;
    if (utf8_length(i->title) < 4 || utf8_length(i->title) > 160) faults_add(&f, "title", S("Give it a title, up to 160 letters."));
    else if (claim_fault(a, i->title).len) faults_add(&f, "title", claim_fault(a, i->title));
    if (utf8_length(i->body) < 10 || utf8_length(i->body) > 3000) faults_add(&f, "body", S("Tell it in a few sentences, up to 3,000 letters."));
    else if (claim_fault(a, i->body).len) faults_add(&f, "body", claim_fault(a, i->body));
    if (i->link.len && (!is_web(i->link) || i->link.len > 500)) faults_add(&f, "link", S("A web address begins with https://"));
    if (!i->needs_facts && utf8_length(i->facts.run_by) > 200) faults_add(&f, "run_by", S("Up to 200 letters."));
    if (utf8_length(i->content_note) > 200) faults_add(&f, "content_note", S("Up to 200 letters."));
    if (i->runs_to.us <= i->runs_from.us) faults_add(&f, "runs_to", S("It ends after it begins."));
    else if (!i->own && i->runs_to.us - i->runs_from.us > DAYS(ITEM_DAYS)) faults_add(&f, "runs_to", S("Two weeks at most, unless it is the network’s own."));
    return f;
}

/* ---- writing ---- */

static void insert_item(Tx *tx, Item *i, Str poster)
{
    const FactsBox *x = &i->facts;
    i->id = id_new(), i->made_at = time_now();
    db_exec(tx, SQL("insert into item(id, bulletin, section, entry, source_kind, source, state, title, body, link, run_by, own_words, lived_led, own, content_note, purpose, payment, paid_when, access, anonymity, data_use,"
        " may_change, hear_back_on, asked_back_at, heard_back, heard_back_at, poster, decline_words, runs_from, runs_to, by_person, made_at, decided_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 0, '', 0, $24, '', $25, $26, $27, $28, $29)"),
        I(i->id), I(i->bulletin), I(i->section), I(i->entry), T(i->source_kind), I(i->source), T(i->state), T(i->title), T(i->body), T(i->link), T(x->run_by), I(i->own_words),
            I(i->lived_led), I(i->own), T(i->content_note),
        T(x->purpose), T(x->payment), T(x->paid_when), T(x->access), T(x->anonymity), T(x->data_use), T(x->may_change), AT(x->hear_back_on), B(poster), AT(i->runs_from),
            AT(i->runs_to), I(i->by), AT(i->made_at), AT(i->decided_at));
}

static bool section_knows(Tx *tx, Item *i)
{
    Query q = db_query(tx, SQL("select bulletin, slug, name, needs_facts from section where id = $1 and ended_at = 0"), I(i->section));
    bool there = db_next(&q);
    if (there) i->bulletin = db_int(&q, 0), i->section_slug = db_str(&q, 1), i->section_name = db_str(&q, 2), i->needs_facts = db_bool(&q, 3);
    db_end(&q);
    return there;
}

static bool was_sent(Tx *tx, i64 item)
{
    return db_one_int(tx, SQL("select count(*) from edition_item x join edition e on e.id = x.edition where x.item = $1 and e.began_at > 0"), I(item)) > 0;
}

Outcome item_put(Tx *tx, const Editor *by, Item *i)
{
    const FactsBox *x = &i->facts;
    if (!section_knows(tx, i) || item_faults(tx, NOBODY, i).count) return INVALID;
    if (!i->id) {
        i->state = S("accepted"), i->by = editor_id(by), i->decided_at = time_now(), i->source_kind = S("");
        insert_item(tx, i, S(""));
        return DONE;
    }
    if (was_sent(tx, i->id)) return CONFLICT;
    return db_exec(tx, SQL("update item set section = $2, bulletin = $3, title = $4, body = $5, link = $6, run_by = $7, own_words = $8, lived_led = $9, own = $10, content_note = $11, purpose = $12, payment = $13, paid_when = $14, access = $15,"
        " anonymity = $16, data_use = $17, may_change = $18, hear_back_on = $19, runs_from = $20, runs_to = $21 where id = $1 and state in ('offered', 'accepted')"), I(i->id), I(i->section), I(i->bulletin), T(i->title), T(i->body), T(i->link),
        T(x->run_by), I(i->own_words), I(i->lived_led), I(i->own), T(i->content_note), T(x->purpose), T(x->payment), T(x->paid_when), T(x->access), T(x->anonymity),
            T(x->data_use), T(x->may_change), AT(x->hear_back_on),
        AT(i->runs_from), AT(i->runs_to)) ? DONE : GONE;
}

Outcome item_accept(Tx *tx, const Editor *by, i64 id)
{
    const Item *i = item_trusted(tx, id);
    if (!i || !str_is(i->state, "offered")) return GONE;
    if (item_faults(tx, NOBODY, i).count) return INVALID;
    db_exec(tx, SQL("update item set state = 'accepted', by_person = $2, decided_at = $3 where id = $1"), I(id), I(editor_id(by)), AT(time_now()));
    if (i->entry) (void)entry_answered_trusted(tx, i->entry);
    return DONE;
}

Outcome item_decline(Tx *tx, const Editor *by, i64 id, Str words, const Network *n)
{
    const Item *i = item_trusted(tx, id);
    if (!i || !str_is(i->state, "offered")) return GONE;
    if (utf8_length(words) > 1000) return INVALID;
    db_exec(tx, SQL("update item set state = 'declined', by_person = $2, decided_at = $3, decline_words = $4 where id = $1"), I(id), I(editor_id(by)), AT(time_now()), T(words));
    const Entry *e = i->entry ? entry_trusted(tx, i->entry) : NULL;
    if (!e) return DONE;
    bool first = entry_answered_trusted(tx, i->entry);
    if (first && words.len)
        entry_letter_trusted(tx, e, S("About what you sent"), str_format(tx_arena(tx), "Hello,\n\nthank you for what you sent. We do not put it in this time.\n\n%.*s\n\nYou may send something else whenever you like.\n\n%.*s\n", FMT(words), FMT(n->name)));
    return DONE;
}

Outcome item_take_up(Tx *tx, const Editor *by, i64 section, const News *n, i64 *made)
{
    Item i = { .section = section, .source_kind = str_c(n->kind), .source = n->id, .state = S("accepted"), .title = n->title, .body = n->words, .link = n->url,
        .content_note = n->content_note, .lived_led = n->lived_led,
        .own = n->own, .facts = n->facts, .by = editor_id(by), .decided_at = time_now(), .runs_from = time_now(), .runs_to = n->runs_to };
    if (!i.facts.run_by.len) i.facts.run_by = n->run_by;
    if (!i.own && i.runs_to.us > time_after(i.runs_from, DAYS(ITEM_DAYS)).us) i.runs_to = time_after(i.runs_from, DAYS(ITEM_DAYS));
    if (!section_knows(tx, &i) || item_faults(tx, NOBODY, &i).count) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from item where source_kind = $1 and source = $2 and bulletin = $3 and state in ('accepted', 'over')"), T(i.source_kind), I(i.source), I(i.bulletin))) return CONFLICT;
    insert_item(tx, &i, S(""));
    *made = i.id;
    return DONE;
}

Outcome item_take_back(Tx *tx, const Editor *by, i64 id)
{
    const Item *i = item_trusted(tx, id);
    if (!i || str_is(i->state, "taken back")) return GONE;
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "bulletin", .subject_kind = "item", .subject = id, .words = S("Took an item back, also from what had been sent.") });
    item_drop_trusted(tx, id);
    return DONE;
}

NewsList news_running(Tx *tx, const Editor *by)
{
    NewsList *all = arena_new(tx_arena(tx), NewsList), kept = { .count = 0 };
    (void)by;
    for (const NewsSource *const *s = house_news_sources; *s; s++) (*s)->running(tx, all);
    for (int i = 0; i < all->count; i++)
        if (!db_one_int(tx, SQL("select count(*) from item where source_kind = $1 and source = $2"), T(str_c(all->at[i].kind)), I(all->at[i].id))) kept.at[kept.count++] = all->at[i];
    return kept;
}

/* ---- the door ---- */

static Str poster_of(Arena *a, const Entry *e)
{
    if (e->person) return seal_keyed(a, "item.poster", str_format(a, "member %lld", e->person));
    return e->reach.len ? seal_keyed(a, "item.poster", utf8_fold(a, e->reach)) : S("");
}

static Time day_said(const Answers *all, const char *key)
{
    Time t = { 0 };
    Str day = answer_words(all, str_c(key));
    return day.len == 10 && time_from_rfc3339(day, &t) ? t : (Time){ 0 };
}

static i64 section_said(Tx *tx, Str name)
{
    i64 id = db_one_int(tx, SQL("select s.id from section s join bulletin b on b.id = s.bulletin where b.purpose = 'bulletin' and s.name = $1 and s.ended_at = 0"), T(name));
    return id ? id : db_one_int(tx, SQL("select s.id from section s join bulletin b on b.id = s.bulletin where b.ended_at = 0 and s.ended_at = 0 order by b.position, s.position limit 1"));
}

void item_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n)
{
    const Answers *said = &e->answers;
    Time now = time_now(), until = day_said(said, "until"), longest = time_after(now, DAYS(ITEM_DAYS));
    Item i = { .entry = e->id, .source_kind = S(""), .state = S("offered"), .own_words = true };
    (void)over, (void)n;
    i.section = section_said(tx, answer_words(said, S("section")));
    i.title = utf8_cut(answer_words(said, S("title")), 160), i.body = utf8_cut(answer_words(said, S("words")), 3000), i.link = answer_words(said, S("link")),
        i.content_note = utf8_cut(answer_words(said, S("note")), 200);
    i.lived_led = str_is(answer_words(said, S("lived_led")), "yes");
    i.runs_from = now, i.runs_to = until.us > now.us && until.us < longest.us ? time_after(until, DAYS(1)) : longest;
    if (i.runs_to.us > longest.us) i.runs_to = longest;
    i.facts = (FactsBox){ .purpose = answer_words(said, S("purpose")), .run_by = answer_words(said, S("run_by")), .payment = answer_words(said, S("payment")), .paid_when = answer_words(said, S("paid_when")),
        .access = answer_words(said, S("access")), .anonymity = answer_words(said, S("anonymity")), .data_use = answer_words(said, S("data_use")), .may_change = answer_words(said, S("may_change")),
            .hear_back_on = day_said(said, "hear_back") };
    if (section_knows(tx, &i)) insert_item(tx, &i, poster_of(tx_arena(tx), e));
}

void item_gone_trusted(Tx *tx, i64 entry)
{
    i64 id = db_one_int(tx, SQL("select id from item where entry = $1 and entry <> 0"), I(entry));
    if (id) item_drop_trusted(tx, id);
}

const Item *item_of_entry(Tx *tx, const Filler *by)
{
    i64 id = db_one_int(tx, SQL("select id from item where entry = $1 and entry <> 0"), I(filler_entry(by)->id));
    return id ? item_trusted(tx, id) : NULL;
}

/* ---- did people hear what came of it ---- */

PosterPast poster_past(Tx *tx, const Editor *by, const Item *i)
{
    PosterPast p = { .last = S("") };
    (void)by;
    Query q = db_query(tx, SQL("select count(*), sum(case when o.state in ('accepted', 'over') then 1 else 0 end), sum(case when o.state in ('accepted', 'over') and o.hear_back_on > 0 and o.hear_back_on < $2 then 1 else 0 end),"
        " sum(case when o.heard_back_at > 0 then 1 else 0 end), max(o.heard_back) from item o where o.id <> $1 and length(o.poster) > 0 and o.poster = (select poster from item where id = $1)"), I(i->id), AT(time_now()));
    if (db_next(&q)) p = (PosterPast){ (int)db_int(&q, 0), (int)db_int(&q, 1), (int)db_int(&q, 2), (int)db_int(&q, 3), db_str(&q, 4) };
    db_end(&q);
    return p;
}

Items items_asked_back(Tx *tx, const Filler *by)
{
    return read_items(tx, db_query(tx, SQL(ITEM " where i.entry = $1 and i.entry <> 0 and i.state in ('accepted', 'over') and i.heard_back_at = 0 and i.hear_back_on > 0 and i.hear_back_on <= $2 order by i.id limit 61"),
        I(filler_entry(by)->id), AT(time_now())));
}

Outcome item_told(Tx *tx, const Filler *by, i64 id, Str words)
{
    if (utf8_length(words) < 4 || utf8_length(words) > 2000 || claim_fault(tx_arena(tx), words).len) return INVALID;
    return db_exec(tx, SQL("update item set heard_back = $2, heard_back_at = $3 where id = $1 and entry = $4 and heard_back_at = 0"), I(id), T(words), AT(time_now()), I(filler_entry(by)->id)) ? DONE : GONE;
}

/* ---- rounds ---- */

static void ask_back(Tx *tx, i64 id, const Network *n)
{
    const Item *i = item_trusted(tx, id);
    const Entry *e = i && i->entry ? entry_trusted(tx, i->entry) : NULL;
    db_exec(tx, SQL("update item set asked_back_at = $2 where id = $1"), I(id), AT(time_now()));
    if (e && str_is(e->state, "sent"))
        entry_letter_trusted(tx, e, S("A day that you named"), str_format(tx_arena(tx), "Hello,\n\ntoday is the day on which those who took part hear what came of it. You named it yourself. Have they heard? Tell us here, with your code and word; it stands beside what you offer next:\n\n%.*s/ask/back\n\n%.*s\n",
            FMT(n->base_url), FMT(n->name)));
}

void items_round_trusted(Tx *tx)
{
    enum { MOST = 100 };
    Time now = time_now();
    i64 ids[MOST];
    int count = 0;
    Network n = { .name = setting(tx, "name", S("")), .base_url = setting(tx, "base_url", S("")) };
    db_exec(tx, SQL("update item set state = 'over' where state = 'accepted' and runs_to <= $1"), AT(now));
    Query q = db_query(tx, SQL("select id from item where state in ('accepted', 'over') and asked_back_at = 0 and heard_back_at = 0 and hear_back_on > 0 and hear_back_on <= $1 limit 100"), AT(now));
    while (count < MOST && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) ask_back(tx, ids[i], &n);
    db_exec(tx, SQL("delete from item where state in ('declined', 'taken back') and decided_at < $1 and decided_at > 0 and not exists (select 1 from edition_item x where x.item = item.id)"), AT(time_after(now, -DAYS(365))));
}
