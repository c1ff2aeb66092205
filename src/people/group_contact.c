/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Contact people of groups. */
#include "people/group_contact.h"

#include "chronicle/chronicle.h"
#include "people/joining.h"
#include "people/person.h"

Faults group_contact_faults(Str name, Str email)
{
    Faults f = NO_FAULTS;
    if (!name.len) faults_add(&f, "name", S("Tell us what to call them."));
    if (utf8_length(name) > 200) faults_add(&f, "name", S("This is longer than 200 letters."));
    if (email_fault(email).len) faults_add(&f, "email", email_fault(email));
    return f;
}

Outcome group_contact_ask(Tx *tx, const GroupKeeper *by, Str name, Str email, const Network *n)
{
    if (group_contact_faults(name, email).count) return INVALID;
    join_ask_contact_trusted(tx, name, email, group_kept(by), n);
    return DONE;
}

bool group_contact_is(Tx *tx, Who who, i64 group)
{
    return who.person && db_one_int(tx, SQL("select count(*) from group_contact where grp = $1 and person = $2 and until = 0"), I(group), I(who.person)) > 0;
}

Outcome group_contact_step_back(Tx *tx, Who who, i64 group)
{
    if (!group_contact_is(tx, who, group)) return GONE;
    group_contact_end_trusted(tx, who.person, group);
    happened(tx, who, &(Happens){ .kind = "contact", .subject_kind = "group", .subject = group, .words = S("A contact person of a group stepped back.") });
    return DONE;
}

void group_contact_end_trusted(Tx *tx, i64 person, i64 group)
{
    db_exec(tx, SQL("update group_contact set until = $3 where person = $1 and until = 0 and ($2 = 0 or grp = $2)"), I(person), I(group), AT(time_now()));
    db_exec(tx, SQL("insert into group_alone(grp, since) select distinct c.grp, cast($3 as bigint) from group_contact c where c.person = $1 and ($2 = 0 or c.grp = $2)"
        " and not exists (select 1 from group_contact o where o.grp = c.grp and o.until = 0) on conflict do nothing"), I(person), I(group), AT(time_now()));
}

GroupsAlone groups_alone(Tx *tx, const Officer *by)
{
    GroupAlone *at = arena_array(tx_arena(tx), GroupAlone, 50);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select g.id, g.name, g.slug, a.since from group_alone a join member_group g on g.id = a.grp where g.state in (1, 2, 3) order by a.since limit 50"));
    while (count < 50 && db_next(&q)) at[count++] = (GroupAlone){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_time(&q, 3) };
    db_end(&q);
    return (GroupsAlone){ at, count };
}
