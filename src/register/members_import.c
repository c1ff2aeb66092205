/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Taking in a list of people.  Somebody is found again by the list's own
 * reference, or by an address and the same name: couples share addresses, so
 * an address alone is nobody.  What people said here themselves stands; what
 * they took back stays taken back; whoever was erased stays erased. */
#include "register/members_row.h"

#include "chronicle/chronicle.h"
#include "register/likeness.h"
#include "seal/seal.h"

#include <jansson.h>
#include <stdlib.h>

typedef struct {
    Tx *tx;
    Arena *rows;                        /* emptied after each row */
    const ListImport *from;
    ListImported *to;
    MemberColumns columns;
    SheetOut *report;
    Str source;                         /* of consents: the list's name and number */
    MemberClass individual, supporter;
} Import;

static void report(Import *m, i64 line, const char *outcome, Str name, Str reason)
{
    if (m->from->told) m->from->told(m->from->with, &(RowTold){ line, outcome, name, reason });
    if (!m->report) return;
    sheet_out_int(m->report, line);
    sheet_out_cell(m->report, str_c(outcome));
    sheet_out_cell(m->report, name);
    sheet_out_cell(m->report, reason);
    sheet_out_end_row(m->report);
}

/* ---- who is it ---- */

static bool same_name(Arena *a, Str x, Str y) { return str_eq(utf8_fold(a, x), utf8_fold(a, y)); }

static i64 at_address(Import *m, const MemberRow *r, int which)
{
    i64 address = address_named_trusted(m->tx, str_c(r->addresses[which].kind), r->addresses[which].value);
    i64 ids[20];
    int count = 0;
    if (!address) return 0;
    Query q = db_query(m->tx, SQL("select person from person_address where address = $1 order by person limit 20"), I(address));
    while (count < COUNT(ids) && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const Person *p = person_trusted(m->tx, ids[i]);
        if (p && p->state != PERSON_JOINED && (same_name(m->rows, p->name, r->name) || (!r->named && count == 1))) return p->id;
    }
    return 0;
}

/* What a list called somebody is remembered as a keyed hash: of their first address and name, or of the whole row where there
 * is no address.  So the same list finds them again when they have taken another name since. */
static Str remembered_as(Import *m, const MemberRow *r)
{
    Str kind = r->address_count ? str_c(r->addresses[0].kind) : S(""), usual = r->address_count ? address_usual(m->rows, kind, r->addresses[0].value) : S("");
    Str all = r->address_count ? str_format(m->rows, "%.*s|%.*s|%.*s", FMT(kind), FMT(usual), FMT(utf8_fold(m->rows, r->name)))
        : str_format(m->rows, "%.*s|%.*s|%.*s|%.*s", FMT(r->name), FMT(r->place), FMT(r->household), FMT(r->extra));
    Str hash = seal_keyed(m->rows, "list row", all);
    return str_format(m->rows, "~%.*s", FMT(base64url(m->rows, hash.at, hash.len)));
}

/* A record that was joined to another is that other. */
static i64 referred(Import *m, Str reference)
{
    i64 id = reference.len ? db_one_int(m->tx, SQL("select person from member_reference where reference = $1"), T(reference)) : 0;
    for (i64 kept = id; kept; ) {
        kept = db_one_int(m->tx, SQL("select kept from merge where gone = $1 and undone_at = 0"), I(id));
        if (kept) id = kept;
    }
    return id;
}

static i64 known_as(Import *m, const MemberRow *r, Str remembered)
{
    i64 id = referred(m, r->reference);
    for (int i = 0; !id && i < r->address_count; i++) id = at_address(m, r, i);
    return id || r->reference.len ? id : referred(m, remembered);
}

static bool was_erased(Import *m, const MemberRow *r)
{
    for (int i = 0; i < r->address_count; i++)
        if (erased_before_trusted(m->tx, str_c(r->addresses[i].kind), r->addresses[i].value, r->name)) return true;
    return false;
}

/* ---- what it brings; `did` remembers it for undoing ---- */

static bool give_addresses(Import *m, i64 person, const MemberRow *r, json_t *did)
{
    bool any = false;
    for (int i = 0; i < r->address_count; i++) {
        Str kind = str_c(r->addresses[i].kind);
        i64 known = address_named_trusted(m->tx, kind, r->addresses[i].value);
        if (known && db_one_int(m->tx, SQL("select count(*) from person_address where person = $1 and address = $2"), I(person), I(known))) continue;
        i64 id = address_give_trusted(m->tx, person, kind, r->addresses[i].value, S("list"));
        if (did) json_array_append_new(json_object_get(did, "addresses"), json_integer(id));
        any = true;
    }
    return any;
}

static bool give_groups(Import *m, i64 person, MemberRow *r, json_t *did)
{
    bool any = false;
    for (int i = 0; i < r->group_count; i++) {
        i64 group = db_one_int(m->tx, SQL("select grp from group_slug where slug = $1"), T(r->groups[i]));
        if (!group) group = db_one_int(m->tx, SQL("select min(id) from member_group where sort_key = $1 having count(*) = 1"), T(utf8_fold(m->rows, r->groups[i])));
        if (!group) {
            row_note(m->rows, r, str_format(m->rows, "no group here is called “%.*s”; kept beside", FMT(utf8_cut(r->groups[i], 100))));
            row_extra(m->rows, r, i ? str_format(m->rows, "group %d", i + 1) : S("group"), r->groups[i]);
            continue;
        }
        if (db_one_int(m->tx, SQL("select count(*) from group_contact where grp = $1 and person = $2"), I(group), I(person))) continue;
        group_contact_add_trusted(m->tx, group, person);
        if (did) json_array_append_new(json_object_get(did, "groups"), json_integer(group));
        any = true;
    }
    return any;
}

static bool give_claims(Import *m, i64 person, MemberRow *r)
{
    bool any = false;
    for (int i = 0; i < r->claim_count; i++) {
        const RowClaim *c = &r->claims[i];
        Str purpose = str_c(c->purpose);
        if (!c->yes) {                                    /* a no takes back what a list said, never what they said here */
            any = db_exec(m->tx, SQL("update consent set withdrawn_at = $3 where person = $1 and purpose = $2 and withdrawn_at = 0 and source <> '' and purpose <> 'keep'"), I(person), T(purpose), AT(time_now())) || any;
            continue;
        }
        if (consent_lives_trusted(m->tx, person, purpose)) continue;
        if (consent_claim_trusted(m->tx, &(ConsentClaim){ person, purpose, c->words, c->basis, m->source, c->at })) any = true;
        else row_note(m->rows, r, str_format(m->rows, "they took this back here (%s), and it stays so", c->purpose));
    }
    return any;
}

static void give_household(Import *m, i64 person, const MemberRow *r)
{
    if (!r->household.len) return;
    Str find = seal_keyed(m->rows, "household", utf8_fold(m->rows, r->household));
    db_exec(m->tx, SQL("insert into household(person, find, words) values ($1, $2, $3) on conflict (person) do nothing"), I(person), B(find), B(seal(m->rows, "household.words", person, r->household)));
}

/* Columns without a field: what is new is added, nothing that is there is overwritten. */
static bool give_extra(Import *m, i64 person, const MemberRow *r)
{
    if (!r->extra.len) return false;
    Query q = db_query(m->tx, SQL("select words from person_extra where person = $1"), I(person));
    Str now = db_next(&q) ? seal_read(m->rows, "person_extra.words", person, db_view(&q, 0)) : S("");
    db_end(&q);
    json_t *to = now.len ? json_loadb(now.at, now.len, 0, NULL) : NULL, *from = json_loadb(r->extra.at, r->extra.len, 0, NULL);
    if (!to) to = json_object();
    size_t before = json_object_size(to);
    json_object_update_missing(to, from);
    bool more = json_object_size(to) != before;
    char *text = json_dumps(to, JSON_COMPACT | JSON_PRESERVE_ORDER);
    if (more) db_exec(m->tx, SQL("insert into person_extra(person, words) values ($1, $2) on conflict (person) do update set words = excluded.words"), I(person), B(seal(m->rows, "person_extra.words", person, str_c(text ? text : "{}"))));
    free(text);
    json_decref(to);
    json_decref(from);
    return more;
}

static void give_reference(Import *m, i64 person, Str reference)
{
    if (reference.len)
        db_exec(m->tx, SQL("insert into member_reference(reference, person) values ($1, $2) on conflict do nothing"), T(reference), I(person));
}

static void remember(Import *m, i64 person, const char *act, json_t *did)
{
    char *text = did ? json_dumps(did, JSON_COMPACT) : NULL;
    db_exec(m->tx, SQL("insert into member_import_row(import, person, act, before) values ($1, $2, $3, $4) on conflict do nothing"),
        I(m->to->id), I(person), T(str_c(act)), B(seal(m->rows, "member_import_row.before", person, str_c(text ? text : ""))));
    free(text);
}

static void end_as_said(Import *m, i64 person, const MemberRow *r)
{
    if (r->state == PERSON_LEFT) person_leave_trusted(m->tx, person, S("left, a list said"));
    if (r->state == PERSON_DIED) person_died_trusted(m->tx, person);
}

static void add(Import *m, MemberRow *r, Str remembered)
{
    i64 person = person_make_trusted(m->tx, r->name, r->contact_way, r->place);
    const MemberClass *in = str_is(r->class_kind, "individual") ? &m->individual : str_is(r->class_kind, "supporter") ? &m->supporter : NULL;
    if (in && in->id) membership_claim_trusted(m->tx, person, in, r->joined);
    consent_claim_trusted(m->tx, &(ConsentClaim){ person, S("keep"), S("They are on the list that the network keeps."), S("consent"), m->source, r->joined });
    give_addresses(m, person, r, NULL);
    give_groups(m, person, r, NULL);
    give_claims(m, person, r);
    give_household(m, person, r);
    give_extra(m, person, r);
    give_reference(m, person, r->reference);
    give_reference(m, person, remembered);
    remember(m, person, "added", NULL);
    end_as_said(m, person, r);
    bool like = likeness_look_trusted(m->tx, person) > 0;
    m->to->added++, m->to->likely += like;
    if (like) row_note(m->rows, r, S("looks like somebody who is here: look at both, at the desk"));
    report(m, r->line, like ? "added, likely twice" : "added", r->name, r->notes);
}

/* Since a list last touched them, or ever if none did: did they, or an officer for them, change the record? */
static bool changed_here(Import *m, const Person *p)
{
    i64 touched = db_one_int(m->tx, SQL("select max(i.at) from member_import_row r join member_import i on i.id = r.import where r.person = $1"), I(p->id));
    return db_one_int(m->tx, SQL("select changed_at from person where id = $1"), I(p->id)) > touched;
}

static bool give_name_and_place(Import *m, const Person *p, MemberRow *r, json_t *did, bool fill_only)
{
    bool name = r->named && !str_eq(p->name, r->name) && !fill_only, place = r->place.len && !str_eq(p->place, r->place) && (!fill_only || !p->place.len);
    if (!name && !place) {
        if (fill_only && r->named && !same_name(m->rows, p->name, r->name)) row_note(m->rows, r, str_format(m->rows, "the name here stays: “%.*s”", FMT(p->name)));
        return false;
    }
    if (changed_here(m, p)) {
        row_note(m->rows, r, S("they changed their record here since; name and place stay as they are"));
        return false;
    }
    json_object_set_new(did, "name", json_stringn(p->name.at, p->name.len));
    json_object_set_new(did, "place", json_stringn(p->place.at, p->place.len));
    if (name) person_rename_trusted(m->tx, p->id, r->name);
    if (place) db_exec(m->tx, SQL("update person set place = $2, changed_at = $3 where id = $1"), I(p->id), T(r->place), AT(time_now()));
    return true;
}

static void change(Import *m, const Person *p, MemberRow *r, Str remembered)
{
    bool again = db_one_int(m->tx, SQL("select count(*) from member_import_row where import = $1 and person = $2"), I(m->to->id), I(p->id)) > 0;
    if (p->state == PERSON_LEFT || p->state == PERSON_DIED) {
        report(m, r->line, again ? "joined" : "unchanged", r->name, again ? S("the same person stands further up in this list") : S("they have left; a list does not bring them back"));
        *(again ? &m->to->joined : &m->to->unchanged) += 1;
        return;
    }
    json_t *did = json_object();
    json_object_set_new(did, "addresses", json_array());
    json_object_set_new(did, "groups", json_array());
    bool any = give_name_and_place(m, p, r, did, again);
    any = give_addresses(m, p->id, r, did) || any;
    any = give_groups(m, p->id, r, did) || any;
    any = give_claims(m, p->id, r) || any;
    any = give_extra(m, p->id, r) || any;
    give_household(m, p->id, r);
    give_reference(m, p->id, r->reference);
    give_reference(m, p->id, remembered);
    if (r->state != PERSON_ACTIVE && !again) row_note(m->rows, r, S("the list says that they left or died: end the membership at the desk, if that is so"));
    *(again ? &m->to->joined : any ? &m->to->changed : &m->to->unchanged) += 1;
    if (again) row_note(m->rows, r, S("the same person stands further up in this list; what this row says more was added"));
    remember(m, p->id, any ? "changed" : "unchanged", did);
    if (any && !again) noted_trusted(m->tx, m->from->actor, &(Noted){ "imported", p->id, m->source });
    report(m, r->line, again ? "joined" : any ? "changed" : "unchanged", r->name, r->notes);
    json_decref(did);
}

/* References are kept in the clear, to find by.  One that tells who it is (an address, a name) is kept as its keyed hash,
 * and itself beside, sealed. */
static void veil(Import *m, MemberRow *r)
{
    bool plain = str_find(r->reference, S("@")) < 0 && str_find(r->reference, S(" ")) < 0 && !str_starts(r->reference, S("~"));
    if (!r->reference.len || plain) return;
    Str hash = seal_keyed(m->rows, "list reference", r->reference);
    row_extra(m->rows, r, S("their number"), r->reference);
    r->reference = str_format(m->rows, "~%.*s", FMT(base64url(m->rows, hash.at, hash.len)));
}

static void take(Import *m, const SheetRow *row)
{
    MemberRow r = member_row(m->rows, &m->columns, row);
    veil(m, &r);
    if (r.fault.len) {
        m->to->refused++;
        report(m, r.line, "refused", r.name, r.fault);
        return;
    }
    if (was_erased(m, &r)) {
        m->to->held++;
        report(m, r.line, "held", r.name, S("somebody with this address asked to be erased; a list does not bring them back"));
        return;
    }
    Str remembered = remembered_as(m, &r);
    i64 id = known_as(m, &r, remembered);
    const Person *p = id ? person_trusted(m->tx, id) : NULL;
    if (p) change(m, p, &r, remembered);
    else add(m, &r, remembered);
}

/* ---- the whole list ---- */

static void walk(Import *m, Sheet *s)
{
    Arena *whole = tx_arena(m->tx);
    SheetRow row;
    while (sheet_next(s, &row)) {
        m->to->rows++;
        tx_arena_swap(m->tx, m->rows);
        if (row.fault.len) m->to->refused++, report(m, row.line, "refused", S(""), row.fault);
        else take(m, &row);
        tx_arena_swap(m->tx, whole);
        arena_reset(m->rows);
        if (m->from->progress && m->to->rows % 64 == 0) m->from->progress("Reading", sheet_progress(s), 1000);
        if (tx_doomed(m->tx)) break;
    }
    if (m->from->progress) m->from->progress("Reading", 1000, 1000);
}

static Str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_c(slash ? slash + 1 : path);
}

static bool begin(Import *m, Sheet *s, Str *why_not)
{
    Arena *a = tx_arena(m->tx);
    const MemberClass *individual = class_open_trusted(m->tx, S("individual")), *supporter = class_open_trusted(m->tx, S("supporter"));
    if (individual) m->individual = *individual;
    if (supporter) m->supporter = *supporter;
    m->columns.header = sheet_header(s), m->columns.month_first = m->from->month_first, m->columns.class_kind = str_c(m->from->class_kind ? m->from->class_kind : "individual");
    if (!member_columns(a, m->from, &m->columns, why_not)) return false;
    if (m->from->report) {
        const Str heads[] = { S("line"), S("outcome"), S("name"), S("reason") };
        m->report = sheet_out_csv(a, m->from->report, true);
        sheet_out_begin(m->report, heads, COUNT(heads));
    }
    Str file = base_name(m->from->file_name ? m->from->file_name : m->from->path);
    m->to->id = id_new(), m->source = str_format(a, "%.*s (list %lld)", FMT(utf8_cut(file, 100)), m->to->id);
    db_exec(m->tx, SQL("insert into member_import(id, at, by_person, file_name, digest, added, changed, undone_at) values ($1, $2, $3, $4, '', 0, 0, 0)"), I(m->to->id), AT(time_now()), I(m->from->actor), T(file));
    return true;
}

static void finish(Import *m, Sheet *s)
{
    ListImported *to = m->to;
    to->notes = sheet_notes(s), to->stopped = sheet_notes(s)->stopped;
    to->unknown = member_columns_kept(tx_arena(m->tx), &m->columns), to->left_out = member_columns_left_out(tx_arena(m->tx), &m->columns);
    to->again = db_one_int(m->tx, SQL("select count(*) from member_import where digest = $1"), T(to->notes->digest)) > 0;
    db_exec(m->tx, SQL("update member_import set at = $2, digest = $3, added = $4, changed = $5 where id = $1"), I(to->id), AT(time_now()), T(to->notes->digest), I(to->added), I(to->changed));
    happened_trusted(m->tx, &(Happens){ .actor = m->from->actor, .kind = "members list in", .subject_kind = "", .words = str_format(tx_arena(m->tx), "A list of people was taken in: %lld added, %lld changed.", to->added, to->changed) });
}

bool members_import_trusted(Tx *tx, const ListImport *from, ListImported *to, Str *why_not)
{
    Sheet *s = sheet_open(tx_arena(tx), from->path, (SheetOptions){ .encoding = from->encoding }, why_not);
    if (!s) return false;
    Import *m = arena_new(tx_arena(tx), Import);
    *m = (Import){ .tx = tx, .rows = arena_open(), .from = from, .to = to };
    bool ok = begin(m, s, why_not);
    if (ok) walk(m, s), finish(m, s);
    if (m->report && !sheet_out_finish(m->report, why_not)) ok = false;
    sheet_close(s);
    arena_close(m->rows);
    return ok;
}

bool members_import(Tx *tx, const Looker *by, const ListImport *from, ListImported *to, Str *why_not)
{
    ListImport own = *from;
    own.actor = looker_id(by);
    return members_import_trusted(tx, &own, to, why_not);
}
