/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Joining.  Nobody is in the register before they confirmed: until then the
 * draft lies sealed under a token that only the letter holds. */
#include "people/joining.h"

#include <jansson.h>

#include "jobs/jobs.h"
#include "people/letters.h"
#include "seal/seal.h"

enum { DAYS_TO_CONFIRM = 7 };

static void name_faults(Faults *f, const char *field, Str name)
{
    if (!name.len) faults_add(f, field, S("Tell us what we should call you. Any name you go by is right."));
    else if (utf8_length(name) > 200) faults_add(f, field, S("This is longer than 200 letters. A shorter form is enough for us."));
}

static void voice_faults(Faults *f, const JoinDraft *d)
{
    if (d->email.len && email_fault(d->email).len) faults_add(f, "email", email_fault(d->email));
    if (!d->email.len && !d->phone.len && !d->post.len)
        faults_add(f, "phone", S("Write down one way to reach them: phone, post or e-mail."));
}

Faults join_faults(const JoinDraft *d, bool by_voice)
{
    Faults f = NO_FAULTS;
    bool group = str_is(d->kind, "group");
    if (group) f = group_faults(&d->group);
    for (int i = 0; i < f.count; i++) if (!strcmp(f.at[i].field, "name")) f.at[i].field = "group_name";
    name_faults(&f, "name", d->name);
    if (by_voice) voice_faults(&f, d);
    else if (email_fault(d->email).len) faults_add(&f, "email", email_fault(d->email));
    if (group && (d->second_name.len || d->second_email.len)) {
        if (!d->second_name.len) faults_add(&f, "second_name", S("Give the second person's name too, or leave both empty."));
        if (email_fault(d->second_email).len) faults_add(&f, "second_email", email_fault(d->second_email));
    }
    if (!d->keep) faults_add(&f, "keep", S("We need your yes to this one: without it we may not keep what you wrote."));
    return f;
}

/* ---- the draft as sealed JSON ---- */

static const struct { const char *key; size_t at; } texts[] = {
    { "kind", offsetof(JoinDraft, kind) }, { "name", offsetof(JoinDraft, name) }, { "email", offsetof(JoinDraft, email) },
    { "place", offsetof(JoinDraft, place) }, { "second_name", offsetof(JoinDraft, second_name) },
    { "second_email", offsetof(JoinDraft, second_email) }, { "group_name", offsetof(JoinDraft, group.name) },
    { "about", offsetof(JoinDraft, group.about) }, { "by_and_for", offsetof(JoinDraft, group.by_and_for) },
    { "group_place", offsetof(JoinDraft, group.place) }, { "place_words", offsetof(JoinDraft, group.place_words) },
    { "languages", offsetof(JoinDraft, group.languages) }, { "access", offsetof(JoinDraft, group.access) },
    { "reach_email", offsetof(JoinDraft, group.reach_email) }, { "reach_phone", offsetof(JoinDraft, group.reach_phone) },
    { "reach_web", offsetof(JoinDraft, group.reach_web) }, { "how_made", offsetof(JoinDraft, group.how_made) },
};

static Str *text_at(JoinDraft *d, int i) { return (Str *)(void *)((char *)d + texts[i].at); }

static Str draft_text(Arena *a, const JoinDraft *d)
{
    JoinDraft copy = *d;
    json_t *o = json_object();
    for (int i = 0; i < COUNT(texts); i++) json_object_set_new(o, texts[i].key, json_stringn(text_at(&copy, i)->at ? text_at(&copy, i)->at : "", text_at(&copy, i)->len));
    json_object_set_new(o, "flags", json_integer(d->keep | d->bulletin << 1 | d->counts << 2 | d->group.meets_privately << 3));
    json_object_set_new(o, "online", json_integer(d->group.online));
    json_object_set_new(o, "open", json_integer(d->group.open_to_new));
    json_object_set_new(o, "directory", json_integer(d->group.directory));
    json_object_set_new(o, "group", json_integer(d->group_id));
    char *text = json_dumps(o, JSON_COMPACT);
    Str s = str_copy(a, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
    return s;
}

static i64 number(json_t *o, const char *key) { return json_integer_value(json_object_get(o, key)); }

static JoinDraft *draft_from(Arena *a, Str text)
{
    JoinDraft *d = arena_new(a, JoinDraft);
    json_t *o = json_loadb(text.at, text.len, 0, NULL);
    for (int i = 0; i < COUNT(texts); i++) {
        json_t *s = json_object_get(o, texts[i].key);
        *text_at(d, i) = json_is_string(s) ? str_copy(a, (Str){ json_string_value(s), json_string_length(s) }) : S("");
    }
    i64 flags = number(o, "flags");
    d->keep = flags & 1, d->bulletin = flags & 2, d->counts = flags & 4, d->group.meets_privately = flags & 8;
    d->group.online = (Online)number(o, "online"), d->group.open_to_new = (OpenToNew)number(o, "open");
    d->group.directory = (DirectoryChoice)number(o, "directory");
    d->group_id = number(o, "group");
    json_decref(o);
    return d;
}

/* ---- asking ---- */

static Str request_keep(Tx *tx, const JoinDraft *d)
{
    Arena *a = tx_arena(tx);
    Str token = token_new(a);
    i64 id = id_new();
    db_exec(tx, SQL("insert into join_request(id, token_hash, find, kind, draft, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)"),
        I(id), B(seal_hash(a, token)), B(seal_find(a, "address.email", email_usual(a, d->email))), T(d->kind),
        B(seal(a, "join_request.draft", id, draft_text(a, d))), AT(time_now()), AT(time_after(time_now(), DAYS(DAYS_TO_CONFIRM))));
    return token;
}

/* Anybody may ask, and what they hold in their hand when they come back is the token. */
void join_ask(Tx *tx, Who who, const JoinDraft *d, const Network *n)
{
    (void)who;
    Str token = request_keep(tx, d);
    bool known = people_at_trusted(tx, d->email).count > 0;
    bool group = str_is(d->kind, "group");
    letter_join(tx, d, str_format(tx_arena(tx), "%.*s/join/confirm/%.*s", FMT(n->base_url), FMT(token)), n->name, known && !group);
}

const JoinDraft *join_asked(Tx *tx, Who who, Str token)
{
    (void)who;
    Arena *a = tx_arena(tx);
    Str text;
    Query q = db_query(tx, SQL("select id, draft from join_request where token_hash = $1 and ends_at > $2"), B(seal_hash(a, token)), AT(time_now()));
    if (!db_next(&q)) return NULL;
    i64 id = db_int(&q, 0);
    bool opens = seal_open(a, "join_request.draft", id, db_view(&q, 1), &text);
    db_end(&q);
    return opens ? draft_from(a, text) : NULL;
}

/* ---- confirming ---- */

static void consents_keep(Tx *tx, i64 person, const JoinDraft *d, Str way, i64 keyed_by)
{
    consent_give_trusted(tx, person, S("keep"), way, keyed_by);
    if (d->bulletin) consent_give_trusted(tx, person, str_is(d->kind, "supporter") ? S("newsletter") : S("bulletin"), way, keyed_by);
    if (d->counts) consent_give_trusted(tx, person, S("counts"), way, keyed_by);
}

static bool has_membership(Tx *tx, i64 person, const MemberClass *in)
{
    return db_one_int(tx, SQL("select count(*) from membership where person = $1 and class = $2 and grp = 0 and ended_at = 0"), I(person), I(in->id)) > 0;
}

/* Joining again with the same name at the same address finds the same person; another name there is another person. */
static Joined person_for(Tx *tx, const JoinDraft *d)
{
    Arena *a = tx_arena(tx);
    People there = people_at_trusted(tx, d->email);
    for (int i = 0; d->email.len && i < there.count; i++)
        if (str_eq(utf8_fold(a, there.at[i].name), utf8_fold(a, d->name))) return (Joined){ there.at[i].id, false };
    return (Joined){ person_make_trusted(tx, d->name, d->contact_way.len ? d->contact_way : S("email"), d->place), true };
}

static Joined take_in(Tx *tx, const JoinDraft *d, Str way, i64 keyed_by, i64 *group)
{
    Joined who = person_for(tx, d);
    i64 person = who.person;
    if (d->email.len) address_give_trusted(tx, person, S("email"), d->email, way);
    if (d->phone.len) address_give_trusted(tx, person, S("phone"), d->phone, way);
    if (d->post.len) address_give_trusted(tx, person, S("post"), d->post, way);
    consents_keep(tx, person, d, way, keyed_by);
    const MemberClass *in = class_open_trusted(tx, d->kind);
    if (!in) return who;
    if (!str_is(d->kind, "group")) {
        if (!has_membership(tx, person, in)) membership_begin_trusted(tx, person, 0, in, way);
        db_exec(tx, SQL("update person set state = 1 where id = $1"), I(person));
        return who;
    }
    db_exec(tx, SQL("update person set state = 1 where id = $1"), I(person));
    Group g = d->group;
    g.state = GROUP_WAITING;
    group_make_trusted(tx, NULL, &g);
    group_contact_add_trusted(tx, g.id, person);
    membership_begin_trusted(tx, 0, g.id, in, way);
    *group = g.id;
    return who;
}

/* The second contact person is asked by a letter of their own: nobody is entered by somebody else's word. */
void join_ask_contact_trusted(Tx *tx, Str name, Str email, i64 group, const Network *n)
{
    JoinDraft second = { .kind = S("contact"), .name = name, .email = email_usual(tx_arena(tx), email), .place = S(""), .keep = true, .group_id = group };
    const Group *g = group_trusted(tx, group);
    if (!g) return;
    second.group = *g;
    Str token = request_keep(tx, &second);
    letter_second(tx, &second, str_format(tx_arena(tx), "%.*s/join/confirm/%.*s", FMT(n->base_url), FMT(token)), n->name);
}

static void ask_second(Tx *tx, const JoinDraft *d, i64 group, const Network *n)
{
    if (d->second_email.len && group) join_ask_contact_trusted(tx, d->second_name, d->second_email, group, n);
}

static Joined confirm_second(Tx *tx, const JoinDraft *d)
{
    i64 group = db_one_int(tx, SQL("select id from member_group where id = $1 and state in (1, 2, 3)"), I(d->group_id));
    Joined who = person_for(tx, d);
    i64 person = who.person;
    address_give_trusted(tx, person, S("email"), d->email, S("email"));
    consent_give_trusted(tx, person, S("keep"), S("email"), 0);
    if (group) group_contact_add_trusted(tx, group, person);
    return who;
}

Joined join_confirm(Tx *tx, Who who, Str token, const Network *n)
{
    const JoinDraft *d = join_asked(tx, who, token);
    if (!d || !db_exec(tx, SQL("delete from join_request where token_hash = $1"), B(seal_hash(tx_arena(tx), token)))) return (Joined){ 0 };
    if (str_is(d->kind, "contact")) return confirm_second(tx, d);
    i64 group = 0;
    Joined in = take_in(tx, d, S("email"), 0, &group);
    ask_second(tx, d, group, n);
    return in;
}

Outcome join_by_voice(Tx *tx, const Officer *by, const JoinDraft *d, const Network *n)
{
    i64 group = 0;
    if (join_faults(d, true).count) return INVALID;
    take_in(tx, d, S("voice"), officer_id(by), &group);
    ask_second(tx, d, group, n);
    return DONE;
}

void join_requests_expire_trusted(Tx *tx) { db_exec(tx, SQL("delete from join_request where ends_at < $1"), AT(time_now())); }

/* A few dozen at most: they live for a week. */
void join_requests_reindex_trusted(Tx *tx)
{
    Arena *a = tx_arena(tx);
    for (i64 id = INT64_MIN; ; ) {
        Query q = db_query(tx, SQL("select id, draft from join_request where id > $1 order by id limit 1"), I(id));
        bool any = db_next(&q);
        if (!any) return;
        id = db_int(&q, 0);
        Str text = seal_read(a, "join_request.draft", id, db_view(&q, 1));
        db_end(&q);
        const JoinDraft *d = text.len ? draft_from(a, text) : NULL;
        if (d) db_exec(tx, SQL("update join_request set find = $2 where id = $1"), I(id), B(seal_find(a, "address.email", email_usual(a, d->email))));
    }
}
