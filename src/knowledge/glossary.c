/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Terms and their meanings.  There is no vote and no first place: the order is drawn anew each day. */
#include "knowledge/glossary.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

enum { MEANINGS_MOST = 200, WORDS_MOST = 3000, LINE_MOST = 500 };

#define TERM "select t.id, t.slug, t.name, t.also, t.summary, (select count(*) from meaning m where m.term = t.id and m.state = 'shown') from term t"

static Term read_term(Query *q)
{
    Term t = { .id = db_int(q, 0), .slug = db_str(q, 1), .name = db_str(q, 2), .also = db_str(q, 3), .summary = db_str(q, 4), .meanings = db_int(q, 5) };
    Str rest = t.name;
    utf8_next(&rest);
    t.first = utf8_fold(tx_arena(q->tx), (Str){ t.name.at, t.name.len - rest.len });
    return t;
}

Terms terms_all(Tx *tx, Who who)
{
    enum { MOST = 1000 };
    Term *at = arena_array(tx_arena(tx), Term, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL(TERM " order by lower(t.name), t.id limit 1000"));
    while (count < MOST && db_next(&q)) at[count++] = read_term(&q);
    return (Terms){ at, count };
}

static const Term *one_term(Query q)
{
    Term *t = NULL;
    if (db_next(&q)) t = arena_new(tx_arena(q.tx), Term), *t = read_term(&q);
    db_end(&q);
    return t;
}

const Term *term_seen_by(Tx *tx, Who who, Str slug) { (void)who; return one_term(db_query(tx, SQL(TERM " where t.slug = $1"), T(slug))); }
const Term *term_numbered(Tx *tx, Who who, i64 id) { (void)who; return one_term(db_query(tx, SQL(TERM " where t.id = $1"), I(id))); }

/* ---- meanings ---- */

#define MEANING "select m.id, m.term, m.mark, m.words, coalesce(b.name, ''), coalesce(b.slug, ''), m.source, m.said_on, m.who_uses, m.who_rejects, m.state, t.name, m.made_at from meaning m join term t on t.id = m.term left join byline b on b.id = m.byline"

static Meanings read_meanings(Query q)
{
    Meaning *at = arena_array(tx_arena(q.tx), Meaning, MEANINGS_MOST);
    int count = 0;
    while (count < MEANINGS_MOST && db_next(&q)) {
        at[count] = (Meaning){ .id = db_int(&q, 0), .term = db_int(&q, 1), .mark = db_str(&q, 2), .words = db_str(&q, 3), .signed_by = db_str(&q, 4),
            .signed_slug = db_str(&q, 5), .source = db_str(&q, 6), .said_on = db_str(&q, 7),
            .who_uses = db_str(&q, 8), .who_rejects = db_str(&q, 9), .state = db_str(&q, 10), .term_name = db_str(&q, 11), .made_at = db_time(&q, 12) };
        if (!time_on_day(at[count].said_on, 9, &at[count].said_at)) at[count].said_at = (Time){ 0 };
        count++;
    }
    db_end(&q);
    return (Meanings){ at, count };
}

static uint64_t lot(Str mark, i64 day)                    /* the mark is chance already; the day turns it */
{
    uint64_t h = (uint64_t)day * 0x9E3779B97F4A7C15u + 0xD1B54A32D192ED03u;
    for (size_t i = 0; i < mark.len; i++) h = (h ^ (unsigned char)mark.at[i]) * 0x100000001B3u, h ^= h >> 29;
    return h;
}

Meanings meanings_of(Tx *tx, Who who, i64 term)
{
    (void)who;
    Meanings all = read_meanings(db_query(tx, SQL(MEANING " where m.term = $1 and m.state = 'shown' order by m.mark limit 200"), I(term)));
    Meaning *at = arena_array(tx_arena(tx), Meaning, all.count + 1);
    i64 day = time_now().us / DAYS(1);
    for (int i = 0; i < all.count; i++) {
        int k = i;
        for (; k && lot(at[k - 1].mark, day) > lot(all.at[i].mark, day); k--) at[k] = at[k - 1];
        at[k] = all.at[i];
    }
    return (Meanings){ at, all.count };
}

Meanings meanings_earlier(Tx *tx, Who who, i64 term) { (void)who; return read_meanings(db_query(tx, SQL(MEANING " where m.term = $1 and m.state = 'earlier' order by m.changed_at desc limit 200"), I(term))); }

static const Meaning *first_of(Meanings all) { return all.count ? &all.at[0] : NULL; }

const Meaning *meaning_seen_by(Tx *tx, Who who, i64 term, Str mark)
{
    (void)who;
    return first_of(read_meanings(db_query(tx, SQL(MEANING " where m.mark = $1 and m.term = $2 and m.state in ('shown', 'earlier')"), T(mark), I(term))));
}

bool meaning_gone(Tx *tx, Who who, i64 term, Str mark) { (void)who; return db_one_int(tx, SQL("select count(*) from meaning where mark = $1 and term = $2 and state = 'taken back'"), T(mark), I(term)) > 0; }

Str meaning_after(Tx *tx, Who who, i64 meaning)
{
    (void)who;
    Query q = db_query(tx, SQL("select mark from meaning where instead = $1 and state in ('shown', 'earlier') order by id limit 1"), I(meaning));
    Str mark = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return mark;
}

TermLinks term_links(Tx *tx, Who who, i64 term)
{
    enum { MOST = 40 };
    TermLink *at = arena_array(tx_arena(tx), TermLink, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select t.slug, t.name, l.kind from term_link l join term t on t.id = l.other where l.term = $1 order by l.kind, lower(t.name) limit 40"), I(term));
    while (count < MOST && db_next(&q)) at[count++] = (TermLink){ db_str(&q, 0), db_str(&q, 1), db_str(&q, 2) };
    return (TermLinks){ at, count };
}

/* Offered beside what was found, never put in its place. */
Terms terms_offered(Tx *tx, Who who, Str asked)
{
    Arena *a = tx_arena(tx);
    Term *at = arena_array(a, Term, 4);
    int count = 0;
    Str want = str_format(a, " %.*s ", FMT(search_words(a, asked)));
    if (want.len < 3) return (Terms){ 0 };
    Terms all = terms_all(tx, who);
    for (int i = 0; i < all.count && count < 4; i++) {
        bool said = str_find(want, str_format(a, " %.*s ", FMT(search_words(a, all.at[i].name)))) >= 0, meant = false;
        for (Str rest = all.at[i].also; rest.len && !said; ) {
            Str w = search_words(a, str_cut(&rest, '\n'));
            meant = meant || (w.len && str_find(want, str_format(a, " %.*s ", FMT(w))) >= 0);
        }
        if (said || meant) at[count++] = all.at[i];
    }
    return (Terms){ at, count };
}

/* ---- giving one ---- */

Faults meaning_faults(const Meaning *m)
{
    Faults f = NO_FAULTS;
    if (utf8_length(m->words) < 3) faults_add(&f, "words", S("Say in your words what it means to you."));
    if (utf8_length(m->words) > WORDS_MOST) faults_add(&f, "words", S("This is longer than 3,000 letters."));
    if (utf8_length(m->who_uses) > LINE_MOST) faults_add(&f, "who_uses", S("This is longer than 500 letters."));
    if (utf8_length(m->who_rejects) > LINE_MOST) faults_add(&f, "who_rejects", S("This is longer than 500 letters."));
    return f;
}

/* Keyed by person and name: two names of one person have nothing in common in the table either. */
static Str offered_find(Arena *a, i64 person, i64 byline) { return byline ? seal_keyed(a, "meaning.offered", str_format(a, "%lld %lld", person, byline)) : seal_keyed(a, "meaning.offered", str_format(a, "%lld", person)); }

i64 meaning_make_trusted(Tx *tx, const Meaning *m, i64 byline, i64 person)
{
    static const char from[] = "0123456789bcdfghjkmnpqrstvwxz";
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    char mark[9] = "";
    for (int i = 0; i < 8; i++) mark[i] = from[chance_below(sizeof from - 1)];
    db_exec(tx, SQL("insert into meaning(id, mark, term, words, byline, source, said_on, who_uses, who_rejects, state, instead, offered_by, offered_find, made_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $13)"), I(id), T(str_c(mark)),
        I(m->term), T(m->words), I(byline), T(m->source), T(m->said_on), T(m->who_uses), T(m->who_rejects), T(m->state), B(person ? seal(a, "meaning.offered_by", id, str_format(a, "%lld", person)) : S("")),
        B(person ? offered_find(a, person, byline) : S("")), AT(time_now()));
    return id;
}

static i64 waiting_of(Tx *tx, Who who)
{
    Meanings all = meanings_mine(tx, who);
    i64 n = 0;
    for (int i = 0; i < all.count; i++) n += str_is(all.at[i].state, "offered");
    return n;
}

Outcome meaning_offer(Tx *tx, Who who, const Meaning *m, i64 byline, i64 instead)
{
    Meaning offered = *m;
    if (meaning_faults(m).count || !who.person) return INVALID;
    if (instead && !meaning_own(tx, who, instead)) return GONE;
    if (instead) byline = db_one_int(tx, SQL("select byline from meaning where id = $1"), I(instead));      /* two names, one after the other, would be seen to be one person's */
    if (byline && !byline_is_theirs(tx, who, byline)) return GONE;
    if (waiting_of(tx, who) >= 20) return CONFLICT;
    offered.state = S("offered"), offered.source = S(""), offered.said_on = (Str){ time_rfc3339(tx_arena(tx), time_now()).at, 10 };
    i64 id = meaning_make_trusted(tx, &offered, byline, who.person);
    db_exec(tx, SQL("update meaning set instead = $2 where id = $1"), I(id), I(instead));
    return DONE;
}

/* Under each of their names, and under none. */
Meanings meanings_mine(Tx *tx, Who who)
{
    Meaning *at = arena_array(tx_arena(tx), Meaning, MEANINGS_MOST);
    Bylines own = bylines_of(tx, who);
    int count = 0;
    for (int i = -1; who.person && i < own.count; i++) {
        if (i >= 0 && !own.at[i].id) continue;
        Meanings some = read_meanings(db_query(tx, SQL(MEANING " where m.offered_find = $1 and m.state in ('offered', 'shown', 'declined') order by m.id desc limit 200"), B(offered_find(tx_arena(tx), who.person, i < 0 ? 0 : own.at[i].id))));
        for (int k = 0; k < some.count && count < MEANINGS_MOST; k++) at[count++] = some.at[k];
    }
    return (Meanings){ at, count };
}

static bool theirs(Tx *tx, Who who, i64 id)
{
    i64 byline = db_one_int(tx, SQL("select byline from meaning where id = $1"), I(id));
    return who.person && db_one_int(tx, SQL("select count(*) from meaning where id = $1 and offered_find = $2"), I(id), B(offered_find(tx_arena(tx), who.person, byline))) > 0;
}

const Meaning *meaning_own(Tx *tx, Who who, i64 id)
{
    return theirs(tx, who, id) ? first_of(read_meanings(db_query(tx, SQL(MEANING " where m.id = $1 and m.state = 'shown'"), I(id)))) : NULL;
}

static void take_back(Tx *tx, i64 id)
{
    i64 term = db_one_int(tx, SQL("select term from meaning where id = $1"), I(id)), byline = db_one_int(tx, SQL("select byline from meaning where id = $1"), I(id));
    db_exec(tx, SQL("update meaning set state = 'taken back', words = '', byline = 0, source = '', said_on = '', who_uses = '', who_rejects = '', offered_by = $2, offered_find = $2, changed_at = $3 where id = $1"), I(id), B(S("")), AT(time_now()));
    byline_tidy_trusted(tx, byline);
    glossary_indexed_trusted(tx, term);
    job_add_once(tx, "tidy after erasure", 0);
}

/* The earlier wordings of it go with it; one that only waits to take the place of another leaves that as it is. */
Outcome meaning_take_back(Tx *tx, Who who, i64 id)
{
    if (!theirs(tx, who, id)) return GONE;
    for (i64 earlier = id; earlier; ) {
        i64 next = db_one_int(tx, SQL("select coalesce(max(e.id), 0) from meaning m join meaning e on e.id = m.instead and e.state = 'earlier' where m.id = $1"), I(earlier));
        take_back(tx, earlier);
        earlier = next;
    }
    return DONE;
}

/* ---- at the desk ---- */

Faults term_faults(const Term *t)
{
    Faults f = NO_FAULTS;
    if (utf8_length(t->name) < 1 || utf8_length(t->name) > 120) faults_add(&f, "name", S("Write the word itself."));
    if (utf8_length(t->summary) > 1000) faults_add(&f, "summary", S("This is longer than 1,000 letters."));
    if (utf8_length(t->also) > 1000) faults_add(&f, "also", S("This is longer than 1,000 letters."));
    return f;
}

i64 term_make_trusted(Tx *tx, Term *t)
{
    Str wish = slug_from(tx_arena(tx), t->name);
    t->slug = wish, t->id = id_new();
    for (int n = 2; n < 1000 && db_one_int(tx, SQL("select count(*) from term where slug = $1"), T(t->slug)); n++) t->slug = str_format(tx_arena(tx), "%.*s-%d", FMT(wish), n);
    db_exec(tx, SQL("insert into term(id, slug, name, also, summary, made_at) values ($1, $2, $3, $4, $5, $6)"), I(t->id), T(t->slug), T(t->name), T(t->also), T(t->summary), AT(time_now()));
    return t->id;
}

Outcome term_put(Tx *tx, const Editor *by, Term *t)
{
    (void)by;
    if (term_faults(t).count) return INVALID;
    if (!t->id) term_make_trusted(tx, t);
    else if (!db_exec(tx, SQL("update term set name = $2, also = $3, summary = $4 where id = $1"), I(t->id), T(t->name), T(t->also), T(t->summary))) return GONE;
    glossary_indexed_trusted(tx, t->id);
    return DONE;
}

void term_link_trusted(Tx *tx, i64 term, i64 other, Str kind)
{
    for (int i = 0; i < 2; i++) db_exec(tx, SQL("insert into term_link(term, other, kind) values ($1, $2, $3) on conflict (term, other) do update set kind = excluded.kind"), I(i ? other : term), I(i ? term : other), T(kind));
}

Outcome term_link_put(Tx *tx, const Editor *by, i64 term, Str other_slug, Str kind)
{
    i64 other = db_one_int(tx, SQL("select id from term where slug = $1"), T(other_slug));
    (void)by;
    if (!str_is(kind, "related") && !str_is(kind, "opposed")) return INVALID;
    if (!other || other == term) return GONE;
    term_link_trusted(tx, term, other, kind);
    return DONE;
}

Meanings meanings_waiting(Tx *tx, const Editor *by) { (void)by; return read_meanings(db_query(tx, SQL(MEANING " where m.state = 'offered' order by m.id limit 200"))); }

/* Of the last one that was said: another wording may have been shown since this one was sent. */
static void take_place(Tx *tx, i64 id)
{
    i64 before = db_one_int(tx, SQL("select instead from meaning where id = $1"), I(id)), later;
    while (before && (later = db_one_int(tx, SQL("select coalesce(max(id), 0) from meaning where instead = $1 and id <> $2 and state in ('shown', 'earlier')"), I(before), I(id))) && !tx_doomed(tx)) before = later;
    db_exec(tx, SQL("update meaning set instead = $2 where id = $1"), I(id), I(before));
    db_exec(tx, SQL("update meaning set state = 'earlier', changed_at = $2 where id = $1 and state = 'shown'"), I(before), AT(time_now()));
}

Outcome meaning_read(Tx *tx, const Editor *by, i64 id, bool show)
{
    i64 n = db_exec(tx, SQL("update meaning set state = $2, changed_at = $3 where id = $1 and state = 'offered'"), I(id), T(show ? S("shown") : S("declined")), AT(time_now()));
    if (!n) return CONFLICT;
    if (show) take_place(tx, id);
    glossary_indexed_trusted(tx, db_one_int(tx, SQL("select term from meaning where id = $1"), I(id)));
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "glossary", .subject_kind = "meaning", .subject = id, .words = show ? S("A meaning was put into the glossary.") : S("A meaning was not put into the glossary.") });
    return DONE;
}

void meaning_add(Tx *tx, const Editor *by, const Meaning *m)
{
    Meaning one = *m;
    (void)by;
    one.state = S("shown");
    meaning_make_trusted(tx, &one, 0, 0);
    glossary_indexed_trusted(tx, m->term);
}

/* ---- search, and people's data ---- */

void glossary_indexed_trusted(Tx *tx, i64 term)
{
    Buf b = buf_open(tx_arena(tx), 500);
    const Term *t = term_numbered(tx, NOBODY, term);
    if (!t) return;
    buf_str(&b, t->summary);
    Meanings all = meanings_of(tx, NOBODY, term);
    for (int i = 0; i < all.count; i++) buf_format(&b, " %.*s", FMT(all.at[i].words));
    if (t->also.len) buf_byte(&b, SEARCH_TAIL), buf_str(&b, t->also);
    search_put_trusted(tx, NULL, &(SearchDoc){ .id = term, .kind = "term", .level = 2, .title = t->name, .words = buf_view(&b) });
}

static void found_again(Tx *tx, SearchBook *book, i64 term) { (void)book, glossary_indexed_trusted(tx, term); }

void terms_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select id from term where id > $1 order by id limit 100"), found_again); }

/* The names under which they gave any, and none (0): also those of groups that they look after no more. */
typedef struct { i64 at[128]; int count; } NamesGiven;

static NamesGiven names_given(Tx *tx, i64 person)
{
    NamesGiven n = { .count = 1 };
    Bylines own = bylines_of(tx, (Who){ .person = person });
    for (int i = 0; i < own.count && n.count < COUNT(n.at); i++) if (own.at[i].id && !str_is(own.at[i].kind, "group")) n.at[n.count++] = own.at[i].id;
    for (i64 id = 0; n.count < COUNT(n.at) && (id = db_one_int(tx, SQL("select coalesce(min(m.byline), 0) from meaning m join byline b on b.id = m.byline and b.kind = 'group' where m.byline > $1"), I(id))) && !tx_doomed(tx); )
        if (db_one_int(tx, SQL("select count(*) from meaning where offered_find = $1"), B(offered_find(tx_arena(tx), person, id)))) n.at[n.count++] = id;
    return n;
}

void meanings_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    NamesGiven names = names_given(tx, person);
    for (int i = 0; i < names.count; i++) {
        Meanings all = read_meanings(db_query(tx, SQL(MEANING " where m.offered_find = $1 and m.state <> 'taken back' order by m.id desc limit 200"), B(offered_find(tx_arena(tx), person, names.at[i]))));
        for (int k = 0; k < all.count; k++) {
            const Meaning *m = &all.at[k];
            held_alone(to, str_is(m->state, "earlier") ? S("You said before what a word means") : S("You said what a word means"), str_format(to->arena, "%.*s: %.*s", FMT(m->term_name), FMT(m->words)), m->made_at);
            if (m->who_uses.len) held_alone(to, S("Who uses it so, you said"), m->who_uses, m->made_at);
            if (m->who_rejects.len) held_alone(to, S("Who does not, you said"), m->who_rejects, m->made_at);
        }
    }
}

void meanings_forget_trusted(Tx *tx, i64 person)
{
    i64 id;
    NamesGiven names = names_given(tx, person);
    for (int i = 0; i < names.count; i++) {
        Str find = offered_find(tx_arena(tx), person, names.at[i]);
        while ((id = db_one_int(tx, SQL("select id from meaning where offered_find = $1 limit 1"), B(find))) && !tx_doomed(tx)) take_back(tx, id);
    }
}

i64 meanings_reindex_trusted(Tx *tx, i64 after, int most)
{
    enum { MOST = 200 };
    Arena *a = tx_arena(tx);
    i64 ids[MOST], bylines[MOST], persons[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select id, byline, offered_by from meaning where id > $1 and offered_find <> $2 order by id limit $3"), I(after), B(S("")), I(most < MOST ? most : MOST));
    while (count < MOST && db_next(&q)) {
        ids[count] = db_int(&q, 0), bylines[count] = db_int(&q, 1);
        if (!str_int(seal_read(a, "meaning.offered_by", ids[count], db_view(&q, 2)), &persons[count])) persons[count] = 0;
        count++;
    }
    db_end(&q);
    for (int i = 0; i < count; i++) if (persons[i]) db_exec(tx, SQL("update meaning set offered_find = $2 where id = $1"), I(ids[i]), B(offered_find(a, persons[i], bylines[i])));
    return count ? ids[count - 1] : 0;
}

void meanings_hand_over_trusted(Tx *tx, const Handing *h)
{
    Arena *a = tx_arena(tx);
    NamesGiven names = names_given(tx, h->from);
    for (int i = 0; i < names.count; i++) {
        i64 byline = names.at[i];
        Str find = offered_find(a, h->from, byline);
        for (i64 id = 0; (id = db_one_int(tx, SQL("select coalesce(min(id), 0) from meaning where offered_find = $1 and id > $2"), B(find), I(id))) && !tx_doomed(tx); )
            if (h->goes(tx, h, "meaning", id))
                db_exec(tx, SQL("update meaning set offered_by = $2, offered_find = $3 where id = $1"), I(id), B(seal(a, "meaning.offered_by", id, str_format(a, "%lld", h->to))), B(offered_find(a, h->to, byline)));
    }
}
