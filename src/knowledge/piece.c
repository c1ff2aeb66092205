/* SPDX-License-Identifier: AGPL-3.0-or-later
 * From pitch to page. */
#include "knowledge/piece.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

enum { ROUNDS_MOST = 40 };

const char *const pay_ways[] = { "bank transfer", "voucher", "cash", "to a group or a cause", "no payment, thank you", NULL };

static i64 author_paid(Tx *tx, i64 work)
{
    i64 person = 0;
    Query q = db_query(tx, SQL("select person from commission where work = $1"), I(work));
    if (db_next(&q) && !str_int(seal_read(tx_arena(tx), "commission.person", work, db_view(&q, 0)), &person)) person = 0;
    db_end(&q);
    return person;
}

static Commission *read_commission(Tx *tx, i64 work)
{
    Commission *c = NULL;
    Query q = db_query(tx, SQL("select work, fee, way, state, why, due_at, offered_at, accepted_at, approved_at, paid_at, paid_words from commission where work = $1"), I(work));
    if (db_next(&q)) {
        c = arena_new(tx_arena(tx), Commission);
        *c = (Commission){ .work = db_int(&q, 0), .fee = db_int(&q, 1), .way = db_str(&q, 2), .state = db_str(&q, 3), .why = db_str(&q, 4), .due_at = db_time(&q, 5),
            .offered_at = db_time(&q, 6), .accepted_at = db_time(&q, 7),
            .approved_at = db_time(&q, 8), .paid_at = db_time(&q, 9), .paid_words = db_str(&q, 10) };
    }
    db_end(&q);
    return c;
}

/* What is paid, and how, is between the network and whoever was asked: somebody who wrote it with them sees when it is due. */
const Commission *commission_of(Tx *tx, const Author *by)
{
    Commission *c = read_commission(tx, author_work(by)->id);
    if (!c || author_paid(tx, c->work) == author_who(by).person) return c;
    *c = (Commission){ .work = c->work, .state = c->state, .way = S(""), .why = S(""), .paid_words = S(""), .due_at = c->due_at, .others = true };
    return c;
}

const Commission *commission_read(Tx *tx, const Editor *by, i64 work) { (void)by; return read_commission(tx, work); }

static EditRounds read_rounds(Tx *tx, i64 work)
{
    EditRound *at = arena_array(tx_arena(tx), EditRound, ROUNDS_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select number, at, said_at, title, body, was_title, was_body, note, state, said from edit_round where work = $1 order by number desc limit 40"), I(work));
    while (count < ROUNDS_MOST && db_next(&q))
        at[count++] = (EditRound){ (int)db_int(&q, 0), db_time(&q, 1), db_time(&q, 2), db_str(&q, 3), db_str(&q, 4), db_str(&q, 5), db_str(&q, 6), db_str(&q, 7), db_str(&q, 8), db_str(&q, 9) };
    return (EditRounds){ at, count };
}

EditRounds rounds_of(Tx *tx, const Author *by) { return read_rounds(tx, author_work(by)->id); }
EditRounds rounds_read(Tx *tx, const Editor *by, i64 work) { (void)by; return read_rounds(tx, work); }

static i64 move(Tx *tx, i64 work, const char *from, const char *to)
{
    return db_exec(tx, SQL("update work set state = $3, changed_at = $4 where id = $1 and state = $2"), I(work), T(str_c(from)), T(str_c(to)), AT(time_now()));
}

/* ---- letters to whoever wrote it ---- */

typedef struct { i64 at[16]; int count; } Persons;

static void person_add(Persons *p, i64 person)
{
    for (int i = 0; i < p->count; i++) if (p->at[i] == person) return;
    if (person && p->count < COUNT(p->at)) p->at[p->count++] = person;
}

static void contacts_add(Tx *tx, Persons *p, i64 group)
{
    Query q = db_query(tx, SQL("select person from group_contact where grp = $1 and until = 0 order by since, person limit 16"), I(group));
    while (db_next(&q)) person_add(p, db_int(&q, 0));
    db_end(&q);
}

static Persons authors_here(Tx *tx, i64 work)
{
    Persons p = { 0 };
    Contributors all = contributors_of(tx, NOBODY, work);
    person_add(&p, author_paid(tx, work));
    for (int i = 0; i < all.count; i++) {
        const Byline *b = &all.at[i].by;
        if (!str_is(all.at[i].role, "author")) continue;
        if (str_is(b->kind, "person")) person_add(&p, b->of);
        if (str_is(b->kind, "pen")) person_add(&p, pen_owner_trusted(tx, b->of));
        if (str_is(b->kind, "group")) contacts_add(tx, &p, b->of);
    }
    return p;
}

static bool unsettled(Tx *tx, i64 work) { return db_one_int(tx, SQL("select count(*) from commission where work = $1 and approved_at = 0"), I(work)) > 0; }

bool piece_of_another_trusted(Tx *tx, i64 work, i64 person)
{
    i64 asked = author_paid(tx, work);
    return asked && asked != person && unsettled(tx, work);
}

bool piece_of_another(Tx *tx, const Author *by) { return piece_of_another_trusted(tx, author_work(by)->id, author_who(by).person); }

bool piece_is_theirs_to_settle(Tx *tx, const Author *by)
{
    i64 asked = author_paid(tx, author_work(by)->id);
    return !asked || asked == author_who(by).person;
}

bool work_has_author_trusted(Tx *tx, i64 work) { return authors_here(tx, work).count > 0; }

/* What it is called is not said in a letter: the screen of a phone may be somebody else's.  One person has one letter, whatever the names. */
static void told(Tx *tx, i64 person, const char *said)
{
    Str base = setting(tx, "base_url", S("")), name = setting(tx, "name", S("")), to = person_email_trusted(tx, person);
    if (!to.len) return;
    Str text = str_format(tx_arena(tx), "Hello,\n\n%s It is on your own page:\n\n%.*s/me/works\n\nThere is no hurry on our side. If a day does not suit you any more, write to us.\n\n%.*s\n", said, FMT(base), FMT(name));
    notify_trusted(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("About what you are writing"), .text = text, .purpose = "writing", .person = person });
}

void authors_told_trusted(Tx *tx, i64 work, const char *said)
{
    Persons p = authors_here(tx, work);
    for (int i = 0; i < p.count; i++) told(tx, p.at[i], said);
}

void others_told_trusted(Tx *tx, i64 work, i64 but, const char *said)
{
    Persons p = authors_here(tx, work);
    for (int i = 0; i < p.count; i++) if (p.at[i] != but) told(tx, p.at[i], said);
}

/* ---- through the door ---- */

void pitch_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n)
{
    Work w = { .kind = S("member-blog"), .state = S("pitched"), .title = answer_words(&e->answers, S("title")), .body = S(""), .summary = S(""), .language = n->language.len ? n->language : S("en"),
        .licence = S("kept"), .level = 2, .entry = e->id, .other_title = S(""), .content_note = answer_words(&e->answers, S("note")), .provenance = S(""), .coverage = S(""), .publisher = S(""),
            .doi = S(""), .source = S(""), .source_id = S("") };
    if (over) return;
    if (!w.title.len) w.title = S("A pitch");
    work_insert_trusted(tx, &w);
}

void pitch_gone_trusted(Tx *tx, i64 entry)
{
    i64 work = db_one_int(tx, SQL("select id from work where entry = $1 and entry <> 0"), I(entry)), authors = db_one_int(tx, SQL("select count(*) from contributor where work = $1 and role = 'author'"), I(work));
    if (!work) return;
    if (authors > 1 && !unsettled(tx, work)) db_exec(tx, SQL("update work set entry = 0 where id = $1"), I(work));      /* settled under several names: who of them takes it back is said elsewhere */
    else work_take_back_trusted(tx, work, &(TakingBack){ S("nothing"), S("") });
}

const Work *work_of_entry(Tx *tx, const Filler *by)
{
    i64 work = db_one_int(tx, SQL("select id from work where entry = $1 and entry <> 0"), I(filler_entry(by)->id));
    return work ? work_trusted(tx, work) : NULL;
}

/* ---- asked for, or kindly not ---- */

static const Entry *pitch_of(Tx *tx, i64 work)
{
    i64 entry = db_one_int(tx, SQL("select entry from work where id = $1"), I(work));
    return entry ? entry_trusted(tx, entry) : NULL;
}

/* Nobody asks themselves for a piece, or pays themselves. */
bool piece_is_own(Tx *tx, const Editor *by, i64 work)
{
    const Entry *e = pitch_of(tx, work);
    return author_paid(tx, work) == editor_id(by) || (e && e->person == editor_id(by));
}

static bool asking_fits(const Asking *k) { return k->fee >= 0 && k->fee <= 100000000 && k->due_at.us >= time_now().us && utf8_length(k->words) <= 4000; }

Outcome piece_ask_for(Tx *tx, const Editor *by, i64 work, const Asking *k)
{
    Arena *a = tx_arena(tx);
    const Entry *e = pitch_of(tx, work);
    if (!asking_fits(k)) return INVALID;
    if (!e || !e->person) return GONE;                    /* only a member can be asked for a piece */
    if (piece_is_own(tx, by, work) || (!move(tx, work, "pitched", "asked for") && !move(tx, work, "later", "asked for"))) return CONFLICT;
    Str person = str_format(a, "%lld", e->person);
    db_exec(tx, SQL("insert into commission(work, person, person_find, fee, due_at, way, state, why, offered_at, accepted_at, approved_at, paid_at, paid_by) values ($1, $2, $3, $4, $5, '', 'offered', $6, $7, 0, 0, 0, 0)"), I(work),
        B(seal(a, "commission.person", work, person)), B(seal_keyed(a, "commission.person", person)), I(k->fee), AT(k->due_at), T(k->words), AT(time_now()));
    if (!entry_answered_trusted(tx, e->id)) log_info("knowledge", "answered before");
    authors_told_trusted(tx, work, "we would like to have what you offered to write. What we pay and by when is on the page, and you say yes or no to it.");
    return DONE;
}

Outcome piece_offer_anew(Tx *tx, const Editor *by, i64 work, const Asking *k)
{
    if (!asking_fits(k)) return INVALID;
    if (piece_is_own(tx, by, work)) return CONFLICT;
    if (!db_exec(tx, SQL("update commission set fee = $2, due_at = $3, why = $4 where work = $1 and state = 'offered' and exists (select 1 from work w where w.id = $1 and w.state = 'asked for')"), I(work), I(k->fee), AT(k->due_at), T(k->words))) return GONE;
    db_exec(tx, SQL("update work set changed_at = $2 where id = $1"), I(work), AT(time_now()));
    told(tx, author_paid(tx, work), "what we offered for your piece has changed: what we pay, or by when. You say yes or no to it as it stands now.");
    return DONE;
}

Outcome piece_answer(Tx *tx, const Editor *by, i64 work, bool later, Str words, const Network *n)
{
    const Entry *e = pitch_of(tx, work);
    (void)by;
    if (utf8_length(words) < 4 || utf8_length(words) > 2000) return INVALID;
    if (!e || (!move(tx, work, "pitched", later ? "later" : "declined") && (later || !move(tx, work, "later", "declined")))) return CONFLICT;
    if (!entry_answered_trusted(tx, e->id)) log_info("knowledge", "answered before");
    piece_say_trusted(tx, work, &(PieceWord){ .kind = later ? S("later") : S("declined"), .words = words });
    Str text = str_format(tx_arena(tx), "Hello,\n\nthank you for what you offered to write. Somebody has read it. %s\n\n%.*s\n\nYou may offer something else whenever you like. What you sent stays yours: with the code and the word that you were given"
        " you can look at it, and take it back.\n\n%.*s\n", later ? "We cannot take it up now, and keep it for later." : "We do not take it up this time.", FMT(words), FMT(n->name));
    entry_letter_trusted(tx, e, S("About what you offered to write"), text);
    return DONE;
}

/* ---- writing it ---- */

static bool known_way(Str way)
{
    for (int i = 0; pay_ways[i]; i++) if (str_is(way, pay_ways[i])) return true;
    return false;
}

Outcome piece_accept(Tx *tx, const Author *by, bool yes, Str way)
{
    i64 work = author_work(by)->id;
    if (yes && !known_way(way)) return INVALID;
    if (author_paid(tx, work) != author_who(by).person) return CONFLICT;      /* another is asked, and paid */
    if (!move(tx, work, "asked for", yes ? "draft" : "declined")) return CONFLICT;
    db_exec(tx, SQL("update commission set state = $2, way = $3, accepted_at = $4 where work = $1"), I(work), T(yes ? S("accepted") : S("declined")), T(yes ? way : S("")), AT(time_now()));
    return DONE;
}

Outcome piece_refuse(Tx *tx, const Author *by, Str words)
{
    if (utf8_length(words) > 2000) return INVALID;
    if (piece_accept(tx, by, false, S("")) != DONE) return CONFLICT;
    if (!str_blank(words)) piece_say_trusted(tx, author_work(by)->id, &(PieceWord){ .kind = S("no"), .words = words });
    return DONE;
}

Outcome piece_call_back(Tx *tx, const Author *by) { return move(tx, author_work(by)->id, "handed in", "draft") ? DONE : CONFLICT; }

Outcome piece_longer(Tx *tx, const Author *by, Time day, Str words)
{
    i64 work = author_work(by)->id;
    if (day.us <= time_now().us || utf8_length(words) > 1000) return INVALID;
    if (!piece_is_theirs_to_settle(tx, by)) return CONFLICT;
    if (!db_one_int(tx, SQL("select count(*) from commission c join work w on w.id = c.work where c.work = $1 and c.state = 'accepted' and c.approved_at = 0 and w.state in ('draft', 'handed in', 'round', 'to settle')"), I(work))) return CONFLICT;
    db_exec(tx, SQL("delete from piece_word where work = $1 and kind = 'longer'"), I(work));
    piece_say_trusted(tx, work, &(PieceWord){ .kind = S("longer"), .words = words, .day = day });
    return DONE;
}

Faults piece_text_faults(const PieceText *t)
{
    Faults f = NO_FAULTS;
    if (utf8_length(t->title) < 2) faults_add(&f, "title", S("Give it a title. You can change it as often as you like."));
    if (utf8_length(t->title) > 300) faults_add(&f, "title", S("The title is longer than 300 letters."));
    if (t->body.len > MARKDOWN_MOST) faults_add(&f, "body", S("The text is longer than there is room for: about 40,000 words. Nothing of it is lost; send it in two pieces, or write to us."));
    if (t->hand_in && str_blank(t->body)) faults_add(&f, "body", S("There is no text yet. “Keep it” keeps what there is; it can go to the editors when you have written something."));
    return f;
}

Faults piece_around_faults(Str summary, Str note, Str provenance, Str licence)
{
    Faults f = NO_FAULTS;
    bool licensed = false;
    for (const Licence *l = licences; l->slug; l++) licensed = licensed || str_is(licence, l->slug);
    if (utf8_length(summary) > 4000) faults_add(&f, "summary", S("The summary is longer than 4,000 letters."));
    if (utf8_length(note) > 500) faults_add(&f, "content_note", S("The content note is longer than 500 letters."));
    if (utf8_length(provenance) > 10000) faults_add(&f, "provenance", S("How you know this is longer than 10,000 letters."));
    if (!licensed) faults_add(&f, "licence", S("Choose what others may do with it."));
    return f;
}

static bool text_fits(Str title, Str body) { return !piece_text_faults(&(PieceText){ title, body, false }).count; }

Outcome piece_write(Tx *tx, const Author *by, const PieceText *t)
{
    i64 work = author_work(by)->id;
    if (piece_text_faults(t).count) return INVALID;
    if (!db_exec(tx, SQL("update work set title = $2, body = $3, changed_at = $4, state = case when $5 = 1 then 'handed in' else state end where id = $1 and state in ('draft', 'to settle') and exists (select 1 from commission c where c.work = work.id)"), I(work), T(t->title), T(t->body),
        AT(time_now()), I(t->hand_in))) return CONFLICT;
    return DONE;
}

Outcome piece_edit(Tx *tx, const Editor *by, i64 work, const Edit *e)
{
    const Work *w = work_trusted(tx, work);
    if (!text_fits(e->title, e->body) || utf8_length(e->note) > 4000) return INVALID;
    if (!w || (str_eq(w->title, e->title) && str_eq(w->body, e->body) && str_blank(e->note))) return INVALID;
    if (!move(tx, work, "handed in", "round")) return CONFLICT;
    db_exec(tx, SQL("insert into edit_round(id, work, number, by_person, at, title, body, was_title, was_body, note, state, said, said_at) values ($1, $2, 1 + (select coalesce(max(number), 0) from edit_round where work = $2), $3, $4, $5, $6, $7, $8, $9, 'waiting', '', 0)"),
        I(id_new()), I(work), I(editor_id(by)), AT(time_now()), T(e->title), T(e->body), T(w->title), T(w->body), T(e->note));
    authors_told_trusted(tx, work, "we suggest some changes. Nothing is changed before you say yes; you may also say no, or change it yourself.");
    return DONE;
}

Outcome round_say(Tx *tx, const Author *by, i64 number, bool yes, Str words)
{
    i64 work = author_work(by)->id;
    if (utf8_length(words) > 4000) return INVALID;
    if (!db_exec(tx, SQL("update edit_round set state = $3, said = $4, said_at = $5 where work = $1 and number = $2 and state = 'waiting'"), I(work), I(number), T(yes ? S("yes") : S("no")), T(words), AT(time_now()))) return CONFLICT;
    if (yes) db_exec(tx, SQL("update work set title = r.title, body = r.body from edit_round r where work.id = $1 and r.work = $1 and r.number = $2"), I(work), I(number));
    others_told_trusted(tx, work, author_who(by).person, yes ? "somebody who writes a piece with you has said yes to the changes that were suggested." : "somebody who writes a piece with you has said no to the changes that were suggested. Nothing was changed.");
    return move(tx, work, "round", yes ? "handed in" : "draft") ? DONE : CONFLICT;
}

Outcome piece_ready(Tx *tx, const Editor *by, i64 work)
{
    (void)by;
    if (!move(tx, work, "handed in", "to settle")) return CONFLICT;
    authors_told_trusted(tx, work, "from our side the text is as it should be. Look at it once more, choose the name it stands under, and say yes.");
    return DONE;
}

/* ---- settled, paid, put right ---- */

Faults piece_settling_faults(const Settling *s)
{
    Faults f = piece_text_faults(&s->text), around = piece_around_faults(s->summary, s->content_note, s->provenance, s->licence);
    for (int i = 0; i < around.count; i++) faults_add(&f, around.at[i].field, around.at[i].words);
    if (s->uses.level != 1 && s->uses.level != 2) faults_add(&f, "level", S("Choose who may read it."));
    return f;
}

/* Everything on that page at once, whichever of its buttons was pressed. */
static Outcome settling_keep(Tx *tx, i64 work, const Settling *s)
{
    const WorkUses *u = &s->uses;
    return db_exec(tx, SQL("update work set title = $2, body = $3, summary = $4, content_note = $5, provenance = $6, licence = $7, level = $8, may_index = $9, may_harvest = $10, may_quote = $11, may_mine = $12, changed_at = $13 where id = $1 and state = 'to settle'"), I(work),
        T(s->text.title), T(s->text.body), T(s->summary), T(s->content_note), T(s->provenance), T(s->licence),
        I(u->level), I(u->index), I(u->harvest), I(u->quote), I(u->mine), AT(time_now())) ? DONE : CONFLICT;
}

Outcome piece_settle_later(Tx *tx, const Author *by, const Settling *s)
{
    i64 work = author_work(by)->id;
    if (piece_settling_faults(s).count) return INVALID;
    if (!piece_is_theirs_to_settle(tx, by) || settling_keep(tx, work, s) != DONE) return CONFLICT;
    return !s->text.hand_in || move(tx, work, "to settle", "handed in") ? DONE : CONFLICT;
}

Outcome piece_settle(Tx *tx, const Author *by, const Settling *s)
{
    const Work *w = author_work(by);
    i64 byline = 0;
    if (piece_settling_faults(s).count) return INVALID;
    if (!piece_is_theirs_to_settle(tx, by)) return CONFLICT;
    if (byline_take(tx, author_who(by), s->byline_kind, s->byline_of, &byline) != DONE) return GONE;
    if (settling_keep(tx, w->id, s) != DONE || !move(tx, w->id, "to settle", "settled")) return CONFLICT;
    Contributors all = contributors_of(tx, author_who(by), w->id);
    for (int i = 0; i < all.count; i++)                   /* another name of theirs goes; those of others stay */
        if (str_is(all.at[i].role, "author") && byline_is_theirs(tx, author_who(by), all.at[i].by.id)) db_exec(tx, SQL("delete from contributor where id = $1"), I(all.at[i].id));
    contributor_add_trusted(tx, w->id, S("author"), byline);
    bylines_tidy_trusted(tx, &all);
    db_exec(tx, SQL("delete from piece_word where work = $1 and kind in ('longer', 'not yet')"), I(w->id));
    db_exec(tx, SQL("update commission set state = 'settled', approved_at = case when approved_at = 0 then $2 else approved_at end where work = $1"), I(w->id), AT(time_now()));
    others_told_trusted(tx, w->id, author_who(by).person, "what you wrote with somebody is settled: they have said yes to it. You can read it, stop it before it is shown, and take your name off it.");
    return DONE;
}

/* Before it is shown: it is its author's again, to be said yes to anew; a work that was not asked for is a draft again. */
Outcome piece_not_yet(Tx *tx, const Author *by, Str words)
{
    i64 work = author_work(by)->id;
    if (utf8_length(words) > 1000) return INVALID;
    if (!db_exec(tx, SQL("update work set state = case when exists (select 1 from commission c where c.work = work.id) then 'to settle' else 'draft' end, publish_at = 0, changed_at = $2 where id = $1 and state in ('settled', 'scheduled')"), I(work), AT(time_now()))) return CONFLICT;
    piece_say_trusted(tx, work, &(PieceWord){ .kind = S("not yet"), .words = words });
    return DONE;
}

Outcome piece_pay(Tx *tx, const Editor *by, i64 work, Str how, Str why)
{
    static const char hows[] = "|paid|in another form|not wanted|not paid|";
    if (!strstr(hows, str_format(tx_arena(tx), "|%.*s|", FMT(how)).at) || str_find(how, S("|")) >= 0 || utf8_length(why) > 500 || (str_is(how, "not paid") && utf8_length(why) < 4)) return INVALID;
    if (piece_is_own(tx, by, work)) return GONE;
    if (!db_exec(tx, SQL("update commission set way = case when $2 = 'paid' then way else $2 end, paid_words = $3, paid_at = $4, paid_by = $5 where work = $1 and approved_at > 0 and paid_at = 0"), I(work), T(how), T(why), AT(time_now()), I(editor_id(by)))) return CONFLICT;
    if (!str_is(how, "not paid")) told(tx, author_paid(tx, work), "it is written down here that what you wrote is paid, in the way you chose. If nothing came, tell us.");
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "paid", .subject_kind = "work", .subject = work, .words = S("It was written down that the author of a piece was paid.") });
    return DONE;
}

Outcome piece_ask_where(Tx *tx, const Editor *by, i64 work)
{
    (void)by;
    if (!db_one_int(tx, SQL("select count(*) from commission where work = $1 and approved_at > 0 and paid_at = 0"), I(work))) return CONFLICT;
    told(tx, author_paid(tx, work), "what you wrote is due to be paid. Answer to this letter and tell us where it shall go: we do not keep account numbers on the pages, and do not ask for them there.");
    return DONE;
}

PaidYear pieces_paid(Tx *tx, Who who)
{
    Time now = time_now(), begin = { 0 };
    Str year = { time_rfc3339(tx_arena(tx), now).at, 4 };
    PaidYear p = { 0 };
    (void)who;
    if (!str_int(year, &p.year) || !time_from_rfc3339(str_format(tx_arena(tx), "%.*s-01-01", FMT(year)), &begin)) return p;
    Query q = db_query(tx, SQL("select count(*), coalesce(sum(fee), 0) from commission where paid_at >= $1 and way not in ('not paid', 'not wanted', 'no payment, thank you')"), AT(begin));
    if (db_next(&q)) p.pieces = db_int(&q, 0), p.pence = db_int(&q, 1);
    db_end(&q);
    if (p.pieces < 5) p.pieces = p.pence = 0;             /* a sum of four is nearly each of them */
    return p;
}

Outcome work_correct(Tx *tx, const Author *by, const Correction *c)
{
    const Work *w = author_work(by);
    if (!text_fits(c->title, c->body) || piece_around_faults(c->summary, c->content_note, c->provenance, c->licence).count || str_blank(c->changed) || utf8_length(c->changed) > 500) return INVALID;
    if (!str_is(w->state, "public") && !str_is(w->state, "paused")) return CONFLICT;
    work_version_trusted(tx, w, c->changed);
    db_exec(tx, SQL("update work_version set shown = $2 where work = $1 and number = (select max(number) from work_version where work = $1)"), I(w->id), I(c->keep_before));
    db_exec(tx, SQL("update work set title = $2, summary = $3, body = $4, content_note = $5, provenance = $6, licence = $7 where id = $1"), I(w->id), T(c->title), T(c->summary), T(c->body), T(c->content_note), T(c->provenance), T(c->licence));
    if (!str_eq(w->title, c->title)) work_address_trusted(tx, w->id, c->title);
    work_changed_trusted(tx, w->id);
    work_said_anew_trusted(tx, w->id, w->slug);
    others_told_trusted(tx, w->id, author_who(by).person, "somebody who wrote a work with you has put something right in it. What changed stands under it.");
    happened_trusted(tx, &(Happens){ .kind = "put right", .subject_kind = "work", .subject = w->id, .words = S("The author of a work put it right.") });
    return DONE;
}

/* ---- people's data ---- */

/* What it said before is in the copy that they can keep, whole. */
static void earlier_held(Tx *tx, i64 work, Holdings *to)
{
    Query q = db_query(tx, SQL("select title, changed, at from work_version where work = $1 and title <> '' order by number limit 60"), I(work));
    while (db_next(&q)) {
        Str title = db_view(&q, 0), changed = db_view(&q, 1);
        held_alone(to, S("What you wrote said something else before"), str_format(to->arena, "%.*s (%.*s)", FMT(title), FMT(changed)), db_time(&q, 2));
    }
    db_end(&q);
    q = db_query(tx, SQL("select said, said_at from edit_round where work = $1 and said <> '' order by number limit 40"), I(work));
    while (db_next(&q)) {
        Str said = db_str(&q, 0);
        held_alone(to, S("What you said to a change that was suggested"), said, db_time(&q, 1));
    }
    db_end(&q);
}

static void words_held(Tx *tx, i64 work, Holdings *to)
{
    Query q = db_query(tx, SQL("select words, said_at from piece_word where work = $1 and words <> '' order by id limit 40"), I(work));
    while (db_next(&q)) {
        Str words = db_str(&q, 0);
        held_alone(to, S("Said beside what you offered or wrote"), words, db_time(&q, 1));
    }
    db_end(&q);
}

/* Who is paid stays sealed once a piece is shown, and its blind index does not, so each is opened.  It may stand under a pen name: for them alone. */
static void commissions_held(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select c.work, c.person, w.title, c.fee, c.state, c.way, c.paid_words, c.offered_at from commission c join work w on w.id = c.work where c.person <> $1 order by c.work"), B(S("")));
    while (db_next(&q)) {
        i64 work = db_int(&q, 0), whose = 0, fee = db_int(&q, 3);
        Str sealed = db_view(&q, 1), title = db_view(&q, 2), state = db_view(&q, 4), way = db_view(&q, 5), said = db_view(&q, 6);
        Time at = db_time(&q, 7);
        if (!str_int(seal_read(to->arena, "commission.person", work, sealed), &whose) || whose != person) continue;
        held_alone(to, S("You were asked for a piece"), str_format(to->arena, "%.*s: %.*s (%.*s%s%.*s)%s%.*s", FMT(title.len ? title : S("taken back")), FMT(money_shown(to->arena, fee)), FMT(state), way.len ? ", " : "", FMT(way), said.len ? " " : "", FMT(said)), at);
    }
    db_end(&q);
}

void pieces_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    commissions_held(tx, person, to);
    Works all = works_of(tx, (Who){ .person = person });
    for (int i = 0; i < all.count; i++) held_alone(to, S("You wrote this for the library"), str_format(to->arena, "%.*s (%.*s)", FMT(all.at[i].title), FMT(all.at[i].state)), all.at[i].made_at);
    for (int i = 0; i < all.count; i++) words_held(tx, all.at[i].id, to), earlier_held(tx, all.at[i].id, to);
    all = pitches_of(tx, (Who){ .person = person });
    for (int i = 0; i < all.count; i++) words_held(tx, all.at[i].id, to);
}

static bool somebody_wrote_it(Tx *tx, i64 work) { return db_one_int(tx, SQL("select count(*) from contributor where work = $1 and role = 'author'"), I(work)) > 0; }

/* What stays is others': what was said beside it may have been theirs who go. */
static void said_forgotten(Tx *tx, i64 work, bool asked)
{
    db_exec(tx, SQL("update edit_round set said = '' where work = $1"), I(work));
    db_exec(tx, SQL("delete from piece_word where work = $1 and (kind = 'not yet' or $2 = 1)"), I(work), I(asked));
}

/* Feeds say when a work was changed last, and go on saying it: two names that go at once are not dated alike there either. */
static void changed_at_some_time(Tx *tx, i64 work, Time before)
{
    i64 seconds = (time_now().us - before.us) / SECONDS(1);
    if (seconds > 1) db_exec(tx, SQL("update work set changed_at = $2 where id = $1"), I(work), AT(time_after(before, SECONDS(1 + (i64)chance_below((uint32_t)(seconds < INT32_MAX ? seconds : INT32_MAX))))));
}

/* Of what stands under one name of theirs: what nobody else wrote goes, with others the name goes. */
static void name_forgotten(Tx *tx, i64 person, i64 byline, Time told)
{
    i64 work;
    while ((work = db_one_int(tx, SQL("select work from contributor where byline = $1 order by work limit 1"), I(byline))) && !tx_doomed(tx)) {
        const Byline *b = byline_trusted(tx, byline);
        db_exec(tx, SQL("delete from contributor where work = $1 and byline = $2"), I(work), I(byline));
        if (somebody_wrote_it(tx, work) || piece_of_another_trusted(tx, work, person)) {
            said_forgotten(tx, work, false);
            Time before = work_trusted(tx, work)->changed_at;
            record_anew_trusted(tx, work, told), work_changed_trusted(tx, work);
            if (told.us) changed_at_some_time(tx, work, before);
            work_named_anew_trusted(tx, work, b ? b->name : S(""), S("somebody"));
        } else work_take_back_later_told_trusted(tx, work, &(TakingBack){ S("nothing"), S("") }, told);
    }
}

/* On its way, and under no name of theirs yet: it goes, but for what others who said yes to it wrote with them. */
static void on_its_way_forgotten(Tx *tx, i64 person)
{
    Str find = seal_keyed(tx_arena(tx), "commission.person", str_format(tx_arena(tx), "%lld", person));
    i64 work;
    while ((work = db_one_int(tx, SQL("select m.work from commission m join work w on w.id = m.work where m.person_find = $1 and w.state <> 'taken back' limit 1"), B(find))) && !tx_doomed(tx)) {
        bool stays = somebody_wrote_it(tx, work) && !str_is(work_trusted(tx, work)->state, "asked for");
        if (!stays) { work_take_back_trusted(tx, work, &(TakingBack){ S("nothing"), S("") }); continue; }
        said_forgotten(tx, work, true);
        db_exec(tx, SQL("update work set entry = 0 where id = $1"), I(work));
        db_exec(tx, SQL("update commission set person = $2, person_find = $2 where work = $1"), I(work), B(S("")));
    }
}

static void tombstones_forgotten(Tx *tx, Who who)         /* they are read some at a time */
{
    for (TombstonesMine left; (left = tombstones_mine(tx, who)).count && !tx_doomed(tx); )
        for (int i = 0; i < left.count; i++) if (tombstone_change(tx, who, left.at[i].work, &(TakingBack){ S("nothing"), S("") }) != DONE) return;
}

static void asked_forgotten(Tx *tx, i64 person)
{
    for (i64 work = 0; (work = db_one_int(tx, SQL("select coalesce(min(work), 0) from commission where person <> $2 and work > $1"), I(work), B(S("")))) && !tx_doomed(tx); )
        if (author_paid(tx, work) == person) db_exec(tx, SQL("update commission set person = $2, person_find = $2, why = '', paid_words = '' where work = $1"), I(work), B(S("")));
}

/* What a group wrote is the group's.  Pages go at once, each name's; harvesters and feeds are told of the second name some hours after
 * the first, so that no two names are dated alike (docs/decisions/0017). */
void pieces_forget_trusted(Tx *tx, i64 person)
{
    Who who = { .person = person };
    Bylines own = bylines_of(tx, who);
    Time told = { 0 };
    for (int i = 0; i < own.count; i++) {
        if (!own.at[i].id || str_is(own.at[i].kind, "group")) continue;
        name_forgotten(tx, person, own.at[i].id, told);
        told = time_after(told.us ? told : time_now(), HOURS(1) + SECONDS(chance_below(20 * 3600)));
    }
    on_its_way_forgotten(tx, person);
    tombstones_forgotten(tx, who);
    for (int i = 0; i < own.count; i++) byline_tidy_trusted(tx, own.at[i].id);
    asked_forgotten(tx, person);
    db_exec(tx, SQL("update byline set person = 0 where person = $1 and person <> 0"), I(person));
    db_exec(tx, SQL("update commission set paid_by = 0 where paid_by = $1 and paid_by <> 0"), I(person));
    db_exec(tx, SQL("update edit_round set by_person = 0 where by_person = $1 and by_person <> 0"), I(person));
    db_exec(tx, SQL("update work set by_person = 0 where by_person = $1 and by_person <> 0"), I(person));
    db_exec(tx, SQL("update work set second_reader = 0 where second_reader = $1 and second_reader <> 0"), I(person));
}

/* Who is paid stays sealed once a piece is shown, and its blind index does not, so each is opened. */
void pieces_hand_over_trusted(Tx *tx, const Handing *h)
{
    Arena *a = tx_arena(tx);
    Str to = str_format(a, "%lld", h->to);
    for (i64 work = 0; (work = db_one_int(tx, SQL("select coalesce(min(work), 0) from commission where work > $1"), I(work))) && !tx_doomed(tx); ) {
        if (author_paid(tx, work) != h->from || !h->goes(tx, h, "commission", work)) continue;
        db_exec(tx, SQL("update commission set person = $2 where work = $1"), I(work), B(seal(a, "commission.person", work, to)));
        db_exec(tx, SQL("update commission set person_find = $2 where work = $1 and person_find <> $3"), I(work), B(seal_keyed(a, "commission.person", to)), B(S("")));
    }
}
