/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The rules that run by themselves.  Those of a room's own letters, links and
 * sessions run in that room; these are the ones that somebody would ask about. */
#include "register/retention.h"

#include "jobs/jobs.h"
#include "register/likeness.h"
#include "register/members_sheet.h"
#include "register/request.h"
#include "register/segment.h"
#include "register/statutory.h"

/* People who left two years ago and never came back; nobody who must answer for something else. */
static i64 left_go(Tx *tx)
{
    i64 n = 0, person;
    Time old = time_after(time_now(), -DAYS(730));
    for (; n < 200; n++) {
        person = db_one_int(tx, SQL("select min(p.id) from person p where p.state in (3, 5) and p.changed_at < $1 and not exists (select 1 from data_request r where r.person = p.id and r.closed_at = 0)"), AT(old));
        if (!person) break;
        take_out_everywhere_trusted(tx, person);
    }
    return n;
}

static i64 runs_go(Tx *tx) { return db_exec(tx, SQL("delete from retention_run where at < $1"), AT(time_after(time_now(), -DAYS(1100)))); }

static const struct { const char *rule, *words; i64 (*run)(Tx *tx); } rules[] = {
    { "notes", "Notes of the staff go on the day that each carries, at most two years after they were written.", notes_expire_trusted },
    { "left", "Records of people who left or died go two years later. They may come back before; afterwards they join anew.", left_go },
    { "requests", "Requests about data go a year after they are closed.", requests_expire_trusted },
    { "joined records", "The empty record goes thirty days after two were joined, and then it can no longer be undone.", joinings_settle_trusted },
    { "lists", "What undoing a list needs goes after seven days. That the list came in stays.", imports_settle_trusted },
    { "two people", "What one asked for and another decided goes a year after it was asked.", two_expire_trusted },
    { "segments", "Segments go a year after they ended; who was found by one goes with it, at the latest after two years.", segments_expire_trusted },
    { "statutory register", "Entries in the register that the law asks for go ten years after somebody ceased to be a member.", statutory_expire_trusted },
    { "these runs", "What these rules did is kept for three years.", runs_go },
};

void retention_run_trusted(Tx *tx, i64 about)
{
    (void)about;
    for (int i = 0; i < COUNT(rules); i++) {
        i64 gone = rules[i].run(tx);
        if (gone) db_exec(tx, SQL("insert into retention_run(id, rule, at, gone) values ($1, $2, $3, $4)"), I(id_new()), T(str_c(rules[i].rule)), AT(time_now()), I(gone));
        if (gone) job_add_once(tx, "tidy after erasure", 0);
    }
    db_exec(tx, SQL("delete from desk_reason where since < $1"), AT(time_after(time_now(), -HOURS(8))));   /* they hold no longer */
    setting_put(tx, "retention_ran", time_rfc3339(tx_arena(tx), time_now()));
}

Retentions retentions(Tx *tx, Who who)
{
    Retention *at = arena_array(tx_arena(tx), Retention, COUNT(rules));
    (void)who;
    for (int i = 0; i < COUNT(rules); i++) {
        at[i] = (Retention){ .rule = rules[i].rule, .words = rules[i].words };
        at[i].gone_in_a_year = db_one_int(tx, SQL("select coalesce(sum(gone), 0) from retention_run where rule = $1 and at > $2"), T(str_c(rules[i].rule)), AT(time_after(time_now(), -DAYS(365))));
        Query q = db_query(tx, SQL("select at, gone from retention_run where rule = $1 order by at desc limit 1"), T(str_c(rules[i].rule)));
        if (db_next(&q)) at[i].last_at = db_time(&q, 0), at[i].last_gone = db_int(&q, 1);
        db_end(&q);
    }
    return (Retentions){ at, COUNT(rules) };
}
