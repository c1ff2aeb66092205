/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The bulletins themselves and their sections: data that a network changes at its desk. */
#include "bulletin/item.h"

#include "web/assets.h"

#define BULLETIN "select id, slug, purpose, name, about, outside_name, kind, position, cut_off_day, cut_off_hour, send_day, send_hour, per_minute, decline_in_words, ended_at from bulletin"

static Bulletin read_bulletin(Query *q)
{
    return (Bulletin){ .id = db_int(q, 0), .slug = db_str(q, 1), .purpose = db_str(q, 2), .name = db_str(q, 3), .about = db_str(q, 4), .outside_name = db_str(q, 5), .kind = db_str(q, 6),
        .position = (int)db_int(q, 7), .cut_off_day = (int)db_int(q, 8), .cut_off_hour = (int)db_int(q, 9), .send_day = (int)db_int(q, 10), .send_hour = (int)db_int(q, 11),
        .per_minute = (int)db_int(q, 12), .decline_in_words = db_bool(q, 13), .ended = db_int(q, 14) > 0 };
}

Bulletins bulletins_seen_by(Tx *tx, Who who)
{
    Bulletin *at = arena_array(tx_arena(tx), Bulletin, BULLETINS_MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL(BULLETIN " where ended_at = 0 order by position, id limit 12"));
    while (count < BULLETINS_MOST && db_next(&q)) at[count++] = read_bulletin(&q);
    db_end(&q);
    return (Bulletins){ at, count };
}

static const Bulletin *one(Tx *tx, Query q)
{
    Bulletin *b = NULL;
    if (db_next(&q)) b = arena_new(tx_arena(tx), Bulletin), *b = read_bulletin(&q);
    db_end(&q);
    return b;
}

const Bulletin *bulletin_seen_by(Tx *tx, Who who, Str slug) { (void)who; return one(tx, db_query(tx, SQL(BULLETIN " where slug = $1"), T(slug))); }
const Bulletin *bulletin_trusted(Tx *tx, i64 id) { return one(tx, db_query(tx, SQL(BULLETIN " where id = $1"), I(id))); }

Sections sections_of(Tx *tx, Who who, i64 bulletin)
{
    Section *at = arena_array(tx_arena(tx), Section, SECTIONS_MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select id, slug, name, position, most, needs_facts from section where bulletin = $1 and ended_at = 0 order by position, id limit 12"), I(bulletin));
    for (; count < SECTIONS_MOST && db_next(&q); count++)
        at[count] = (Section){ .id = db_int(&q, 0), .bulletin = bulletin, .slug = db_str(&q, 1), .name = db_str(&q, 2), .position = (int)db_int(&q, 3), .most = (int)db_int(&q,
            4), .needs_facts = db_bool(&q, 5) };
    db_end(&q);
    return (Sections){ at, count };
}

Faults bulletin_faults(const Bulletin *b)
{
    Faults f = NO_FAULTS;
    if (utf8_length(b->name) < 3 || utf8_length(b->name) > 80) faults_add(&f, "name", S("Give it a name, up to 80 letters."));
    if (utf8_length(b->outside_name) < 3 || utf8_length(b->outside_name) > 60) faults_add(&f, "outside_name", S("Say what shows on a locked phone, up to 60 letters."));
    if (utf8_length(b->about) < 10 || utf8_length(b->about) > 600) faults_add(&f, "about", S("Say in a sentence or two what comes in it. People read this when they agree to get it."));
    if (b->per_minute < 0 || b->per_minute > 100000) faults_add(&f, "per_minute", S("Give a number between 0 and 100,000; 0 is as fast as the mail server takes them."));
    if (b->send_hour < 0 || b->send_hour > 23 || b->cut_off_hour < 0 || b->cut_off_hour > 23) faults_add(&f, "send_hour", S("An hour is between 0 and 23."));
    if (b->send_day < 0 || b->send_day > 6 || b->cut_off_day < 0 || b->cut_off_day > 6) faults_add(&f, "send_day", S("Choose a day of the week."));
    return f;
}

static i64 insert(Tx *tx, const Bulletin *b)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into bulletin(id, slug, position, purpose, name, about, outside_name, kind, cut_off_day, cut_off_hour, send_day, send_hour, per_minute, decline_in_words, ended_at, made_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15)"), I(id), T(b->slug), I(b->position), T(b->purpose), T(b->name), T(b->about), T(b->outside_name), T(b->kind),
        I(b->cut_off_day), I(b->cut_off_hour), I(b->send_day), I(b->send_hour), I(b->per_minute), I(b->decline_in_words), AT(time_now()));
    return id;
}

/* A hosted project's letter has a consent of its own: agreeing to the host's says nothing about it (R8). */
Outcome bulletin_change(Tx *tx, const Editor *by, Bulletin *b)
{
    Arena *a = tx_arena(tx);
    (void)by;
    if (bulletin_faults(b).count) return INVALID;
    if (b->id) {
        return db_exec(tx, SQL("update bulletin set name = $2, about = $3, outside_name = $4, cut_off_day = $5, cut_off_hour = $6, send_day = $7, send_hour = $8, per_minute = $9, decline_in_words = $10 where id = $1"),
            I(b->id), T(b->name), T(b->about), T(b->outside_name), I(b->cut_off_day), I(b->cut_off_hour), I(b->send_day), I(b->send_hour), I(b->per_minute), I(b->decline_in_words)) ? DONE : GONE;
    }
    b->slug = slug_from(a, b->name), b->purpose = str_format(a, "letter-%.*s", FMT(b->slug)), b->kind = S("project");
    if (db_one_int(tx, SQL("select count(*) from bulletin where slug = $1 or purpose = $2"), T(b->slug), T(b->purpose))) return CONFLICT;
    if (db_one_int(tx, SQL("select count(*) from bulletin where ended_at = 0")) >= BULLETINS_MOST) return CONFLICT;
    b->position = (int)db_one_int(tx, SQL("select coalesce(max(position), 0) + 1 from bulletin"));
    b->id = insert(tx, b);
    wording_set_trusted(tx, b->purpose, str_format(a, "Send me %.*s by e-mail. %.*s", FMT(b->name), FMT(b->about)));
    Section news = { .bulletin = b->id, .name = S("News") };
    return section_change(tx, by, &news);
}

Faults section_faults(const Section *s)
{
    Faults f = NO_FAULTS;
    if (utf8_length(s->name) < 2 || utf8_length(s->name) > 60) faults_add(&f, "section", S("Give it a name, up to 60 letters."));
    if (s->most < 0 || s->most > 60) faults_add(&f, "most", S("Give a number up to 60; 0 is no limit."));
    return f;
}

Outcome section_change(Tx *tx, const Editor *by, Section *s)
{
    (void)by;
    if (section_faults(s).count) return INVALID;
    if (s->id) return db_exec(tx, SQL("update section set name = $2, most = $3, needs_facts = $4 where id = $1 and ended_at = 0"), I(s->id), T(s->name), I(s->most), I(s->needs_facts)) ? DONE : GONE;
    if (db_one_int(tx, SQL("select count(*) from section where bulletin = $1 and ended_at = 0"), I(s->bulletin)) >= SECTIONS_MOST) return CONFLICT;
    s->slug = slug_from(tx_arena(tx), s->name);
    if (db_one_int(tx, SQL("select count(*) from section where bulletin = $1 and slug = $2"), I(s->bulletin), T(s->slug))) return CONFLICT;
    db_exec(tx, SQL("insert into section(id, bulletin, position, slug, name, most, needs_facts, ended_at) select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, 0 from section where bulletin = $2"), I(s->id = id_new()), I(s->bulletin),
        T(s->slug), T(s->name), I(s->most), I(s->needs_facts));
    return DONE;
}

/* ---- a new network's ---- */

static const struct { const char *name; int most; bool facts; } sections[] = {
    { "From the network", 6, false }, { "News and events", 8, false }, { "Writing by members", 4, false }, { "Getting involved", 6, true }, { "Jobs and volunteering", 6, true }, { "Money for groups", 6, false },
};

static void begin_sections(Tx *tx, i64 bulletin, int from, int count)
{
    for (int i = from; i < from + count; i++)
        db_exec(tx, SQL("insert into section(id, bulletin, position, slug, name, most, needs_facts, ended_at) values ($1, $2, $3, $4, $5, $6, $7, 0)"), I(id_new()), I(bulletin), I(i), T(slug_from(tx_arena(tx), str_c(sections[i].name))),
            T(str_c(sections[i].name)), I(sections[i].most), I(sections[i].facts));
}

static void begin_door(Tx *tx)
{
    Arena *a = tx_arena(tx);
    const Asset *f = asset("bulletin.tsv");
    Question *at = arena_array(a, Question, QUESTIONS_MOST);
    int count = 0;
    Door d = { .slug = S("bulletin"), .purpose = S("bulletin"), .name = S("Something for the bulletin"), .for_whom = S("For members and for anybody else who has news, an event, a way to take part, a job or money for groups to tell about."),
        .needs_right = S(""), .will_ask = S("What it is, who runs it, and how long it runs. Of anything that asks people to take part or to work it also asks the facts that they need to decide."), .minutes = 10,
        .read_by = S("The people who make the bulletin."), .then_what = S("It goes into one of the next bulletins, or you are told that it does not. Items run for two weeks at most. It costs nothing."),
        .answer_days = 10, .grace_hours = 48, .when_full = S("waits"), .sign = S("open"), .closed_words = S("This door is closed just now."), .role = S("editor"), .publishes = S("counts"), .leads_to = S("") };
    d.position = (int)db_one_int(tx, SQL("select coalesce(max(position), 0) + 1 from door"));
    if (db_one_int(tx, SQL("select count(*) from door where purpose = 'bulletin' or slug = 'bulletin'"))) return;
    for (Str rest = f ? f->bytes : S(""); rest.len && count < QUESTIONS_MOST; ) {
        Str line = str_cut(&rest, '\n');
        if (line.len) at[count++] = question_read(a, line);
    }
    questions_begin_trusted(tx, door_make_trusted(tx, &d), at, count);
}

void bulletin_begin_trusted(Tx *tx)
{
    Bulletin members = { .slug = S("bulletin"), .purpose = S("bulletin"), .name = S("The bulletin"), .outside_name = S("Weekly letter"), .kind = S("members"), .position = 1, .cut_off_day = 4, .cut_off_hour = 17, .send_day = 1, .send_hour = 9,
        .per_minute = 600, .decline_in_words = true, .about = S("Every week: news of members and groups, events, ways to take part, jobs, and money for groups. Those led by people with lived experience come first.") };
    Bulletin supporters = { .slug = S("newsletter"), .purpose = S("newsletter"), .name = S("Supporters’ newsletter"), .outside_name = S("Newsletter"), .kind = S("supporters"), .position = 2, .cut_off_day = 4, .cut_off_hour = 17, .send_day = 1,
        .send_hour = 9, .per_minute = 600, .decline_in_words = true, .about = S("Now and then: what the network does, for those who stand beside it.") };
    if (db_one_int(tx, SQL("select count(*) from bulletin"))) return;
    begin_sections(tx, insert(tx, &members), 0, COUNT(sections));
    begin_sections(tx, insert(tx, &supporters), 0, 2);
    begin_door(tx);
}
