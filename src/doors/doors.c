/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what it holds about a person, how it forgets, what must be true of it. */
#include "doors/doors.h"

static int complain(Buf *faults, i64 count, const char *words)
{
    if (!count) return 0;
    buf_format(faults, "doors: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = 0;
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from door d where leads_to = '' and sign = 'open' and not exists (select 1 from question_set s where s.door = d.id and s.state = 'published')")), "open doors ask nothing");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from (select door from question_set where state = 'published' group by door having count(*) > 1) d")), "doors ask two versions at once");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from (select door from question_set where state = 'written' group by door having count(*) > 1) d")), "doors have two versions being written");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry e join question_set s on s.id = e.qset where s.door <> e.door or s.state = 'written'")), "entries answer questions that were not asked at their door");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry where state = 'sent' and (sent_at = 0 or due_at = 0)")), "entries were sent without a promise");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry where state = 'draft' and sent_at <> 0")), "drafts were sent");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry_answer a join entry e on e.id = a.entry where e.state = 'taken back'")), "answers are kept that were taken back");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry_answer a where not exists (select 1 from entry e join question q on q.qset = e.qset where e.id = a.entry and q.key = a.key)")), "answers are to no question");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry_file f where not exists (select 1 from file x where x.hash = f.hash and x.gone_at = 0)")), "files of entries are not there");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry e where person <> 0 and not exists (select 1 from person p where p.id = e.person)")), "entries are of nobody");
    return bad;
}

static const TableFacts facts[] = {
    { "entry", "What somebody put through a door: when, by which way, and how the answer reaches them", "to answer it", "a draft: until ninety days after the door closed, or half a year after it was last touched; what was sent: until the person is erased or takes it back; of who is not a member, name and address go two years after the answer", "name reach", NULL },
    { "entry_answer", "What somebody answered to a door's questions", "to answer what they ask", "until they take it back or are erased", "words", NULL },
    { "entry_file", "Files and recordings sent with an answer, and what was heard in them", "to answer what they ask, also where somebody does not write", "until they take it back or are erased", "name transcript", NULL },
    { "door", "", "", "", "", NULL }, { "question_set", "", "", "", "", NULL }, { "question", "", "", "", "", NULL }, { "door_extension", "", "", "", "", NULL },
    { 0 },
};

static void files_leave(Tx *tx, i64 about) { (void)about; files_go_trusted(tx); }

static const JobKind jobs[] = { { "doors", doors_round_trusted, HOURS(1) }, { "files that go", files_leave, HOURS(24) }, { 0 } };

const Room doors_room = { .name = "doors", .jobs = jobs, .tell = entries_tell_trusted, .forget = entries_forget_trusted, .check = check, .facts = facts };
