/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The register that the law asks for. */
#include "register/statutory.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

enum { PAGE = 50 };

bool statutory_on(Tx *tx, Who who) { (void)who; return str_is(setting(tx, "statutory_register", S("no")), "yes"); }

void statutory_switch(Tx *tx, Who who, bool on)
{
    if (!who_passes(who, ADMINISTRATORS)) return;
    setting_put(tx, "statutory_register", on ? S("yes") : S("no"));
    happened(tx, who, &(Happens){ .kind = "settings", .subject_kind = "network", .words = on ? S("The register that the law asks for was switched on.") : S("The register that the law asks for was switched off. Its entries stay.") });
}

RegisterEntries statutory_entries(Tx *tx, const Looker *by, i64 after)
{
    RegisterEntry *at = arena_array(tx_arena(tx), RegisterEntry, PAGE);
    RegisterEntries all = { .at = at, .all = db_one_int(tx, SQL("select count(*) from register_entry")) };
    Query q = db_query(tx, SQL("select id, person, legal_name, service_address, from_at, to_at from register_entry where id > $1 order by id limit 50"), I(after));
    for (; all.count < PAGE && db_next(&q); all.count++) {
        RegisterEntry *e = &at[all.count];
        *e = (RegisterEntry){ .id = db_int(&q, 0), .person = db_int(&q, 1), .from = db_time(&q, 4), .to = db_time(&q, 5) };
        e->legal_name = seal_read(tx_arena(tx), "register_entry.legal_name", e->id, db_view(&q, 2));
        e->service_address = seal_read(tx_arena(tx), "register_entry.service_address", e->id, db_view(&q, 3));
    }
    db_end(&q);
    for (int i = 0; i < all.count; i++) {
        Noted n = { "register", at[i].person, looker_reason(by) };
        if (at[i].person && !noted_lately(tx, (Who){ .person = looker_id(by) }, &n, MINUTES(10))) noted_trusted(tx, looker_id(by), &n);
    }
    return all;
}

Faults statutory_faults(const RegisterEntry *e)
{
    Faults f = NO_FAULTS;
    if (!e->legal_name.len || utf8_length(e->legal_name) > 200) faults_add(&f, "legal_name", S("Write the name that the law asks for."));
    if (utf8_length(e->service_address) > 500) faults_add(&f, "service_address", S("This is longer than 500 letters."));
    if (!e->from.us || e->from.us > time_now().us) faults_add(&f, "from", S("Write the day they were entered as year, month, day: 2026-11-01."));
    return f;
}

Outcome statutory_enter(Tx *tx, const Looker *by, const RegisterEntry *e)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    if (!person_trusted(tx, e->person)) return GONE;
    if (statutory_faults(e).count) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from register_entry where person = $1 and to_at = 0"), I(e->person))) return CONFLICT;
    db_exec(tx, SQL("insert into register_entry(id, person, legal_name, service_address, class, from_at, to_at) values ($1, $2, $3, $4, 0, $5, 0)"), I(id), I(e->person),
        B(seal(a, "register_entry.legal_name", id, e->legal_name)), B(seal(a, "register_entry.service_address", id, e->service_address)), AT(e->from));
    noted_trusted(tx, looker_id(by), &(Noted){ "register", e->person, looker_reason(by) });
    return DONE;
}

Outcome statutory_cease(Tx *tx, const Looker *by, i64 id)
{
    i64 person = db_one_int(tx, SQL("select person from register_entry where id = $1"), I(id));
    if (!db_exec(tx, SQL("update register_entry set to_at = $2 where id = $1 and to_at = 0"), I(id), AT(time_now()))) return GONE;
    if (person) noted_trusted(tx, looker_id(by), &(Noted){ "register", person, looker_reason(by) });
    return DONE;
}

void statutory_forget_trusted(Tx *tx, i64 person)
{
    bool on = str_is(setting(tx, "statutory_register", S("no")), "yes");
    if (!on) { db_exec(tx, SQL("delete from register_entry where person = $1"), I(person)); return; }
    db_exec(tx, SQL("update register_entry set to_at = $2 where person = $1 and to_at = 0"), I(person), AT(time_now()));
    db_exec(tx, SQL("update register_entry set person = 0 where person = $1"), I(person));
}

i64 statutory_expire_trusted(Tx *tx) { return db_exec(tx, SQL("delete from register_entry where to_at > 0 and to_at < $1"), AT(time_after(time_now(), -DAYS(3653)))); }
