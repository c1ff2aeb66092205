/* SPDX-License-Identifier: AGPL-3.0-or-later
 * People and their addresses.  Names and addresses are sealed; an address is
 * found by the keyed hash of its usual spelling. */
#include "people/person.h"

#include "chronicle/chronicle.h"
#include "people/group_contact.h"
#include "people/identity.h"
#include "people/name.h"
#include "people/notice.h"
#include "people/room.h"
#include "seal/seal.h"

Str email_usual(Arena *a, Str email)
{
    Str line = utf8_line(a, email);
    ptrdiff_t open = str_find(line, S("<")), close = str_find(line, S(">"));
    if (open >= 0 && close > open) line = (Str){ line.at + open + 1, (size_t)(close - open - 1) };
    if (str_starts(line, S("mailto:"))) line.at += 7, line.len -= 7;
    return str_lower_ascii(a, str_trim(line));
}

static bool part_is_fine(Str part)
{
    if (!part.len || part.at[0] == '.' || part.at[part.len - 1] == '.' || str_find(part, S("..")) >= 0) return false;
    for (size_t i = 0; i < part.len; i++)
        if ((unsigned char)part.at[i] <= ' ' || strchr("\"(),:;<>[\\]", part.at[i])) return false;
    return true;
}

Str email_fault(Str email)
{
    Str rest = email, local = str_cut(&rest, '@');
    if (!email.len) return S("Give an e-mail address, so that we can write to you.");
    if (email.len > 254 || local.len > 64 || !part_is_fine(local) || !part_is_fine(rest) || str_find(rest, S("@")) >= 0
        || str_find(rest, S(".")) < 1)
        return S("This does not look like a whole e-mail address, such as name@example.org.");
    return S("");
}

static const Person *read_person(Query *q, Arena *a)
{
    Person *p = arena_new(a, Person);
    *p = (Person){ .id = db_int(q, 0), .contact_way = db_str(q, 2), .place = db_str(q, 3), .language = db_str(q, 4),
        .state = (PersonState)db_int(q, 5), .quiet_until = db_time(q, 6), .made_at = db_time(q, 7) };
    p->name = seal_read(a, "person.name", p->id, db_view(q, 1));
    return p;
}

const Person *person_trusted(Tx *tx, i64 id)
{
    Query q = db_query(tx, SQL("select id, name, contact_way, place, language, state, quiet_until, made_at from person where id = $1"), I(id));
    const Person *p = db_next(&q) ? read_person(&q, tx_arena(tx)) : NULL;
    db_end(&q);                                           /* called a thousand times in one transaction: none may stay open */
    return p;
}

/* "+44 (0)20 7946 0018" and "020 7946 0018" are one number; what is no number stays as it is. */
static Str phone_usual(Arena *a, Str phone)
{
    Buf b = buf_open(a, phone.len + 1);
    Str s = str_trim(phone);
    bool abroad = str_starts(s, S("+")) || str_starts(s, S("00"));
    for (size_t i = 0; i < s.len; i++) if (s.at[i] >= '0' && s.at[i] <= '9') buf_byte(&b, s.at[i]);
    Str d = buf_view(&b);
    if (str_starts(s, S("00"))) d.at += 2, d.len -= 2;
    if (abroad && str_starts(d, S("44"))) {
        d.at += 2, d.len -= 2;
        while (str_starts(d, S("0"))) d.at++, d.len--;
        d = str_format(a, "0%.*s", FMT(d));
    }
    return d.len ? d : s;
}

Str address_usual(Arena *a, Str kind, Str value)
{
    if (str_is(kind, "email")) return email_usual(a, value);
    return str_is(kind, "phone") ? phone_usual(a, value) : utf8_fold(a, utf8_line(a, value));
}

static const char *index_of(Str kind) { return str_is(kind, "email") ? "address.email" : str_is(kind, "phone") ? "address.phone" : "address.post"; }

i64 address_named_trusted(Tx *tx, Str kind, Str value)
{
    Arena *a = tx_arena(tx);
    Str usual = address_usual(a, kind, value);
    return db_one_int(tx, SQL("select id from address where kind = $1 and find in ($2, $3)"), T(kind),
        B(seal_find(a, index_of(kind), usual)), B(seal_find_before(a, index_of(kind), usual)));
}

i64 address_find_trusted(Tx *tx, Str email) { return address_named_trusted(tx, S("email"), email); }

enum { AT_ONE_ADDRESS = 12 };

People people_of_address_trusted(Tx *tx, i64 address)
{
    Person *at = arena_array(tx_arena(tx), Person, AT_ONE_ADDRESS);
    int count = 0;
    Query q = db_query(tx, SQL("select p.id, p.name, p.contact_way, p.place, p.language, p.state, p.quiet_until, p.made_at"
        " from person_address a join person p on p.id = a.person where a.address = $1 and a.confirmed_at > 0 order by p.id limit 12"), I(address));
    while (db_next(&q)) at[count++] = *read_person(&q, tx_arena(tx));
    return (People){ at, count };
}

People people_at_trusted(Tx *tx, Str email) { return people_of_address_trusted(tx, address_find_trusted(tx, email)); }

Addresses addresses_of_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    Address *at = arena_array(a, Address, AT_ONE_ADDRESS);
    int count = 0;
    Query q = db_query(tx, SQL("select d.id, d.kind, d.value, a.main, a.confirmed_at, a.confirmed_way from person_address a"
        " join address d on d.id = a.address where a.person = $1 order by a.main desc, d.id limit 12"), I(person));
    while (db_next(&q)) {
        Address *d = &at[count++];
        *d = (Address){ .id = db_int(&q, 0), .kind = db_str(&q, 1), .main = db_bool(&q, 3), .confirmed_at = db_time(&q, 4), .way = db_str(&q, 5) };
        d->value = seal_read(a, "address.value", d->id, db_view(&q, 2));
    }
    return (Addresses){ at, count };
}

Str person_email_trusted(Tx *tx, i64 person)
{
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) if (str_is(all.at[i].kind, "email")) return all.at[i].value;
    return S("");
}

i64 person_make_trusted(Tx *tx, Str name, Str contact_way, Str place)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into person(id, name, contact_way, place, language, state, quiet_until, made_at, changed_at)"
        " values ($1, $2, $3, $4, 'en', 1, 0, $5, $5)"),
        I(id), B(seal(tx_arena(tx), "person.name", id, name)), T(contact_way), T(place), AT(time_now()));
    name_index_trusted(tx, id, S(""), name);
    return id;
}

i64 address_give_trusted(Tx *tx, i64 person, Str kind, Str value, Str way)
{
    Arena *a = tx_arena(tx);
    i64 id = address_named_trusted(tx, kind, value);
    if (!id) {
        id = id_new();
        db_exec(tx, SQL("insert into address(id, kind, value, find, made_at) values ($1, $2, $3, $4, $5)"), I(id), T(kind),
            B(seal(a, "address.value", id, utf8_tidy(a, value))), B(seal_find(a, index_of(kind), address_usual(a, kind, value))), AT(time_now()));
    }
    i64 others = db_one_int(tx, SQL("select count(*) from person_address where person = $1 and main = 1"), I(person));
    db_exec(tx, SQL("insert into person_address(person, address, main, confirmed_at, confirmed_way) values ($1, $2, $3, $4, $5)"
        " on conflict (person, address) do update set confirmed_way = excluded.confirmed_way,"
        " confirmed_at = case when person_address.confirmed_at > 0 then person_address.confirmed_at else excluded.confirmed_at end"),
        I(person), I(id), I(others == 0), AT(time_now()), T(way));
    return id;
}

void person_rename_trusted(Tx *tx, i64 person, Str name)
{
    const Person *p = person_trusted(tx, person);
    if (p) name_index_trusted(tx, person, p->name, name);
    db_exec(tx, SQL("update person set name = $2, changed_at = $3 where id = $1"), I(person),
        B(seal(tx_arena(tx), "person.name", person, name)), AT(time_now()));
    if (p) renamed_everywhere_trusted(tx, S("person"), person, p->name, name);
}

void person_rest_trusted(Tx *tx, i64 person, Time until)
{
    db_exec(tx, SQL("update person set quiet_until = $2, state = $3, changed_at = $4 where id = $1 and state in (1, 2)"),
        I(person), AT(until), I(until.us ? PERSON_RESTING : PERSON_ACTIVE), AT(time_now()));
}

static const char *const state_words[] = { "", "here", "resting", "left", "joined to another record", "died" };

const char *person_state_word(PersonState s) { return state_words[s]; }

void person_leave_trusted(Tx *tx, i64 person, Str why)
{
    Time now = time_now();
    db_exec(tx, SQL("update membership set ended_at = $2, ended_why = $3 where person = $1 and ended_at = 0"), I(person), AT(now), T(why));
    db_exec(tx, SQL("update consent set withdrawn_at = $2 where person = $1 and withdrawn_at = 0"), I(person), AT(now));
    group_contact_end_trusted(tx, person, 0);
    db_exec(tx, SQL("delete from role_held where person = $1"), I(person));
    db_exec(tx, SQL("delete from session where person = $1"), I(person));
    db_exec(tx, SQL("update person set state = 3, changed_at = $2 where id = $1"), I(person), AT(now));
    db_exec(tx, SQL("update outbox set state = 3, letter = $2 where person = $1 and person <> 0 and state = 1"), I(person), B(S("")));
}

void person_died_trusted(Tx *tx, i64 person)
{
    person_leave_trusted(tx, person, S("died"));
    db_exec(tx, SQL("update person set state = 5 where id = $1"), I(person));
}

void address_reindex_trusted(Tx *tx, const Address *d)
{
    Arena *a = tx_arena(tx);
    db_exec(tx, SQL("update address set find = $2 where id = $1"), I(d->id), B(seal_find(a, index_of(d->kind), address_usual(a, d->kind, d->value))));
}

void address_take_trusted(Tx *tx, i64 person, i64 address)
{
    db_exec(tx, SQL("delete from person_address where person = $1 and address = $2"), I(person), I(address));
    db_exec(tx, SQL("delete from address where id = $1 and not exists (select 1 from person_address a where a.address = $1)"), I(address));
}

/* ---- forgetting ---- */

/* Rows of others keep standing: a group's membership is the group's own.  An address goes when nobody is left at it. */
void people_forget_trusted(Tx *tx, i64 person)
{
    const Person *p = person_trusted(tx, person);
    if (!p) return;
    post_forget_trusted(tx, person);
    identity_forget_trusted(tx, person);
    name_index_trusted(tx, person, p->name, S(""));
    db_exec(tx, SQL("delete from outbox where person = $1 and person <> 0"), I(person));
    db_exec(tx, SQL("delete from kept_form where person = $1"), I(person));
    db_exec(tx, SQL("delete from sign_in_link where person = $1 and person <> 0"), I(person));
    db_exec(tx, SQL("delete from sign_in_link where address in (select address from person_address where person = $1)"), I(person));
    db_exec(tx, SQL("delete from join_request where find in (select d.find from address d join person_address a on a.address = d.id where a.person = $1)"), I(person));
    db_exec(tx, SQL("delete from session where person = $1"), I(person));
    db_exec(tx, SQL("delete from role_held where person = $1"), I(person));
    db_exec(tx, SQL("update role_held set given_by = 0 where given_by = $1"), I(person));
    db_exec(tx, SQL("delete from consent where person = $1"), I(person));
    db_exec(tx, SQL("update consent set keyed_by = 0 where keyed_by = $1 and keyed_by <> 0"), I(person));
    db_exec(tx, SQL("delete from membership where person = $1"), I(person));
    group_contact_end_trusted(tx, person, 0);
    db_exec(tx, SQL("delete from group_contact where person = $1"), I(person));
    db_exec(tx, SQL("update page_version set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("delete from passkey where person = $1"), I(person));
    db_exec(tx, SQL("delete from sign_in_means where person = $1"), I(person));
    db_exec(tx, SQL("delete from sign_in_change where person = $1"), I(person));
    db_exec(tx, SQL("delete from address_request where person = $1"), I(person));
    for (i64 last = 0, address; (address = db_one_int(tx, SQL("select address from person_address where person = $1 and address > $2 order by address limit 1"), I(person), I(last))); last = address) {
        address_take_trusted(tx, person, address);
    }
    db_exec(tx, SQL("delete from person where id = $1"), I(person));
}

void forget_everywhere_trusted(Tx *tx, i64 person)
{
    erased_write_trusted(tx, person);
    take_out_everywhere_trusted(tx, person);
}

void take_out_everywhere_trusted(Tx *tx, i64 person)
{
    int rooms = 0;
    while (house_rooms[rooms]) rooms++;
    while (rooms--) house_rooms[rooms]->forget(tx, person);
    job_add_once(tx, "tidy after erasure", 0);
}

void renamed_everywhere_trusted(Tx *tx, Str kind, i64 of, Str was, Str now)
{
    if (str_eq(was, now) || !was.len) return;
    for (const Room *const *r = house_rooms; *r; r++) if ((*r)->renamed) (*r)->renamed(tx, kind, of, was, now);
}

/* ---- roles ---- */

bool role_give_trusted(Tx *tx, i64 person, Str role_slug, i64 by)
{
    return db_exec(tx, SQL("insert into role_held(person, role, since, given_by) select $1, id, $3, $4 from role where slug = $2"
        " on conflict do nothing"), I(person), T(role_slug), AT(time_now()), I(by)) == 1;
}

void role_take_trusted(Tx *tx, i64 person, Str role_slug)
{
    db_exec(tx, SQL("delete from role_held where person = $1 and role in (select id from role where slug = $2)"), I(person), T(role_slug));
}

/* ---- one's own ---- */

const Person *person_of(Tx *tx, Who who) { return person_trusted(tx, who.person); }
void person_rename(Tx *tx, Who who, Str name) { person_rename_trusted(tx, who.person, name); }
void person_rest(Tx *tx, Who who, Time until) { person_rest_trusted(tx, who.person, until); }
void erase_me(Tx *tx, Who who) { forget_everywhere_trusted(tx, who.person); }
void person_reach(Tx *tx, Who who, Str contact_way, Str place)
{
    db_exec(tx, SQL("update person set contact_way = $2, place = $3, changed_at = $4 where id = $1"), I(who.person), T(contact_way), T(place), AT(time_now()));
}
void leave_network(Tx *tx, Who who) { person_leave_trusted(tx, who.person, S("own wish")); }
