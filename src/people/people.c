/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what it holds about a person, how it forgets, what must be true of it. */
#include "people/people.h"

#include "chronicle/chronicle.h"
#include "people/means.h"
#include "people/own_address.h"
#include "people/passkey.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"

void held(Holdings *h, Str what, Str words, Time since)
{
    if (h->count == h->cap) {
        int cap = h->cap ? h->cap * 2 : 32;
        Held *to = arena_array(h->arena, Held, cap);
        if (h->count) memcpy(to, h->at, sizeof *to * (size_t)h->count);
        h->at = to, h->cap = cap;
    }
    h->at[h->count++] = (Held){ what, words, since.us ? time_date_words(h->arena, since) : S(""), false };
}

void held_alone(Holdings *h, Str what, Str words, Time since)
{
    held(h, what, words, since);
    h->at[h->count - 1].alone = true;
}

static void tell_sessions(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select begun_at, seen_at, stays, means from session where person = $1 order by begun_at"), I(person));
    while (db_next(&q)) {
        Time begun = db_time(&q, 0), seen = db_time(&q, 1);
        held(to, S("A place where you are signed in"), str_format(to->arena, "last used %.*s%s, by %.*s", FMT(time_words(to->arena, seen)),
            db_bool(&q, 2) ? ", stays signed in" : "", FMT(db_view(&q, 3))), begun);
    }
}

static void tell_means(Tx *tx, i64 person, Holdings *to)
{
    Passkeys keys = passkeys_of(tx, (Who){ .person = person });
    for (int i = 0; i < keys.count; i++) held(to, S("A passkey of yours"), keys.at[i].name, keys.at[i].made_at);
    Means m = means_of_trusted(tx, person);
    if (m.passphrase) held(to, S("Your passphrase"), S("kept so that nobody can read it, not even we"), m.passphrase_at);
    if (m.links_off) held(to, S("Links by e-mail"), S("switched off by you"), (Time){ 0 });
    if (m.frozen) held(to, S("Signing in"), S("stopped, because somebody pressed so in a letter of ours"), (Time){ 0 });
    Changes c = changes_of(tx, (Who){ .person = person });
    for (int i = 0; i < c.count; i++) held(to, S("How you sign in was changed, kept for 30 days"), c.at[i].words, c.at[i].at);
    Query q = db_query(tx, SQL("select id, address, made_at from address_request where person = $1 order by made_at"), I(person));
    while (db_next(&q)) {
        Str address = seal_read(to->arena, "address_request.address", db_int(&q, 0), db_view(&q, 1));
        held(to, S("An address you want to add and did not confirm yet"), address, db_time(&q, 2));
    }
}

static void tell_groups(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select g.name, c.since, c.until from group_contact c join member_group g on g.id = c.grp where c.person = $1"), I(person));
    while (db_next(&q)) {
        Str name = db_str(&q, 0);
        Time since = db_time(&q, 1);
        held(to, db_int(&q, 2) ? S("You were a contact person of") : S("You are a contact person of"), name, since);
    }
    Query r = db_query(tx, SQL("select r.name, h.since from role_held h join role r on r.id = h.role where h.person = $1"), I(person));
    while (db_next(&r)) {
        Str name = db_str(&r, 0);
        held(to, S("Your role in the network"), name, db_time(&r, 1));
    }
}

static void tell_letters(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select purpose, made_at from outbox where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        Str purpose = db_str(&q, 0);
        held(to, S("A letter to you, kept for a week"), purpose, db_time(&q, 1));
    }
    Query j = db_query(tx, SQL("select r.made_at from join_request r join address d on d.find = r.find join person_address a on a.address = d.id"
        " where a.person = $1"), I(person));
    while (db_next(&j)) held(to, S("Something you asked for and did not confirm yet"), S("it goes after seven days"), db_time(&j, 0));
}

static void tell_self(Tx *tx, i64 person, Holdings *to)
{
    Detail d = detail_of_trusted(tx, person);
    IdentityLines lines = identity_of_trusted(tx, person);
    AccessNeeds needs = access_needs_of_trusted(tx, person);
    PenNames pens = pen_names_of_trusted(tx, person);
    if (d.pronouns.len) held(to, S("Your pronouns"), d.pronouns, (Time){ 0 });
    if (d.reach_words.len) held(to, S("When to reach you, and what to mind"), d.reach_words, (Time){ 0 });
    if (d.supporter.len) held(to, S("Who supports you"), d.supporter, (Time){ 0 });
    for (int i = 0; i < lines.count; i++)
        (lines.at[i].staff_may_see ? held : held_alone)(to, lines.at[i].staff_may_see ? S("In your words; staff may see it") : S("In your words; only you see it"), lines.at[i].words, lines.at[i].made_at);
    for (int i = 0; i < needs.count; i++) held(to, S("What helps you"), needs.at[i].words, needs.at[i].made_at);
    for (int i = 0; i < pens.count; i++) held_alone(to, S("A name you write under, known to you alone"), pens.at[i].name, pens.at[i].made_at);
    i64 kept = db_one_int(tx, SQL("select count(*) from kept_form where person = $1"), I(person));
    if (kept) held(to, S("Something you typed after you had been signed out"), S("kept for you for seven days"), (Time){ 0 });
}

static void tell(Tx *tx, i64 person, Holdings *to)
{
    const Person *p = person_trusted(tx, person);
    if (!p) return;
    held(to, S("What we call you"), p->name, p->made_at);
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++)
        held(to, str_is(all.at[i].kind, "email") ? S("Your e-mail address") : str_is(all.at[i].kind, "phone") ? S("Your phone") : S("Your postal address"),
            all.at[i].value, all.at[i].confirmed_at);
    held(to, S("How we reach you"), p->contact_way, p->made_at);
    if (p->place.len) held(to, S("Your part of the country"), p->place, p->made_at);
    if (p->quiet_until.us) held(to, S("Quiet until"), time_date_words(to->arena, p->quiet_until), (Time){ 0 });
    Memberships m = memberships_of_trusted(tx, person);
    for (int i = 0; i < m.count; i++)
        held(to, m.at[i].ended_at.us ? S("You were a member as") : S("You are a member as"), str_format(to->arena, "%.*s, confirmed by %.*s",
            FMT(m.at[i].class_name), FMT(m.at[i].way)), m.at[i].joined_at);
    Consents c = consents_of_trusted(tx, person);
    for (int i = 0; i < c.count; i++)
        held(to, c.at[i].withdrawn_at.us ? S("You agreed, and took it back") : S("You agreed to"), c.at[i].words, c.at[i].given_at);
    tell_self(tx, person, to);
    tell_groups(tx, person, to);
    tell_means(tx, person, to);
    tell_sessions(tx, person, to);
    tell_letters(tx, person, to);
    post_tell_trusted(tx, person, to);
}

/* ---- where what was found stands ---- */

static Str place(Tx *tx, Str kind, i64 id)
{
    bool page = str_is(kind, "page");
    if (!page && !str_is(kind, "group")) return S("");
    Query q = page ? db_query(tx, SQL("select slug from page where id = $1"), I(id)) : db_query(tx, SQL("select slug from member_group where id = $1"), I(id));
    Str slug = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return page && str_is(slug, "help-now") ? S("/help-now") : str_format(tx_arena(tx), "%s%.*s", page ? "/about/" : "/groups/", FMT(slug));
}

/* ---- what must hold ---- */

static int complain(Tx *tx, Buf *faults, i64 count, const char *words)
{
    (void)tx;
    if (!count) return 0;
    buf_format(faults, "people: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = 0;
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership m where m.person <> 0 and not exists (select 1 from person p where p.id = m.person)")),
        "memberships of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership m where m.grp <> 0 and not exists (select 1 from member_group g where g.id = m.grp)")),
        "memberships of a group that is not there");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership where person = 0 and grp = 0")), "memberships of neither a person nor a group");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group where listed <> case when state = 2 then directory else 0 end")),
        "groups are listed otherwise than they chose");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group where meets_privately = 1 and (place <> '' or place_words <> '')")),
        "groups that meet in a home have a place");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group g where listed > 0 and not exists (select 1 from search_doc d where d.id = g.id and d.level = g.listed)")),
        "listed groups cannot be found by searching");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from search_doc d where d.kind = 'group' and not exists (select 1 from member_group g where g.id = d.id and g.listed > 0)")),
        "groups can be found that are not listed");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from session s where not exists (select 1 from person p where p.id = s.person)")), "sessions of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from sign_in_means m where m.links_off = 1 and length(m.passphrase) = 0")), "people have no way to sign in");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from address a where not exists (select 1 from person_address x where x.address = a.id)")), "addresses of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from person p where state in (1, 2) and not exists (select 1 from consent c where c.person = p.id and c.purpose = 'keep' and c.withdrawn_at = 0)")),
        "people are kept without having agreed to it");
    return bad;
}

/* Of the newest thousand, as far as a check should take: every name is found by its words. */
static int check_names(Tx *tx, Buf *faults)
{
    i64 bad = 0, last = INT64_MAX;
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    for (int i = 0; i < 1000; i++, arena_reset(scratch)) {
        last = db_one_int(tx, SQL("select max(id) from person where id < $1"), I(last));
        const Person *p = last ? person_trusted(tx, last) : NULL;
        if (!p) break;
        bad += !name_indexed_trusted(tx, last, p->name);
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return complain(tx, faults, bad, "people cannot be found by their names");
}

static int check_all_of(Tx *tx, Buf *faults)
{
    int bad = check(tx, faults) + check_names(tx, faults);
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from person_word w where not exists (select 1 from person p where p.id = w.person)")), "words of names are of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from identity_word w where not exists (select 1 from identity_line l where l.id = w.line and l.for_segments = 1)")),
        "words of lines can be found that were not allowed for it");
    return bad;
}

/* ---- blind indexes anew: after a change of keys, and when an older network gets them ---- */

static void reindex_person(Tx *tx, i64 id)
{
    const Person *p = person_trusted(tx, id);
    Addresses all = addresses_of_trusted(tx, id);
    IdentityLines lines = identity_of_trusted(tx, id);
    if (p) name_index_trusted(tx, id, p->name, p->name);
    for (int i = 0; i < all.count; i++) address_reindex_trusted(tx, &all.at[i]);
    for (int i = 0; i < lines.count; i++) identity_index_trusted(tx, lines.at[i].id, lines.at[i].words, lines.at[i].for_segments ? lines.at[i].words : S(""));
}

static i64 reindex(Tx *tx, i64 after, int most)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    for (int i = 0; i < most && after; i++, arena_reset(scratch)) {
        i64 id = db_one_int(tx, SQL("select min(id) from person where id > $1"), I(after == 1 ? 0 : after));
        if (id) reindex_person(tx, id);
        else join_requests_reindex_trusted(tx);
        after = id;
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return after;
}

static void found(Tx *tx) { groups_found_trusted(tx), pages_into_search_trusted(tx); }

/* ---- what the tables hold ---- */

static const TableFacts facts[] = {
    { "person", "A name to be called by, how to be reached, the part of the country, whether somebody rests", "to be in touch", "until the person is erased", "name", NULL },
    { "person_word", "Keyed hashes of the words of names", "so that names can be sealed and found", "as long as the name", "", NULL },
    { "person_detail", "Pronouns, when and through whom to be reached, which pen names are theirs", "because the person wrote it", "until the person takes it away", "pronouns reach_words supporter pens", "person" },
    { "identity_line", "Who people are, in their own words, if they wrote any", "for what each line says", "until the person takes it away", "words", NULL },
    { "identity_word", "Keyed hashes of words that may be looked for", "to find people for something particular, where they allowed it", "as long as the line", "", NULL },
    { "access_need", "What helps people take part", "to prepare meetings, letters and forms", "until the person takes it away", "words", NULL },
    { "pen_name", "Names that people write under", "so that nothing public joins them", "until the person takes it away", "name owner", NULL },
    { "role_held", "Who has which role", "to know who may do what", "until the role is taken back", "", NULL },
    { "address", "E-mail addresses, phone numbers, postal addresses", "to write, call and sign in", "until nobody is at it", "value", NULL },
    { "person_address", "Who is at which address, and since when it was confirmed", "couples share addresses", "until it is taken away", "", NULL },
    { "membership", "Who joined as what, when it ended and why", "membership and its rights", "until the person is erased", "", NULL },
    { "consent", "What people agreed to, in which words, when, and when they took it back", "to prove it and to keep to it", "until the person is erased", "", NULL },
    { "group_contact", "Who speaks for which group, and since when", "so that a group can be reached", "until the person is erased", "", NULL },
    { "join_request", "What somebody wrote who has not confirmed yet", "to join", "seven days", "draft", NULL },
    { "sign_in_link", "That a link was asked for; the link itself is nowhere", "to sign in", "a day", "", NULL },
    { "passkey", "The public half of people's passkeys, and what they called them", "to sign in", "until the person removes it", "public_key credential name", NULL },
    { "passkey_challenge", "", "", "", "", NULL },
    { "sign_in_means", "A passphrase, kept so that nobody can read it; whether links are off or everything is frozen", "to sign in", "until the person removes it", "passphrase", "person" },
    { "address_request", "An address that somebody wants to add and has not confirmed", "to send the letter that confirms it", "seven days", "address", NULL },
    { "sign_in_change", "That the way to sign in was changed, and where that was told", "so that one press stops it if it was somebody else", "thirty days", "address", NULL },
    { "kept_form", "What somebody typed after being signed out", "so that nothing is lost", "seven days", "fields", NULL },
    { "erased", "Keyed hashes of those who were erased; nothing can be read from them", "so that no list and no old copy brings them back", "for as long as the network lasts", "", NULL },
    { "post_choice", "In which form letters come, and in which hours they do not", "because the person chose it", "until the person is erased", "", "person" },
    { "notice_choice", "Which kinds of letters come at once, once a day or never", "because the person chose it", "until the person is erased", "", NULL },
    { "notice_waiting", "What waits for somebody's one letter a day", "to send it together", "until it is sent; ninety days at most", "words", NULL },
    { "came_back", "That a letter came back from an address, and with which code", "so that nothing more is sent where nobody is", "ninety days", "", NULL },
    { "wording", "", "", "", "", NULL }, { "member_class", "", "", "", "", NULL }, { "member_group", "", "", "", "", NULL }, { "group_slug", "", "", "", "", NULL },
    { "group_import", "", "", "", "", NULL }, { "group_alone", "", "", "", "", NULL }, { "page", "", "", "", "", NULL },
    { "page_version", "Which editor wrote a version of a page", "to answer for it", "until the person is erased", "", NULL }, { "compass", "", "", "", "", NULL },
    { 0 },
};

/* ---- what comes round by itself ---- */

static void expire(Tx *tx, i64 about)
{
    (void)about;
    join_requests_expire_trusted(tx);
    sign_in_links_expire_trusted(tx);
    passkey_challenges_expire_trusted(tx);
    address_requests_expire_trusted(tx);
    changes_expire_trusted(tx);
    db_exec(tx, SQL("delete from session where ends_at < $1 or seen_at < $2"), AT(time_now()), AT(time_after(time_now(), -DAYS(60))));
    db_exec(tx, SQL("delete from kept_form where ends_at < $1"), AT(time_now()));
    came_back_clear_trusted(tx);
    db_exec(tx, SQL("delete from done_once where at < $1"), AT(time_after(time_now(), -DAYS(2))));
}

static void end_rests(Tx *tx, i64 about)
{
    (void)about;
    db_exec(tx, SQL("update person set state = 1, quiet_until = 0 where state = 2 and quiet_until < $1"), AT(time_now()));
}

static const JobKind jobs[] = { { "letters of the day", notices_round_trusted, HOURS(24) }, { "expire", expire, HOURS(1) }, { "end rests", end_rests, HOURS(6) }, { 0 } };

const Room people_room = { .name = "people", .jobs = jobs, .tell = tell, .forget = people_forget_trusted, .check = check_all_of, .found = found, .place = place, .facts = facts, .reindex = reindex };
