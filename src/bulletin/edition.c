/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Editions: gathered, laid out, looked at by a second person, frozen, sent. */
#include "bulletin/edition.h"

#include "chronicle/chronicle.h"
#include "search/search.h"

enum { A_PAGE = 60 };

bool edition_is_public(const Edition *e) { return e->began_at.us > 0; }
bool edition_is_open(const Edition *e) { return str_is(e->state, "gathering"); }

#define EDITION "select id, bulletin, slug, kind, title, intro, state, segment, cut_off_at, send_at, laid_by, checked_by, checked_at, alone, began_at, sent_at, made_at from edition"

static Editions read_editions(Tx *tx, Query q)
{
    Edition *at = arena_array(tx_arena(tx), Edition, A_PAGE);
    i64 *bulletins = arena_array(tx_arena(tx), i64, A_PAGE);
    int count = 0;
    for (; count < A_PAGE && db_next(&q); count++) {
        at[count] = (Edition){ .id = db_int(&q, 0), .slug = db_str(&q, 2), .kind = db_str(&q, 3), .title = db_str(&q, 4), .intro = db_str(&q, 5), .state = db_str(&q, 6),
            .segment = db_int(&q, 7), .cut_off_at = db_time(&q, 8),
            .send_at = db_time(&q, 9), .laid_by = db_int(&q, 10), .checked_by = db_int(&q, 11), .checked_at = db_time(&q, 12), .alone = db_str(&q, 13), .began_at = db_time(&q,
                14), .sent_at = db_time(&q, 15), .made_at = db_time(&q, 16) };
        bulletins[count] = db_int(&q, 1);
    }
    db_end(&q);
    for (int i = 0; i < count; i++) at[i].bulletin = i && bulletins[i] == bulletins[i - 1] ? at[i - 1].bulletin : bulletin_trusted(tx, bulletins[i]);
    return (Editions){ at, count };
}

static const Edition *first(Editions e) { return e.count ? &e.at[0] : NULL; }

const Edition *edition_trusted(Tx *tx, i64 id) { return first(read_editions(tx, db_query(tx, SQL(EDITION " where id = $1"), I(id)))); }
const Edition *edition_read(Tx *tx, const Editor *by, i64 id) { (void)by; return edition_trusted(tx, id); }
Editions editions_at_desk(Tx *tx, const Editor *by, i64 bulletin) { (void)by; return read_editions(tx, db_query(tx, SQL(EDITION " where bulletin = $1 order by id desc limit 20"), I(bulletin))); }

Editions editions_public(Tx *tx, Who who, i64 bulletin, int most, int after)
{
    (void)who;
    return read_editions(tx, db_query(tx, SQL(EDITION " where bulletin = $1 and began_at > 0 and segment = 0 order by began_at desc, id desc limit $2 offset $3"), I(bulletin), I(most < A_PAGE ? most : A_PAGE), I(after)));
}

/* What went to some alone is not for everybody. */
const Edition *edition_seen_by(Tx *tx, Who who, i64 bulletin, Str slug)
{
    return first(read_editions(tx, db_query(tx, SQL(EDITION " where bulletin = $1 and slug = $2 and ((began_at > 0 and segment = 0) or $3 = 1)"), I(bulletin), T(slug), I(who_passes(who, EDITORS)))));
}

/* ---- what stands in it ---- */

PlacedItems edition_items_trusted(Tx *tx, const Edition *e)
{
    Placed *at = arena_array(tx_arena(tx), Placed, EDITION_ITEMS_MOST);
    i64 *gone = arena_array(tx_arena(tx), i64, EDITION_ITEMS_MOST);
    int count = 0;
    Str base = setting(tx, "base_url", S(""));
    Query q = db_query(tx, SQL("select x.id, x.item, x.section, x.title, x.words, x.gone_at, i.lived_led, i.own from edition_item x join section s on s.id = x.section join item i on i.id = x.item where x.edition = $1"
        " order by s.position, x.section, x.position, x.id limit 60"), I(e->id));
    for (; count < EDITION_ITEMS_MOST && db_next(&q); count++) {
        at[count] = (Placed){ .id = db_int(&q, 0), .item = db_int(&q, 1), .section = db_int(&q, 2), .title = db_str(&q, 3), .words = db_str(&q, 4), .lived_led = db_bool(&q,
            6), .own = db_bool(&q, 7) };
        gone[count] = db_int(&q, 5);
    }
    db_end(&q);
    for (int i = 0; i < count; i++) {
        at[i].gone = gone[i] > 0;
        if (at[i].gone || at[i].words.len) continue;      /* frozen, or taken back */
        const Item *live = item_trusted(tx, at[i].item);
        if (live) at[i].title = live->title, at[i].words = blocks_written(tx_arena(tx), live, base);
    }
    return (PlacedItems){ at, count };
}

PlacedItems edition_items(Tx *tx, const Editor *by, const Edition *e) { (void)by; return edition_items_trusted(tx, e); }
PlacedItems edition_seen_items(Tx *tx, Who who, const Edition *e)
{
    return edition_is_public(e) || who_passes(who, EDITORS) ? edition_items_trusted(tx, e) : (PlacedItems){ 0 };
}

Items edition_offers(Tx *tx, const Editor *by, const Edition *e)
{
    Items all = items_at_desk(tx, by, e->bulletin->id, S("accepted"), 0);
    Item *at = arena_array(tx_arena(tx), Item, all.count + 1);
    int count = 0;
    for (int i = 0; i < all.count; i++)
        if (all.at[i].runs_to.us > e->send_at.us && !db_one_int(tx, SQL("select count(*) from edition_item where edition = $1 and item = $2"), I(e->id), I(all.at[i].id))) at[count++] = all.at[i];
    return (Items){ at, count, all.more };
}

/* ---- making one ---- */

i64 edition_make_trusted(Tx *tx, const Edition *e)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into edition(id, bulletin, slug, kind, title, intro, state, segment, cut_off_at, send_at, laid_by, checked_by, checked_at, alone, filled_to, filled, began_at, sent_at, made_at, changed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12, '', 0, 0, $13, $14, $15, $15)"), I(id), I(e->bulletin->id), T(e->slug), T(e->kind), T(e->title), T(e->intro), T(e->state), AT(e->cut_off_at), AT(e->send_at),
        I(e->laid_by), I(e->checked_by), AT(e->checked_at), AT(e->began_at), AT(e->sent_at), AT(e->made_at.us ? e->made_at : time_now()));
    return id;
}

static Str slug_of_day(Tx *tx, i64 bulletin, Time day)
{
    Str base = str_copy(tx_arena(tx), time_rfc3339(tx_arena(tx), day));
    base.len = base.len < 10 ? base.len : 10;
    Str slug = base;
    for (int n = 2; db_one_int(tx, SQL("select count(*) from edition where bulletin = $1 and slug = $2"), I(bulletin), T(slug)); n++) slug = str_format(tx_arena(tx), "%.*s-%d", FMT(base), n);
    return slug;
}

Outcome edition_begin(Tx *tx, const Editor *by, const Bulletin *b, i64 *made)
{
    Arena *a = tx_arena(tx);
    (void)by;
    if (db_one_int(tx, SQL("select count(*) from edition where bulletin = $1 and kind = 'weekly' and state in ('gathering', 'laid out', 'checked')"), I(b->id))) return CONFLICT;
    Edition e = { .bulletin = b, .kind = S("weekly"), .state = S("gathering"), .intro = S(""), .send_at = time_next(time_now(), b->send_day, b->send_hour), .cut_off_at = time_next(time_now(),
        b->cut_off_day, b->cut_off_hour) };
    if (e.cut_off_at.us > e.send_at.us) e.cut_off_at = time_now();
    e.slug = slug_of_day(tx, b->id, e.send_at), e.title = str_format(a, "%.*s of %.*s", FMT(b->name), FMT(time_date_words(a, e.send_at)));
    *made = edition_make_trusted(tx, &e);
    return DONE;
}

Faults edition_faults(Arena *a, const EditionWords *w)
{
    Faults f = NO_FAULTS;
    if (utf8_length(w->title) < 4 || utf8_length(w->title) > 120) faults_add(&f, "title", S("Give it a title, up to 120 letters."));
    else if (claim_fault(a, w->title).len) faults_add(&f, "title", claim_fault(a, w->title));
    if (utf8_length(w->intro) > 4000) faults_add(&f, "intro", S("Up to 4,000 letters."));
    else if (claim_fault(a, w->intro).len) faults_add(&f, "intro", claim_fault(a, w->intro));
    return f;
}

Outcome edition_write(Tx *tx, const Editor *by, const EditionWords *w)
{
    (void)by;
    if (edition_faults(tx_arena(tx), w).count) return INVALID;
    return db_exec(tx, SQL("update edition set title = $2, intro = $3, segment = $4, changed_at = $5 where id = $1 and state = 'gathering'"), I(w->id), T(w->title), T(w->intro), I(w->segment), AT(time_now())) ? DONE : GONE;
}

/* ---- laying out ---- */

void edition_place_trusted(Tx *tx, i64 edition, i64 item, i64 section, int position)
{
    db_exec(tx, SQL("insert into edition_item(id, edition, item, section, position, title, words, gone_at) values ($1, $2, $3, $4, $5, '', '', 0)"), I(id_new()), I(edition), I(item), I(section), I(position));
}

static void number_anew(Tx *tx, const Placed *at, int count)
{
    for (int i = 0; i < count; i++) db_exec(tx, SQL("update edition_item set position = $2 where id = $1"), I(at[i].id), I(i));
}

/* In each section those led by people with lived experience come first (R25); among these, as the desk put them. */
static void keep_first(Tx *tx, const Edition *e)
{
    PlacedItems p = edition_items_trusted(tx, e);
    Placed *at = arena_array(tx_arena(tx), Placed, p.count + 1);
    int n = 0;
    for (int from = 0; from < p.count; ) {
        int to = from;
        while (to < p.count && p.at[to].section == p.at[from].section) to++;
        for (int led = 1; led >= 0; led--) for (int i = from; i < to; i++) if (p.at[i].lived_led == (led == 1)) at[n++] = p.at[i];
        from = to;
    }
    number_anew(tx, at, n);
}

static const Edition *open_one(Tx *tx, i64 id)
{
    const Edition *e = edition_trusted(tx, id);
    return e && edition_is_open(e) ? e : NULL;
}

Outcome edition_place(Tx *tx, const Editor *by, i64 edition, i64 item)
{
    const Edition *e = open_one(tx, edition);
    const Item *i = item_trusted(tx, item);
    (void)by;
    if (!e || !i || !str_is(i->state, "accepted") || i->bulletin != e->bulletin->id) return GONE;
    if (db_one_int(tx, SQL("select count(*) from edition_item where edition = $1 and item = $2"), I(edition), I(item))) return CONFLICT;
    i64 most = db_one_int(tx, SQL("select most from section where id = $1"), I(i->section)), there = db_one_int(tx, SQL("select count(*) from edition_item where edition = $1 and section = $2"), I(edition), I(i->section));
    if ((most && there >= most) || db_one_int(tx, SQL("select count(*) from edition_item where edition = $1"), I(edition)) >= EDITION_ITEMS_MOST) return INVALID;
    edition_place_trusted(tx, edition, item, i->section, EDITION_ITEMS_MOST);
    keep_first(tx, e);
    return DONE;
}

Outcome edition_take_out(Tx *tx, const Editor *by, i64 edition, i64 placed)
{
    (void)by;
    if (!open_one(tx, edition)) return GONE;
    return db_exec(tx, SQL("delete from edition_item where id = $1 and edition = $2"), I(placed), I(edition)) ? DONE : GONE;
}

Outcome edition_move(Tx *tx, const Editor *by, i64 edition, i64 placed, bool up)
{
    const Edition *e = open_one(tx, edition);
    PlacedItems p = e ? edition_items_trusted(tx, e) : (PlacedItems){ 0 };
    int at = 0;
    (void)by;
    while (at < p.count && p.at[at].id != placed) at++;
    int with = up ? at - 1 : at + 1;
    if (at >= p.count) return GONE;
    if (with < 0 || with >= p.count || p.at[with].section != p.at[at].section || p.at[with].lived_led != p.at[at].lived_led) return INVALID;
    Placed *all = arena_array(tx_arena(tx), Placed, p.count);
    memcpy(all, p.at, sizeof *all * (size_t)p.count);
    all[at] = p.at[with], all[with] = p.at[at];
    number_anew(tx, all, p.count);
    return DONE;
}

Outcome edition_order(Tx *tx, const Editor *by, i64 edition, const i64 *placed, int count)
{
    const Edition *e = open_one(tx, edition);
    (void)by;
    if (!e) return GONE;
    for (int i = 0; i < count; i++) db_exec(tx, SQL("update edition_item set position = $3 where id = $1 and edition = $2"), I(placed[i]), I(edition), I(i));
    keep_first(tx, e);
    return DONE;
}

/* ---- its states ---- */

static bool go(Tx *tx, i64 id, const char *from, const char *to)
{
    return db_exec(tx, SQL("update edition set state = $3, changed_at = $4 where id = $1 and state = $2"), I(id), T(str_c(from)), T(str_c(to)), AT(time_now())) == 1;
}

static void tell_it(Tx *tx, const Editor *by, i64 id, const char *words)
{
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "bulletin", .subject_kind = "edition", .subject = id, .words = str_c(words) });
}

Outcome edition_lay_out(Tx *tx, const Editor *by, i64 id)
{
    const Edition *e = open_one(tx, id);
    if (!e) return GONE;
    if (!edition_items_trusted(tx, e).count) return INVALID;
    db_exec(tx, SQL("update edition set laid_by = $2 where id = $1"), I(id), I(editor_id(by)));
    return go(tx, id, "gathering", "laid out") ? DONE : GONE;
}

Outcome edition_open_again(Tx *tx, const Editor *by, i64 id)
{
    (void)by;
    if (!db_exec(tx, SQL("update edition set state = 'gathering', laid_by = 0, checked_by = 0, checked_at = 0, alone = '', changed_at = $2 where id = $1 and began_at = 0 and state in ('laid out', 'checked', 'scheduled', 'held')"), I(id),
        AT(time_now()))) return GONE;
    db_exec(tx, SQL("update edition_item set title = '', words = '' where edition = $1 and gone_at = 0"), I(id));
    return DONE;
}

bool edition_check_alone(Tx *tx, const Editor *by)
{
    return !db_one_int(tx, SQL("select count(*) from role_held h join role_gate g on g.role = h.role join person p on p.id = h.person where g.gate = 'editors' and h.person <> $1 and p.state = 1"), I(editor_id(by)));
}

Outcome edition_check(Tx *tx, const Editor *by, i64 id, Str alone)
{
    const Edition *e = edition_trusted(tx, id);
    if (!e || !str_is(e->state, "laid out")) return GONE;
    bool same = e->laid_by == editor_id(by);
    if (same && !edition_check_alone(tx, by)) return CONFLICT;
    if (same && utf8_length(alone) < 10) return INVALID;
    db_exec(tx, SQL("update edition set checked_by = $2, checked_at = $3, alone = $4 where id = $1"), I(id), I(editor_id(by)), AT(time_now()), T(same ? utf8_cut(alone, 300) : S("")));
    tell_it(tx, by, id, "Read a bulletin before it goes out.");
    return go(tx, id, "laid out", "checked") ? DONE : GONE;
}

void edition_freeze_trusted(Tx *tx, const Edition *e)
{
    PlacedItems p = edition_items_trusted(tx, e);
    for (int i = 0; i < p.count; i++)
        if (!p.at[i].gone) db_exec(tx, SQL("update edition_item set title = $2, words = $3 where id = $1 and gone_at = 0"), I(p.at[i].id), T(p.at[i].title), T(p.at[i].words));
}

Outcome edition_schedule(Tx *tx, const Editor *by, i64 id, Time at)
{
    const Edition *e = edition_trusted(tx, id);
    if (!e || !str_is(e->state, "checked")) return GONE;
    if (at.us < time_after(time_now(), -HOURS(1)).us || at.us > time_after(time_now(), DAYS(60)).us) return INVALID;
    db_exec(tx, SQL("update edition set send_at = $2 where id = $1"), I(id), AT(at));
    edition_freeze_trusted(tx, e);
    tell_it(tx, by, id, "Said when a bulletin goes out.");
    return go(tx, id, "checked", "scheduled") ? DONE : GONE;
}

Outcome edition_stop(Tx *tx, const Editor *by, i64 id)
{
    tell_it(tx, by, id, "Stopped a bulletin half-way.");
    return go(tx, id, "sending", "stopped") || go(tx, id, "scheduled", "stopped") ? DONE : GONE;
}

Outcome edition_go_on(Tx *tx, const Editor *by, i64 id)
{
    const Edition *e = edition_trusted(tx, id);
    if (!e) return GONE;
    const char *to = e->began_at.us ? "sending" : "scheduled";
    tell_it(tx, by, id, "Let a bulletin go on.");
    return go(tx, id, "stopped", to) || go(tx, id, "held", to) ? DONE : GONE;
}

void editions_hold_trusted(Tx *tx) { db_exec(tx, SQL("update edition set state = 'held', changed_at = $1 where state in ('scheduled', 'sending')"), AT(time_now())); }

Outcome edition_test(Tx *tx, const Editor *by, const Edition *e, const Network *n)
{
    PlacedItems items = edition_items_trusted(tx, e);
    EditionSheet s = sheet_of(tx, NOBODY, e, &items, n);
    Str to = person_email_trusted(tx, editor_id(by));
    s.why = S("This is a test copy. Nobody else got it."), s.title = str_format(tx_arena(tx), "%.*s, %.*s", FMT(e->bulletin->outside_name), FMT(s.date));
    if (!to.len) return GONE;
    letter_post(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("A test copy"), .text = sheet_text(tx_arena(tx), &s, S("")),
        .html = sheet_html(tx_arena(tx), &s, S("")),
        .purpose = "test copy", .person = editor_id(by) });
    return DONE;
}

void edition_found_trusted(Tx *tx, SearchBook *book, const Edition *e)
{
    PlacedItems p = edition_items_trusted(tx, e);
    if (e->segment || str_is(e->kind, "digest")) return;
    for (int i = 0; i < p.count; i++) {
        const Item *item = p.at[i].gone ? NULL : item_trusted(tx, p.at[i].item);
        if (item) search_put_trusted(tx, book, &(SearchDoc){ .id = item->id, .kind = "bulletin", .level = 2, .title = p.at[i].title, .words = item->body });
    }
}

static void found_again(Tx *tx, SearchBook *book, i64 id) { edition_found_trusted(tx, book, edition_trusted(tx, id)); }

void editions_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select id from edition where state = 'sent' and id > $1 order by id limit 100"), found_again); }

/* ---- a month at once ---- */

static void digest_items(Tx *tx, i64 digest, i64 bulletin, Time since)
{
    i64 items[EDITION_ITEMS_MOST], sections[EDITION_ITEMS_MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select x.item, min(x.section) from edition_item x join edition e on e.id = x.edition join item i on i.id = x.item where e.bulletin = $1 and e.kind = 'weekly' and e.segment = 0 and e.began_at > $2 and x.gone_at = 0"
        " group by x.item order by min(e.began_at), min(x.position) limit 60"), I(bulletin), AT(since));
    for (; count < EDITION_ITEMS_MOST && db_next(&q); count++) items[count] = db_int(&q, 0), sections[count] = db_int(&q, 1);
    db_end(&q);
    for (int i = 0; i < count; i++) edition_place_trusted(tx, digest, items[i], sections[i], i);
}

static void make_digest(Tx *tx, const Bulletin *b, Time now)
{
    Arena *a = tx_arena(tx);
    Time since = time_after(now, -DAYS(31));
    if (!db_one_int(tx, SQL("select count(*) from edition where bulletin = $1 and kind = 'weekly' and segment = 0 and began_at > $2"), I(b->id), AT(since))) return;
    Edition e = { .bulletin = b, .kind = S("digest"), .state = S("scheduled"), .send_at = now, .cut_off_at = now, .intro = S("This is what stood in the bulletins of the last month and has not been taken back."), .checked_at = now };
    e.slug = str_format(a, "month-%.*s", FMT(slug_of_day(tx, b->id, now))), e.title = str_format(a, "%.*s: the month to %.*s", FMT(b->name), FMT(time_date_words(a, now)));
    i64 id = edition_make_trusted(tx, &e);
    digest_items(tx, id, b->id, since);
    const Edition *made = edition_trusted(tx, id);
    if (made) edition_freeze_trusted(tx, made);
    if (letter_held(tx)) editions_hold_trusted(tx);
}

/* Made of nothing but what was read by a second person before it went out, so it needs no third. */
void digests_round_trusted(Tx *tx)
{
    Time now = time_now();
    Str today = time_rfc3339(tx_arena(tx), now);
    if (today.len < 10 || memcmp(today.at + 8, "06", 2) >= 0) return;        /* the server may not have run on the first */
    Bulletins all = bulletins_seen_by(tx, NOBODY);
    for (int i = 0; i < all.count; i++) {
        i64 wanted = db_one_int(tx, SQL("select count(*) from bulletin_choice where bulletin = $1 and rhythm = 'digest'"), I(all.at[i].id));
        i64 made = db_one_int(tx, SQL("select count(*) from edition where bulletin = $1 and kind = 'digest' and made_at > $2"), I(all.at[i].id), AT(time_after(now, -DAYS(20))));
        if (wanted && !made) make_digest(tx, &all.at[i], now);
    }
}

/* ---- called otherwise ---- */

static bool letter_at(Str s, ptrdiff_t i) { return i >= 0 && i < (ptrdiff_t)s.len && ((s.at[i] & 0x80) || (s.at[i] >= '0' && s.at[i] <= '9') || ((s.at[i] | 32) >= 'a' && (s.at[i] | 32) <= 'z')); }

/* The name where it stands as a word of its own: "Ash", not the beginning of "Ashes". */
static Str renamed(Arena *a, Str text, Str was, Str now)
{
    Buf b = buf_open(a, text.len + 32);
    if (!was.len) return text;
    for (ptrdiff_t at; (at = str_find(text, was)) >= 0; ) {
        size_t end = (size_t)at + was.len;
        bool whole = !letter_at(text, at - 1) && !letter_at(text, (ptrdiff_t)end);
        buf_add(&b, text.at, (size_t)at), buf_str(&b, whole ? now : was);
        text.at += end, text.len -= end;
    }
    buf_str(&b, text);
    return buf_view(&b);
}

void item_said_anew_trusted(Tx *tx, i64 id, const NewsChange *c)
{
    Arena *a = tx_arena(tx);
    const Item *was = item_trusted(tx, id);
    if (!was) return;
    Item i = *was;
    if (c->words_too) i.title = c->title, i.body = c->words, i.content_note = c->content_note, i.link = c->url;
    else i.title = renamed(a, i.title, c->was, c->now), i.body = renamed(a, i.body, c->was, c->now);
    i.facts.run_by = c->run_by;
    db_exec(tx, SQL("update item set title = $2, body = $3, content_note = $4, link = $5, run_by = $6 where id = $1"), I(id), T(i.title), T(i.body), T(i.content_note), T(i.link), T(c->run_by));
    db_exec(tx, SQL("update edition_item set title = $2, words = $3 where item = $1 and gone_at = 0 and words <> ''"), I(id), T(i.title), T(blocks_written(a, &i, setting(tx, "base_url", S("")))));
    if (db_one_int(tx, SQL("select count(*) from search_doc where id = $1"), I(id))) search_put_trusted(tx, NULL, &(SearchDoc){ .id = id, .kind = "bulletin", .level = 2, .title = i.title, .words = i.body });
    job_add_once(tx, "tidy after erasure", 0);
}

/* ---- taken back ---- */

void item_drop_trusted(Tx *tx, i64 id)
{
    Time now = time_now();
    db_exec(tx, SQL("delete from edition_item where item = $1 and edition in (select id from edition where state = 'gathering')"), I(id));
    db_exec(tx, SQL("update edition_item set title = '', words = '', gone_at = $2 where item = $1 and gone_at = 0"), I(id), AT(now));
    db_exec(tx, SQL("update item set state = 'taken back', title = '', body = '', link = '', run_by = '', content_note = '', purpose = '', payment = '', paid_when = '', access = '', anonymity = '', data_use = '', may_change = '', heard_back = '',"
        " poster = $3, decided_at = $2 where id = $1"), I(id), AT(now), B(S("")));
    search_drop_trusted(tx, NULL, id);
    job_add_once(tx, "tidy after erasure", 0);
}
