/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Doors.  What hangs on a door, open or closed, follows from its days, from how many it took in this month, and from
 * what staff hung out. */
#include "doors/door.h"

#include "chronicle/chronicle.h"
#include "doors/entry.h"

struct DoorKeeper { i64 person; };
enum { MOST = 60 };

const DoorKeeper *door_keeper(Tx *tx, Who who)
{
    if (!who_passes(who, DECIDERS)) return NULL;
    DoorKeeper *by = arena_new(tx_arena(tx), DoorKeeper);
    by->person = who.person;
    return by;
}

i64 door_keeper_id(const DoorKeeper *by) { return by->person; }

bool door_is_theirs(Tx *tx, const DoorKeeper *by, const Door *d)
{
    return !d->role.len || db_one_int(tx, SQL("select count(*) from role_held h join role r on r.id = h.role where h.person = $1 and r.slug = $2"), I(by->person), T(d->role));
}

Roles roles_that_decide(Tx *tx, const DoorKeeper *by)
{
    RoleName *at = arena_array(tx_arena(tx), RoleName, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select r.slug, r.name from role r join role_gate g on g.role = r.id where g.gate = 'deciders' order by r.id limit 60"));
    while (count < MOST && db_next(&q)) at[count++] = (RoleName){ db_str(&q, 0), db_str(&q, 1) };
    db_end(&q);
    return (Roles){ at, count };
}

/* ---- the sign ---- */

Time month_of(Time t)
{
    /* Days to a day of the month, counted from 1 March of year 0: every 400 years hold 146,097 days. */
    i64 days = t.us / DAYS(1), z = days + 719468, doe = z % 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    i64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    return (Time){ DAYS(days - (doy - (153 * mp + 2) / 5)) };
}

DoorSign door_sign(const Door *d, int used, Time now)
{
    if (str_is(d->sign, "closed") || (d->closes_at.us && d->closes_at.us <= now.us)) return DOOR_CLOSED;
    if (d->opens_at.us > now.us) return DOOR_NOT_YET;
    return d->capacity && used >= d->capacity ? DOOR_FULL : DOOR_OPEN;
}

bool door_may_begin(DoorSign s, const Door *d) { return !d->leads_to.len && (s == DOOR_OPEN || s == DOOR_FULL); }

/* ---- reading ---- */

#define COLUMNS "select id, position, slug, purpose, name, for_whom, needs_right, will_ask, minutes, read_by, then_what, answer_days, opens_at, closes_at, grace_hours, capacity," \
    " when_full, sign, closed_words, role, publishes, leads_to from door"

static Doors read_doors(Tx *tx, Query q)
{
    Door *at = arena_array(tx_arena(tx), Door, MOST);
    int count = 0;
    while (count < MOST && db_next(&q))
        at[count++] = (Door){ .id = db_int(&q, 0), .position = (int)db_int(&q, 1), .slug = db_str(&q, 2), .purpose = db_str(&q, 3), .name = db_str(&q, 4), .for_whom = db_str(&q, 5),
            .needs_right = db_str(&q, 6), .will_ask = db_str(&q, 7), .minutes = (int)db_int(&q, 8), .read_by = db_str(&q, 9), .then_what = db_str(&q, 10), .answer_days = (int)db_int(&q, 11),
            .opens_at = db_time(&q, 12), .closes_at = db_time(&q, 13), .grace_hours = (int)db_int(&q, 14), .capacity = (int)db_int(&q, 15), .when_full = db_str(&q, 16),
            .sign = db_str(&q, 17), .closed_words = db_str(&q, 18), .role = db_str(&q, 19), .publishes = db_str(&q, 20), .leads_to = db_str(&q, 21) };
    db_end(&q);
    return (Doors){ at, count };
}

const Door *door_seen_by(Tx *tx, Who who, Str slug)
{
    (void)who;                                            /* a closed door is seen too: it says when it opens */
    Doors one = read_doors(tx, db_query(tx, SQL(COLUMNS " where slug = $1"), T(slug)));
    return one.count ? &one.at[0] : NULL;
}

Doors doors_seen_by(Tx *tx, Who who)
{
    (void)who;
    return read_doors(tx, db_query(tx, SQL(COLUMNS " order by position, id limit 60")));
}

const Door *door_trusted(Tx *tx, i64 id)
{
    Doors one = read_doors(tx, db_query(tx, SQL(COLUMNS " where id = $1"), I(id)));
    return one.count ? &one.at[0] : NULL;
}

int door_used(Tx *tx, Who who, i64 door)
{
    (void)who;
    return (int)db_one_int(tx, SQL("select count(*) from entry where door = $1 and counted_at >= $2"), I(door), AT(month_of(time_now())));
}

bool door_lets_in(Tx *tx, Who who, const Door *d)
{
    if (!d->needs_right.len) return true;
    if (!who.person) return false;
    return db_one_int(tx, SQL("select count(*) from membership m join member_class c on c.id = m.class where m.person = $1 and m.ended_at = 0"
        " and case $2 when 'ask' then c.may_ask when 'apply' then c.may_apply when 'pitch' then c.may_pitch else 1 end = 1"), I(who.person), T(d->needs_right)) > 0;
}

/* ---- at the desk ---- */

static void length_fault(Faults *f, const char *field, Str s, size_t least, size_t most)
{
    if (utf8_length(s) < least) faults_add(f, field, S("Say it in a few words: people read it before they begin."));
    else if (utf8_length(s) > most) faults_add(f, field, S("This is longer than there is room for. Shorter is kinder."));
}

static bool one_of(Str s, const char *words)
{
    for (Str rest = str_c(words); rest.len; ) if (str_eq(s, str_cut(&rest, '|'))) return true;
    return false;
}

Faults door_faults(const Door *d)
{
    Faults f = NO_FAULTS;
    length_fault(&f, "name", d->name, 3, 80);
    length_fault(&f, "for_whom", d->for_whom, 3, 400);
    length_fault(&f, "will_ask", d->will_ask, 3, 1000);
    length_fault(&f, "read_by", d->read_by, 3, 400);
    length_fault(&f, "then_what", d->then_what, 3, 1000);
    length_fault(&f, "closed_words", d->closed_words, 3, 600);
    if (!d->slug.len || utf8_length(d->slug) > 60) faults_add(&f, "slug", S("Small letters, numbers and hyphens."));
    for (size_t i = 0; i < d->slug.len; i++)
        if (!((d->slug.at[i] >= 'a' && d->slug.at[i] <= 'z') || (d->slug.at[i] >= '0' && d->slug.at[i] <= '9') || d->slug.at[i] == '-')) { faults_add(&f, "slug", S("Small letters, numbers and hyphens.")); break; }
    if (str_is(d->slug, "back")) faults_add(&f, "slug", S("This address is taken by the page where people come back."));
    if (d->minutes < 1 || d->minutes > 600) faults_add(&f, "minutes", S("About how many minutes does it take? A number from 1 to 600."));
    if (d->answer_days < 1 || d->answer_days > 365) faults_add(&f, "answer_days", S("Within how many days is there an answer? A number from 1 to 365."));
    if (d->capacity < 0 || d->capacity > 100000) faults_add(&f, "capacity", S("A number, or 0 for no limit."));
    if (d->grace_hours < 0 || d->grace_hours > 336) faults_add(&f, "grace_hours", S("A number of hours from 0 to 336."));
    if (d->opens_at.us && d->closes_at.us && d->closes_at.us <= d->opens_at.us) faults_add(&f, "closes_at", S("It closes after it opens."));
    if (!one_of(d->needs_right, "|member|ask|apply|pitch") && d->needs_right.len) faults_add(&f, "needs_right", S("Choose who may come in."));
    if (!one_of(d->when_full, "not now|waits")) faults_add(&f, "when_full", S("Choose what happens when the month is full."));
    if (!one_of(d->sign, "open|closed")) faults_add(&f, "sign", S("Choose which sign hangs out."));
    if (!one_of(d->publishes, "nothing|counts|decisions")) faults_add(&f, "publishes", S("Choose what is told of it in public."));
    return f;
}

static void write_door(Tx *tx, const Door *d)
{
    db_exec(tx, SQL("update door set slug = $2, purpose = $3, name = $4, for_whom = $5, needs_right = $6, will_ask = $7, minutes = $8, read_by = $9, then_what = $10, answer_days = $11, opens_at = $12,"
        " closes_at = $13, grace_hours = $14, capacity = $15, when_full = $16, sign = $17, closed_words = $18, role = $19, publishes = $20, leads_to = $21, changed_at = $22, position = $23 where id = $1"),
        I(d->id), T(d->slug), T(d->purpose), T(d->name), T(d->for_whom), T(d->needs_right), T(d->will_ask), I(d->minutes), T(d->read_by), T(d->then_what), I(d->answer_days), AT(d->opens_at),
        AT(d->closes_at), I(d->grace_hours), I(d->capacity), T(d->when_full), T(d->sign), T(d->closed_words), T(d->role), T(d->publishes), T(d->leads_to), AT(time_now()), I(d->position));
}

i64 door_make_trusted(Tx *tx, const Door *from)
{
    Door d = *from;
    d.id = id_new();
    db_exec(tx, SQL("insert into door(id, slug, position, purpose, name, for_whom, needs_right, will_ask, minutes, read_by, then_what, answer_days, opens_at, closes_at, grace_hours, capacity, when_full, sign,"
        " closed_words, role, publishes, leads_to, made_at, changed_at) values ($1, $2, $3, '', '', '', '', '', 0, '', '', 0, 0, 0, 0, 0, '', '', '', '', '', '', $4, $4)"), I(d.id), T(d.slug), I(d.position), AT(time_now()));
    write_door(tx, &d);
    return d.id;
}

Outcome door_change(Tx *tx, const DoorKeeper *by, Door *d)
{
    const Door *was = d->id ? door_trusted(tx, d->id) : NULL;
    if (d->id && !was) return GONE;
    if (door_faults(d).count) return INVALID;
    if (d->role.len && !db_one_int(tx, SQL("select count(*) from role where slug = $1"), T(d->role))) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from door where slug = $1 and id <> $2"), T(d->slug), I(d->id))) return CONFLICT;
    if (was) {
        d->purpose = was->purpose, d->leads_to = was->leads_to, d->position = was->position;
        if (was->closes_at.us) d->closes_at = was->closes_at;     /* a closing day moves by extending it, which tells people */
        write_door(tx, d);
    } else {
        d->purpose = S("plain"), d->leads_to = S(""), d->position = (int)db_one_int(tx, SQL("select coalesce(max(position), 0) + 1 from door"));
        d->id = door_make_trusted(tx, d);
    }
    happened_trusted(tx, &(Happens){ .actor = by->person, .kind = "door", .subject_kind = "door", .subject = d->id,
        .words = str_format(tx_arena(tx), was ? "The door “%.*s” was changed." : "There is a new door: “%.*s”.", FMT(d->name)) });
    return DONE;
}

/* ---- longer ---- */

Outcome door_extend(Tx *tx, const DoorKeeper *by, const Extending *e, const Network *n)
{
    const Door *d = door_trusted(tx, e->door);
    if (!d) return GONE;
    if (!d->closes_at.us || e->to.us <= d->closes_at.us || e->to.us <= time_now().us || utf8_length(e->why) < 4 || utf8_length(e->why) > 400) return INVALID;
    i64 moved = db_exec(tx, SQL("update door set closes_at = $2, changed_at = $3 where id = $1 and closes_at = $4"), I(d->id), AT(e->to), AT(time_now()), AT(d->closes_at));
    if (!moved) return CONFLICT;
    db_exec(tx, SQL("insert into door_extension(id, door, at, from_at, to_at, why, by_person) values ($1, $2, $3, $4, $5, $6, $7)"), I(id_new()), I(d->id), AT(time_now()), AT(d->closes_at), AT(e->to), T(e->why), I(by->person));
    db_exec(tx, SQL("update entry set keep_until = $2 where door = $1 and state = 'draft' and keep_until < $2"), I(d->id), AT(time_after(e->to, DAYS(90))));
    entries_told_longer_trusted(tx, d, e, n);
    happened_trusted(tx, &(Happens){ .actor = by->person, .kind = "door", .subject_kind = "door", .subject = d->id,
        .words = str_format(tx_arena(tx), "“%.*s” stays open until %.*s.", FMT(d->name), FMT(time_words(tx_arena(tx), e->to))) });
    return DONE;
}

Extensions door_extensions(Tx *tx, Who who, i64 door)
{
    Extension *at = arena_array(tx_arena(tx), Extension, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select at, from_at, to_at, why from door_extension where door = $1 order by at desc limit 60"), I(door));
    while (count < MOST && db_next(&q)) at[count++] = (Extension){ db_time(&q, 0), db_time(&q, 1), db_time(&q, 2), db_str(&q, 3) };
    db_end(&q);
    return (Extensions){ at, count };
}
