/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Names that work stands under. */
#include "knowledge/work.h"

#define BYLINE "select id, of_id + person, kind, slug, name, about, made_at from byline"

static Byline read_byline(Query *q)
{
    return (Byline){ .id = db_int(q, 0), .of = db_int(q, 1), .kind = db_str(q, 2), .slug = db_str(q, 3), .name = db_str(q, 4), .about = db_str(q, 5), .made_at = db_time(q, 6) };
}

static const Byline *one(Query q)
{
    Byline *b = NULL;
    if (db_next(&q)) b = arena_new(tx_arena(q.tx), Byline), *b = read_byline(&q);
    db_end(&q);
    return b;
}

const Byline *byline_trusted(Tx *tx, i64 id) { return one(db_query(tx, SQL(BYLINE " where id = $1"), I(id))); }
static const Byline *byline_at(Tx *tx, Str kind, i64 of) { return one(db_query(tx, SQL(BYLINE " where kind = $1 and of_id = $2 and person = $3 order by id limit 1"), T(kind), I(str_is(kind, "person") ? 0 : of), I(str_is(kind, "person") ? of : 0))); }

const Byline *byline_seen_by(Tx *tx, Who who, Str slug)
{
    return one(db_query(tx, SQL(BYLINE " where slug = $1 and (exists (select 1 from contributor c cross join work w where w.id = c.work and c.byline = byline.id and w.state = 'public' and w.level >= $2)"
        " or exists (select 1 from meaning m where m.byline = byline.id and m.state = 'shown'))"), T(slug), I(directory_level(tx, who))));
}

/* ---- one's own ---- */

/* After two records were joined there may be two of a person's own. */
static void own_add(Tx *tx, Byline *at, int *count, int most, Byline b)
{
    int before = *count;
    bool person = str_is(b.kind, "person");
    Query q = db_query(tx, SQL(BYLINE " where kind = $1 and of_id = $2 and person = $3 order by id limit 9"), T(b.kind), I(person ? 0 : b.of), I(person ? b.of : 0));
    while (*count < most && db_next(&q)) at[(*count)++] = read_byline(&q);
    db_end(&q);
    if (*count == before && before < most) at[(*count)++] = b;
}

Bylines bylines_of(Tx *tx, Who who)
{
    enum { MOST = 60 };
    Byline *at = arena_array(tx_arena(tx), Byline, MOST);
    int count = 0;
    if (!who.person) return (Bylines){ 0 };
    const Person *p = person_trusted(tx, who.person);
    if (p) own_add(tx, at, &count, MOST, (Byline){ .of = who.person, .kind = S("person"), .slug = S(""), .name = p->name, .about = S("") });
    PenNames pens = pen_names_of(tx, who);
    for (int i = 0; i < pens.count && count < MOST; i++) own_add(tx, at, &count, MOST, (Byline){ .of = pens.at[i].id, .kind = S("pen"), .slug = S(""), .name = pens.at[i].name, .about = S("") });
    Groups groups = groups_kept_by(tx, who);
    for (int i = 0; i < groups.count && count < MOST; i++) own_add(tx, at, &count, MOST, (Byline){ .of = groups.at[i].id, .kind = S("group"), .slug = S(""), .name = groups.at[i].name, .about = S("") });
    return (Bylines){ at, count };
}

const Byline *byline_own(Tx *tx, Who who, i64 id)
{
    Bylines all = bylines_of(tx, who);
    for (int i = 0; id && i < all.count; i++) if (all.at[i].id == id) return &all.at[i];
    return NULL;
}

bool byline_is_theirs(Tx *tx, Who who, i64 id) { return byline_own(tx, who, id) != NULL; }

/* ---- writing ---- */

static Str free_slug(Tx *tx, Str name)
{
    Str wish = slug_from(tx_arena(tx), name), slug = wish;
    for (int n = 2; n < 10000 && db_one_int(tx, SQL("select count(*) from byline where slug = $1"), T(slug)); n++) slug = str_format(tx_arena(tx), "%.*s-%d", FMT(wish), n);
    return slug;
}

i64 byline_make_trusted(Tx *tx, Str kind, i64 of, Str name)
{
    const Byline *there = of ? byline_at(tx, kind, of) : one(db_query(tx, SQL(BYLINE " where kind = 'free' and of_id = 0 and name = $1"), T(name)));
    if (there) return there->id;
    i64 id = id_new();
    db_exec(tx, SQL("insert into byline(id, kind, of_id, person, slug, name, about, made_at) values ($1, $2, $3, $7, $4, $5, '', $6)"), I(id), T(kind), I(str_is(kind, "person") ? 0 : of), T(free_slug(tx, name)), T(name), AT(time_now()), I(str_is(kind, "person") ? of : 0));
    if (str_is(kind, "pen")) pen_name_used_trusted(tx, of, 1);
    return id;
}

Outcome byline_take(Tx *tx, Who who, Str kind, i64 of, i64 *id)
{
    Bylines all = bylines_of(tx, who);
    for (int i = 0; i < all.count; i++) {
        if (!str_eq(all.at[i].kind, kind) || all.at[i].of != of) continue;
        *id = all.at[i].id ? all.at[i].id : byline_make_trusted(tx, kind, of, all.at[i].name);
        return DONE;
    }
    return GONE;
}

Faults byline_faults(const Renaming *r)
{
    Faults f = NO_FAULTS;
    if (str_blank(r->name)) faults_add(&f, "name", S("Write the name as it shall stand."));
    if (utf8_length(r->name) > 120) faults_add(&f, "name", S("This is longer than 120 letters."));
    if (utf8_length(r->about) > 1000) faults_add(&f, "about", S("This is longer than 1,000 letters."));
    return f;
}

/* In everything under it: search, records, bulletins; a hundred at a time, however many there are. */
static void works_named_anew(Tx *tx, i64 byline, Str was, Str now)
{
    enum { MOST = 100 };
    i64 works[MOST], after = 0;
    for (int count = MOST; count == MOST; ) {
        count = 0;
        Query q = db_query(tx, SQL("select work from contributor where byline = $1 and work > $2 group by work order by work limit 100"), I(byline), I(after));
        while (count < MOST && db_next(&q)) works[count++] = db_int(&q, 0);
        db_end(&q);
        for (int i = 0; i < count; i++) work_changed_trusted(tx, works[i]), work_named_anew_trusted(tx, works[i], was, now), after = works[i];
    }
}

Outcome byline_rename(Tx *tx, Who who, const Renaming *r)
{
    if (byline_faults(r).count) return INVALID;
    if (!byline_is_theirs(tx, who, r->id)) return GONE;
    const Byline *was = byline_trusted(tx, r->id);
    bool same = str_eq(was->name, r->name);
    Str slug = same ? was->slug : free_slug(tx, r->name);
    db_exec(tx, SQL("update byline set name = $2, about = $3, slug = $4 where id = $1"), I(r->id), T(r->name), T(r->about), T(slug));
    if (str_is(was->kind, "pen")) pen_name_change_trusted(tx, was->of, r->name);
    job_add_once(tx, "tidy after erasure", 0);            /* what it said before leaves no byte behind */
    if (!same) works_named_anew(tx, r->id, was->name, r->name);
    return DONE;
}

void byline_follow_trusted(Tx *tx, Str kind, i64 of, Str was, Str now)
{
    enum { MOST = 9 };
    i64 ids[MOST];
    int count = 0;
    bool person = str_is(kind, "person");
    Query q = db_query(tx, SQL("select id from byline where kind = $1 and of_id = $2 and person = $3 and name = $4"), T(kind), I(person ? 0 : of), I(person ? of : 0), T(was));
    while (count < MOST && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        db_exec(tx, SQL("update byline set name = $2, slug = $3 where id = $1"), I(ids[i]), T(now), T(free_slug(tx, now)));
        works_named_anew(tx, ids[i], was, now);
    }
    if (count) job_add_once(tx, "tidy after erasure", 0);
}

void byline_tidy_trusted(Tx *tx, i64 id)
{
    const Byline *b = id ? byline_trusted(tx, id) : NULL;
    if (!b || db_one_int(tx, SQL("select (select count(*) from contributor where byline = $1) + (select count(*) from meaning where byline = $1)"), I(id))) return;
    if (str_is(b->kind, "pen")) pen_name_used_trusted(tx, b->of, -1);
    db_exec(tx, SQL("delete from byline where id = $1"), I(id));
}

void bylines_tidy_trusted(Tx *tx, const Contributors *were)
{
    for (int i = 0; i < were->count; i++) byline_tidy_trusted(tx, were->at[i].by.id);
}
