/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What officers do to a record.  Nothing is overwritten that the person would
 * ask about: memberships, consents and contacts are dated rows. */
#include "register/record.h"

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"
#include "register/likeness.h"
#include "seal/seal.h"

static void note(Tx *tx, const Looker *by, i64 person, const char *what)
{
    noted_trusted(tx, looker_id(by), &(Noted){ "changed", person, str_format(tx_arena(tx), "%s. %.*s", what, FMT(looker_reason(by))) });
}

static bool is_here(Tx *tx, i64 person)
{
    const Person *p = person_trusted(tx, person);
    return p && p->state != PERSON_JOINED;
}

Outcome record_rename(Tx *tx, const Looker *by, i64 person, Str name)
{
    if (!is_here(tx, person)) return GONE;
    if (!name.len || utf8_length(name) > 200) return INVALID;
    person_rename_trusted(tx, person, name);
    note(tx, by, person, "The name");
    return DONE;
}

Outcome record_address_add(Tx *tx, const Looker *by, i64 person, Str kind, Str value)
{
    if (!is_here(tx, person)) return GONE;
    bool known = str_is(kind, "email") || str_is(kind, "phone") || str_is(kind, "post");
    if (!known || !value.len || utf8_length(value) > 500) return INVALID;
    if (str_is(kind, "email") && email_fault(email_usual(tx_arena(tx), value)).len) return INVALID;
    address_give_trusted(tx, person, kind, str_is(kind, "email") ? email_usual(tx_arena(tx), value) : value, S("voice"));
    likeness_look_trusted(tx, person);
    note(tx, by, person, "An address was added");
    return DONE;
}

Outcome record_address_take(Tx *tx, const Looker *by, i64 person, i64 address)
{
    if (!is_here(tx, person)) return GONE;
    i64 main = db_one_int(tx, SQL("select main from person_address where person = $1 and address = $2"), I(person), I(address));
    if (!db_one_int(tx, SQL("select count(*) from person_address where person = $1 and address = $2"), I(person), I(address))) return GONE;
    address_take_trusted(tx, person, address);
    if (main) db_exec(tx, SQL("update person_address set main = 1 where person = $1 and address = (select min(address) from person_address where person = $1)"), I(person));
    note(tx, by, person, "An address was taken away");
    return DONE;
}

/* The letter says what changes and what does not; its words are the network's own name for the class. */
void moved_letter_trusted(Tx *tx, i64 person, const MemberClass *to)
{
    Arena *a = tx_arena(tx);
    Str base = setting(tx, "base_url", S("")), name = setting(tx, "name", S(""));
    Str email = person_email_trusted(tx, person);
    if (!email.len) return;
    letter_post(tx, &(Letter){ .to = email, .subject = S("A change to how you are with us"), .purpose = "membership", .person = person, .text = str_format(a,
        "Hello,\n\nsomething about how you are with us is another from today. Everything that you told us and agreed to is as it was.\n\n"
        "From now on you are with us as: %.*s. %.*s %s\n\nWhat is held about you, and how to change it or leave, is on your page:\n\n%.*s/me\n\n"
        "If this is not what you wanted, write back to us. A person reads it.\n\n%.*s\n", FMT(to->name), FMT(to->who),
        to->may_vote ? "You may vote at general meetings." : "There is no vote with it.", FMT(base), FMT(name)) });
}

Outcome record_move(Tx *tx, const Looker *by, i64 person, Str class_kind)
{
    const MemberClass *to = class_open_trusted(tx, class_kind);
    if (!is_here(tx, person)) return GONE;
    if (!to || str_is(class_kind, "group")) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from membership where person = $1 and grp = 0 and class = $2 and ended_at = 0"), I(person), I(to->id))) return CONFLICT;
    db_exec(tx, SQL("update membership set ended_at = $2, ended_why = 'moved class' where person = $1 and grp = 0 and ended_at = 0"), I(person), AT(time_now()));
    membership_begin_trusted(tx, person, 0, to, S("officer"));
    moved_letter_trusted(tx, person, to);
    note(tx, by, person, "Moved to another class");
    return DONE;
}

Outcome record_end(Tx *tx, const Looker *by, i64 person, Str why)
{
    static const char *const whys[] = { "own wish", "unreachable", "died", "other" };
    bool known = false;
    for (int i = 0; i < COUNT(whys); i++) known = known || str_is(why, whys[i]);
    if (!is_here(tx, person)) return GONE;
    if (!known) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from role_held where person = $1"), I(person))) return CONFLICT;
    if (str_is(why, "died")) person_died_trusted(tx, person);
    else person_leave_trusted(tx, person, why);
    note(tx, by, person, "Membership was ended");
    return DONE;
}

Outcome record_consent(Tx *tx, const Looker *by, i64 person, Str purpose, bool give)
{
    Str words;
    if (!is_here(tx, person)) return GONE;
    if (!wording_now_trusted(tx, purpose, &words) || str_is(purpose, "keep") || str_starts(purpose, S("declaration")) || str_starts(purpose, S("claimed"))) return INVALID;
    if (give) consent_give_trusted(tx, person, purpose, S("voice, read back"), looker_id(by));
    else consent_withdraw_trusted(tx, person, purpose);
    note(tx, by, person, give ? "Agreed to something by voice" : "Something was taken back");
    return DONE;
}

Outcome record_contact(Tx *tx, const Looker *by, i64 person, Str group_slug, bool end)
{
    i64 group = db_one_int(tx, SQL("select grp from group_slug where slug = $1"), T(group_slug));
    if (!is_here(tx, person)) return GONE;
    if (!group) return INVALID;
    if (end) group_contact_end_trusted(tx, person, group);
    else if (db_one_int(tx, SQL("select count(*) from group_contact where person = $1 and grp = $2 and until = 0"), I(person), I(group))) return CONFLICT;
    else group_contact_add_trusted(tx, group, person);
    note(tx, by, person, end ? "No longer a contact of a group" : "Made a contact of a group");
    return DONE;
}

/* ---- notes ---- */

Outcome record_note(Tx *tx, const Looker *by, i64 person, const Note *n)
{
    i64 id = id_new();
    Time most = time_after(time_now(), DAYS(731));
    if (!is_here(tx, person)) return GONE;
    if (!n->words.len || utf8_length(n->words) > 2000 || n->delete_on.us <= time_now().us || n->delete_on.us > most.us || n->review_on.us > n->delete_on.us) return INVALID;
    db_exec(tx, SQL("insert into staff_note(id, person, words, by_person, made_at, review_on, delete_on) values ($1, $2, $3, $4, $5, $6, $7)"),
        I(id), I(person), B(seal(tx_arena(tx), "staff_note.words", id, n->words)), I(looker_id(by)), AT(time_now()), AT(n->review_on), AT(n->delete_on));
    noted_trusted(tx, looker_id(by), &(Noted){ "note", person, looker_reason(by) });
    return DONE;
}

void record_note_drop(Tx *tx, const Looker *by, i64 person, i64 note_id)
{
    if (!db_exec(tx, SQL("delete from staff_note where id = $1 and person = $2"), I(note_id), I(person))) return;
    noted_trusted(tx, looker_id(by), &(Noted){ "note", person, looker_reason(by) });
    job_add_once(tx, "tidy after erasure", 0);
}

void notes_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from staff_note where person = $1"), I(person));
    db_exec(tx, SQL("update staff_note set by_person = 0 where by_person = $1"), I(person));
}

i64 notes_expire_trusted(Tx *tx) { return db_exec(tx, SQL("delete from staff_note where delete_on <= $1"), AT(time_now())); }

/* ---- erasure that somebody asked for on the phone or on paper ---- */

Outcome record_erase(Tx *tx, const Looker *by, i64 person)
{
    if (!is_here(tx, person)) return GONE;
    if (db_one_int(tx, SQL("select count(*) from role_held where person = $1"), I(person))) return CONFLICT;
    forget_everywhere_trusted(tx, person);
    happened_trusted(tx, &(Happens){ .actor = looker_id(by), .kind = "erased", .subject_kind = "", .words = S("Somebody was erased, as they asked.") });
    return DONE;
}
