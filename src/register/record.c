/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Finding and opening.  What an officer said that they are doing stands beside
 * each name that they were shown and each record that they opened. */
#include "register/record.h"

#include "chronicle/chronicle.h"
#include "search/search.h"
#include "seal/seal.h"

#include <stdlib.h>

struct Looker { i64 person; Str reason; };

const Looker *looker(Tx *tx, Who who)
{
    if (!officer(tx, who)) return NULL;
    Query q = db_query(tx, SQL("select words from desk_reason where session = $1 and person = $2 and since > $3"), I(who.session), I(who.person), AT(time_after(time_now(), -HOURS(8))));
    if (!db_next(&q)) return NULL;
    Looker *by = arena_new(tx_arena(tx), Looker);
    *by = (Looker){ who.person, seal_read(tx_arena(tx), "desk_reason.words", who.session, db_view(&q, 0)) };
    db_end(&q);
    return by;
}

i64 looker_id(const Looker *by) { return by->person; }
Str looker_reason(const Looker *by) { return by->reason; }

Outcome looker_says(Tx *tx, const Officer *by, Who who, Str words)
{
    if (utf8_length(words) < 4 || utf8_length(words) > 200) return INVALID;
    db_exec(tx, SQL("insert into desk_reason(session, person, words, since) values ($1, $2, $3, $4)"
        " on conflict (session) do update set person = excluded.person, words = excluded.words, since = excluded.since"),
        I(who.session), I(officer_id(by)), B(seal(tx_arena(tx), "desk_reason.words", who.session, words)), AT(time_now()));
    return DONE;
}

static void note_seen(Tx *tx, const Looker *by, const char *kind, i64 person)
{
    Noted n = { kind, person, by->reason };
    if (!noted_lately(tx, (Who){ .person = by->person }, &n, MINUTES(10))) noted_trusted(tx, by->person, &n);
}

/* ---- finding ---- */

static Str classes_of(Tx *tx, i64 person)
{
    Buf b = buf_open(tx_arena(tx), 64);
    Memberships all = memberships_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++)
        if (!all.at[i].ended_at.us) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(all.at[i].class_name));
    return buf_view(&b);
}

static PersonBrief brief_of(Tx *tx, const Person *p)
{
    return (PersonBrief){ p->id, p->name, place_name(p->place), classes_of(tx, p->id), p->state };
}

typedef struct { const Person *person; int rank; Str key; } Hit;

static int by_rank(const void *x, const void *y)
{
    const Hit *a = x, *b = y;
    return a->rank != b->rank ? b->rank - a->rank : str_cmp(a->key, b->key);
}

/* Does each word asked for begin one of the name's, and how many are whole: those come first. */
static int rank_of(Arena *a, Str name, Str asked)
{
    Str have = str_format(a, " %.*s ", FMT(search_words(a, name)));
    int rank = 1;
    for (Str rest = search_words(a, asked); rest.len; ) {
        Str word = str_cut(&rest, ' ');
        if (str_find(have, str_format(a, " %.*s", FMT(word))) < 0) return 0;
        rank += str_find(have, str_format(a, " %.*s ", FMT(word))) >= 0;
    }
    return rank;
}

static bool is_in_group(Tx *tx, i64 person, Str group)
{
    return !group.len || db_one_int(tx, SQL("select count(*) from group_contact c join member_group g on g.id = c.grp where c.person = $1 and c.until = 0 and (g.slug = $2 or g.sort_key like $3)"),
        I(person), T(group), T(str_format(tx_arena(tx), "%.*s%%", FMT(utf8_fold(tx_arena(tx), group))))) > 0;
}

/* An address is looked for whole: by e-mail, by phone, by post.  Anything else is words of a name. */
static Ids people_named(Tx *tx, Str asked)
{
    Arena *a = tx_arena(tx);
    static const char *const kinds[] = { "email", "phone", "post" };
    i64 *at = arena_array(a, i64, 64);
    int count = 0;
    for (int k = 0; k < COUNT(kinds); k++) {
        i64 address = address_named_trusted(tx, str_c(kinds[k]), asked);
        Query q = db_query(tx, SQL("select person from person_address where address = $1 order by person limit 20"), I(address));
        while (address && count < 60 && db_next(&q)) at[count++] = db_int(&q, 0);
        db_end(&q);
    }
    if (count) return (Ids){ at, count, false };
    return names_found_trusted(tx, asked, PEOPLE_FOUND);
}

static PeopleFound found_by_words(Tx *tx, const Looker *by, const PeopleFilter *f)
{
    Arena *a = tx_arena(tx);
    Ids ids = people_named(tx, f->q);
    Hit *hits = arena_array(a, Hit, ids.count + 1);
    PersonBrief *at = arena_array(a, PersonBrief, PEOPLE_A_PAGE);
    PeopleFound found = { .at = at, .too_many = ids.more };
    bool address = str_find(f->q, S("@")) > 0;
    int count = 0;
    for (int i = 0; i < ids.count; i++) {
        const Person *p = person_trusted(tx, ids.at[i]);
        if (!p || p->state == PERSON_JOINED || (f->place.len && !str_eq(p->place, f->place)) || !is_in_group(tx, ids.at[i], f->group)) continue;
        int rank = rank_of(a, p->name, f->q);
        bool number = !rank && f->q.len && strchr("+0123456789", f->q.at[0]);
        if (rank || address || number || !search_words(a, f->q).len) hits[count++] = (Hit){ p, rank, utf8_fold(a, p->name) };
    }
    qsort(hits, (size_t)count, sizeof *hits, by_rank);
    for (int i = (int)f->page * PEOPLE_A_PAGE; i < count && found.count < PEOPLE_A_PAGE; i++) at[found.count++] = brief_of(tx, hits[i].person);
    if ((f->page + 1) * PEOPLE_A_PAGE < count) found.next = f->page + 1;
    for (int i = 0; i < found.count; i++) note_seen(tx, by, "found", at[i].id);
    return found;
}

static PeopleFound found_by_place(Tx *tx, const Looker *by, const PeopleFilter *f)
{
    Arena *a = tx_arena(tx);
    PersonBrief *at = arena_array(a, PersonBrief, PEOPLE_A_PAGE);
    i64 ids[PEOPLE_A_PAGE + 1];
    int count = 0;
    PeopleFound found = { .at = at };
    Str like = str_format(a, "%.*s%%", FMT(utf8_fold(a, f->group)));
    Query q = f->group.len
        ? db_query(tx, SQL("select distinct c.person from group_contact c join member_group g on g.id = c.grp join person p on p.id = c.person"
              " where (g.slug = $1 or g.sort_key like $2) and c.until = 0 and c.person > $3 and ($4 = '' or p.place = $4) order by c.person limit 21"),
              T(f->group), T(like), I(f->page), T(f->place))
        : db_query(tx, SQL("select id from person where id > $1 and ($2 = '' or place = $2) and state <> 4 order by id limit 21"), I(f->page), T(f->place));
    while (count < COUNT(ids) && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    if (count > PEOPLE_A_PAGE) found.next = ids[PEOPLE_A_PAGE - 1], count = PEOPLE_A_PAGE;
    for (int i = 0; i < count; i++) {
        const Person *p = person_trusted(tx, ids[i]);
        if (p) at[found.count++] = brief_of(tx, p), note_seen(tx, by, "found", p->id);
    }
    return found;
}

PeopleFound people_find(Tx *tx, const Looker *by, const PeopleFilter *f)
{
    return f->q.len ? found_by_words(tx, by, f) : found_by_place(tx, by, f);
}

/* ---- who looked ---- */

Str person_words_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    if (person == ACTOR_COMMAND) return S("whoever runs the machine");
    const Person *p = person ? person_trusted(tx, person) : NULL;
    if (!p) return S("somebody who has gone");
    Str role = S("");
    Query q = db_query(tx, SQL("select r.name from role_held h join role r on r.id = h.role where h.person = $1 order by r.id limit 1"), I(person));
    if (db_next(&q)) role = db_str(&q, 0);
    db_end(&q);
    return role.len ? str_format(a, "%.*s, %.*s", FMT(p->name), FMT(role)) : p->name;
}

static const struct { const char *kind, *words; } whats[] = {
    { "opened", "Opened your record" }, { "found", "Saw your name in a search" }, { "changed", "Changed something in your record" }, { "note", "Wrote or took away a note" },
    { "segment", "Found you for something particular" }, { "exported", "Gave out a list that you are in" }, { "imported", "Took in a list that you are in" },
    { "joined", "Joined two records that were both yours" }, { "parted", "Parted two records again" }, { "request", "Worked on something you asked for" },
    { "register", "Looked at the statutory register" }, { "role", "Gave or took a role" },
};

static Str what_words(Str kind)
{
    for (int i = 0; i < COUNT(whats); i++) if (str_is(kind, whats[i].kind)) return str_c(whats[i].words);
    return kind;
}

static SeenRows seen_of_trusted(Tx *tx, i64 person)
{
    AuditRows rows = audit_of_trusted(tx, person);
    Seen *at = arena_array(tx_arena(tx), Seen, rows.count + 1);
    for (int i = 0; i < rows.count; i++)
        at[i] = (Seen){ rows.at[i].at, person_words_trusted(tx, rows.at[i].actor), what_words(rows.at[i].kind), rows.at[i].words };
    return (SeenRows){ at, rows.count };
}

SeenRows seen_of(Tx *tx, Who who) { return seen_of_trusted(tx, who.person); }

i64 whole_lists_given(Tx *tx, Who who)
{
    (void)who;
    return db_one_int(tx, SQL("select count(*) from happening where kind = 'members list' and at > $1"), AT(time_after(time_now(), -DAYS(365))));
}

/* ---- the record ---- */

static IdentityLines lines_for_staff(Tx *tx, i64 person)
{
    IdentityLines all = identity_of_trusted(tx, person);
    IdentityLine *at = arena_array(tx_arena(tx), IdentityLine, LINES_MOST);
    int count = 0;
    for (int i = 0; i < all.count; i++) if (all.at[i].staff_may_see) at[count++] = all.at[i];
    return (IdentityLines){ at, count };
}

static ContactsOf contacts_of(Tx *tx, i64 person)
{
    ContactOf *at = arena_array(tx_arena(tx), ContactOf, 50);
    int count = 0;
    Query q = db_query(tx, SQL("select g.id, g.name, g.slug, c.since, c.until from group_contact c join member_group g on g.id = c.grp where c.person = $1 order by c.until, c.since desc limit 50"), I(person));
    while (db_next(&q)) at[count++] = (ContactOf){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_time(&q, 3), db_time(&q, 4) };
    return (ContactsOf){ at, count };
}

static Notes notes_of(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    Note *at = arena_array(a, Note, 50);
    int count = 0;
    Query q = db_query(tx, SQL("select id, words, by_person, made_at, review_on, delete_on from staff_note where person = $1 order by id desc limit 50"), I(person));
    while (db_next(&q)) {
        Note *n = &at[count++];
        *n = (Note){ .id = db_int(&q, 0), .made_at = db_time(&q, 3), .review_on = db_time(&q, 4), .delete_on = db_time(&q, 5) };
        n->words = seal_read(a, "staff_note.words", n->id, db_view(&q, 1));
        n->by = str_format(a, "%lld", db_int(&q, 2));
    }
    for (int i = 0; i < count; i++) {
        i64 by = 0;
        if (str_int(at[i].by, &by)) at[i].by = person_words_trusted(tx, by);
    }
    return (Notes){ at, count };
}

static Str roles_of(Tx *tx, i64 person)
{
    Buf b = buf_open(tx_arena(tx), 64);
    Query q = db_query(tx, SQL("select r.name from role_held h join role r on r.id = h.role where h.person = $1 order by r.id"), I(person));
    while (db_next(&q)) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(db_view(&q, 0)));
    return buf_view(&b);
}

static Str sealed_words(Tx *tx, const char *sql, const char *column, i64 person)
{
    Query q = db_query_(tx, sql, (Arg[]){ I(person), { .kind = ARG_END } });
    Str words = db_next(&q) ? seal_read(tx_arena(tx), column, person, db_view(&q, 0)) : S("");
    db_end(&q);
    return words;
}

const Record *record_open(Tx *tx, const Looker *by, i64 person)
{
    const Person *p = person_trusted(tx, person);
    if (!p) return NULL;
    note_seen(tx, by, "opened", person);
    Record *r = arena_new(tx_arena(tx), Record);
    *r = (Record){ .person = p, .detail = detail_of_trusted(tx, person), .addresses = addresses_of_trusted(tx, person), .memberships = memberships_of_trusted(tx, person),
        .consents = consents_of_trusted(tx, person), .lines = lines_for_staff(tx, person), .needs = access_needs_of_trusted(tx, person), .groups = contacts_of(tx, person),
        .notes = notes_of(tx, person), .seen = seen_of_trusted(tx, person), .roles = roles_of(tx, person) };
    r->household = sealed_words(tx, SQL("select words from household where person = $1"), "household.words", person);
    r->extra = sealed_words(tx, SQL("select words from person_extra where person = $1"), "person_extra.words", person);
    r->open_requests = db_one_int(tx, SQL("select count(*) from data_request where person = $1 and closed_at = 0"), I(person));
    r->sharers = db_one_int(tx, SQL("select count(distinct o.person) from person_address m join person_address o on o.address = m.address and o.person <> m.person where m.person = $1"), I(person));
    return r;
}
