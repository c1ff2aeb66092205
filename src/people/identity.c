/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Identity lines, access needs, ways to reach somebody, pen names. */
#include "people/identity.h"

#include "search/search.h"
#include "seal/seal.h"

enum { PENS_MOST = 10 };

/* ---- lines in one's own words ---- */

IdentityLines identity_of_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    IdentityLine *at = arena_array(a, IdentityLine, LINES_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select id, words, for_segments, for_counts, seen_by, made_at from identity_line where person = $1 order by id limit 40"), I(person));
    while (db_next(&q)) {
        IdentityLine *l = &at[count++];
        *l = (IdentityLine){ .id = db_int(&q, 0), .for_segments = db_bool(&q, 2), .for_counts = db_bool(&q, 3),
            .staff_may_see = str_is(db_view(&q, 4), "staff"), .made_at = db_time(&q, 5) };
        l->words = seal_read(a, "identity_line.words", l->id, db_view(&q, 1));
    }
    return (IdentityLines){ at, count };
}

Faults identity_faults(const IdentityLine *l)
{
    if (!l->words.len) return fault("words", S("Write something here, or go back: there need be nothing."));
    if (utf8_length(l->words) > 300) return fault("words", S("This is longer than 300 letters. Make two lines of it."));
    return NO_FAULTS;
}

/* Only lines that may be looked at for a purpose have words in the index. */
void identity_index_trusted(Tx *tx, i64 line, Str was, Str now)
{
    Arena *a = tx_arena(tx);
    for (Str rest = search_words(a, was); rest.len; ) {
        Str word = str_cut(&rest, ' ');
        db_exec(tx, SQL("delete from identity_word where line = $1 and find in ($2, $3)"), I(line),
            B(seal_find(a, "identity.word", word)), B(seal_find_before(a, "identity.word", word)));
    }
    for (Str rest = search_words(a, now); rest.len; )
        db_exec(tx, SQL("insert into identity_word(find, line) values ($1, $2) on conflict do nothing"), B(seal_find(a, "identity.word", str_cut(&rest, ' '))), I(line));
}

static const IdentityLine *line_named(const IdentityLines *all, i64 id)
{
    for (int i = 0; i < all->count; i++) if (all->at[i].id == id) return &all->at[i];
    return NULL;
}

Outcome identity_put(Tx *tx, Who who, const IdentityLine *l)
{
    Arena *a = tx_arena(tx);
    IdentityLines all = identity_of(tx, who);
    const IdentityLine *now = l->id ? line_named(&all, l->id) : NULL;
    if (identity_faults(l).count) return INVALID;
    if (l->id && !now) return GONE;
    if (!l->id && all.count == LINES_MOST) return CONFLICT;
    i64 id = now ? now->id : id_new();
    Str words = seal(a, "identity_line.words", id, l->words), seen = l->staff_may_see ? S("staff") : S("nobody");
    if (now) db_exec(tx, SQL("update identity_line set words = $3, for_segments = $4, for_counts = $5, seen_by = $6 where id = $1 and person = $2"),
        I(id), I(who.person), B(words), I(l->for_segments), I(l->for_counts), T(seen));
    else db_exec(tx, SQL("insert into identity_line(id, person, words, for_segments, for_counts, seen_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)"),
        I(id), I(who.person), B(words), I(l->for_segments), I(l->for_counts), T(seen), AT(time_now()));
    identity_index_trusted(tx, id, now ? now->words : S(""), l->for_segments ? l->words : S(""));
    return DONE;
}

void identity_drop(Tx *tx, Who who, i64 id)
{
    IdentityLines all = identity_of(tx, who);
    const IdentityLine *now = line_named(&all, id);
    if (!now) return;
    identity_index_trusted(tx, id, now->words, S(""));
    db_exec(tx, SQL("delete from identity_line where id = $1 and person = $2"), I(id), I(who.person));
}

Ids identity_found_trusted(Tx *tx, Str asked, i64 after, int most)
{
    Arena *a = tx_arena(tx);
    Str rest = search_words(a, asked), word = str_cut(&rest, ' ');
    i64 *at = arena_array(a, i64, most);
    int count = 0;
    if (!word.len) return (Ids){ 0 };
    Query q = db_query(tx, SQL("select distinct l.person from identity_word w join identity_line l on l.id = w.line where w.find in ($1, $2) and l.for_segments = 1 and l.person > $3 order by l.person limit $4"),
        B(seal_find(a, "identity.word", word)), B(seal_find_before(a, "identity.word", word)), I(after), I(most));
    while (count < most && db_next(&q)) at[count++] = db_int(&q, 0);
    db_end(&q);
    return (Ids){ at, count, count == most };
}

bool identity_has_trusted(Tx *tx, i64 person, Str asked)
{
    Arena *a = tx_arena(tx);
    Str rest = search_words(a, asked), word = str_cut(&rest, ' ');
    return word.len && db_one_int(tx, SQL("select count(*) from identity_word w join identity_line l on l.id = w.line where w.find in ($1, $2) and l.for_segments = 1 and l.person = $3"), B(seal_find(a, "identity.word", word)),
        B(seal_find_before(a, "identity.word", word)), I(person));
}

/* ---- access needs ---- */

AccessNeeds access_needs_of_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    AccessNeed *at = arena_array(a, AccessNeed, LINES_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select id, words, for_what, may_reuse, review_on, made_at from access_need where person = $1 order by id limit 40"), I(person));
    while (db_next(&q)) {
        AccessNeed *n = &at[count++];
        *n = (AccessNeed){ .id = db_int(&q, 0), .for_what = db_str(&q, 2), .may_reuse = db_bool(&q, 3), .review_on = db_time(&q, 4), .made_at = db_time(&q, 5) };
        n->words = seal_read(a, "access_need.words", n->id, db_view(&q, 1));
    }
    return (AccessNeeds){ at, count };
}

Faults access_faults(const AccessNeed *n)
{
    static const char *const for_whats[] = { "events", "post", "forms", "payments", "everything" };
    Faults f = NO_FAULTS;
    bool known = false;
    for (int i = 0; i < COUNT(for_whats); i++) known = known || str_is(n->for_what, for_whats[i]);
    if (!n->words.len) faults_add(&f, "words", S("Write what helps you, or go back: there need be nothing."));
    else if (utf8_length(n->words) > 1000) faults_add(&f, "words", S("This is longer than 1,000 letters. Make two of it."));
    if (!known) faults_add(&f, "for_what", S("Choose where this helps."));
    return f;
}

Outcome access_put(Tx *tx, Who who, const AccessNeed *n)
{
    if (access_faults(n).count) return INVALID;
    i64 id = n->id ? n->id : id_new();
    Str words = seal(tx_arena(tx), "access_need.words", id, n->words);
    if (n->id) return db_exec(tx, SQL("update access_need set words = $3, for_what = $4, may_reuse = $5, review_on = $6 where id = $1 and person = $2"),
        I(id), I(who.person), B(words), T(n->for_what), I(n->may_reuse), AT(n->review_on)) == 1 ? DONE : GONE;
    if (db_one_int(tx, SQL("select count(*) from access_need where person = $1"), I(who.person)) >= LINES_MOST) return CONFLICT;
    db_exec(tx, SQL("insert into access_need(id, person, words, for_what, may_reuse, review_on, made_at) values ($1, $2, $3, $4, $5, $6, $7)"),
        I(id), I(who.person), B(words), T(n->for_what), I(n->may_reuse), AT(n->review_on), AT(time_now()));
    return DONE;
}

void access_drop(Tx *tx, Who who, i64 id) { db_exec(tx, SQL("delete from access_need where id = $1 and person = $2"), I(id), I(who.person)); }

/* ---- pronouns, and how to be reached ---- */

typedef struct { Detail detail; Str pens; bool there; } Row;

static Row row_of(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    Row r = { .detail = { S(""), S(""), S("") }, .pens = S("") };
    Query q = db_query(tx, SQL("select pronouns, reach_words, supporter, pens from person_detail where person = $1"), I(person));
    if (db_next(&q)) {
        Str pronouns = db_view(&q, 0), reach = db_view(&q, 1), supporter = db_view(&q, 2), pens = db_view(&q, 3);
        r = (Row){ .detail = { seal_read(a, "person_detail.pronouns", person, pronouns), seal_read(a, "person_detail.reach_words", person, reach),
            seal_read(a, "person_detail.supporter", person, supporter) }, .pens = seal_read(a, "person_detail.pens", person, pens), .there = true };
    }
    db_end(&q);
    return r;
}

static void row_put(Tx *tx, i64 person, const Row *r)
{
    Arena *a = tx_arena(tx);
    if (!r->detail.pronouns.len && !r->detail.reach_words.len && !r->detail.supporter.len && !r->pens.len) {
        db_exec(tx, SQL("delete from person_detail where person = $1"), I(person));   /* nothing said leaves nothing behind */
        return;
    }
    db_exec(tx, SQL("insert into person_detail(person, pronouns, reach_words, supporter, pens, changed_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (person) do update set pronouns = excluded.pronouns, reach_words = excluded.reach_words, supporter = excluded.supporter,"
        " pens = excluded.pens, changed_at = excluded.changed_at"), I(person), B(seal(a, "person_detail.pronouns", person, r->detail.pronouns)),
        B(seal(a, "person_detail.reach_words", person, r->detail.reach_words)), B(seal(a, "person_detail.supporter", person, r->detail.supporter)),
        B(seal(a, "person_detail.pens", person, r->pens)), AT(time_now()));
}

Detail detail_of_trusted(Tx *tx, i64 person) { return row_of(tx, person).detail; }

void detail_put_trusted(Tx *tx, i64 person, const Detail *d)
{
    Row r = row_of(tx, person);
    r.detail = *d;
    row_put(tx, person, &r);
}

Faults detail_faults(const Detail *d)
{
    Faults f = NO_FAULTS;
    if (utf8_length(d->pronouns) > 100) faults_add(&f, "pronouns", S("This is longer than 100 letters."));
    if (utf8_length(d->reach_words) > 1000) faults_add(&f, "reach_words", S("This is longer than 1,000 letters. The most important part is enough."));
    if (utf8_length(d->supporter) > 500) faults_add(&f, "supporter", S("This is longer than 500 letters. A name and a way to reach them is enough."));
    return f;
}

Outcome detail_put(Tx *tx, Who who, const Detail *d)
{
    if (detail_faults(d).count) return INVALID;
    detail_put_trusted(tx, who.person, d);
    return DONE;
}

/* ---- pen names ---- */

PenNames pen_names_of_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    PenName *at = arena_array(a, PenName, PENS_MOST);
    int count = 0;
    for (Str rest = row_of(tx, person).pens; rest.len && count < PENS_MOST; ) {
        i64 id = 0;
        if (!str_int(str_cut(&rest, ' '), &id)) continue;
        Query q = db_query(tx, SQL("select name, made_at from pen_name where id = $1"), I(id));
        if (db_next(&q)) {
            Str name = seal_read(a, "pen_name.name", id, db_view(&q, 0));
            at[count++] = (PenName){ id, name, db_time(&q, 1) };
        }
        db_end(&q);
    }
    return (PenNames){ at, count };
}

static void pens_put(Tx *tx, i64 person, const PenNames *all, i64 but, i64 more)
{
    Row r = row_of(tx, person);
    Buf b = buf_open(tx_arena(tx), 64);
    for (int i = 0; i < all->count; i++) if (all->at[i].id != but) buf_format(&b, "%lld ", all->at[i].id);
    if (more) buf_format(&b, "%lld", more);
    r.pens = str_trim(buf_view(&b));
    row_put(tx, person, &r);
}

Outcome pen_name_add(Tx *tx, Who who, Str name)
{
    Arena *a = tx_arena(tx);
    PenNames all = pen_names_of(tx, who);
    if (!name.len || utf8_length(name) > 120) return INVALID;
    if (all.count == PENS_MOST) return CONFLICT;
    i64 id = id_new();
    db_exec(tx, SQL("insert into pen_name(id, name, owner, made_at) values ($1, $2, $3, $4)"), I(id), B(seal(a, "pen_name.name", id, name)),
        B(seal(a, "pen_name.owner", id, str_format(a, "%lld", who.person))), AT(time_now()));
    pens_put(tx, who.person, &all, 0, id);
    return DONE;
}

Outcome pen_name_drop(Tx *tx, Who who, i64 id)
{
    PenNames all = pen_names_of(tx, who);
    for (int i = 0; i < all.count; i++) {
        if (all.at[i].id != id) continue;
        if (!db_exec(tx, SQL("delete from pen_name where id = $1 and used <= 0"), I(id))) return CONFLICT;
        pens_put(tx, who.person, &all, id, 0);
    }
    return DONE;
}

void pen_name_used_trusted(Tx *tx, i64 pen, int more) { db_exec(tx, SQL("update pen_name set used = used + $2 where id = $1"), I(pen), I(more)); }

void pen_name_change_trusted(Tx *tx, i64 pen, Str name)
{
    db_exec(tx, SQL("update pen_name set name = $2 where id = $1"), I(pen), B(seal(tx_arena(tx), "pen_name.name", pen, name)));
}

i64 pen_owner_trusted(Tx *tx, i64 pen)
{
    i64 owner = 0;
    Query q = db_query(tx, SQL("select owner from pen_name where id = $1"), I(pen));
    if (db_next(&q) && !str_int(seal_read(tx_arena(tx), "pen_name.owner", pen, db_view(&q, 0)), &owner)) owner = 0;
    db_end(&q);
    return owner;
}

void pen_name_give_trusted(Tx *tx, i64 pen, i64 from, i64 to)
{
    Arena *a = tx_arena(tx);
    PenNames theirs = pen_names_of_trusted(tx, from), all = pen_names_of_trusted(tx, to);
    bool has = false;
    for (int i = 0; i < theirs.count; i++) has = has || theirs.at[i].id == pen;
    if (!has) return;
    db_exec(tx, SQL("update pen_name set owner = $2 where id = $1"), I(pen), B(seal(a, "pen_name.owner", pen, str_format(a, "%lld", to))));
    pens_put(tx, from, &theirs, pen, 0);
    pens_put(tx, to, &all, 0, pen);
}

void pen_names_give_trusted(Tx *tx, i64 from, i64 to)
{
    PenNames theirs = pen_names_of_trusted(tx, from);
    for (int i = 0; i < theirs.count; i++) pen_name_give_trusted(tx, theirs.at[i].id, from, to);
}

/* ---- forgetting ---- */

void identity_forget_trusted(Tx *tx, i64 person)
{
    IdentityLines lines = identity_of_trusted(tx, person);
    PenNames pens = pen_names_of_trusted(tx, person);
    for (int i = 0; i < lines.count; i++) identity_index_trusted(tx, lines.at[i].id, lines.at[i].words, S(""));
    for (int i = 0; i < pens.count; i++) db_exec(tx, SQL("delete from pen_name where id = $1"), I(pens.at[i].id));
    db_exec(tx, SQL("delete from identity_line where person = $1"), I(person));
    db_exec(tx, SQL("delete from access_need where person = $1"), I(person));
    db_exec(tx, SQL("delete from person_detail where person = $1"), I(person));
}

/* ---- one's own ---- */

IdentityLines identity_of(Tx *tx, Who who) { return identity_of_trusted(tx, who.person); }
AccessNeeds access_needs_of(Tx *tx, Who who) { return access_needs_of_trusted(tx, who.person); }
Detail detail_of(Tx *tx, Who who) { return detail_of_trusted(tx, who.person); }
PenNames pen_names_of(Tx *tx, Who who) { return pen_names_of_trusted(tx, who.person); }
