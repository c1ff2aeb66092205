/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Versions of classes, moving between them, and who was entitled on a day. */
#include "register/class.h"

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"

enum { MOST = 60, AT_ONCE = 200 };

ClassVersions class_versions(Tx *tx, const Officer *by)
{
    ClassVersion *at = arena_array(tx_arena(tx), ClassVersion, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select c.id, c.slug, c.kind, c.name, c.who, c.position, c.may_vote, c.may_stand, c.may_attend, c.may_apply, c.may_pitch, c.may_ask, c.receives, c.valid_from, c.valid_to,"
        " (select count(*) from membership m where m.class = c.id and m.ended_at = 0) from member_class c order by c.position, c.valid_from desc, c.id desc limit 60"));
    for (; count < MOST && db_next(&q); count++)
        at[count] = (ClassVersion){ .of = { .id = db_int(&q, 0), .slug = db_str(&q, 1), .kind = db_str(&q, 2), .name = db_str(&q, 3), .who = db_str(&q, 4), .may_vote = db_bool(&q, 6),
            .may_stand = db_bool(&q, 7), .may_attend = db_bool(&q, 8), .may_apply = db_bool(&q, 9), .may_pitch = db_bool(&q, 10), .may_ask = db_bool(&q, 11), .receives = db_str(&q, 12) },
            .position = db_int(&q, 5), .from = db_time(&q, 13), .to = db_time(&q, 14), .members = db_int(&q, 15) };
    db_end(&q);
    return (ClassVersions){ at, count };
}

Faults class_faults(const ClassDraft *d)
{
    Faults f = NO_FAULTS;
    if (!d->name.len || utf8_length(d->name) > 80) faults_add(&f, "name", S("Give it a name, up to 80 letters."));
    if (!d->who.len || utf8_length(d->who) > 300) faults_add(&f, "who", S("Say who it is for, up to 300 letters."));
    return f;
}

Outcome class_renew(Tx *tx, Who who, const ClassDraft *d)
{
    const MemberClass *now = class_open_trusted(tx, d->kind);
    Time at = time_now();
    if (!who_passes(who, ADMINISTRATORS) || !now) return GONE;
    if (class_faults(d).count) return INVALID;
    bool same = str_eq(now->name, d->name) && str_eq(now->who, d->who) && now->may_vote == d->may_vote && now->may_stand == d->may_stand && now->may_attend == d->may_attend
        && now->may_apply == d->may_apply && now->may_pitch == d->may_pitch && now->may_ask == d->may_ask;
    if (same) return CONFLICT;
    i64 position = db_one_int(tx, SQL("select position from member_class where id = $1"), I(now->id));
    db_exec(tx, SQL("update member_class set valid_to = $2 where id = $1"), I(now->id), AT(at));
    db_exec(tx, SQL("insert into member_class(id, slug, kind, name, who, position, may_vote, may_stand, may_attend, may_apply, may_pitch, may_ask, receives, valid_from, valid_to)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)"), I(id_new()), T(now->slug), T(d->kind), T(d->name), T(d->who), I(position), I(d->may_vote), I(d->may_stand),
        I(d->may_attend), I(d->may_apply), I(d->may_pitch), I(d->may_ask), T(now->receives), AT(at));
    happened(tx, who, &(Happens){ .kind = "class", .subject_kind = "", .words = str_format(tx_arena(tx), "The class “%.*s” has a new version.", FMT(d->name)) });
    return DONE;
}

static Str kind_of_class(Tx *tx, i64 id)
{
    Query q = db_query(tx, SQL("select kind from member_class where id = $1"), I(id));
    Str kind = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return kind;
}

Outcome class_move_all(Tx *tx, Who who, i64 from)
{
    const MemberClass *to = class_open_trusted(tx, kind_of_class(tx, from));
    if (!who_passes(who, ADMINISTRATORS) || !to) return GONE;
    if (to->id == from) return CONFLICT;
    job_add(tx, "move class", from, time_now());
    happened(tx, who, &(Happens){ .kind = "class", .subject_kind = "", .words = str_format(tx_arena(tx), "Everybody in the version before of “%.*s” is moved to the one that holds now, with a letter.", FMT(to->name)) });
    return DONE;
}

static void move_one(Tx *tx, i64 membership, i64 person, i64 group, const MemberClass *to)
{
    db_exec(tx, SQL("update membership set ended_at = $2, ended_why = 'moved class' where id = $1"), I(membership), AT(time_now()));
    membership_begin_trusted(tx, person, group, to, S("moved by the network"));
    if (person) moved_letter_trusted(tx, person, to);
    if (person) noted_trusted(tx, ACTOR_COMMAND, &(Noted){ "changed", person, S("The class of membership has a new version.") });
}

void class_move_some_trusted(Tx *tx, i64 from)
{
    struct { i64 id, person, group; } at[AT_ONCE];
    int count = 0;
    const MemberClass *to = class_open_trusted(tx, kind_of_class(tx, from));
    if (!to || to->id == from) return;
    Query q = db_query(tx, SQL("select id, person, grp from membership where class = $1 and ended_at = 0 order by id limit 200"), I(from));
    while (count < AT_ONCE && db_next(&q)) at[count].id = db_int(&q, 0), at[count].person = db_int(&q, 1), at[count].group = db_int(&q, 2), count++;
    db_end(&q);
    for (int i = 0; i < count; i++) move_one(tx, at[i].id, at[i].person, at[i].group, to);
    if (count == AT_ONCE) job_add(tx, "move class", from, time_now());
}

EntitledOn entitled_on(Tx *tx, const Officer *by, Time end_of_day)
{
    Entitled *at = arena_array(tx_arena(tx), Entitled, MOST);
    EntitledOn on = { .at = at };
    (void)by;
    Query q = db_query(tx, SQL("select c.name, c.may_vote, c.may_attend, sum(case when m.person <> 0 then 1 else 0 end), sum(case when m.person = 0 then 1 else 0 end)"
        " from membership m join member_class c on c.id = m.class left join person p on p.id = m.person where m.joined_at <= $1 and (m.ended_at = 0 or m.ended_at > $1) and (m.person = 0 or p.state <> 4)"
        " group by c.id, c.name, c.may_vote, c.may_attend, c.position order by c.position, c.id limit 60"), AT(end_of_day));
    for (; on.count < MOST && db_next(&q); on.count++) {
        at[on.count] = (Entitled){ .class_name = db_str(&q, 0), .may_vote = db_bool(&q, 1), .may_attend = db_bool(&q, 2), .people = db_int(&q, 3), .groups = db_int(&q, 4) };
        if (at[on.count].may_vote) on.votes += at[on.count].people + at[on.count].groups;
    }
    db_end(&q);
    return on;
}
