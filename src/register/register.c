/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what it holds about a person, how it forgets, what must be true of it. */
#include "register/register.h"

#include "chronicle/chronicle.h"
#include "register/class.h"
#include "register/likeness.h"
#include "register/retention.h"
#include "register/statutory.h"
#include "seal/seal.h"

/* ---- tell ---- */

static void tell_notes(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select id, words, made_at, delete_on from staff_note where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        Str words = seal_read(to->arena, "staff_note.words", db_int(&q, 0), db_view(&q, 1));
        held(to, str_format(to->arena, "A note of the staff, kept until %.*s", FMT(time_date_words(to->arena, db_time(&q, 3)))), words, db_time(&q, 2));
    }
}

static void tell_sealed(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select words from household where person = $1"), I(person));
    while (db_next(&q)) held(to, S("Your household, as a list said"), seal_read(to->arena, "household.words", person, db_view(&q, 0)), (Time){ 0 });
    db_end(&q);
    q = db_query(tx, SQL("select words from person_extra where person = $1"), I(person));
    while (db_next(&q)) held(to, S("What else a list said of you"), seal_read(to->arena, "person_extra.words", person, db_view(&q, 0)), (Time){ 0 });
    db_end(&q);
    q = db_query(tx, SQL("select reference from member_reference where person = $1"), I(person));
    while (db_next(&q)) held(to, S("Your number in an earlier list"), db_str(&q, 0), (Time){ 0 });
    db_end(&q);
    q = db_query(tx, SQL("select id, legal_name, service_address, from_at from register_entry where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        Str name = seal_read(to->arena, "register_entry.legal_name", db_int(&q, 0), db_view(&q, 1)), address = seal_read(to->arena, "register_entry.service_address", db_int(&q, 0), db_view(&q, 2));
        held(to, S("The register that the law asks for"), str_format(to->arena, "%.*s%s%.*s", FMT(name), address.len ? ", " : "", FMT(address)), db_time(&q, 3));
    }
}

static void tell_work(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select i.file_name, r.act, i.at from member_import_row r join member_import i on i.id = r.import where r.person = $1 order by i.at"), I(person));
    while (db_next(&q)) {
        Str file = db_str(&q, 0);
        held(to, str_is(db_view(&q, 1), "added") ? S("You came with a list") : S("A list changed something"), file, db_time(&q, 2));
    }
    db_end(&q);
    q = db_query(tx, SQL("select s.name, u.at from segment_use u join segment s on s.id = u.segment where u.person = $1 order by u.at"), I(person));
    while (db_next(&q)) {
        Str name = db_str(&q, 0);
        held(to, S("You were found for something particular"), name, db_time(&q, 1));
    }
    db_end(&q);
    q = db_query(tx, SQL("select id, kind, words, received_at from data_request where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        Str words = seal_read(to->arena, "data_request.words", db_int(&q, 0), db_view(&q, 2));
        held(to, S("Something you asked of us"), words, db_time(&q, 3));
    }
    db_end(&q);
    i64 alike = db_one_int(tx, SQL("select count(*) from likeness where state = 1 and (a = $1 or b = $1)"), I(person));
    if (alike) held(to, S("Another record that looks like yours"), S("somebody will look whether both are you"), (Time){ 0 });
}

static void tell(Tx *tx, i64 person, Holdings *to)
{
    tell_notes(tx, person, to);
    tell_sealed(tx, person, to);
    tell_work(tx, person, to);
    i64 seen = db_one_int(tx, SQL("select count(*) from audit where subject = $1"), I(person));
    if (seen) held(to, S("Who looked at your record, and why"), str_format(to->arena, "%lld times; each is on the page Who looked", seen), (Time){ 0 });
}

/* ---- forget ---- */

static void forget(Tx *tx, i64 person)
{
    notes_forget_trusted(tx, person);
    likeness_forget_trusted(tx, person);
    two_forget_trusted(tx, person);
    db_exec(tx, SQL("delete from household where person = $1"), I(person));
    db_exec(tx, SQL("delete from person_extra where person = $1"), I(person));
    db_exec(tx, SQL("delete from member_reference where person = $1"), I(person));
    db_exec(tx, SQL("delete from member_import_row where person = $1"), I(person));
    db_exec(tx, SQL("update member_import set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("delete from segment_use where person = $1"), I(person));
    db_exec(tx, SQL("update segment set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("delete from desk_reason where person = $1"), I(person));
    db_exec(tx, SQL("delete from data_request where person = $1"), I(person));
    db_exec(tx, SQL("update data_request set keyed_by = 0 where keyed_by = $1"), I(person));
    statutory_forget_trusted(tx, person);
    Str page = str_format(tx_arena(tx), "/desk/people/%lld%%", person);
    db_exec(tx, SQL("delete from done_once where location like $1"), T(page));
    db_exec(tx, SQL("delete from kept_form where path like $1"), T(page));
}

static void stays(Tx *tx, i64 person, Holdings *to)
{
    i64 entries = db_one_int(tx, SQL("select count(*) from register_entry where person = $1"), I(person));
    if (entries && str_is(setting(tx, "statutory_register", S("no")), "yes"))
        held(to, S("Your entry in the register that the law asks for"), S("Ten years from the day you cease to be a member, because company law asks for it. It is parted from everything else."), (Time){ 0 });
}

/* ---- what must hold ---- */

static int complain(Buf *faults, i64 count, const char *words)
{
    if (!count) return 0;
    buf_format(faults, "register: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = audit_check(tx, faults) + likeness_check(tx, faults);
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from session s join person p on p.id = s.person where p.state = 5")),
        "people who died are signed in");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from staff_note where delete_on <= made_at")), "notes have no day on which they go");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from data_request where person <> 0 and not exists (select 1 from person p where p.id = data_request.person)")), "requests are of nobody");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from consent c where c.withdrawn_at = 0 and exists (select 1 from person p where p.id = c.person and p.state in (3, 5))")),
        "agreements live on of people who left or died");
    return bad;
}

/* ---- what the tables hold ---- */

static const TableFacts facts[] = {
    { "audit", "Who at the desk opened or changed whose record, when and why", "so that each person sees who looked", "as long as the network lasts; blanked when the person is erased", "words", "seq" },
    { "desk_reason", "What somebody at the desk is doing just now", "it stands beside each record that they open", "eight hours", "words", "session" },
    { "staff_note", "What staff noted about somebody, with the day on which it goes", "to know next time", "until the day that the note carries, at most two years", "words", NULL },
    { "data_request", "What somebody asked of us about their data, and the answer", "the law's clocks", "a year after it is closed", "name contact words answer", NULL },
    { "likeness", "Which records look like one person's", "so that nobody is written to twice", "until one of them is erased", "", NULL },
    { "merge", "Which records were joined, by whom", "so that it can be undone for thirty days", "until the record is erased", "", NULL },
    { "merge_move", "Which rows moved when records were joined", "so that it can be undone for thirty days", "thirty days", "", NULL },
    { "member_import", "Which lists were taken in, when, by whom", "to answer for it, and to undo it within seven days", "as long as the network lasts", "", NULL },
    { "member_import_row", "Who came with which list, and what it changed", "to undo it within seven days", "seven days, then only that it was so", "before", "person" },
    { "member_reference", "Numbers of people in earlier lists", "so that the same list finds the same people again", "until the person is erased", "", NULL },
    { "household", "Which household a list put somebody into", "so that one letter is enough", "until the person is erased", "words", "person" },
    { "person_extra", "Columns of a list that have no place here", "so that nothing is lost when a network moves", "until the person is erased", "words", "person" },
    { "segment", "Rules for finding people who allowed it, for something particular", "what the segment says", "until its end date, and a year after it", "words", NULL },
    { "segment_use", "Who was found by which rule, and when", "so that each person sees it", "two years", "", NULL },
    { "register_entry", "The register that company law asks for, where the network must keep one", "the law", "ten years after somebody ceased to be a member", "legal_name service_address", NULL },
    { "two_person", "What one person asked for and another decided", "no whole list and no role is one person's to give", "a year", "words", NULL },
    { "retention_run", "", "", "", "", NULL },
    { 0 },
};

static const JobKind jobs[] = { { "retention", retention_run_trusted, HOURS(6) }, { "move class", class_move_some_trusted, 0 }, { 0 } };

const Room register_room = { .name = "register", .jobs = jobs, .tell = tell, .forget = forget, .stays = stays, .check = check, .facts = facts };
